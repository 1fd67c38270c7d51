"""One account given in two kinds of export: nothing counts twice, no other account is lost, and no fact either."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from exports_of_one_account import (
    BANK,
    SAME_BANK,
    Paid,
    Writer,
    booked_ofx,
    camt,
    chase_several,
    cmb_table,
    cmb_web,
    dkb,
    dkb_beheaded,
    mt940,
    n26,
    n26_old,
    ofx,
    sparkasse,
    table,
    wise_balance,
    wise_history,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from statement_bytes import alipay, alipay_row, web, web_row

from audit import consolidate, link, read, run
from audit.judging.overlaps import standing_rows
from audit.tables import Bills, by_account

STREAM, KINO = "Streamora GmbH", "Kino Nordlicht"
ROWS = sorted(
    [
        *(Paid(date(2026, month, 10), STREAM, 999) for month in range(1, 7)),
        *(Paid(date(2026, month, 3), KINO, 1200) for month in range(1, 7)),
        Paid(date(2026, 3, 10), STREAM, 999),  # the same price again on one day is a second payment
        Paid(date(2026, 4, 20), STREAM, 999, back=True),
    ],
    key=lambda paid: paid.on,
)
PAIRS = [pytest.param(*pair, id=f"{pair[0].__name__} and {pair[1].__name__}") for pair in combinations(BANK, 2)] + [
    pytest.param(*pair, id=name) for name, pair in SAME_BANK.items()
]


def bills_of(folder: Path, *exports: bytes) -> Bills:
    for place, data in enumerate(exports):
        (folder / f"{place}").write_bytes(data)
    bills = read(folder)
    assert bills.problems.empty
    return bills


def payments(bills: Bills) -> pd.DataFrame:
    return consolidate(bills.transactions, link(bills.transactions))


def accounts(bills: Bills) -> set[tuple[str, str]]:
    return set(by_account(bills.sources)[["channel", "account_id"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_exports_of_one_account_give_its_payments_once(one: Writer, other: Writer, tmp_path: Path) -> None:
    pair = (one, other) if len(one.__name__ + other.__name__) % 2 else (other, one)  # the order of files is any
    bills = bills_of(tmp_path, *(writer(ROWS) for writer in pair))
    assert len(bills.transactions) == 28
    found = payments(bills)
    assert Counter(found["direction"]) == {"out": 13, "in": 1}
    assert found["also_seen"].ne("").all()
    assert len(accounts(bills)) == 1
    assert set(bills.transactions[["channel", "account_id"]].itertuples(index=False, name=None)) == accounts(bills)


def test_the_claim_is_the_same_with_one_export_and_with_several(tmp_path: Path) -> None:
    rows = [paid for paid in ROWS if not paid.back]
    given = [(sparkasse,), (sparkasse, ofx), (ofx, sparkasse), (table, camt, sparkasse, ofx)]
    for place, writers in enumerate(given):
        folder = tmp_path / str(place)
        folder.mkdir()
        for name, writer in enumerate(writers):
            (folder / f"{name}.bill").write_bytes(writer(rows))
        (folder / "cancellations.csv").write_text(f"service,cancelled_at,path\n{STREAM},2026-04-12,app\n", "utf-8")
        audit = run(folder, as_of="2026-07-01")
        assert list(audit.claims.totals["principal_minor"]) == [2 * 999]  # May and June
        assert audit.claims.totals["in_question_minor"].sum() == 0


DAY = st.dates(date(2026, 1, 1), date(2026, 3, 31))
HISTORY = st.lists(
    st.builds(Paid, DAY, st.sampled_from([STREAM, KINO, "Bäckerei"]), st.sampled_from([999, 1200, 450]), st.booleans()),
    min_size=6,
    max_size=40,
)


@settings(max_examples=8)
@given(HISTORY, st.sampled_from([(sparkasse, ofx), (camt, sparkasse), (n26, n26_old), (cmb_web, cmb_table)]), st.data())
def test_a_history_split_into_two_formats_has_the_payments_of_one(
    rows: list[Paid], pair: tuple[Writer, Writer], data: st.DataObject
) -> None:
    rows = sorted(rows, key=lambda paid: paid.on)
    place = data.draw(st.integers(2, len(rows) - 1))
    first, last = rows[data.draw(st.integers(0, place - 2))].on, rows[place].on  # three rows and more stand in both
    older = [paid for paid in rows if paid.on <= last]
    newer = [paid for paid in rows if paid.on >= first]
    with tempfile.TemporaryDirectory() as folder:
        found = payments(bills_of(Path(folder), pair[0](older), pair[1](newer)))
    told = zip(found["civil_date"].dt.date, found["amount_minor"], found["direction"].eq("in"), strict=True)
    assert Counter(told) == Counter((paid.on, paid.cents, paid.back) for paid in rows)


def test_one_of_two_equal_payments_is_not_both(tmp_path: Path) -> None:
    seen = [paid for paid in ROWS if paid != ROWS[5]] + [ROWS[5]]
    assert ROWS[5] == ROWS[6] or ROWS.count(ROWS[5]) == 2
    assert len(payments(bills_of(tmp_path, sparkasse(ROWS), ofx(seen)))) == 14


def test_two_banks_are_never_one_account(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, sparkasse(ROWS), dkb(ROWS), ofx(ROWS))
    assert len(payments(bills)) == 28  # what names no bank is one of them, not both
    assert accounts(bills) == {("bank:sparkasse", "4711"), ("bank:dkb", "4711")}


def test_accounts_of_other_digits_stay_apart(tmp_path: Path) -> None:
    assert len(payments(bills_of(tmp_path, sparkasse(ROWS), ofx(ROWS, account="0000099999")))) == 28


@pytest.mark.parametrize("rows", [ROWS[:2], [*ROWS[:3], Paid(date(2026, 1, 20), KINO, 77)]], ids=["few", "not enough"])
def test_too_little_in_common_joins_nothing(rows: list[Paid], tmp_path: Path) -> None:
    bills = bills_of(tmp_path, sparkasse([*ROWS, Paid(date(2026, 1, 31), KINO, 5)]), table(rows))
    assert len(payments(bills)) == 15 + len(rows)
    assert accounts(bills) == {("bank:sparkasse", "4711"), ("bank", "")}


@pytest.mark.parametrize("rows", [ROWS[-1:], ROWS[-2:]], ids=["one", "two"])
def test_a_mandate_is_of_one_account(rows: list[Paid], tmp_path: Path) -> None:
    bills = bills_of(tmp_path, dkb(ROWS), dkb_beheaded(rows))
    assert len(payments(bills)) == 14
    assert accounts(bills) == {("bank:dkb", "4711")}


def test_equal_rows_under_other_mandates_are_anothers(tmp_path: Path) -> None:
    anothers = dkb_beheaded(ROWS[-2:]).replace(b"M-100", b"M-200")
    assert len(payments(bills_of(tmp_path, dkb(ROWS), anothers))) == 16


def test_months_without_an_account_are_joined_together_and_a_stranger_is_not(tmp_path: Path) -> None:
    months = [table([paid for paid in ROWS if paid.on.month == month]) for month in (1, 2, 5)]
    stranger = table([Paid(date(2026, month, 10), "Fitness", 2990) for month in range(1, 7)])
    bills = bills_of(tmp_path, sparkasse(ROWS), *months, stranger)
    assert len(payments(bills)) == 14 + 6
    assert list(bills.sources["account_id"]) == ["4711"] * 4 + [""]
    assert list(bills.sources["channel"]) == ["bank:sparkasse"] * 4 + ["bank"]


def test_an_older_or_empty_file_of_a_joined_account_is_of_that_account(tmp_path: Path) -> None:
    older = [Paid(date(2025, month, 10), STREAM, 999) for month in (10, 11, 12)]
    bills = bills_of(tmp_path, ofx(older), ofx(ROWS), sparkasse(ROWS), ofx([]))
    assert accounts(bills) == {("bank:sparkasse", "4711")}
    assert len(payments(bills)) == 17


def test_another_account_of_the_same_file_keeps_its_own_channel(tmp_path: Path) -> None:
    other = ofx([Paid(date(2026, 2, 2), "Fitness", 2990)], account="0000099999")
    both = ofx(ROWS).replace(b"</OFX>", other[other.index(b"<STMTRS>") :])
    bills = bills_of(tmp_path, both, dkb(ROWS))
    assert accounts(bills) == {("bank:dkb", "4711"), ("bank", "9999")}
    assert len(payments(bills)) == 15


def test_what_one_copy_alone_prints_is_known(tmp_path: Path) -> None:
    standing = standing_rows(bills_of(tmp_path, sparkasse(ROWS), ofx(ROWS)).transactions)
    assert set(standing["reference"].str[0]) == {"F"}  # the OFX, which says when it was made
    assert set(standing["mandate_id"]) == {"M-Str", "M-Kin"}
    assert standing.loc[standing["mandate_id"].eq("M-Kin"), "amount_minor"].eq(1200).all()


def test_equal_sums_of_one_day_keep_each_its_seller(tmp_path: Path) -> None:
    day = date(2026, 1, 10)
    rows = [Paid(day, STREAM, 999), Paid(day, KINO, 999), Paid(date(2026, 2, 1), KINO, 450)]
    bills = bills_of(tmp_path, sparkasse(rows), ofx([rows[1], rows[0], rows[2]]))
    standing = standing_rows(bills.transactions)
    told = zip(standing["counterparty"], standing["mandate_id"], strict=True)  # names in full, where OFX cut them off
    assert sorted(told) == [(KINO, "M-Kin"), (KINO, "M-Kin"), (STREAM, "M-Str")]


def test_the_price_abroad_and_the_time_of_day_survive(tmp_path: Path) -> None:
    (tmp_path / "n26").mkdir()
    abroad = standing_rows(bills_of(tmp_path / "n26", n26_old(ROWS), n26(ROWS)).transactions)
    assert abroad["original_minor"].eq(999).all()
    assert set(abroad["original_currency"]) == {"USD"}
    (tmp_path / "cmb").mkdir()
    timed = standing_rows(bills_of(tmp_path / "cmb", cmb_web(ROWS), cmb_table(ROWS)).transactions)
    assert timed["has_time"].all()


def test_a_payment_was_made_on_its_first_day_whichever_export_stands(tmp_path: Path) -> None:
    standing = standing_rows(bills_of(tmp_path, chase_several(ROWS), booked_ofx(ROWS)).transactions)
    assert sorted(standing["civil_date"].dt.date) == [paid.on for paid in ROWS]
    assert sorted(standing["posted_on"].dt.date) == [paid.booked for paid in ROWS]


def test_what_one_export_has_not_booked_yet_hides_no_payment(tmp_path: Path) -> None:
    booked = sparkasse(ROWS).decode()
    pending = booked.replace("10.06.26;10.06.26;FOLGELASTSCHRIFT", "10.06.26;;VORMERKUNG")
    pending = "\n".join(
        line.replace("Umsatz gebucht", "Umsatz vorgemerkt") if "VORM" in line else line for line in pending.split("\n")
    )
    assert "vorgemerkt" in pending
    assert len(payments(bills_of(tmp_path, pending.encode(), ofx(ROWS)))) == 14


def test_three_exports_join_no_two_rows_of_one(tmp_path: Path) -> None:
    day = date(2026, 3, 10)
    rest = [Paid(date(2026, 1, day), KINO, 450) for day in (5, 6, 7)]
    bills = bills_of(
        tmp_path,
        sparkasse([*rest, Paid(day, STREAM, 999), Paid(day, STREAM, 999)]),
        ofx([*rest, Paid(day, STREAM, 999)]),
        camt([*rest, Paid(day, STREAM, 999), Paid(day, STREAM, 999)]),
        table([*rest, Paid(day, STREAM, 999), Paid(day, STREAM, 999)]),
    )
    assert len(payments(bills)) == 5


def test_links_say_whether_a_number_or_the_row_was_the_same(tmp_path: Path) -> None:
    for folder, exports in (("digest", (sparkasse(ROWS), ofx(ROWS))), ("number", (ofx(ROWS), ofx(ROWS)))):
        (tmp_path / folder).mkdir()
        links = link(bills_of(tmp_path / folder, *exports).transactions)
        assert list(links.loc[links["relation"].eq("overlap"), "rule"]) == [folder] * 14


def test_a_fee_within_one_amount_and_beside_the_other_is_the_same_payment(tmp_path: Path) -> None:
    rows = [paid for paid in ROWS if not paid.back]
    within = wise_balance(rows).replace(b",0.00,,", b",0.05,,")
    beside = wise_history([Paid(paid.on, paid.name, paid.cents - 5) for paid in rows]).replace(b",0.00,", b",0.05,")
    assert len(payments(bills_of(tmp_path, within, beside))) == 13


def test_alipays_web_and_app_exports_are_one_by_their_numbers(tmp_path: Path) -> None:
    rows = payments(bills_of(tmp_path, web([web_row()]), alipay([alipay_row(at="2025-06-01 10:00:05")])))
    assert len(rows) == 1


def test_a_monzo_export_with_fewer_columns_is_one_by_its_numbers(tmp_path: Path) -> None:
    head = "Transaction ID,Date,Time,Type,Name,Category,Amount,Currency,Description"
    lines = [f"tx_0000{n},{n:02}/01/2026,08:00:00,Card payment,Streamora,Fun,-9.99,GBP,STREAMORA" for n in (1, 2, 3)]
    short = "\n".join([head, *lines])
    long = "\n".join([f"{head},Local amount,Local currency", *(f"{line},-12.00,USD" for line in lines)])
    found = payments(bills_of(tmp_path, short.encode(), long.encode()))
    assert list(found["original_minor"]) == [1200] * 3


MONTHLY = [Paid(date(2026, month, 10), STREAM, 999) for month in range(1, 11)]


def elsewhere(rows: list[Paid], number: str) -> bytes:
    """The MT940 of a bank without a name, of an account whose number ends like the other's."""
    return mt940(rows).replace(b"99990000/0000004711", number.encode())


@pytest.mark.parametrize("number", ["88880000/0000004711", "99990000/0000994711", "88880000/1234564711"])
def test_accounts_printed_in_full_that_differ_are_two_whatever_they_pay(number: str, tmp_path: Path) -> None:
    for folder, writer in (("camt", camt), ("csv", sparkasse)):
        (tmp_path / folder).mkdir()
        bills = bills_of(tmp_path / folder, writer(MONTHLY), elsewhere(MONTHLY, number))
        assert len(payments(bills)) == 20
        assert len(accounts(bills)) == 2
        assert bills.sources["account_id"].str.endswith("4711").all()


def test_an_account_printed_in_full_in_two_ways_is_one(tmp_path: Path) -> None:
    assert len(payments(bills_of(tmp_path, camt(MONTHLY), mt940(MONTHLY)))) == 10


def test_equal_sums_to_other_sellers_under_an_equal_tail_are_anothers(tmp_path: Path) -> None:
    others = [Paid(paid.on, "Fitness Nord", paid.cents) for paid in MONTHLY]
    for folder, writer in (("tail", ofx), ("no account", table)):
        (tmp_path / folder).mkdir()
        bills = bills_of(tmp_path / folder, sparkasse(MONTHLY), writer(others))
        assert len(payments(bills)) == 20
        assert accounts(bills) >= {("bank:sparkasse", "4711")}


def test_a_number_that_may_be_either_accounts_is_taken_for_none(tmp_path: Path) -> None:
    one, other = camt(MONTHLY), elsewhere(MONTHLY, "88880000/0000004711")
    short = ofx([Paid(date(2026, 12, 24), KINO, 1200)], account="000000004711")
    bills = bills_of(tmp_path, one, other, short)
    assert len(payments(bills)) == 21
    assert accounts(bills) >= {("bank", "4711")}
