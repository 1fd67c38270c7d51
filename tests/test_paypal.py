"""PayPal: rows that belong together are one payment, agreements are plans, and what was charged too much is claimed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import bill_rows
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit
from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.tables import Bills

HEADER = [
    "Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Fee", "Net", "From Email Address",
    "To Email Address", "Transaction ID", "Item Title", "Reference Txn ID", "Balance Impact",
]  # fmt: skip
AUTOMATIC = "PreApproved Payment Bill User Payment"
CHECKOUT = "Express Checkout Payment"
DEPOSIT, EXCHANGE = "General Card Deposit", "General Currency Conversion"
AGREEMENT = "B-1CC00000AGREE0001"
Cells = list[str]


def row(day: str, name: str, what: str, amount: str, id: str, names: str = "", **more: str) -> Cells:
    """One row of an activity download; `amount` is `-9.99 EUR`, `names` what it refers to."""
    gross, currency = amount.split()
    at, clock = f"{day[8:10]}/{day[5:7]}/{day[:4]}", day[11:] or "08:00:00"
    mine, theirs = "ann@example.com", "shop@example.org" if name else ""
    out = gross.startswith("-")
    impact = more.get("impact", "Debit" if out else "Credit")
    return [
        at, clock, "CEST", name, what, more.get("status", "Completed"), currency, gross, "0.00", gross,
        mine if out else theirs, theirs if out else mine, id, more.get("item", ""), names, impact,
    ]  # fmt: skip


def paid(day: str, amount: str, id: str, names: str = AGREEMENT, name: str = "CloudCo", **more: str) -> Cells:
    """An automatic payment under an agreement."""
    return row(day, name, more.pop("what", AUTOMATIC), amount, id, names, **more)


def group(day: str, abroad: str, home: str, id: str, names: str = AGREEMENT) -> list[Cells]:
    """A payment in dollars from a card in euros: a first deposit denied, a second one, and the exchange."""
    denied = {"status": "Denied", "impact": "Memo"}
    return [
        paid(day, f"-{abroad} USD", f"{id}P", names),
        row(day, "", DEPOSIT, f"{home} EUR", f"{id}D", f"{id}P", **denied),
        row(day, "", DEPOSIT, f"{home} EUR", f"{id}E", f"{id}P"),
        row(day, "", EXCHANGE, f"-{home} EUR", f"{id}F", f"{id}P"),
        row(day, "", EXCHANGE, f"{abroad} USD", f"{id}G", f"{id}P"),
    ]


def written(folder: Path, rows: Sequence[Cells], file: str = "paypal.csv", header: Sequence[str] = HEADER) -> Path:
    lines = [",".join(f'"{cell}"' for cell in cells) for cells in (header, *rows)]
    (folder / file).write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    return folder


def bank(folder: Path, *rows: str) -> Path:
    """An N26 bill: day, seller as a bank prints it, euros."""
    header = '"Date","Payee","Account number","Transaction type","Payment reference","Amount (EUR)"'
    header += ',"Amount (Foreign Currency)","Type Foreign Currency","Exchange Rate"'
    lines = [
        f'"{day}","{name}","","MasterCard Payment","","{euros}","","",""' for day, name, euros in map(str.split, rows)
    ]
    (folder / "n26.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return folder


def seen(folder: Path) -> tuple[Bills, pd.DataFrame, pd.DataFrame]:
    bills = audit.read(folder)
    assert bills.problems.empty, bills.problems["reason"].tolist()
    links = link(bills.transactions)
    return bills, links, consolidate(bills.transactions, links)


def numbers(bills: Bills, links: pd.DataFrame, relation: str) -> list[tuple[str, str]]:
    """Printed numbers of the rows that a relation joins."""
    known = bills.transactions.set_index("transaction_id")["reference"]
    of = links[links["relation"].eq(relation)]
    return sorted(zip(of["from_id"].map(known), of["to_id"].map(known), strict=True))


def plans(folder: Path) -> list[tuple[str, str, int, int]]:
    """Subscriptions found: seller, interval, price now, payments."""
    found = audit.subscriptions(audit.mark_subscriptions(seen(folder)[2]))
    columns = ["merchant", "interval", "amount_minor", "payments"]
    return sorted(found[columns].itertuples(index=False, name=None))


# one payment from several rows


def test_four_rows_of_one_second_are_one_payment_that_knows_its_cost_at_home(tmp_path: Path) -> None:
    bills, links, payments = seen(
        written(tmp_path, group("2026-04-30T07:18:43".replace("T", " "), "17.98", "15.92", "1"))
    )
    assert numbers(bills, links, "leg") == [("1E", "1P"), ("1F", "1P"), ("1G", "1P")]
    assert payments[["amount_minor", "currency", "posted_minor", "posted_currency", "mandate_id"]].values.tolist() == [
        [1798, "USD", 1592, "EUR", AGREEMENT]
    ]
    assert [part for part in ("1D", "1E", "1F", "1G") if f'"{part}"' in payments["legs"].iloc[0]] == ["1E", "1F", "1G"]


def test_parts_without_numbers_belong_to_the_only_payment_of_their_second(tmp_path: Path) -> None:
    header = [
        "Date",
        "Time",
        "TimeZone",
        "Name",
        "Type",
        "Status",
        "Currency",
        "Amount",
        "Fees",
        "Total",
        "Balance",
        "Transaction ID",
    ]
    cells = [
        ("CloudCo", AUTOMATIC, "USD", "-17.98", "1"), ("", DEPOSIT, "EUR", "15.92", "2"),
        ("", EXCHANGE, "EUR", "-15.92", "3"), ("", EXCHANGE, "USD", "17.98", "4"),
    ]  # fmt: skip
    rows = [["30/04/2026", "07:18:43", "IST", n, w, "Completed", c, a, "0.00", a, "", id] for n, w, c, a, id in cells]
    bills, links, payments = seen(written(tmp_path, rows, header=header))
    assert numbers(bills, links, "leg") == [("2", "1"), ("3", "1"), ("4", "1")]
    assert payments[["posted_minor", "posted_currency"]].values.tolist() == [[1592, "EUR"]]
    assert bills.transactions["utc_offset"].unique().tolist() == [""]  # Irish or Indian: nobody can tell
    assert audit.mark_subscriptions(payments)["mandate"].tolist() == [True]  # by its type alone


def test_a_nameless_row_of_an_unknown_type_that_names_a_payment_is_part_of_it(tmp_path: Path) -> None:
    rows = [paid("2026-04-30", "-5.00 EUR", "1"), row("2026-04-30", "", "Nieznany typ", "5.00 EUR", "2", "1")]
    bills, links, payments = seen(written(tmp_path, rows))
    assert numbers(bills, links, "leg") == [("2", "1")]
    assert payments["reference"].tolist() == ["1"]


def test_an_unknown_type_that_paid_somebody_named_is_a_charge(tmp_path: Path) -> None:
    _, _, payments = seen(written(tmp_path, [row("2026-04-30", "CloudCo", "Tab Settlement", "-5.00 EUR", "1")]))
    assert payments["kind"].tolist() == ["charge"]


def test_a_hold_and_its_release_belong_to_the_capture_of_the_same_authorisation(tmp_path: Path) -> None:
    rows = [
        row("2026-03-27 12:00:00", "", "Account Hold for Open Authorization", "-30.00 EUR", "1", "9AUTH"),
        row("2026-03-27 12:00:05", "Auction", CHECKOUT, "-45.00 EUR", "2", "9AUTH"),
        row("2026-03-27 12:00:06", "", "Reversal of General Account Hold", "30.00 EUR", "3", "1"),
    ]
    bills, links, payments = seen(written(tmp_path, rows))
    assert numbers(bills, links, "leg") == [("1", "2"), ("3", "2")]
    assert payments[["reference", "kind", "amount_minor"]].values.tolist() == [["2", "charge", 4500]]


def test_an_authorisation_lends_its_agreement_to_every_capture_and_is_no_payment(tmp_path: Path) -> None:
    memo = {"impact": "Memo"}
    rows = [
        row("2026-06-01", "Rental", "General Authorization", "-80.00 EUR", "1", "B-RENT", status="Pending", **memo),
        row("2026-06-02", "Rental", "General Authorization", "-80.00 EUR", "1", "B-RENT", **memo),
        paid("2026-06-02", "-50.00 EUR", "2", "1", name="Rental"),
        paid("2026-06-13", "-10.00 EUR", "3", "1", name="Rental"),
        row("2026-06-14", "Rental", "Void of Authorization", "80.00 EUR", "1", status="Reversed", **memo),
        row("2026-06-15", "Inn", "General Authorization", "-99.00 EUR", "4", "B-INN", status="Pending", **memo),
    ]
    bills, links, payments = seen(written(tmp_path, rows))
    assert payments[["reference", "amount_minor", "mandate_id"]].values.tolist() == [
        ["2", 5000, "B-RENT"],
        ["3", 1000, "B-RENT"],
    ]
    assert set(numbers(bills, links, "pending_posted")) == {("1", "2"), ("1", "3")}


def test_a_payment_pending_in_one_export_and_settled_in_the_next_counts_once(tmp_path: Path) -> None:
    written(tmp_path, [paid("2026-06-13", "-9.99 EUR", "1", status="Pending")], "older.csv")
    written(tmp_path, [paid("2026-06-13", "-9.99 EUR", "1")], "newer.csv")
    bills, links, payments = seen(tmp_path)
    assert len(bills.transactions) == 2
    assert links[["relation", "rule"]].values.tolist() == [["pending_posted", "status"]]
    assert payments["status"].tolist() == ["settled"]


def test_what_is_announced_in_a_memo_and_paid_under_the_same_number_counts_once(tmp_path: Path) -> None:
    memo = {"status": "Pending", "impact": "Memo"}
    rows = [paid("2026-06-13", "-9.99 EUR", "1", **memo), paid("2026-06-15", "-9.99 EUR", "1")]
    bills, links, payments = seen(written(tmp_path, [*rows, paid("2026-06-20", "-5.00 EUR", "2", **memo)]))
    assert numbers(bills, links, "pending_posted") == [("1", "1")]
    assert payments[["reference", "status"]].values.tolist() == [["1", "settled"]]


def test_one_payment_in_two_layouts_is_one_and_knows_what_either_prints(tmp_path: Path) -> None:
    written(
        tmp_path,
        [paid("2026-06-13", "-9.99 EUR", "1", item="Plan"), row("2026-06-13", "", DEPOSIT, "9.99 EUR", "2", "1")],
    )
    header = [
        "Date", "Time", "Time Zone", "Description", "Currency", "Gross", "Fee", "Net", "Balance", "Transaction ID",
        "From Email Address", "Name", "Bank Name", "Bank Account", "Invoice ID", "Reference Txn ID",
    ]  # fmt: skip
    day, none = ["13/06/2026", "08:00:00", "Europe/Berlin"], ["", "", ""]
    rows = [
        [
            *day,
            AUTOMATIC,
            "EUR",
            "-9.99",
            "0.00",
            "-9.99",
            "-9.99",
            "1",
            "shop@example.org",
            "CloudCo",
            *none,
            AGREEMENT,
        ],
        [*day, DEPOSIT, "EUR", "9.99", "0.00", "9.99", "0.00", "2", "", "", *none, "1"],
    ]
    written(tmp_path, rows, "statement.csv", header)
    bills, links, payments = seen(tmp_path)
    assert bills.sources["account_id"].tolist() == ["ann@example.com", "ann@example.com"]
    assert payments[["reference", "description", "mandate_id"]].values.tolist() == [["1", "Plan", AGREEMENT]]
    assert links["relation"].value_counts().to_dict() == {"overlap": 2, "leg": 1}


def test_a_number_spoilt_by_a_spreadsheet_program_joins_no_two_payments() -> None:
    rows = [
        bill_rows.row(bill_rows.ALIPAY, f"2026-0{n}-13 08:00:00", "30.00", reference="4.2E+27", status=status, row=n)
        | {"transaction_id": f"t{n}"}
        for n, status in ((5, "settled"), (6, "pending"))
    ]
    transactions = bill_rows.table(*rows)
    assert len(consolidate(transactions, link(transactions))) == 2


def test_a_denied_payment_before_the_successful_one_counts_once(tmp_path: Path) -> None:
    rows = [paid("2026-06-13", "-9.99 EUR", "1", status="Denied", impact="Memo"), paid("2026-06-14", "-9.99 EUR", "2")]
    assert seen(written(tmp_path, rows))[2]["reference"].tolist() == ["2"]


def test_a_refund_names_its_payment_and_what_is_sent_on_to_the_card_is_part_of_it(tmp_path: Path) -> None:
    rows = [
        *group("2026-05-28", "17.98", "15.80", "1"),
        *group("2026-06-28", "17.98", "15.55", "2"),
        row("2026-07-03", "CloudCo", "Payment Refund", "7.98 USD", "3", "1P"),
        row("2026-07-03", "", EXCHANGE, "-7.98 USD", "4", "3"),
        row("2026-07-03", "", EXCHANGE, "7.00 EUR", "5", "3"),
        row("2026-07-03", "", "General Card Withdrawal", "-7.00 EUR", "6", "3"),
    ]
    bills, links, payments = seen(written(tmp_path, rows))
    assert numbers(bills, links, "refunds") == [("3", "1P")]
    assert links.loc[links["relation"].eq("refunds"), ["amount_minor", "rule", "certain"]].values.tolist() == [
        [798, "reference", True]
    ]
    back = payments[payments["kind"].eq("refund")].iloc[0]
    assert (len(payments), back["posted_minor"], back["posted_currency"]) == (3, 700, "EUR")


def test_the_bank_shows_a_payment_abroad_at_its_cost_at_home(tmp_path: Path) -> None:
    written(tmp_path, group("2026-04-30", "17.98", "15.92", "1"))
    bank(tmp_path, "2026-05-02 PAYPAL*CLOUDCO -15.92", "2026-05-02 PAYPAL*CLOUDCO -17.98")
    _, links, payments = seen(tmp_path)
    assert links.loc[links["relation"].eq("mirror"), "amount_minor"].tolist() == [1592]
    assert payments[["channel", "amount_minor"]].values.tolist() == [["paypal", 1798], ["bank:n26", 1798]]


def test_a_bank_that_prints_the_price_abroad_mirrors_a_payment_whose_cost_at_home_no_bill_prints(
    tmp_path: Path,
) -> None:
    written(
        tmp_path, [paid("2026-04-30", "-17.98 USD", "1"), paid("2026-04-30 09:00:00", "-15.92 USD", "2", name="NewsCo")]
    )
    bank(tmp_path, "2026-05-02 PAYPAL*CLOUDCO -15.92")
    file = tmp_path / "n26.csv"
    file.write_text(file.read_text("utf-8").replace('"-15.92","","",""', '"-15.92","-17.98","USD","0.885"'), "utf-8")
    _, _, payments = seen(tmp_path)
    assert payments[["channel", "amount_minor"]].values.tolist() == [["paypal", 1798], ["paypal", 1592]]
    assert payments["mirrors"].ne("").tolist() == [True, False]


def test_the_bank_shows_only_the_deposit_of_a_payment_made_partly_from_the_balance(tmp_path: Path) -> None:
    written(tmp_path, [paid("2026-04-30", "-10.00 EUR", "1"), row("2026-04-30", "", DEPOSIT, "7.00 EUR", "2", "1")])
    bank(tmp_path, "2026-05-02 PAYPAL*CLOUDCO -7.00")
    _, _, payments = seen(tmp_path)
    assert payments[["channel", "amount_minor"]].values.tolist() == [["paypal", 1000]]


# agreements

MONTHS = [f"2026-{month:02}-14" for month in range(1, 8)]


def monthly(amounts: Sequence[str], names: str = AGREEMENT, **more: str) -> list[Cells]:
    return [
        paid(day, f"-{amount} EUR", f"{names}{more.get('name', '')}{day}", names, **more)
        for day, amount in zip(MONTHS, amounts, strict=False)
    ]


def test_a_price_that_rises_under_one_agreement_is_one_plan(tmp_path: Path) -> None:
    assert plans(written(tmp_path, monthly(["5.99"] * 4 + ["6.99", "12.99"]))) == [("CloudCo", "month", 1299, 6)]


def test_a_payment_service_one_month_and_the_brand_the_next_are_one_plan(tmp_path: Path) -> None:
    rows = monthly(["5.99"] * 6)
    for cells, name in zip(rows, ["Paygate", "CloudCo", "CloudCo", "Paygate", "CloudCo", "CloudCo"], strict=True):
        cells[3] = name
    assert plans(written(tmp_path, rows)) == [("CloudCo", "month", 599, 6)]


def test_two_sellers_under_one_agreement_are_two_plans(tmp_path: Path) -> None:
    rows = [*monthly(["5.99"] * 5), *monthly(["2.00"] * 5, name="NewsCo")]
    assert plans(written(tmp_path, rows)) == [("CloudCo", "month", 599, 5), ("NewsCo", "month", 200, 5)]


def test_titles_that_change_every_month_are_one_plan_of_one_agreement(tmp_path: Path) -> None:
    rows = monthly(["5.99"] * 5)
    for cells, title in zip(rows, ["Snow", "Rain", "Wind", "Hail", "Sun"], strict=True):
        cells[13] = f"Box of {title}"
    assert plans(written(tmp_path, rows)) == [("CloudCo", "month", 599, 5)]


def test_titles_that_each_come_again_are_plans_of_their_own(tmp_path: Path) -> None:
    rows = [
        *monthly(["5.99"] * 4, item="Music"),
        *[[*r[:12], "N" + r[12], "News", *r[14:]] for r in monthly(["3.00"] * 4)],
    ]
    assert plans(written(tmp_path, rows)) == [("CloudCo", "month", 300, 4), ("CloudCo", "month", 599, 4)]


def test_two_agreements_with_one_seller_at_one_time_are_two_plans(tmp_path: Path) -> None:
    rows = [*monthly(["5.99"] * 6), paid("2026-03-20", "-47.88 EUR", "Y", "B-YEARLY")]
    assert plans(written(tmp_path, rows)) == [("CloudCo", "", 4788, 1), ("CloudCo", "month", 599, 6)]


def test_one_agreement_after_the_other_is_one_plan_taken_up_again(tmp_path: Path) -> None:
    rows = [*monthly(["5.99"] * 7)[:4], *monthly(["5.99"] * 7, "B-SECOND")[4:]]
    assert plans(written(tmp_path, rows)) == [("CloudCo", "month", 599, 7)]


def test_checkouts_without_an_agreement_are_no_subscription_and_two_automatic_payments_are_one(tmp_path: Path) -> None:
    shop = [row(day, "Pen Shop", CHECKOUT, "-20.00 EUR", day) for day in MONTHS[:2]]
    assert plans(written(tmp_path, [*shop, *monthly(["5.99"] * 2)])) == [("CloudCo", "", 599, 2)]


# the whole program

CANCELLED = "service,cancelled_at,path\nCloudCo,2026-04-10 12:00,app\n"
COSTS = ["16.50", "16.61", "16.40", "15.92", "15.80", "15.55"]


def history() -> list[Cells]:
    """Six months of 17.98 dollars, cancelled in the fourth before its debit; the fifth partly refunded."""
    days = [f"2026-{month:02}-28 07:18:43" for month in range(1, 7)]
    charged = [
        cells
        for n, (day, home) in enumerate(zip(days, COSTS, strict=True))
        for cells in group(day, "17.98", home, str(n))
    ]
    back = row("2026-06-03 10:00:00", "CloudCo", "Payment Refund", "7.98 USD", "R", "4P")
    other = row("2026-05-05 10:00:00", "Pen Shop", CHECKOUT, "-17.98 USD", "X")
    return [*charged, back, other]


def judged(folder: Path, jurisdiction: str = "eu") -> audit.Audit:
    (folder / "cancellations.csv").write_text(CANCELLED, encoding="utf-8")
    return audit.run([folder], as_of=date(2026, 7, 15), jurisdiction=jurisdiction)


def owed(result: audit.Audit) -> list[tuple[str, int, int]]:
    totals = result.claims.totals
    return list(totals[["currency", "total_minor", "in_question_minor"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("jurisdiction", ["eu", "us"])
def test_what_was_charged_after_the_end_less_the_refund_is_claimed(tmp_path: Path, jurisdiction: str) -> None:
    written(tmp_path, history())
    bank(tmp_path, *(f"2026-{month:02}-29 PAYPAL*CLOUDCO -{COSTS[month - 1]}" for month in (4, 5, 6)))
    result = judged(tmp_path, jurisdiction)
    assert result.problems.empty
    late = result.findings[result.findings["verdict"].eq("after_end")]
    assert late["civil_date"].dt.strftime("%m-%d").tolist() == ["04-28", "05-28", "06-28"]
    assert result.findings["verdict"].eq("mirror").sum() == 3
    assert owed(result) == [("USD", 3 * 1798 - 798, 0)]
    told = result.explain(late["finding_id"].iloc[0])
    assert "€15.92" in told
    assert "Part of it: currency exchange, EUR 15.92; paypal.csv, row 20." in told


def told(folder: Path) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    """What comes of a folder's bills: the payments but for where they stand, and the refunds."""
    _, links, payments = seen(folder)
    refunds = links.loc[links["relation"].eq("refunds"), ["from_id", "to_id", "amount_minor", "rule"]]
    stands = ["file", "row", "also_seen", "legs"]
    return payments.drop(columns=stands), sorted(refunds.itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    return told(written(tmp_path_factory.mktemp("whole"), history()))


@settings(max_examples=4)
@given(seed=st.integers(0, 10**6), cut=st.integers(1, 31), common=st.integers(0, 10))
def test_neither_the_order_of_rows_nor_overlapping_exports_change_anything(
    tmp_path_factory: pytest.TempPathFactory,
    expected: tuple[pd.DataFrame, list[tuple[str, ...]]],
    seed: int,
    cut: int,
    common: int,
) -> None:
    parts, rows = tmp_path_factory.mktemp("parts"), history()
    random.Random(seed).shuffle(rows)
    written(written(parts, rows[: cut + common], "b.csv"), rows[cut:], "a.csv")
    payments, refunds = told(parts)
    pd.testing.assert_frame_equal(payments, expected[0])
    assert refunds == expected[1]


# a real history


def test_a_german_history_of_three_years(corpus: Path) -> None:
    file = corpus / "intl/jakobhellermann__beancount-paypal/tests/files/sample.csv"
    bills, links, payments = seen(file)
    rows = bills.transactions
    assert len(rows) == 341
    assert bills.totals[["stated_count", "read_count", "result"]].values.tolist() == [[340, 340, "agrees"]]
    under = rows[rows["mandate_id"].ne("")]
    assert (len(under), under["mandate_id"].nunique()) == (73, 7)
    parts = rows[rows["kind"].isin(["funding", "fx_leg", "authorization"])]
    assert set(parts["transaction_id"]) <= set(links.loc[links["relation"].eq("leg"), "from_id"])
    assert not set(parts["transaction_id"]) & set(payments["payment_id"])
    assert links["relation"].eq("refunds").sum() == 1

    marked = audit.mark_subscriptions(payments)
    rising = marked.groupby("subscription_id")["amount_minor"].agg(lambda prices: list(dict.fromkeys(prices)))
    [plan] = [id for id, prices in rising.items() if id and prices == [599, 699, 1299]]
    own = marked[marked["subscription_id"].eq(plan) & marked["mandate_id"].ne("")]
    assert (len(own), own["mandate_id"].nunique(), own["interval"].unique().tolist()) == (12, 1, ["month"])
