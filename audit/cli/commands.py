"""Every command with its arguments and its help; what is slow to import is imported inside, so that help is quick."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from audit.cli import options, process, speech
from audit.errors import AuditError

app = typer.Typer(
    name="renewal-audit",
    help="Finds every charge after a cancellation in exported bills, and what is owed back.\n\n"
    "读取导出的账单，找出取消自动续费之后的每一笔扣款，算清应退金额。",
    epilog="Exit status: 0 done; 1 failed, nothing written; 2 wrong usage; 3 done, but some input not usable.\n\n"
    "退出码：0 完成；1 失败，未写出任何内容；2 用法有误；3 已完成，但部分内容未能使用。",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; a fault is one line, with `--debug` a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = speech.language_of(given)
    speech.prepare()
    told: BaseException
    try:
        with process.long_strides(to_the_end=arguments is None):
            status = int(
                app([g for g in given if g != "--debug"], prog_name="renewal-audit", standalone_mode=False) or 0
            )
        if status == speech.STOPPED:  # the library has taken the Ctrl-C, and says nothing
            speech.remark(speech.NOTHING_HALF, lang)
        return status
    except BrokenPipeError:
        return speech.reader_left()
    except (TyperException, AuditError, KeyboardInterrupt, typer.Abort) as fault:
        told, status, words = fault, speech.status_of(fault), speech.words_of(fault)
    except Exception as fault:  # the last line: a fault of the program itself is one line too
        told, status, words = fault, speech.FAILED, speech.internal(fault)
    if "--debug" in given:
        traceback.print_exception(told)
    speech.remark(words, lang)
    return status


def _version(asked: bool) -> None:
    if asked:
        speech.say_version(speech.language_of(sys.argv[1:]))
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version. 显示版本")
    ] = False,
    debug: options.Debug = False,
) -> None:
    """Options of the program as a whole."""
    del version, debug


@app.command(short_help="The whole audit on a sample case. 示例演示")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results. 结果文件夹")] = Path(
        "renewal-audit-demo"
    ),
    lang: options.Language = None,
    debug: options.Debug = False,
) -> None:
    """The whole audit on a sample case.

    用虚构人物的示例案件完整演示一遍。
    """
    del debug
    written_in = speech.language(lang)
    with process.outputs_beside(written_in) as second:
        from audit.cli import auditing

        auditing.demo(out, written_in, second)


@app.command(short_help="The whole audit: bills in, claim out. 完整审计")
def run(
    paths: options.Paths = None,
    case: options.CaseFile = None,
    as_of: options.AsOf = None,
    out: options.Out = None,
    lang: options.Language = None,
    jurisdiction: options.Jurisdiction = "cn",
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """The whole audit: bills in, claim out.

    完整审计：读取账单和案件表格，写出应退金额、函件、证据和图表。
    """
    del debug
    written_in = speech.language(lang, jurisdiction)
    with process.outputs_beside(written_in, jurisdiction) as second:
        from audit.cli import auditing

        auditing.audit_paths(
            paths or [Path()], case=case, as_of=as_of.date() if as_of else None, out=out,
            lang=written_in, jurisdiction=jurisdiction, password_file=password_file, formats_file=formats_file,
            second=second,
        )  # fmt: skip


@app.command(short_help="The case file to fill in, or to add to. 案件表格")
def case(
    paths: options.Paths = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The case file; case.xlsx beside the bills. 案件表格"),
    ] = None,
    as_of: options.AsOf = None,
    lang: options.Language = None,
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """The case file to fill in, or to add to.

    只生成（或补充）案件表格；您填写的内容不会被覆盖。

    What you wrote in it is never overwritten: new rows are added below and marked.
    """
    del debug
    from audit.cli import auditing

    on = as_of.date() if as_of else None
    auditing.write_case_file(
        paths or [Path()], output, as_of=on, lang=speech.language(lang), password_file=password_file,
        formats_file=formats_file,
    )  # fmt: skip


@app.command(short_help="Every row of the bills in one table. 逐行交易")
def transactions(
    paths: options.Paths = None,
    output: options.TableFile = None,
    lang: options.Language = None,
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """Every row of the bills in one table.

    第一步：把所有账单的每一行合成一张表。
    """
    del debug
    from audit.cli import stages

    stages.write_stage("transactions", paths, output, speech.language(lang), password_file, formats_file)


@app.command(short_help="Each payment once, however often it is seen. 逐笔付款")
def payments(
    paths: options.Paths = None,
    output: options.TableFile = None,
    lang: options.Language = None,
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """Each payment once, however often it is seen.

    第二步：同一笔付款在钱包和银行账单里的各行合为一笔。
    """
    del debug
    from audit.cli import stages

    stages.write_stage("payments", paths, output, speech.language(lang), password_file, formats_file)


@app.command(short_help="Every auto-renewing service the bills show. 自动续费")
def subscriptions(
    paths: options.Paths = None,
    output: options.TableFile = None,
    lang: options.Language = None,
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """Every auto-renewing service the bills show.

    第三步：账单里的每一项自动续费服务。
    """
    del debug
    from audit.cli import stages

    stages.write_stage("subscriptions", paths, output, speech.language(lang), password_file, formats_file)


@app.command(short_help="One finding, step by step, with its source lines. 逐步说明")
def explain(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of results. 结果文件夹")],
    finding: options.FindingId,
    fact_sheet: options.FactSheet = False,
    lang: options.Language = None,
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """One finding, step by step, with its source lines.

    逐步说明一项认定，并列出账单原文。编号见 report.html，也可写问题编号或取消编号（C1）。
    """
    del debug
    from audit.cli import repeating

    repeating.explain(out, finding, speech.language(lang), password_file, formats_file, fact_sheet=fact_sheet)


@app.command(short_help="Recomputes every hash, and the claim. 重新核对")
def verify(
    out: Annotated[Path, typer.Argument(metavar="OUT|ZIP", help="Results, or evidence.zip. 结果文件夹或证据压缩包")],
    lang: options.Language = None,
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """Recomputes every hash, and the claim.

    重新核对每个文件的哈希值，并用其中的账单重新计算应退金额。
    """
    del debug
    from audit.cli import repeating

    repeating.verify(out, speech.language(lang), password_file, formats_file)


@app.command(short_help="Where to cancel, where to export bills. 取消与导出")
def guide(
    what: Annotated[str | None, typer.Argument(metavar="cancel|export", help="Which of the two. 取消或导出")] = None,
    channel: Annotated[
        str | None,
        typer.Argument(metavar="CHANNEL|PATH", help="wechat, alipay, a bank, a service; bills. 渠道、服务名称或账单"),
    ] = None,
    as_of: options.AsOf = None,
    lang: options.Language = None,
    debug: options.Debug = False,
) -> None:
    """Where to cancel, where to export bills.

    在哪里取消自动续费、在哪里导出账单，以及核对日期。在账单文件夹里运行 guide cancel，为每项仍在扣费的服务列出清单。

    `guide cancel` in a folder with bills gives a checklist for each service still running.
    """
    del debug
    from audit.cli import guidance

    guidance.guide(what, channel, speech.language(lang), as_of.date() if as_of else None)


@app.command(short_help="Every format it reads. 账单格式")
def formats(lang: options.Language = None, debug: options.Debug = False) -> None:
    """Every format it reads.

    能读取的账单格式。
    """
    del debug
    from audit.cli import guidance

    guidance.formats(speech.language(lang))


@app.command(short_help="JupyterLab with the notebooks. 分析笔记")
def lab(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The case; this folder. 案件文件夹")] = Path(),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser. 打开浏览器")] = True,
    only_copy: Annotated[bool, typer.Option("--only-copy", help="Copy, do not start. 只复制，不启动")] = False,
    lang: options.Language = None,
    debug: options.Debug = False,
) -> None:
    """JupyterLab with the notebooks.

    把分析笔记复制到案件文件夹并打开 JupyterLab，不会覆盖改动过的笔记。

    They are copied into the case, never over edited ones.
    """
    del debug
    from audit.cli import laboratory

    laboratory.open_lab(folder, browser=browser, only_copy=only_copy, lang=speech.language(lang))


import audit.cli.many  # noqa: E402, F401 - its command joins these
