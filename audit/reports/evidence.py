"""Two packages: `evidence.zip`, untouched and whole, for lawyer or court; `share.zip`, cited rows only, masked.

Each says on its first page for whom it is. The evidence package holds everything the audit can be repeated from; the
shared one holds nothing that names a person or could be paid with.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from audit.errors import OutputError
from audit.reports.archive import Entry, Member, write_zip
from audit.reports.first_pages import evidence_page, share_page
from audit.reports.shared_rows import cited_rows, shared_findings
from audit.tables import Results
from audit.wording import Lang, Words

EVIDENCE_SCHEMA = "renewal-audit-evidence/1"
SHARE_SCHEMA = "renewal-audit-share/1"
ORIGINALS = "originals/"
AUDIT_JSON = "audit/audit.json"
WORKBOOK = "audit/claim.xlsx"
_CHANGED = Words(
    "{file} is no longer what was read: run the audit again, and let no other program write to it meanwhile.",
    "{file}在读取后已被改动：请重新运行审计，期间勿让其他程序写入该文件。",
)
_GONE = Words(
    "{file} was read but is gone: put it back and run the audit again.",
    "{file}读取后已不存在：请放回原处后重新运行审计。",
)


def write_evidence(results: Results, path: Path, lang: Lang, *, audit_json: Path, workbook: Path) -> None:
    """Pack bills, case file, the evidence it names and the user's own formats, byte for byte, with the audit of them.

    OutputError where a bill is no longer what was read.
    """
    originals, read = _originals(results)
    first = Member("README.txt", "first page", evidence_page(results, lang).encode("utf-8-sig"))
    made = [Member(AUDIT_JSON, "audit", audit_json), Member(WORKBOOK, "workbook", workbook)]
    entries = write_zip(path, [first, *originals, *made], _facts(results, EVIDENCE_SCHEMA), results.as_of)
    _compare(entries, read)


def write_share(results: Results, path: Path, lang: Lang) -> None:
    """Pack the cited rows and the findings, masked, and nothing else."""
    members = [
        Member("README.txt", "first page", share_page(results, lang).encode("utf-8-sig")),
        Member("cited-rows.csv", "cited rows", csv_bytes(cited_rows(results, lang))),
        Member("findings.csv", "findings", csv_bytes(shared_findings(results, lang))),
    ]
    write_zip(path, members, _facts(results, SHARE_SCHEMA), results.as_of)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table of texts as CSV a spreadsheet program opens rightly and never takes for formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([plain_text(c) for c in table.columns])
    writer.writerows([plain_text(v) for v in row] for row in table.itertuples(index=False))
    return out.getvalue().encode("utf-8-sig")


def plain_text(cell: object) -> str:
    """A cell that starts like a formula (`=`, `+`, `-`, `@`, tab, return) behind an apostrophe, any other as it is."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _facts(results: Results, schema: str) -> dict[str, str]:
    return {"schema": schema, "as_of": results.as_of.isoformat(), "jurisdiction": results.jurisdiction}


def _originals(results: Results) -> tuple[list[Member], dict[str, str]]:
    """Bills, case file, evidence and formats by their names, and the hash each plain bill was read with."""
    bills = {file: original(results.root, file) for file in sorted(set(results.bills.sources["file"]))}
    roles = dict.fromkeys(results.case.evidence, "evidence") | dict.fromkeys(bills.values(), "bill")
    if results.case.path:
        roles[results.case.path] = "case"
    if results.formats:
        roles[results.formats] = "formats"
    places = _places(results.root, roles)
    placed = {places[path]: Member(places[path], role, path) for path, role in roles.items()}
    read = {
        places[bills[row.file]]: row.sha256
        for row in results.bills.sources.itertuples()
        if (results.root / row.file).is_file()  # of a zip's member the hash is not the zip's
    }
    return [placed[name] for name in sorted(placed)], read


def original(root: Path, file: str) -> Path:
    """The file on disk a table's `file` stands for: of `bills.zip!june.csv` the zip; OutputError where it is gone."""
    parts = file.split("!")
    for n in range(len(parts), 0, -1):
        path = root / "!".join(parts[:n])
        if path.is_file():
            return path
    raise OutputError(_GONE.fill(file=file))


def _places(root: Path, paths: Iterable[Path]) -> dict[Path, str]:
    """Names inside the package: the path in the case folder; for files from elsewhere their folder is a number."""
    home, whole = Path(os.path.abspath(root)), {path: Path(os.path.abspath(path)) for path in paths}
    elsewhere = sorted({p.parent for p in whole.values() if not p.is_relative_to(home)})
    return {path: ORIGINALS + _place(p, home, elsewhere) for path, p in whole.items()}


def _place(path: Path, home: Path, elsewhere: list[Path]) -> str:
    if path.is_relative_to(home):
        return path.relative_to(home).as_posix()
    return f"elsewhere/{elsewhere.index(path.parent) + 1}/{path.name}"


def _compare(entries: tuple[Entry, ...], read: Mapping[str, str]) -> None:
    for entry in entries:
        if read.get(entry.name, entry.sha256) != entry.sha256:
            raise OutputError(_CHANGED.fill(file=entry.name.removeprefix(ORIGINALS)))
