"""The output folder: built aside, and put in place whole or not at all.

A folder is replaced only if this program made it and it holds nothing else. What a person has changed in it since (a
letter, the workbook) is kept under `kept/`; the previous `audit.json` is kept beside the new one, to say what is new.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audit.errors import OutputError
from audit.reports import apart, audit_json, evidence
from audit.reports.archive import MANIFEST, Entry, digest, files_in, manifest_bytes, read_manifest
from audit.reports.reminders import write_reminders
from audit.reports.since_last import same_audit, since_last
from audit.reports.workbook import write_workbook
from audit.second_process import SecondProcess, begin
from audit.tables import Results
from audit.whole import alone, put_folder, room_beside
from audit.wording import Lang, Words

SCHEMA = "renewal-audit-output/1"
AUDIT_JSON = "audit.json"
PREVIOUS = "previous-audit.json"
REMINDERS, LETTERS = "reminders.ics", "letters"
KEPT = "kept"
_MOST_HANDED_OVER = 50_000  # payments; of more, handing the tables to another process takes longer than drawing them
_FOREIGN = Words(
    "{out} was not made by this program and will not be replaced: give another folder with --out.",
    "{out}不是本程序生成的文件夹，不会覆盖：请用 --out 另选文件夹。",
)
_MIXED = Words(
    "{out} also holds files this program did not write ({files}): move them away, or give another folder with --out.",
    "{out}中还有并非本程序写入的文件（{files}）：请先移走，或用 --out 另选文件夹。",
)
_HOLDS_CASE = Words(
    "{out} holds the case itself and will not be replaced: give another folder with --out.",
    "{out}就是案件所在的文件夹，不会覆盖：请用 --out 另选文件夹。",
)
_FAILED = Words(
    "{out} could not be written ({fault}); nothing was changed. Close files open in another program, check that"
    " the disk has room, and run again.",
    "无法写入{out}（{fault}），原有内容未改动。请关闭其他程序中打开的文件，确认磁盘空间充足后重新运行。",
)


@dataclass(frozen=True)
class _Standing:
    """What stands in the output folder: files changed by hand, files kept from earlier, the audit before this one."""

    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    audit: dict[str, Any] | None = None
    before: bytes | None = None  # its previous-audit.json
    reminders: bytes = b""  # its calendar, unless changed by hand
    letters: frozenset[str] = frozenset()  # their names without endings


def save(results: Results, out: Path, lang: Lang, second: SecondProcess | None = None) -> None:
    """Write every output of the audit into the folder `out`, some of them with the help of a second process.

    OutputError, with nothing changed, where `out` is not ours to replace, cannot be written, or is being written.
    """
    target = out.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with alone(target), room_beside(target) as made:
            standing = _standing(target, results.root.resolve())
            _write_all(results, made, lang, standing, target, second)
            put_folder(made, target)
    except OSError as fault:
        told = f"{fault.strerror}: {Path(fault.filename).name}" if fault.filename else str(fault)
        raise OutputError(_FAILED.fill(out=out, fault=told)) from fault


def stands(out: Path) -> bytes:
    """What tells one output in a folder from another: its manifest, b"" where there is none."""
    path = out / MANIFEST
    return path.read_bytes() if path.is_file() else b""


def _manifest(folder: Path) -> dict[str, Any] | None:
    path = folder / MANIFEST
    document = read_manifest(path.read_bytes()) if path.is_file() else None
    return document if document is not None and document.get("schema") == SCHEMA else None


def _standing(target: Path, case: Path) -> _Standing:
    if case.is_relative_to(target):
        raise OutputError(_HOLDS_CASE.fill(out=target))
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return _Standing()
    manifest = _manifest(target) if target.is_dir() else None
    if manifest is None:
        raise OutputError(_FOREIGN.fill(out=target))
    listed = {f["name"]: f["sha256"] for f in manifest["files"]}
    found = [name for name in files_in(target) if name != MANIFEST]
    if strangers := [name for name in found if name not in listed]:
        raise OutputError(_MIXED.fill(out=target, files=", ".join(strangers[:5])))
    kept = tuple(name for name in found if name.startswith(f"{KEPT}/"))
    changed = tuple(name for name in found if name not in kept and digest(target / name)[0] != listed[name])
    sound = AUDIT_JSON in found and AUDIT_JSON not in changed
    audit = json.loads((target / AUDIT_JSON).read_bytes()) if sound else None
    before = (target / PREVIOUS).read_bytes() if PREVIOUS in found else None
    known = audit if audit and audit.get("schema") == audit_json.SCHEMA else None
    reminders = (target / REMINDERS).read_bytes() if REMINDERS in found and REMINDERS not in changed else b""
    return _Standing(changed, kept, known, before, reminders, _letters(listed))


def _letters(names: Iterable[str]) -> frozenset[str]:
    """The letters among the files of an output, those of the other language in their folder aside."""
    places = [name.split("/") for name in names]
    return frozenset(Path(p[1]).stem for p in places if len(p) == 2 and p[0] == LETTERS)


def _write_all(
    results: Results, folder: Path, lang: Lang, standing: _Standing, target: Path, second: SecondProcess | None
) -> None:
    # Letters and page load document libraries: only a run that writes needs them.
    from audit.reports.letters import letter_files, letters
    from audit.reports.page import write_page

    results = _since(results, folder, lang, standing)
    second = second if len(results.marked) <= _MOST_HANDED_OVER else None
    other = apart.other(lang)
    pictures = begin(second, apart.pictures, results, lang)
    for_reading = begin(second, apart.letters_for_reading, results, other)
    document, workbook = folder / AUDIT_JSON, folder / "claim.xlsx"
    document.write_bytes(audit_json.to_bytes(audit_json.build(results, lang)))
    write_workbook(results, workbook, lang)
    drafts = letters(results, lang)
    _put(letter_files(results, lang, drafts), folder / LETTERS)
    write_reminders(results, folder / REMINDERS, lang, standing.reminders)
    evidence.write_evidence(results, folder / "evidence.zip", lang, audit_json=document, workbook=workbook)
    evidence.write_share(results, folder / "share.zip", lang)
    _put(for_reading().items(), folder / LETTERS / other)
    write_page(results, folder / "report.html", lang, pictures, drafts)
    _put(((f"{name}.png", png) for name, png in pictures().items()), folder / "charts")
    _keep(standing, target, folder)
    facts = {"schema": SCHEMA, "as_of": results.as_of.isoformat(), "jurisdiction": results.jurisdiction}
    entries = [Entry(name, "", *digest(folder / name)) for name in files_in(folder)]
    (folder / MANIFEST).write_bytes(manifest_bytes(entries, facts))


def _put(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """The files in the folder, which is made for the first of them: an empty one would promise some."""
    for name, data in files:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _since(results: Results, folder: Path, lang: Lang, standing: _Standing) -> Results:
    """The results with what is new since the audit that stands; running the same audit again is no news."""
    old = standing.audit
    if old is None:
        return results
    now = audit_json.build(results, lang)
    other = audit_json.build(results, "en" if lang == "zh" else "zh")
    if same_audit(old, now) or same_audit(old, other):
        news, before = old["since_last"], standing.before
    else:
        news, before = since_last(old, now, standing.letters), audit_json.to_bytes(old)
    if before is not None:
        (folder / PREVIOUS).write_bytes(before)
    return replace(results, since_last=news) if results.since_last is None else results


def _keep(standing: _Standing, target: Path, folder: Path) -> None:
    """Carry over what was kept before, and what has been changed by hand since, under a name that is free."""
    for name in standing.kept:
        _copy(target / name, folder / name)
    for name in standing.changed:
        _copy(target / name, _free(folder / KEPT / name))


def _free(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, 10_000))
    return next(p for p in (path, *names) if not p.exists())


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
