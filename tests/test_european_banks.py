"""Where the bills of European and app banks bite: equal charges, rows not booked yet, returned debits, overlaps."""

from __future__ import annotations

import re
import time
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.pipeline import Audit, run
from audit.statements import FORMATS, read
from audit.statements.european_words import KINDS

SAMPLES = Path(__file__).parent / "golden" / "statements"
DKB_HEADER = (
    '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";'
    '"Umsatztyp";"IBAN";"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"'
)


def transactions(*files: Path) -> pd.DataFrame:
    bills = read(list(files))
    assert bills.problems.empty
    return bills.transactions.sort_values(["file", "row"], ignore_index=True)


@cache
def linked(sample: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = transactions(SAMPLES / sample)
    return rows, link(rows)


def links_of(sample: str, relation: str) -> list[tuple[int, int, int, bool]]:
    """Row to row, minor units, and whether it is certain, of one relation."""
    rows, links = linked(sample)
    row = rows.set_index("transaction_id")["row"]
    return [
        (int(row[one.from_id]), int(row[one.to_id]), int(one.amount_minor), bool(one.certain))
        for one in links[links["relation"] == relation].itertuples()
    ]


def test_a_refund_between_two_equal_charges_belongs_to_the_one_before_it() -> None:
    assert links_of("bunq-csv.csv", "refunds") == [(3, 2, 878, True)]


@pytest.mark.parametrize(
    ("sample", "returned", "charge", "minor"),
    [
        ("sparkasse-csv-camt.csv", 3, 4, 2990),
        ("volksbank-csv.csv", 2, 3, 2990),
        ("dkb-csv.csv", 8, 9, 1390),
        ("rabobank-csv.csv", 4, 2, 999),
        ("ing-nl-csv.csv", 2, 4, 999),
    ],
)
def test_a_returned_debit_takes_its_own_debit_back(sample: str, returned: int, charge: int, minor: int) -> None:
    assert links_of(sample, "reverses") == [(returned, charge, minor, True)]
    assert links_of(sample, "refunds") == [(returned, charge, minor, True)]


@pytest.mark.parametrize(
    ("sample", "unpaid"),
    [("revolut-csv.csv", [7, 9]), ("dkb-csv.csv", [6]), ("sparkasse-csv-camt.csv", [2]), ("wise-history-csv.csv", [7])],
)
def test_what_is_not_booked_declined_or_cancelled_is_no_payment(sample: str, unpaid: list[int]) -> None:
    rows, links = linked(sample)
    paid = consolidate(rows, links)
    assert sorted(set(rows["row"]) - set(paid["row"])) == unpaid


def test_a_payment_taken_back_before_it_was_booked_costs_nothing() -> None:
    rows = transactions(SAMPLES / "revolut-csv.csv").set_index("row")
    assert (rows.loc[5, "status"], rows.loc[5, "refunded_minor"]) == ("reversed", 1250)


def test_a_row_seen_before_it_is_booked_and_again_afterwards_is_one_payment(tmp_path: Path) -> None:
    waiting = '"05.01.26";"";"Vorgemerkt";"Mira";"Lumora GmbH";"Lumora";"Ausgang";"";"-13,9";"";"LUM-1";""'
    booked = '"06.01.26";"06.01.26";"Gebucht";"Mira";"Lumora GmbH";"Lumora";"Ausgang";"";"-13,9";"";"LUM-1";""'
    (tmp_path / "one.csv").write_text(f"{DKB_HEADER}\n{waiting}\n", "utf-8")
    (tmp_path / "two.csv").write_text(f"{DKB_HEADER}\n{booked}\n", "utf-8")
    rows = transactions(tmp_path / "one.csv", tmp_path / "two.csv")
    assert consolidate(rows, link(rows))["file"].tolist() == ["two.csv"]


def test_a_row_that_prints_no_day_yet_is_passed_by_with_its_reason() -> None:
    source = read(SAMPLES / "comdirect-csv.csv").sources.iloc[0]
    assert (source["rows"], source["transactions"], source["ignored"]) == (4, 3, 1)
    assert '"row": 6' in source["ignored_reasons"]


def test_the_rows_of_a_second_table_below_a_footer_are_named_not_swallowed(tmp_path: Path) -> None:
    card = (
        '"Alter Kontostand";"99,00 EUR";\r\n\r\n"Umsätze Visa-Karte";"Zeitraum: 01.02.2026 - 28.02.2026";\r\n'
        '"Buchungstag";"Umsatztag";"Vorgang";"Referenz";"Buchungstext";"Umsatz in EUR";\r\n'
        '"13.02.2026";"11.02.2026";"Visa-Umsatz";"K1";"KINO NORDLICHT";"-5,50";\r\n'
    )
    (tmp_path / "both.csv").write_bytes((SAMPLES / "comdirect-csv.csv").read_bytes() + card.encode("latin-1"))
    bills = read(tmp_path / "both.csv")
    source = bills.sources.iloc[0]
    assert (source["rows"], source["transactions"], source["ignored"]) == (8, 3, 4)
    assert bills.problems["row"].tolist() == [14]


def test_a_payment_of_another_width_below_a_footer_is_named_not_swallowed(tmp_path: Path) -> None:
    other = "Buchungstag;Händler;Betrag;Währung\n13.2.2026;KINO NORDLICHT;-5,50;EUR\n"
    (tmp_path / "both.csv").write_text((SAMPLES / "deutsche-bank-csv.csv").read_text("utf-8") + other, "utf-8")
    assert read(tmp_path / "both.csv").problems["row"].tolist() == [13]


@pytest.mark.parametrize("sample", ["bunq-csv.csv", "n26-csv.csv"])
def test_equal_rows_of_one_day_are_different_transactions(sample: str) -> None:
    rows = transactions(SAMPLES / sample)
    twins = rows[rows.duplicated(["civil_date", "amount_minor", "description"], keep=False)]
    assert len(twins) == 2
    assert rows["transaction_id"].is_unique


@pytest.mark.parametrize("sample", ["bunq-csv.csv", "rabobank-csv.csv"])
def test_exports_that_overlap_share_their_ids(sample: str, tmp_path: Path) -> None:
    whole = transactions(SAMPLES / sample)
    header, *lines = (SAMPLES / sample).read_bytes().splitlines(keepends=True)
    days = sorted(set(whole["civil_date"]))
    middle = days[len(days) // 2]  # exports end with whole days, and both hold the middle one
    for name, part in (("a.csv", whole["civil_date"] <= middle), ("b.csv", whole["civil_date"] >= middle)):
        chosen = set(whole.loc[part, "row"])
        kept = [line for row, line in enumerate(lines, start=2) if row in chosen]
        (tmp_path / name).write_bytes(header + b"".join(kept))
    both = transactions(tmp_path / "a.csv", tmp_path / "b.csv")
    assert set(both["transaction_id"]) == set(whole["transaction_id"])
    assert len(both) == len(whole) + (whole["civil_date"] == middle).sum()
    assert len(consolidate(both, link(both))) == len(consolidate(*linked(sample)))


def test_latin_1_and_utf_8_are_the_same_bill(tmp_path: Path) -> None:
    sample = SAMPLES / "rabobank-csv.csv"
    assert b"Caf\xe9 Z\xfcrich" in sample.read_bytes()
    (tmp_path / "rabo.csv").write_bytes(sample.read_bytes().decode("latin-1").encode())
    one, other = transactions(sample), transactions(tmp_path / "rabo.csv")
    assert one["counterparty"].tolist() == other["counterparty"].tolist()
    assert one["transaction_id"].tolist() == other["transaction_id"].tolist()
    assert "Café Zürich" in set(one["counterparty"])


def test_commas_and_semicolons_between_the_cells_are_the_same_bill(tmp_path: Path) -> None:
    sample = SAMPLES / "ing-nl-csv-2019.csv"
    (tmp_path / "ing.csv").write_text(sample.read_text("utf-8").replace('","', '";"'), "utf-8")
    assert (
        transactions(sample)["transaction_id"].tolist() == transactions(tmp_path / "ing.csv")["transaction_id"].tolist()
    )


@pytest.mark.parametrize("iban", ["DE02999900000000004711", "DE02 9999 0000 0000 0047 11"])
def test_an_iban_goes_by_its_last_four_digits_however_it_is_spaced(iban: str, tmp_path: Path) -> None:
    text = (SAMPLES / "ing-de-csv-short.csv").read_text("utf-8").replace("DE02999900000000004711", iban)
    (tmp_path / "ing.csv").write_text(text, "utf-8")
    assert set(transactions(tmp_path / "ing.csv")["account_id"]) == {"4711"}


KIND_OF = [
    ("FOLGELASTSCHRIFT", "Abo", "", "out", "charge"),
    ("SEPA-Lastschrift", "Abo", "", "in", "reversal"),
    ("Incasso", "Abonnement", "", "in", "reversal"),
    ("Prélèvement", "Abonnement", "", "out", "charge"),
    ("LASTSCHRIFTRUECKGABE", "Abo", "", "in", "reversal"),
    ("Rücklastschriftentgelt", "", "", "out", "fee"),
    ("Gutschrift", "Rückerstattung Abo", "", "in", "refund"),
    ("Overschrijving", "Terugbetaling abonnement", "", "in", "refund"),
    ("Gutschrift", "Storno Buchung 17", "", "in", "reversal"),
    ("Eingang", "Abo", "LUM-1", "in", "reversal"),
    ("Ausgang", "Abo", "LUM-1", "out", "charge"),
    ("KARTENZAHLUNG", "Kino", "", "out", "charge"),
    ("KARTENZAHLUNG", "Kino", "", "in", "refund"),
    ("Presentment", "", "", "in", "refund"),
    ("Gehalt/Rente", "Lohn", "", "in", "transfer"),
    ("Umbuchung", "Sparen", "", "out", "transfer"),
    ("Virement sortant", "Loyer", "", "out", "transfer"),
    ("ENTGELTABSCHLUSS", "", "", "out", "fee"),
    ("Lastschrift", "KREDITKARTENABRECHNUNG VISA -ABR.", "", "out", "repayment"),
    ("Coffee House", "", "", "out", "charge"),
    ("ATM Withdrawal Fee", "", "", "out", "fee"),
    ("", "Kaffee", "", "out", "charge"),
    ("", "Kaffee", "", "in", "other"),
]


@pytest.mark.parametrize(("category", "text", "mandate", "direction", "kind"), KIND_OF)
def test_the_words_of_european_banks_say_what_kind_of_money_moved(
    category: str, text: str, mandate: str, direction: str, kind: str, tmp_path: Path
) -> None:
    header = (
        "IBAN Auftragskonto;Buchungstag;Valutadatum;Name Zahlungsbeteiligter;Buchungstext;Verwendungszweck;Betrag;"
        "Waehrung;Mandatsreferenz"
    )
    amount = "-9,99" if direction == "out" else "9,99"
    row = f"DE02999900000000004711;01.02.2026;01.02.2026;Lumora GmbH;{category};{text};{amount};EUR;{mandate}"
    (tmp_path / "bank.csv").write_text(f"{header}\n{row}\n", "utf-8")
    found = transactions(tmp_path / "bank.csv").iloc[0]
    assert (found["direction"], found["kind"]) == (direction, kind)
    assert kind in {rule.value for rule in KINDS}


ENDLESS = [
    *(" ", "a", "a ", "1", ".", "Naam: ", "Naam: x Omschrijving: ", "EREF+", "MREF+x", "Kto/IBAN: ", "ABCDEFGH "),
    *(" End-to-End-Ref.: x", " Mandatsref: ", " Ref. x", " IBAN: x Kenmerk: y", " Machtiging ID: z", " 9.95 USD,"),
    *(" NAAR ", "Auftraggeber: ", " SEPA DD", " EREF: x"),
]
HELD = {f"{fmt.name} {ours}": held for fmt in FORMATS if fmt.channel[:5] == "bank:" for ours, held in fmt.holds.items()}


@pytest.mark.parametrize("held", HELD)
def test_no_endless_cell_holds_a_reading_up(held: str) -> None:
    found = re.compile(HELD[held], re.DOTALL)
    started = time.process_time()
    for piece in ENDLESS:
        found.fullmatch(piece * (3000 // len(piece)))
        found.fullmatch("Auftraggeber: " + piece * (3000 // len(piece)))
    assert time.process_time() - started < 2  # seconds; most take a hundredth of one, and endless ones minutes


def german(amount: Decimal, *, thousands: bool, zeros: bool) -> str:
    """An amount as German banks print it: with points between thousands or not, with zeros behind the comma or not."""
    whole, _, part = f"{amount:,.2f}".partition(".")
    part = part if zeros else part.rstrip("0")
    whole = whole.replace(",", "." if thousands else "")
    return f"{whole},{part}" if part else whole


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2000, 1, 1), date(2068, 12, 31)),
    minor=st.integers(-99_999_999, 99_999_999).filter(bool),
    thousands=st.booleans(),
    zeros=st.booleans(),
    unit=st.sampled_from(["", " €"]),
)
def test_every_amount_and_day_a_german_bank_prints_is_read_exactly(
    tmp_path: Path, day: date, minor: int, thousands: bool, zeros: bool, unit: str
) -> None:
    printed = german(Decimal(minor).scaleb(-2), thousands=thousands, zeros=zeros) + unit
    row = f'"{day:%d.%m.%y}";"{day:%d.%m.%y}";"Gebucht";"A";"B";"Text";"Ausgang";"";"{printed}";"";"";""'
    (tmp_path / "dkb.csv").write_text(f"{DKB_HEADER}\n{row}\n", "utf-8")
    found = transactions(tmp_path / "dkb.csv").iloc[0]
    assert found["civil_date"].date() == day
    assert (found["amount_minor"], found["direction"]) == (abs(minor), "in" if minor > 0 else "out")


def debit(day: str, month: str, number: str, *, status: str = "Gebucht") -> str:
    """A row of a DKB bill: the streaming service takes its monthly price."""
    booked = day if status == "Gebucht" else ""
    return (
        f'"{day}";"{booked}";"{status}";"Mira Sonnleitner";"Lumora Streaming GmbH";"Lumora Abo {month}";"Ausgang";'
        f'"DE02999900000000009999";"-13,9";"DE00ZZZ00000000001";"LUM-4711-D";"LUM-{number}"'
    )


# A monthly debit under one mandate, cancelled on March 20th: paid to April 12th, a Sunday. The debit of the 13th and
# that of May 12th come after the end; the second of them the bank took back; that of June is not booked yet.
CASE_ROWS = [
    debit("12.06.26", "Juni", "2026-06", status="Vorgemerkt"),
    '"14.05.26";"14.05.26";"Gebucht";"Lumora Streaming GmbH";"Mira Sonnleitner";"Rücklastschrift Lumora Abo Mai";'
    '"Eingang";"DE02999900000000009999";"13,9";"DE00ZZZ00000000001";"LUM-4711-D";"LUM-2026-05"',
    debit("12.05.26", "Mai", "2026-05"),
    '"28.04.26";"28.04.26";"Gebucht";"Werft Nord AG";"Mira Sonnleitner";"Lohn 04/2026";"Eingang";'
    '"DE02999900000000003333";"1.850";"";"";"NOTPROVIDED"',
    debit("13.04.26", "April", "2026-04"),
    debit("12.03.26", "März", "2026-03"),
    debit("12.02.26", "Februar", "2026-02"),
    debit("12.01.26", "Januar", "2026-01"),
]


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("case")
    heading = '"Girokonto";"DE02999900000000004711"\n"Zeitraum:";"01.01.2026 - 14.06.2026"\n"";""\n""\n'
    text = "\n".join([heading + DKB_HEADER, *CASE_ROWS, ""])
    (folder / "dkb.csv").write_bytes(("\ufeff" + text).encode())
    cell = "service,cancelled_at,path,proof\nLumora Streaming GmbH,2026-03-20,app,B\n"
    (folder / "cancellations.csv").write_text(cell, "utf-8")
    return run(folder, as_of="2026-06-15", jurisdiction="eu")


def test_a_case_of_debits_under_one_mandate_is_worth_what_was_worked_out_by_hand(audit: Audit) -> None:
    assert [(f"{e:%Y-%m-%d}") for e in audit.ends["service_end"]] == ["2026-04-12"]
    late = audit.findings.sort_values("occurred_at")
    late = late[late["occurred_at"] >= "2026-04-01"]
    assert [(f"{f.occurred_at:%m-%d}", f.verdict, f.claimable_minor) for f in late.itertuples()] == [
        ("04-13", "after_end", 1390),
        ("05-12", "after_end", 1390),
    ]
    (claim,) = audit.claims.totals.itertuples()
    assert (claim.currency, claim.principal_minor, claim.interest_minor, claim.in_question_minor) == ("EUR", 1390, 0, 0)
    assert claim.total_minor == 1390
    assert audit.refunds["amount_minor"].tolist() == [1390]


def test_a_case_knows_the_mandate_of_every_debit_and_pays_nothing_that_is_not_booked(audit: Audit) -> None:
    paid = audit.payments[audit.payments["counterparty"] == "Lumora Streaming GmbH"]
    assert set(paid["mandate_id"]) == {"LUM-4711-D"}
    assert len(paid) == 6  # five debits and the one that came back
    (plan,) = audit.subscriptions.itertuples()
    assert (plan.amount_minor, plan.currency, plan.interval, plan.billing_day) == (1390, "EUR", "month", 12)
