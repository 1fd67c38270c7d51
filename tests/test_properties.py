"""Nothing is claimed that is not owed: what holds of every history, shown over thousands of wild ones at once.

Each seed is one history, told in several ways under several names: as it is; with its rows and files shuffled; with one
refund more; with an overlapping export; with the card's view of one payment; with a cancellation moved later. All of
them are judged together, so that each also stands among thousands of others. RENEWAL_HISTORIES sets how many seeds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd
import pytest
from judging_rows import cancellations, cancelled, paid, payments, sources
from judging_rows import judged as judged_alone
from pandas.testing import assert_frame_equal
from random_histories import AS_OF, CARD, CLOSES, OTHERS, STRANGER, History, Row, bank_view, history, refund_row

from audit import tables
from audit.judging.subscriptions import mark_subscriptions
from audit.pipeline import Audit, audit_bills
from audit.tables import Bills, Case

SEEDS = int(os.environ.get("RENEWAL_HISTORIES", "460"))
FIRST = int(os.environ.get("RENEWAL_FIRST_HISTORY", "0"))
OWN = ["person", "cancellation_id"]
UNMOVED = ["person", "finding_id", "verdict", "claimable_minor", "period_start", "period_end", "reason"]
EARLIEST = pd.Timedelta(days=5)  # before its anchor a debit may come, by the widest window of a rail
SUMS = ["principal_minor", "in_question_minor"]


@dataclass(frozen=True)
class World:
    """Every history in every way it is told, judged as one table."""

    audit: Audit
    lives: dict[str, History]  # as they are
    changed: dict[str, str]  # what was done, by the name of the person it was done to: the payment, the cancellation
    told_lives: tuple[History, ...] = ()

    def told(self, way: str) -> list[str]:
        return [name.partition("/")[0] for name in self.changed if name.endswith(way)]


@pytest.fixture(scope="module")
def world() -> World:
    lives = {life.person: life for life in map(history, range(FIRST, FIRST + SEEDS))}
    told: list[History] = list(lives.values())
    changed: dict[str, str] = {}
    for life in lives.values():
        for way, change in WAYS.items():
            other = deepcopy(life)
            what = change(other)
            if what is not None:
                changed[life.person + way] = what
                told.append(_named(other, life.person + way))
    return World(judged(told), lives, changed, tuple(told))


def _named(life: History, person: str) -> History:
    life.person = person
    for row in (*life.rows, *life.sources, *life.cancellations):
        row["person"] = person
    return life


def _shuffled(life: History) -> str:
    for rows in (life.rows, life.sources):
        life.random.shuffle(rows)
    return "rows"


def _refunded(life: History) -> str | None:
    """One numbered refund more, of a charge whose seller gave nothing back without a number."""
    quiet = {r["counterparty"] for r in life.rows} - {
        r["counterparty"] for r in life.rows if r["kind"] == "refund" and not r.get("original_reference")
    }
    numbers = [r["reference"] for r in life.rows]
    charges = [
        r
        for r in life.rows
        if r["kind"] == "charge" and r["status"] == "settled" and r["reference"] and r["counterparty"] in quiet
        and not r["hides_refunds"] and numbers.count(r["reference"]) == 1 and r["refunded_minor"] in (0, None)
    ]  # fmt: skip
    if not charges:
        return None
    since = min(case["cancelled_at"] for case in life.cancellations)
    charge = life.pick([r for r in charges if r["occurred_at"] > since] or charges)
    amount = life.pick((1, charge["amount_minor"], max(1, charge["amount_minor"] // 2)))
    at = charge["occurred_at"] + timedelta(minutes=1)
    back = refund_row(charge | {"number": 0}, at, amount, charge["reference"])
    life.rows.append({k: v for k, v in back.items() if k != "number"} | {"row": 9000, "civil_date": at.date()})
    return f"{charge['transaction_id']} {amount}"


def _exported_again(life: History) -> str | None:
    """A part of one file in an export of its own, older or newer than the file."""
    if not life.rows:
        return None
    source = life.pick([s for s in life.sources if any(r["file"] == s["file"] for r in life.rows)])
    since = life.between(source["covered_from_at"], source["covered_until_at"])
    until = life.between(since, source["covered_until_at"])
    at = source["exported_at"] + timedelta(hours=life.pick((-1, 1)))
    again = {"file": life.pick(("0.csv", "zz.csv")), "exported_at": at}
    inside = [r for r in life.rows if r["file"] == source["file"] and since <= r["occurred_at"] < until]
    life.rows += [r | again for r in inside]
    life.sources.append(source | again | {"covered_from_at": since, "covered_until_at": until})
    return "export"


def _seen_by_the_bank(life: History) -> str | None:
    """The card's own bill with one payment that the wallet took from it; none where the card has a bill already."""
    if any(s["channel"] == "bank:cmb" for s in life.sources):
        return None
    whole = [r for r in life.rows if not r["hides_refunds"]]  # a card's bill would settle what the wallet's hides
    paid = [r for r in whole if r["method"] == CARD and r["status"] == "settled" and r["kind"] == "charge"]
    if not paid:
        return None
    row = life.pick(paid)
    seen = bank_view(row | {"number": 0}, life.pick((0, 1, 3)))
    file = {"file": "card.csv", "exported_at": CLOSES, "hides_refunds": False}
    life.rows.append(
        {k: v for k, v in seen.items() if k != "number"} | file | {"row": 2, "civil_date": seen["occurred_at"].date()}
    )
    life.sources.append(
        {"person": life.person, "channel": "bank:cmb", "account_id": "1234", **file}
        | {"covered_from_at": life.sources[0]["covered_from_at"], "covered_until_at": CLOSES}
    )
    return row["transaction_id"]


def _cancelled_later(life: History) -> str | None:
    if len(life.cancellations) > 1:
        return None
    case = life.pick(life.cancellations)
    later = case["cancelled_at"] + timedelta(seconds=life.pick((1, 3600, 86400, life.random.randrange(1, 300 * 86400))))
    if not case["cancelled_has_time"]:
        later = later.replace(hour=0, minute=0, second=0)
    if later > CLOSES or (case["resubscribed_at"] and case["resubscribed_at"] <= later):
        return None
    case["cancelled_at"] = later
    return str(case["cancellation_id"])


WAYS: dict[str, Callable[[History], str | None]] = {
    "/shuffled": _shuffled,
    "/refunded": _refunded,
    "/exported": _exported_again,
    "/mirrored": _seen_by_the_bank,
    "/later": _cancelled_later,
}


def judged(lives: Sequence[History], owed: pd.DataFrame | None = None) -> Audit:
    """The audit of all these persons as one table; the questions of these keys answered: owed."""
    bills = Bills(
        _table(tables.TRANSACTIONS, [r for life in lives for r in life.rows]), tables.EVENTS.empty(),
        _table(tables.SOURCES, [r for life in lives for r in life.sources]), tables.TOTALS.empty(),
        tables.PROBLEMS.empty(),
    )  # fmt: skip
    cases = _table(tables.CANCELLATIONS, [r for life in lives for r in life.cancellations])
    told = (
        tables.DECISIONS.empty() if owed is None else owed.rename(columns={"question_key": "key"}).assign(answer="owed")
    )
    case = Case(
        cases, tables.EVENTS.empty(), tables.COSTS.empty(), tables.DECISIONS.of(told), tables.TRANSACTIONS.empty(),
        tables.RATES.empty(), tables.PROBLEMS.empty(),
    )  # fmt: skip
    return audit_bills(bills, case, as_of=AS_OF)


def _table(table: tables.Table, rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    for name in frame:
        kind = table.columns[str(name)]
        if kind in (tables.TIME, tables.DATE):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
        elif kind in (tables.WHOLE, tables.MAYBE_MONEY):
            frame[name] = frame[name].astype("Int64")
    return table.of(frame)


def both(world: World, way: str, table: pd.DataFrame, *but: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table's rows of the histories told in another way: as they are, and so told; without some columns."""
    plain = world.told(way)
    assert plain, way
    told = table[table["person"].isin([name + way for name in plain])]
    told = told.assign(person=told["person"].str.removesuffix(way))
    return _alike(table[table["person"].isin(plain)], but), _alike(told, but)


def _alike(rows: pd.DataFrame, but: Sequence[str] = ()) -> pd.DataFrame:
    return rows.drop(columns=list(but)).sort_values("person", kind="stable", ignore_index=True)


def charges(world: World) -> pd.DataFrame:
    """Every finding with the sums of its line, and which event its payment is."""
    lines = world.audit.claims.lines
    found = world.audit.findings.merge(lines[["person", "finding_id", *SUMS]], on=["person", "finding_id"])
    return found[found["verdict"].ne("mirror")]


def test_no_more_is_claimed_than_was_taken_after_the_service_end(world: World) -> None:
    found = as_they_are(world)
    assert found["principal_minor"].gt(0).sum() > SEEDS / 2
    late = found["end"].isna() | (found["civil_date"] >= found["end"] - EARLIEST)
    share = (
        found["amount_minor"]
        * found["unused_days"].fillna(0).astype("float")
        / found["period_days"].fillna(1).astype("float")
    )
    most = found["amount_minor"].where(late & found["verdict"].ne("prorated"), share.round())
    assert found[found["principal_minor"] > most.astype("int64")].empty
    claimed = found[found["principal_minor"] > 0]
    assert claimed[
        claimed["verdict"].ne("prorated") & (claimed["civil_date"] < claimed["cancelled_at"].dt.normalize())
    ].empty
    exact = claimed["has_time"] & claimed["cancelled_has_time"] & claimed["verdict"].ne("prorated")
    assert claimed[exact & (claimed["occurred_at"] <= claimed["cancelled_at"])].empty
    assert found[found[SUMS].sum(axis=1) > found["amount_minor"]].empty


def test_what_was_taken_once_is_claimed_once_less_what_came_back(world: World) -> None:
    found = as_they_are(world)
    of_event = found[found["event"].gt(0)].groupby(["person", "event"])[SUMS].sum()
    taken = {(life.person, number): event for life in world.lives.values() for number, event in life.taken.items()}
    for key, principal in of_event.loc[of_event["principal_minor"].gt(0), "principal_minor"].items():
        event, back = taken[key], world.lives[key[0]].surely_back(key[1])
        assert principal <= max(0, event.amount - back), (key, principal, event, back)
        assert event.seller != STRANGER, (key, event)
        assert event.text not in OTHERS, (key, event)


def test_rows_and_files_in_any_order(world: World) -> None:
    for table in ("findings", "ends", "watch", "payments"):
        assert_frame_equal(*both(world, "/shuffled", getattr(world.audit, table)))
    assert_frame_equal(*both(world, "/shuffled", world.audit.claims.totals))
    assert_frame_equal(*both(world, "/shuffled", world.audit.refunds))


def test_a_history_by_itself_and_among_thousands(world: World) -> None:
    few = sorted(world.lives)[:: max(1, SEEDS // 12)]
    alone = judged([world.lives[name] for name in reversed(few)])
    for table in ("findings", "refunds", "ends", "watch", "links", "payments", "next_steps"):
        among = getattr(world.audit, table)
        among = among[among["person"].isin(few)]
        one, other = (t.sort_values("person", kind="stable", ignore_index=True) for t in (getattr(alone, table), among))
        assert_frame_equal(one, other)


def test_a_refund_lowers_its_claim_by_exactly_itself(world: World) -> None:
    one, other = both(world, "/refunded", charges(world))
    assert_frame_equal(one[UNMOVED], other[UNMOVED])
    of = one["person"].map({p.partition("/")[0]: what for p, what in world.changed.items() if p.endswith("/refunded")})
    came = of.str.split().str[1].astype("int64").where(of.str.split().str[0].eq(one["payment_id"]), 0)
    assert (came.gt(0) & one["principal_minor"].gt(0)).sum() > SEEDS / 40
    assert (other["principal_minor"] == (one["principal_minor"] - came).clip(lower=0)).all()
    asked = one["in_question_minor"] - other["in_question_minor"]
    assert asked.between(0, one["in_question_minor"].where(came.gt(0), 0)).all()


def test_an_overlapping_export_changes_nothing(world: World) -> None:
    assert_frame_equal(*both(world, "/exported", world.audit.findings, "file", "row", "also_seen"))
    assert_frame_equal(*both(world, "/exported", world.audit.claims.totals))


def test_the_cards_view_of_a_payment_changes_no_sum(world: World) -> None:
    assert_frame_equal(*both(world, "/mirrored", world.audit.claims.totals))
    assert_frame_equal(*both(world, "/mirrored", charges(world)[["person", "finding_id", "verdict", *SUMS]]))


def test_a_later_cancellation_never_raises_what_is_claimed_and_asked_of_a_payment(world: World) -> None:
    """But where the day moves past a long renewal, whose share becomes a question of notice for the whole."""
    before, after = (
        rows.groupby(["person", "payment_id"]).agg({**dict.fromkeys(SUMS, "sum"), "verdict": "first"})
        for rows in both(world, "/later", charges(world))
    )
    both_days = after.join(before.add_suffix("_before")).fillna({f"{head}_before": 0 for head in SUMS})
    raised = both_days[SUMS].sum(axis=1) > both_days[[f"{head}_before" for head in SUMS]].sum(axis=1)
    crossed = both_days["verdict_before"].eq("prorated") & both_days["verdict"].eq("notice_disputed")
    assert both_days.loc[raised & ~crossed].empty
    assert both_days.loc[crossed, "principal_minor"].eq(0).all()


def test_a_later_cancellation_never_raises_the_claim_where_nothing_is_asked(world: World) -> None:
    """Where a question is open, the claim alone may rise once the later day leaves nothing to ask (decision 0011)."""
    before, after = (rows.groupby("person")[SUMS].sum() for rows in both(world, "/later", charges(world)))
    settled = before.join(after.add_suffix("_later"), how="outer").fillna(0)
    settled = settled[settled[["in_question_minor", "in_question_minor_later"]].eq(0).all(axis=1)]
    assert settled["principal_minor"].gt(settled["principal_minor_later"]).any()
    assert settled[settled["principal_minor_later"] > settled["principal_minor"]].empty


def test_a_later_cancellation_never_raises_the_claim_once_its_questions_are_answered(world: World) -> None:
    asked = charges(world).groupby("person")["in_question_minor"].sum()
    names = [n for n in world.told("/later") if asked.get(n, 0) + asked.get(n + "/later", 0) > 0][: max(10, SEEDS // 8)]
    lives = [life for life in world.told_lives if life.person.removesuffix("/later") in names]
    keys = pd.concat(
        [t[["person", "question_key"]] for t in (world.audit.findings, world.audit.refunds)], ignore_index=True
    )
    keys = keys[keys["question_key"].ne("")].assign(person=keys["person"].str.removesuffix("/later"))
    one = keys[keys["person"].isin(names)].drop_duplicates()
    answers = pd.concat([one, one.assign(person=one["person"] + "/later")])
    rows = charges(World(judged(lives, answers), {}, {}))
    verdicts = rows.assign(person=rows["person"].str.removesuffix("/later")).groupby(["person", "payment_id"])[
        "verdict"
    ]
    crossed = verdicts.agg({"prorated", "notice_disputed"}.issubset).groupby("person").any()
    names = [n for n in names if not crossed[n]]  # a share that became a question of notice, answered for the whole
    sums = rows.groupby("person")[SUMS].sum()
    before, after = sums.reindex(names).fillna(0), sums.reindex([n + "/later" for n in names]).fillna(0).set_axis(names)
    settled = before["in_question_minor"].eq(0) & after["in_question_minor"].eq(0)
    assert settled.sum() > len(names) / 2
    raised = settled & (after["principal_minor"] > before["principal_minor"])
    assert not raised.any(), before[raised].join(after[raised].add_suffix("_later")).to_string()


def as_they_are(world: World) -> pd.DataFrame:
    """The charges of the histories as they are, beside their cancellation, its end, and the event that each is."""
    found = charges(world)
    found = found[found["person"].isin(world.lives)]
    ends = world.audit.ends[[*OWN, "subscription_id", "service_end", "cancelled_at", "cancelled_has_time"]]
    known = found.merge(ends.rename(columns={"service_end": "end"}), on=[*OWN, "subscription_id"], validate="m:1")
    events = [world.lives[p].event_of.get(t, 0) for p, t in zip(known["person"], known["payment_id"], strict=True)]
    return known.assign(event=events)


def test_a_debit_on_the_day_of_the_cancellation_is_asked_where_no_time_tells_which_came_first() -> None:
    rows = payments(paid("2025-05-01 09:00"), paid("2025-06-03 09:00"), paid("2025-07-01 09:00"))
    ends, found = judged_alone(
        rows, cancellations(cancelled("2025-06-03")), sources()
    )  # cancelled that day; the debit two days late
    assert ends["service_end"].tolist() == [pd.Timestamp("2025-07-01")]
    assert found["verdict"].tolist() == ["unclear", "after_end"]
    assert found["questioned_minor"].tolist() == [3000, 0]
    _, sure = judged_alone(rows, cancellations(cancelled("2025-06-03 10:00")), sources())
    assert sure["verdict"].tolist() == ["in_term", "after_end"]


def test_a_trial_after_the_cancellation_is_judged_once_where_no_interval_is_known() -> None:
    words = {"description": "卡盟钻自动续费"}
    rows = payments(paid("2025-05-01 10:00", "0.25", **words), paid("2025-05-29 10:00", "30.00", **words))
    _, found = judged_alone(rows, cancellations(cancelled("2025-04-20 10:00", service="卡盟钻自动续费")), sources())
    assert found["payment_id"].tolist() == ["P01", "P02"]
    assert found["questioned_minor"].tolist() == [0, 3000]
    assert found["claimable_minor"].sum() == 0


def test_a_trial_of_another_plan_of_the_seller_is_no_business_of_the_cancelled_one() -> None:
    other = {"description": "读书会员连续包月"}
    months = [paid(f"2025-0{m}-01 09:00") for m in (3, 4, 5, 6)]
    trial = [paid("2025-07-01 09:00", "0.01", **other), paid("2025-07-04 09:00", "20.00", **other)]
    _, found = judged_alone(payments(*months, *trial), cancellations(cancelled("2025-06-10 10:00")), sources())
    assert found["claimable_minor"].sum() == 0
    assert found["finding_id"].is_unique


def test_a_status_that_one_persons_bill_leaves_unclear_is_clear_in_anothers_file_of_that_name() -> None:
    both = [paid("2025-07-01 09:00", person=name, status_text="奇怪状态") for name in ("甲", "乙")]
    told = tables.EVENTS.of(
        {"person": ["甲"], "what": ["unknown_status"], "file": ["wechat.csv"], "note": ["奇怪状态"]}
    )
    marked = mark_subscriptions(payments(*both), told)
    assert dict(zip(marked["person"], marked["status_unknown"], strict=True)) == {"甲": True, "乙": False}


def test_the_smallest_case_in_which_a_later_cancellation_raises_what_is_claimed() -> None:
    days = ("2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01", "2025-08-01", "2025-09-01")  # none in July
    rows = payments(*(paid(f"{day} 09:00") for day in days))
    seen = sources(until="2025-10-01")
    _, early = judged_alone(rows, cancellations(cancelled("2025-06-10 10:00")), seen)
    _, late = judged_alone(rows, cancellations(cancelled("2025-08-10 10:00")), seen)
    sums = [(f["claimable_minor"].sum(), f["questioned_minor"].sum()) for f in (early, late)]
    assert sums == [(0, 6000), (3000, 0)]
