"""What cannot be beaten: the C pass, compiled where a compiler is, and where its columns stand in each bill."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_SOURCE = Path(__file__).with_name("floor.c")
# The bytes the header line begins with, and the columns of times, amounts and texts.
_ALIPAY = ("交易时间,".encode("gb18030"), "0", "6", "2,4,7,8")
_WECHAT = ("交易时间,".encode(), "0", "5", "2,3,6,7")
_BANK = ('"交易日期"'.encode(), "0,1", "2,3", "5,6")


def compiled(folder: Path) -> Path | None:
    """The C pass as a program, or None where there is no C compiler, or none that takes it."""
    compiler, program = shutil.which("cc"), folder / "floor"
    for options in (["-O3", "-march=native"], ["-O3"]) if compiler else ():
        command = [str(compiler), *options, str(_SOURCE), "-o", str(program)]
        if subprocess.run(command, check=False, capture_output=True).returncode == 0:
            return program
    return None


def c_pass(program: Path, paths: Sequence[Path]) -> list[str | bytes | Path]:
    """The command of one pass over these bills, or over all the bills of a case folder."""
    bills = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    words: list[str | bytes | Path] = [program]
    for bill in bills:
        if bill.name != "cancellations.csv":
            words += [bill, *_where(bill.name)]
    return words


def _where(name: str) -> tuple[bytes, str, str, str]:
    return _ALIPAY if name.startswith("alipay") else _BANK if name.startswith("bank") else _WECHAT
