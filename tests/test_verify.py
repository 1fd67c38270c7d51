"""Verification: untouched is good; every tampered file and every tampered figure is named."""

from __future__ import annotations

import json
import shutil
import sys
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from results_sample import AS_OF, BILL, w01

from audit.errors import InputError, UnsafeInput
from audit.pipeline import run
from audit.reports import audit_json
from audit.reports.archive import Member, digest, write_zip
from audit.reports.evidence import EVIDENCE_SCHEMA, write_evidence
from audit.reports.output import save
from audit.reports.packages import Originals, originals_of
from audit.reports.verify import compared, verify
from audit.samples import make_case
from audit.tables import Claims, Results


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts, letters and page play no part in verification."""
    stands_in = {
        "letters": {"letters": lambda *_: (), "letter_files": lambda *_, **__: ()},
        "charts": {"pictures": lambda *_: {}},
        "page": {"write_page": lambda *_: None},
    }
    for name, verbs in stands_in.items():
        module = types.ModuleType(name)
        vars(module).update(verbs)
        monkeypatch.setitem(sys.modules, f"audit.reports.{name}", module)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    save(w01(tmp_path / "case"), tmp_path / "result", "zh")
    return tmp_path / "result"


@pytest.fixture
def again(tmp_path: Path) -> Results:
    return w01(tmp_path / "again")


def repacked(path: Path, **changed: bytes | None) -> None:
    """The zip with members replaced, added or (None) left out, manifest untouched."""
    with ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, content in (members | changed).items():
            if content is not None:
                new.writestr(name, content)


def test_an_untouched_folder_is_good_and_the_claim_is_the_same(out: Path, again: Results) -> None:
    asked: list[object] = []

    def rerun(found: Originals) -> Results:
        asked.extend([(found.folder / BILL).is_file(), found.case is not None and found.case.is_file()])
        asked.extend([found.as_of, found.jurisdiction, found.formats])
        return again

    report = verify(out, rerun=rerun)
    assert report.faults == ()
    assert (report.ok, report.repeated, report.files) == (True, True, 5)
    assert asked == [True, True, AS_OF, "cn", None]
    assert report.text("en") == (
        "5 files are as they were written.\nThe claim was reckoned again from the bills and is the same."
    )
    assert "金额一致" in report.text("zh")


def test_packages_are_checked_alone(out: Path, again: Results) -> None:
    whole = verify(out / "evidence.zip", rerun=lambda *_: again)
    assert (whole.ok, whole.repeated) == (True, True)
    shared = verify(out / "share.zip", rerun=lambda *_: again)
    assert (shared.ok, shared.repeated) == (True, False)
    assert "was not reckoned again" in shared.text("en")


def test_a_changed_a_missing_and_an_added_file_are_named(out: Path) -> None:
    (out / "claim.xlsx").write_bytes(b"other")
    (out / "reminders.ics").unlink()
    (out / "extra.txt").write_bytes(b"")
    report = verify(out)
    told = report.text("en").splitlines()
    assert told[0] == "4 faults:"
    assert "reminders.ics: is missing" in told
    assert "extra.txt: was added; it is not in the manifest" in told
    assert "claim.xlsx: was changed after it was written" in told
    assert "claim.xlsx: is not the same as audit/claim.xlsx in evidence.zip" in told


def test_a_bill_changed_inside_the_package_is_named(out: Path) -> None:
    with ZipFile(out / "evidence.zip") as packed:
        bill = packed.read(f"originals/{BILL}")
    repacked(out / "evidence.zip", **{f"originals/{BILL}": bill.replace(b"30.00", b"31.00"), "originals/new.csv": b""})
    where = [fault.where for fault in verify(out / "evidence.zip").faults]
    assert where == ["evidence.zip!originals/new.csv", f"evidence.zip!originals/{BILL}"]
    assert f"evidence.zip!originals/{BILL}" in [fault.where for fault in verify(out).faults]


def test_a_hash_put_right_by_hand_breaks_the_chain(out: Path) -> None:
    with ZipFile(out / "evidence.zip") as packed:
        manifest = json.loads(packed.read("manifest.json"))
    changed = b"not the case any more"
    listed = next(f for f in manifest["files"] if f["role"] == "case")
    listed["sha256"], listed["size"] = digest(changed)
    repacked(out / "evidence.zip", **{listed["name"]: changed, "manifest.json": json.dumps(manifest).encode()})
    (fault,) = verify(out / "evidence.zip").faults
    assert fault.where == "evidence.zip!manifest.json"
    assert "broken at originals/case.xlsx" in fault.words.en


def test_figures_that_do_not_follow_from_the_bills_are_named(out: Path, again: Results) -> None:
    """Every hash is right, but the bills give 30.00 less: what a forger with the program at hand would leave."""
    less = again.claims.lines.assign(principal_minor=[3000, 0], interest_minor=[15, 0])
    totals = again.claims.totals.assign(principal_minor=3000, interest_minor=15, total_minor=3015)
    report = verify(out, rerun=lambda *_: replace(again, claims=Claims(less, totals)))
    told = report.text("en").splitlines()
    assert "findings C1 t00000000000000a4: principal is stated as 30.00, but the bills give 0.00" in told
    assert "claims C1 CNY: total is stated as 60.23, but the bills give 30.15" in told
    assert "totals CNY: interest is stated as 0.23, but the bills give 0.15" in told


def test_findings_and_bills_on_one_side_only_are_named(out: Path, again: Results) -> None:
    sources = again.bills.sources.assign(sha256="0" * 64, file="other.csv")
    fewer = replace(again, findings=again.findings.iloc[:2], bills=replace(again.bills, sources=sources))
    told = verify(out, rerun=lambda *_: fewer).text("en")
    assert "findings C1 t00000000000000a4: stated, but does not follow from the bills" in told
    assert f"{BILL}: is the bill the audit was made of, but it is not inside" in told
    assert "other.csv: is inside, but the audit was not made of it" in told


def test_an_audit_that_cannot_be_repeated_is_a_fault(out: Path) -> None:
    def rerun(*_: object) -> Results:
        raise InputError("the zip wants a password")

    (fault,) = verify(out, rerun=rerun).faults
    assert fault.words.en == "the audit could not be repeated: the zip wants a password"


@pytest.mark.parametrize("content", [None, b"no zip at all", b""])
def test_what_is_not_ours_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        verify(path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="neither an output folder"):
        verify(tmp_path / "folder")


def test_a_truncated_package_is_a_fault_of_the_folder_and_not_a_crash(out: Path) -> None:
    whole = (out / "evidence.zip").read_bytes()
    (out / "evidence.zip").write_bytes(whole[: len(whole) // 2])
    assert {fault.where for fault in verify(out, rerun=lambda *_: pytest.fail("nothing to audit")).faults} == {
        "evidence.zip"
    }


@pytest.mark.parametrize("name", ["originals/../../evil", "originals/a//b", "originals/C:evil", "originals/..\\evil"])
def test_a_name_that_leaves_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "evil.zip"
    members = [Member(name, "bill", b"x"), Member("audit/audit.json", "audit", b'{"as_of": "2025-09-01"}')]
    write_zip(path, members, {"schema": EVIDENCE_SCHEMA}, AS_OF)
    with pytest.raises(UnsafeInput, match="outside its folder"), originals_of(path):
        pytest.fail("nothing may be unpacked")
    assert not (tmp_path / "evil").exists()


def test_a_member_larger_than_listed_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    members = [Member("originals/a", "bill", b"x" * 100_000), Member("audit/audit.json", "audit", b"{}")]
    write_zip(path, members, {"schema": EVIDENCE_SCHEMA}, AS_OF)
    with ZipFile(path) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    manifest["files"][0]["size"] = 10
    repacked(path, **{"manifest.json": json.dumps(manifest).encode()})
    with pytest.raises(UnsafeInput), originals_of(path):
        pytest.fail("nothing may be unpacked")
    assert f"{path.name}!originals/a" in {fault.where for fault in verify(path).faults}


def test_a_real_audit_is_repeated_from_its_own_package_and_a_forged_claim_is_found_out(tmp_path: Path) -> None:
    """The forger changes the claim and puts every hash right: the bills give it away."""
    sample = make_case(0)
    audit = run(sample.write(tmp_path / "case"), as_of=sample.as_of)
    save(audit, tmp_path / "result", "zh")
    assert verify(tmp_path / "result", rerun=repeat).text("en").endswith("is the same.")

    document = json.loads((tmp_path / "result" / "audit.json").read_bytes())
    document["claims"][0]["total"] = "9999.00"
    (tmp_path / "result" / "audit.json").write_text(json.dumps(document), "utf-8")
    members = [Member("audit/audit.json", "audit", json.dumps(document).encode())]
    with ZipFile(tmp_path / "result" / "evidence.zip") as packed:
        roles = {f["name"]: f["role"] for f in json.loads(packed.read("manifest.json"))["files"]}
        members += [Member(n, r, packed.read(n)) for n, r in roles.items() if n.startswith("originals/")]
    write_zip(tmp_path / "forged.zip", members, {"schema": EVIDENCE_SCHEMA}, AS_OF)
    told = verify(tmp_path / "forged.zip", rerun=repeat).text("en")
    assert "total is stated as 9999.00, but the bills give" in told


def forge(path: Path, made: Path, changed: dict[str, bytes]) -> None:
    """The package with members changed, and every hash and the whole chain put right by the program itself."""
    with ZipFile(path) as packed:
        roles = {f["name"]: f["role"] for f in json.loads(packed.read("manifest.json"))["files"]}
        members = [Member(n, r, changed.get(n, packed.read(n))) for n, r in roles.items()]
    write_zip(made, members, {"schema": EVIDENCE_SCHEMA}, AS_OF)


def all_values(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every value of a document that is neither a list nor an object, with the way to it."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from all_values(inner, (*path, key))
    else:
        yield path, value


def changed(document: object, path: tuple[str | int, ...], value: object) -> object:
    """The document with one value in the place of another."""
    if not path:
        return value
    assert isinstance(document, dict | list)
    copy = document.copy()
    copy[path[0]] = changed(copy[path[0]], path[1:], value)
    return copy


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Results]:
    """The evidence of a real audit with a claim, a question and a case file, and the audit made of it again."""
    case, folder = make_case(24), tmp_path_factory.mktemp("sample")
    audit = run(case.write(folder / "case"), as_of=case.as_of)
    document, book = folder / "audit.json", folder / "claim.xlsx"
    document.write_bytes(audit_json.to_bytes(audit_json.build(audit, "zh")))
    book.write_bytes(b"a workbook")
    write_evidence(audit, folder / "evidence.zip", "zh", audit_json=document, workbook=book)
    with originals_of(folder / "evidence.zip") as found:
        return folder / "evidence.zip", repeat(found)


def test_every_figure_of_the_audit_is_compared_with_what_the_bills_give(
    sample: tuple[Path, Results], tmp_path: Path
) -> None:
    """One value of audit.json after the other is forged, every hash put right; sentences and file names are left."""
    packed, audit = sample
    with ZipFile(packed) as opened:
        document = json.loads(opened.read("audit/audit.json"))
    left = {"reason", "question", "rule", "steps", "what", "file", "since_last", "schema", "as_of", "jurisdiction"}
    figures = [(path, v) for path, v in all_values(document) if not left & set(path) and path[0] != "problems"]
    assert len(figures) > 200
    assert {path[0] for path, _ in figures} == {
        "sources", "subscriptions", "cancellations", "findings", "claims", "totals", "record"
    }  # fmt: skip
    again = audit_json.build(audit, "en")
    unseen = []
    for path, value in figures:
        forged = changed(document, path, not value if isinstance(value, bool) else "9" if value != "9" else "8")
        if not [*compared(forged, again)]:
            unseen.append(path)
    assert unseen == []
    assert [*compared(document, again)] == []
    figure = next(path for path, _ in figures if path[-1] == "principal")
    forge(packed, tmp_path / "forged.zip", {"audit/audit.json": json.dumps(changed(document, figure, "9.00")).encode()})
    told = verify(tmp_path / "forged.zip", rerun=lambda _: audit).text("en")
    assert "principal is stated as 9.00, but the bills give" in told


def test_a_byte_of_a_bill_changed_with_every_hash_put_right_is_found_out(
    sample: tuple[Path, Results], tmp_path: Path
) -> None:
    packed, _ = sample
    with ZipFile(packed) as opened:
        bill = next(n for n in opened.namelist() if n.endswith(".csv"))
        content = opened.read(bill)
    at = content.rindex(b".")  # of the last amount's decimals
    forge(packed, tmp_path / "forged.zip", {bill: content[: at + 1] + b"7" + content[at + 2 :]})
    told = verify(tmp_path / "forged.zip", rerun=repeat).text("en")
    name = bill.removeprefix("originals/")
    assert f"{name}: is the bill the audit was made of, but it is not inside" in told
    assert f"{name}: is inside, but the audit was not made of it" in told


def test_one_byte_one_hash_a_file_gone_added_or_renamed_is_each_named(
    sample: tuple[Path, Results], tmp_path: Path
) -> None:
    packed, _ = sample
    with ZipFile(packed) as opened:
        members = {n: opened.read(n) for n in opened.namelist()}
    manifest = json.loads(members["manifest.json"])
    bill = next(n for n in members if n.endswith(".csv"))
    flipped = members[bill][:40] + bytes([members[bill][40] ^ 1]) + members[bill][41:]
    first = manifest["files"][0]
    other_hash = {**manifest, "files": [{**first, "sha256": "0" * 64}, *manifest["files"][1:]]}
    cases: dict[str, tuple[dict[str, bytes | None], str]] = {
        "byte": ({bill: flipped}, f"x.zip!{bill}: was changed"),
        "hash": ({"manifest.json": json.dumps(other_hash).encode()}, f"x.zip!{first['name']}: was changed"),
        "gone": ({bill: None}, f"x.zip!{bill}: is missing"),
        "added": ({"originals/new.csv": b"x"}, "x.zip!originals/new.csv: was added"),
        "renamed": ({bill: None, "originals/other.csv": members[bill]}, "x.zip!originals/other.csv: was added"),
    }
    for how, (changes, told) in cases.items():
        shutil.copyfile(packed, tmp_path / "x.zip")
        repacked(tmp_path / "x.zip", **changes)
        assert told in verify(tmp_path / "x.zip").text("en"), how


def test_a_package_read_with_formats_of_ones_own_is_repeated_with_them(tmp_path: Path) -> None:
    """The example of docs/add-a-bank.md: the file of formats lies elsewhere, and is packed with the bill."""
    guide = (Path(__file__).parent.parent / "docs" / "add-a-bank.md").read_text("utf-8")
    bill, facts = (guide.split(f"```{kind}\n")[1].split("```")[0] for kind in ("csv", "toml"))
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "日升银行.csv").write_text(bill, "utf-8")
    (tmp_path / "rising-sun.toml").write_text(facts, "utf-8")
    audit = run(tmp_path / "case", as_of=AS_OF, formats=tmp_path / "rising-sun.toml")
    assert len(audit.bills.transactions)
    save(audit, tmp_path / "result", "zh")
    (tmp_path / "rising-sun.toml").unlink()
    report = verify(tmp_path / "result" / "evidence.zip", rerun=repeat)
    assert (report.faults, report.repeated) == ((), True)


def repeat(found: Originals) -> Results:
    return run([found.folder], found.case, as_of=found.as_of, jurisdiction=found.jurisdiction, formats=found.formats)
