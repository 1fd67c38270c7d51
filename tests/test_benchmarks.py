"""The benchmarks themselves: bills of known answer, floors that do their work, pages that say what was measured.

Nothing here is timed.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from audit import run
from audit.pipeline import Audit
from audit.wording import Words
from benchmarks.batch import __main__ as batch
from benchmarks.bills import AS_OF, alipay_case, alipay_csv, wechat_csv, wechat_xlsx
from benchmarks.floors import c_pass, compiled
from benchmarks.ledger import REFUND, cancellations, ledger
from benchmarks.measure import Failed, in_turn, one_run
from benchmarks.peers.homes import PEERS
from benchmarks.plain import charges_after_cancellation
from benchmarks.results import keep, load, without_places
from benchmarks.tables import PAGES, READMES, REPOSITORY, page, readme_table, short, with_table
from benchmarks.targets import Target, targets, told

ROWS = 1500


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two overlapping exports, the bank's bill, and what was cancelled."""
    return alipay_case(tmp_path_factory.mktemp("case"), ROWS)


@pytest.fixture(scope="module")
def audited(case: Path) -> Audit:
    return run(case, as_of=AS_OF)


def test_a_large_case_is_whole_and_its_printed_totals_agree(audited: Audit) -> None:
    assert len(audited.bills.problems) == 0
    assert set(audited.bills.totals["result"]) == {"agrees"}
    by_card = int(ledger(ROWS).by_card.sum())
    assert len(audited.bills.transactions) == ROWS + ROWS // 10 + by_card
    counts = audited.links["relation"].value_counts()
    assert (counts["overlap"], counts["mirror"], counts["refunds"]) == (ROWS // 10, by_card, ROWS // 50)


def test_the_audit_finds_every_charge_the_maker_put_after_a_cancellation_and_no_other(audited: Audit) -> None:
    after = audited.findings[audited.findings["verdict"].eq("after_end")]
    found = after.groupby("cancellation_id").size()
    assert [found[f"C{n}"] for n in range(1, 9)] == [c.debits_after for c in cancellations(ROWS)]
    assert after["file"].ne("").all()
    assert after["row"].notna().all()


def test_plain_pandas_counts_the_same_charges(case: Path) -> None:
    found = charges_after_cancellation(case)
    assert found["after"] == sum(c.debits_after for c in cancellations(ROWS))


def test_about_half_of_the_texts_are_unique(audited: Audit) -> None:
    paid = audited.payments[audited.payments["kind"].eq("charge")]
    assert 0.4 < (~paid["description"].duplicated(keep=False)).mean() < 0.75


@pytest.mark.parametrize("make", [alipay_csv, wechat_csv, wechat_xlsx])
def test_bills_are_the_same_bytes_every_time(make: object, tmp_path: Path) -> None:
    assert callable(make)
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    assert make(one, 800).read_bytes() == make(other, 800).read_bytes()


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_the_c_pass_reads_every_row_and_every_fen(case: Path, tmp_path: Path) -> None:
    program = compiled(tmp_path)
    assert program
    told, _ = one_run(c_pass(program, [case]))
    made = ledger(ROWS)
    first, second = slice(0, ROWS - ROWS // 50), slice(ROWS - ROWS // 50 - ROWS // 10, None)
    files = [made.rows(first), made.rows(second), made.rows(made.by_card)]
    assert [file["rows"] for file in told["said"]["files"]] == [len(file) for file in files]
    assert [file["fen"] for file in told["said"]["files"]] == [int(file.fen.sum()) for file in files]
    assert told["said"]["files"][0]["last"] == int(made.at[0])  # newest first: the last row is the oldest


def test_a_refund_gives_back_all_or_half_of_its_purchase() -> None:
    made = ledger(ROWS)
    back = made.rows(made.kind == REFUND)
    assert len(back) == ROWS // 50
    assert ((back.fen == back.ordered_fen) | (back.fen == back.ordered_fen // 2)).all()
    assert (back.at > back.ordered_at).all()


def test_runs_are_told_by_the_child_and_a_failure_is_told_and_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    said = {"begun": 1.0, "ended": 3.5, "cpu": 2.0, "stages": [["read", 1.0, 2.0, 0.5], ["read", 2.0, 2.5, 0.25]]}
    child = f"import json; print('noise'); print(json.dumps({said | {'said': {'rows': 7}}!r}))"
    taken = in_turn({"work": [sys.executable, "-c", child], "once": [sys.executable, "-c", child]}, 3, once=["once"])
    made = taken["work"].as_json()
    assert (made["seconds"], made["runs"]["seconds"], made["said"]) == (2.5, [2.5, 2.5, 2.5], {"rows": 7})
    assert made["stages"]["read"] == {"seconds": 1.5, "cpu": 0.75, "private": 0.0}
    assert len(taken["once"].seconds) == 1
    fails = [sys.executable, "-c", "raise SystemExit('no such bill')"]
    assert list(in_turn({"work": [sys.executable, "-c", child], "broken": fails}, 2)) == ["work"]
    assert capsys.readouterr().err == "broken failed: no such bill\n"
    with pytest.raises(Failed, match="no such bill"):
        one_run(fails)


def test_a_target_is_met_at_its_bound_and_missed_beyond(tmp_path: Path) -> None:
    runs = {"rows": 2_000_000, "bytes": 2**20, "seconds": 8.0, "private": 5.0, "runs": {"seconds": [7.0, 8.0, 9.0]}}
    floor = {**runs, "seconds": 2.0, "runs": {"seconds": [2.0, 2.0, 2.0]}}
    keep("large", {"series": {"csv: file to claims": runs, "csv: C pass": floor}}, tmp_path)
    first, second, memory, *rest = targets(tmp_path)
    assert (first.measured, first.took, first.met) == (4.0, 8.0, True)
    assert (second.measured, second.met) == (None, None)
    assert (memory.measured, memory.met) == (5.0, False)
    assert {target.met for target in rest} == {None}
    speed = Target(Words("speed", "速度"), Words("a second", "每秒"), 100, 99.5, at_least=True)
    assert told(speed) == "speed: 99.50 (target ≥ 100 a second): NOT met"


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_a_readme_is_what_the_results_give(name: str) -> None:
    text = (REPOSITORY / name).read_text("utf-8")
    assert with_table(text, readme_table(READMES[name])) == text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_figures_is_what_the_results_give(name: str) -> None:
    assert (REPOSITORY / "docs" / name).read_text("utf-8") == page(name)


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        with_table("# Renewal Audit\n", "| a |")


def test_results_say_where_they_were_measured_and_name_no_place(tmp_path: Path) -> None:
    keep("small", {"series": {}}, tmp_path)
    kept = load("small", tmp_path)
    assert kept
    assert kept["about"]["libraries"]["pandas"]
    assert kept["about"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert load("large", tmp_path) is None
    assert without_places("no /some/where/file.csv at https://index.example/simple") == "no … at …"


def test_figures_have_three_digits() -> None:
    assert [short(n) for n in (0, 0.0123, 0.5, 3.14159, 31.4159, 3141.59)] == [
        "0", "0.012", "0.50", "3.14", "31.4", "3,142",
    ]  # fmt: skip


def test_every_peer_has_its_driver() -> None:
    assert [peer.name for peer in PEERS if not peer.driver.exists()] == []


def test_the_batch_goes_on_from_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> dict[str, float]:
        raise AssertionError("measured again")

    told: list[object] = []
    (tmp_path / "persons-2").mkdir()
    known = {"persons a second": 3.0, "peak": 100.0}
    monkeypatch.setattr(batch, "measured", never)
    batch.speeds(tmp_path, 2, dict.fromkeys(batch.WAYS, known), told.append)
    assert told == []
    monkeypatch.setattr(batch, "measured", lambda *_: {"seconds": 2.0, "persons": 2, "rows": 9, "peak": 1.0})
    batch.speeds(tmp_path, 2, dict.fromkeys(batch.WAYS[1:], known), told.append)
    assert json.loads(json.dumps(told))[0]["ways"]["serial"]["persons a second"] == 1.0
