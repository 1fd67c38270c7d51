"""Checking an output folder or a package: every hash anew, and the claim anew from the bills inside.

Hashes show that a file is not what was written; auditing the packed originals again shows figures that do not follow
from the bills, whatever the hashes say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from audit.errors import AuditError, InputError
from audit.reports import audit_json
from audit.reports.archive import MANIFEST, Entry, chained, digest, files_in, read_manifest
from audit.reports.evidence import AUDIT_JSON, EVIDENCE_SCHEMA, WORKBOOK
from audit.reports.packages import EVIDENCE, NOT_OURS, Listed, Originals, Package, originals_of
from audit.tables import Results
from audit.wording import Lang, Words

Rerun = Callable[[Originals], Results]
"""Audits the bills of a package again, as of its day and by the law of its jurisdiction."""

_CHANGED = Words("was changed after it was written", "写入后被改动")
_MISSING = Words("is missing", "缺失")
_EXTRA = Words("was added; it is not in the manifest", "为后加文件，不在清单中")
_CHAIN = Words("the manifest's chain is broken at {name}", "清单的校验链在 {name} 处断开")
_UNLIKE = Words("is not the same as {name} in evidence.zip", "与 evidence.zip 中的 {name} 不一致")
_OTHER_BILL = Words("is the bill the audit was made of, but it is not inside", "为审计所依据的账单，但包内没有")
_UNKNOWN_BILL = Words("is inside, but the audit was not made of it", "在包内，但并非审计所依据的账单")
_FIGURE = Words(
    "{key} is stated as {stated}, but the bills give {found}", "{key}：所载为 {stated}，按账单重算为 {found}"
)
_STATED_ONLY = Words("stated, but does not follow from the bills", "有记载，但无法由账单得出")
_FOUND_ONLY = Words("follows from the bills, but is not stated", "可由账单得出，但未记载")
_NOT_REPEATED = Words("the audit could not be repeated: {fault}", "无法重新审计：{fault}")
_LOCKED = Words(
    "could not be opened, so the claim was not reckoned again: give its password with --password-file",
    "未能打开，因此没有重新计算金额：请用 --password-file 提供解压密码",
)
_GOOD = Words("{n} files are as they were written.", "{n} 个文件均与写入时一致。")
_REPEATED = Words("The claim was reckoned again from the bills and is the same.", "已用账单重新计算，金额一致。")
_NOT_REPEATABLE = Words(
    "The claim was not reckoned again: there are no original bills here.", "此处没有原始账单，未重新计算金额。"
)
_BAD = Words("{n} faults:", "发现 {n} 处问题：")
# What does not depend on the bills alone: sentences (their language), and where in a folder a file lies.
_UNCOMPARED = {"reason", "question", "rule", "steps", "what", "found_in", "file", "also_seen"}


class Fault(NamedTuple):
    """One thing that is not as it should be: where, and what."""

    where: str
    words: Words


@dataclass(frozen=True)
class VerifyReport:
    """What was checked and everything found wrong; `repeated` says whether the claim was reckoned anew."""

    files: int
    faults: tuple[Fault, ...]
    repeated: bool

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def text(self, lang: Lang) -> str:
        """The report for a reader, every fault on a line of its own."""
        if self.ok:
            lines = [_GOOD.fill(n=self.files).to(lang), (_REPEATED if self.repeated else _NOT_REPEATABLE).to(lang)]
        else:
            lines = [_BAD.fill(n=len(self.faults)).to(lang)]
        return "\n".join([*lines, *(f"{fault.where}: {fault.words.to(lang)}" for fault in self.faults)])


def verify(path: Path, *, rerun: Rerun | None = None) -> VerifyReport:
    """Check an output folder, `evidence.zip` or `share.zip`; with `rerun` also the claim, where bills are inside.

    InputError where the path is nothing this program made.
    """
    files, faults = _folder(path) if path.is_dir() else _package(path, path.name)
    repeatable = rerun is not None and _has_originals(path)
    if rerun is not None and repeatable:
        with originals_of(path) as found:
            faults += _repeated(found, rerun)
    return VerifyReport(files, tuple(faults), repeatable)


def _folder(path: Path) -> tuple[int, list[Fault]]:
    manifest = read_manifest((path / MANIFEST).read_bytes()) if (path / MANIFEST).is_file() else None
    if manifest is None:
        raise InputError(NOT_OURS.fill(path=path))
    listed = {str(f["name"]): f["sha256"] for f in manifest["files"]}
    found = set(files_in(path)) - {MANIFEST}
    faults = [Fault(name, _MISSING) for name in sorted(listed.keys() - found)]
    faults += [Fault(name, _EXTRA) for name in sorted(found - listed.keys())]
    faults += [Fault(n, _CHANGED) for n in sorted(found & listed.keys()) if digest(path / n)[0] != listed[n]]
    for name in sorted(found & {EVIDENCE, "share.zip"}):
        try:
            faults += _package(path / name, name)[1]
        except InputError as fault:
            faults.append(Fault(name, fault.words))
    return len(listed), faults + _unlike_copies(path)


def _package(path: Path, shown: str) -> tuple[int, list[Fault]]:
    with Package(path) as package:
        listed = {entry.name: entry for entry in package.listed}
        names = set(package.names()) - {MANIFEST}
        faults = [Fault(f"{shown}!{name}", _MISSING) for name in sorted(listed.keys() - names)]
        faults += [Fault(f"{shown}!{name}", _EXTRA) for name in sorted(names - listed.keys())]
        for name in sorted(names & listed.keys()):
            if package.digest(listed[name]) != listed[name].sha256:
                faults.append(Fault(f"{shown}!{name}", _CHANGED))
        return len(listed), faults + _chain(package.listed, f"{shown}!{MANIFEST}")


def _chain(listed: tuple[Listed, ...], where: str) -> list[Fault]:
    right = chained(Entry(e.name, e.role, e.sha256, e.size) for e in listed)
    broken = [e.name for e, entry in zip(listed, right, strict=True) if e.chain != entry.chain]
    return [Fault(where, _CHAIN.fill(name=broken[0]))] if broken else []


def _unlike_copies(path: Path) -> list[Fault]:
    """The folder's own audit and workbook against those packed with the bills."""
    if not _has_originals(path):
        return []
    with Package(path / EVIDENCE) as package:
        packed = {entry.name: package.digest(entry) for entry in package.listed}
    pairs = (("audit.json", AUDIT_JSON), ("claim.xlsx", WORKBOOK))
    present = [(own, name) for own, name in pairs if (path / own).is_file() and name in packed]
    return [Fault(o, _UNLIKE.fill(name=n)) for o, n in present if digest(path / o)[0] != packed[n]]


def _has_originals(path: Path) -> bool:
    try:
        with Package(path / EVIDENCE if path.is_dir() else path) as package:
            return package.schema == EVIDENCE_SCHEMA
    except InputError:
        return False


def _repeated(found: Originals, rerun: Rerun) -> list[Fault]:
    """The audit of the originals made again, against what was packed with them; sentences are not compared."""
    try:
        results = rerun(found)
    except AuditError as fault:
        return [Fault(AUDIT_JSON, _NOT_REPEATED.fill(fault=fault.words))]
    again = json.loads(audit_json.to_bytes(audit_json.build(results, "en")))
    closed = _closed(found.document, again)
    if closed:
        return [Fault(name, _LOCKED) for name in closed]
    return list(compared(found.document, again))


def compared(stated: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Fault]:
    """What an `audit.json` says otherwise than the one made anew; sentences and the names of files are left out."""
    yield from _bills(stated, now)
    for kind, key in _KEYS.items():
        before, after = (_keyed(document.get(kind), key) for document in (stated, now))
        for name in sorted(before.keys() | after.keys()):
            yield from _compared(f"{kind} {name}", before.get(name), after.get(name))
    yield from _differing("record", "", stated.get("record"), now["record"])


def _keyed(rows: object, key: Callable[[Mapping[str, Any]], str]) -> dict[str, Mapping[str, Any]]:
    """The entries of a list by what tells them apart; what is no list of entries has none."""
    entries = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return {key(row): row for row in entries}


def _closed(stated: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Zips that were opened for the audit and could not be opened now: a password is missing, nothing is wrong yet."""
    known = {p["file"] for p in stated.get("problems", []) if p["row"] is None}
    read = {s["file"].partition("!")[0] for s in stated.get("sources", []) if "!" in s["file"]}
    failed = {p["file"].partition("!")[0] for p in now.get("problems", []) if p["row"] is None}
    return sorted(failed & read - known)


def _bills(stated: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Fault]:
    """Bills by their hashes: the ones the audit was made of must be the ones inside, and say what was read of them."""
    before, after = ({s["sha256"]: s for s in document.get("sources", [])} for document in (stated, now))
    yield from (Fault(before[sha256]["file"], _OTHER_BILL) for sha256 in sorted(before.keys() - after.keys()))
    yield from (Fault(after[sha256]["file"], _UNKNOWN_BILL) for sha256 in sorted(after.keys() - before.keys()))
    for sha256 in sorted(before.keys() & after.keys()):
        yield from _compared(before[sha256]["file"], before[sha256], after[sha256])


def _compared(where: str, stated: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Iterator[Fault]:
    if stated is None or now is None:
        yield Fault(where, _STATED_ONLY if now is None else _FOUND_ONLY)
    else:
        yield from _differing(where, "", stated, now)


def _differing(where: str, key: str, stated: object, now: object) -> Iterator[Fault]:
    """Every value that is not the same, however deep it stands."""
    if isinstance(stated, Mapping) and isinstance(now, Mapping):
        for name in sorted((stated.keys() | now.keys()) - _UNCOMPARED):
            yield from _differing(where, f"{key} {name}".strip(), stated.get(name), now.get(name))
    elif isinstance(stated, list) and isinstance(now, list) and len(stated) == len(now):
        for number, (one, other) in enumerate(zip(stated, now, strict=True), start=1):
            yield from _differing(where, f"{key} {number}".strip(), one, other)
    elif stated != now:
        yield Fault(where, _FIGURE.fill(key=key, stated=stated, found=now))


def _finding_key(row: Mapping[str, Any]) -> str:
    return f"{row.get('cancellation') or ''} {row.get('transaction_id')}".strip()


def _claim_key(row: Mapping[str, Any]) -> str:
    return f"{row.get('cancellation') or ''} {row.get('currency')}".strip()


def _own_key(row: Mapping[str, Any]) -> str:
    return str(row.get("id"))


_KEYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "findings": _finding_key, "claims": _claim_key, "totals": _claim_key, "cancellations": _own_key,
    "subscriptions": _own_key,
}  # fmt: skip
