"""An audit made again from the bills packed with it: to explain one finding, and to verify the whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from audit.cli import speech
from audit.cli.passwords import passwords
from audit.errors import InputError, UsageError
from audit.pipeline import Audit, run
from audit.reports.letters import fact_sheet as neutral
from audit.reports.packages import Originals, originals_of
from audit.reports.verify import verify as checked
from audit.wording import Lang, Words


def explain(
    out: Path, id: str, lang: Lang, password_file: Path | None, formats_file: Path | None, *, fact_sheet: bool = False
) -> None:
    """One finding of a finished audit, or all of a question or cancellation; or a cancellation's neutral fact sheet."""
    _check(out)
    again = _rerun(lang, password_file, formats_file)
    with originals_of(out) as found:
        audit = again(found)
        speech.say(neutral(audit, id, lang) if fact_sheet else audit.explain(id, lang=lang), lang)


def verify(out: Path, lang: Lang, password_file: Path | None, formats_file: Path | None) -> None:
    """What was checked, in words; leaves with status 1 where something is not as it was written."""
    _check(out)
    report = checked(out, rerun=_rerun(lang, password_file, formats_file))
    speech.say(report.text(lang), lang)
    raise typer.Exit(speech.DONE if report.ok else speech.FAILED)


def _rerun(lang: Lang, password_file: Path | None, formats_file: Path | None) -> Callable[[Originals], Audit]:
    """Audits a package again with the formats packed with its bills, unless others are given."""
    opened = passwords(password_file, lang)

    def again(found: Originals) -> Audit:
        formats, law = formats_file or found.formats, found.jurisdiction
        return run([found.folder], found.case, as_of=found.as_of, jurisdiction=law, password=opened, formats=formats)

    return again


def _check(out: Path) -> None:
    if not out.exists():
        raise UsageError(_NOT_THERE.fill(path=out))
    if out.is_dir() and not any(out.iterdir()):
        raise InputError(_NOT_THERE.fill(path=out))


_NOT_THERE = Words(
    "{path}: no results there; give the folder that `renewal-audit run` wrote (result/), or a zip from it",
    "{path}：没有审计结果；请给出 renewal-audit run 写出的文件夹（result/）或其中的压缩包",
)
