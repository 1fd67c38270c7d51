"""Arguments and options that several commands share, each with its help in both languages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        show_default=False,
        help="Bills: files, folders, zips. None: this folder. 账单文件、文件夹或压缩包；不写则为当前文件夹",
    ),
]
Language = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", show_default=False, help="Language of what is written; zh for cn. 输出语言"),
]
CaseFile = Annotated[
    Path | None,
    typer.Option(
        "--case", metavar="FILE", show_default=False, help="The case file; else case.xlsx beside the bills. 案件表格"
    ),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        formats=["%Y-%m-%d", "%Y%m%d"],
        show_default=False,
        help="The day of the audit, 2025-09-01; today. 审计基准日",
    ),
]
Jurisdiction = Annotated[Literal["cn", "us", "eu", "uk"], typer.Option("--jurisdiction", help="Whose law. 适用法律")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        show_default=False,
        help="Zip passwords, one a line, each is tried. 压缩包密码文件，每行一个",
    ),
]
Banks = Annotated[
    Path | None,
    typer.Option(
        "--formats",
        metavar="FILE",
        show_default=False,
        help="Bills of banks you described yourself, .toml. 自行描述的账单格式文件",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        show_default=False,
        help="Folder for the results; result/ in the case folder. 结果文件夹",
    ),
]
TableFile = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        show_default=False,
        help="Where to: .csv, .xlsx or .parquet; else stdout. 输出文件",
    ),
]
FindingId = Annotated[
    str, typer.Argument(metavar="ID", help="F…, of a finding; Q…, a question; C…, a cancellation. 编号")
]
FactSheet = Annotated[
    bool, typer.Option("--fact-sheet", help="Of a cancellation: a neutral, masked sheet of facts. 中立事实说明")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback where something fails. 出错时显示详细信息")]
