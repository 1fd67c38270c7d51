"""OFX, CAMT and MT940 as banks write them: loose shapes, signs, numbers that identify, and bytes that are broken."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import consolidate, link
from audit.errors import InputError, UnsafeInput
from audit.statements import FORMATS, read
from audit.statements.columns import frame
from audit.statements.container import Blob
from audit.statements.mt940_details import details_of
from audit.statements.ofx_amounts import with_points
from audit.statements.statement import Statement, statement
from audit.statements.statement_days import days_between

SAMPLES = Path(__file__).parent / "golden" / "statements"
NAMES = [
    p.name for p in sorted(SAMPLES.iterdir()) if p.name.startswith(("ofx", "camt", "mt940")) and p.suffix != ".csv"
]


def read_bytes(data: bytes) -> Statement:
    return statement(Blob("statement", data), FORMATS)[0]


def ofx(*records: str, account: str = "00001234", currency: str = "USD", made: str = "20260601", end: str = "") -> str:
    return (
        f"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SONRS><DTSERVER>{made}</SONRS><STMTRS><CURDEF>{currency}<ACCTID>{account}"
        f"<BANKTRANLIST><DTSTART>20260101<DTEND>{end or made}{''.join(records)}</BANKTRANLIST></STMTRS></OFX>"
    )


def trn(day: str, amount: str, number: str, name: str = "STREAMORA", more: str = "") -> str:
    return f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{number}{more}<NAME>{name}"


def files(folder: Path, **bills: str) -> Path:
    for name, text in bills.items():
        (folder / f"{name}.ofx").write_text(text, encoding="utf-8")
    return folder


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="<>&;")).filter(
    lambda text: text.strip() == text and text.strip("-") not in ("", "/")  # strokes alone stand for an empty cell
)
RECORD = st.tuples(
    st.dates(date(2001, 1, 1), date(2040, 12, 31)), st.integers(-(10**7), 10**7), TEXT, TEXT, st.integers(10**7, 10**9)
)


@settings(max_examples=40)
@given(
    st.lists(RECORD, min_size=1, max_size=5, unique_by=lambda record: record[4]),
    st.randoms(use_true_random=False),
    st.booleans(),
)
def test_ofx_in_any_loose_shape_reads_back_equal(
    records: list[tuple[date, int, str, str, int]], dice: random.Random, header: bool
) -> None:
    def tag(name: str, value: str) -> str:
        shown = "".join(dice.choice((c.lower(), c)) for c in name)
        plain = value if dice.random() < 0.5 else value.replace("'", "&apos;").replace("S", "&#83;")
        return f"{dice.choice(('', ' ', chr(10)))}<{shown}>{plain}" + dice.choice((f"</{shown}>", "", "\r\n", "<X/>"))

    def written(record: tuple[date, int, str, str, int]) -> str:
        day, cents, name, memo, number = record
        clock = dice.choice(("", "120000", "235959.000[-5:EST]", "000000[0:GMT]"))
        amount = f"{'-' if cents < 0 else dice.choice(('', '+'))}{abs(cents) // 100}.{abs(cents) % 100:02d}"
        fields = [
            tag("DTPOSTED", f"{day:%Y%m%d}{clock}"), tag("TRNAMT", amount + dice.choice(("", "0", "000"))),
            tag("NAME", name), tag("MEMO", memo), tag("FITID", str(number)), tag("TRNTYPE", "DEBIT"), tag("ODD", "x"),
        ]  # fmt: skip
        dice.shuffle(fields)
        return "<STMTTRN>" + "".join(fields) + dice.choice(("</STMTTRN>", "", "<!-- <STMTTRN> -->"))

    top = "OFXHEADER:100\r\nENCODING:UTF-8\r\n\r\n" if header else ""
    text = f"{top}<OFX><STMTRS><CURDEF>EUR<ACCTID>4711{''.join(map(written, records))}</STMTRS></OFX>"
    rows = frame(read_bytes(text.encode()).rows)
    assert [
        (at.date(), minor if way == "in" else -minor, " ".join(name.split()), " ".join(memo.split()), number)
        for at, minor, way, name, memo, number in zip(
            rows["occurred_at"], rows["amount_minor"], rows["direction"], rows["counterparty"], rows["description"],
            rows["reference"], strict=True,
        )
    ] == [(day, cents, name, memo, str(number)) for day, cents, name, memo, number in records]  # fmt: skip


@settings(max_examples=50)
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.booleans())
def test_broken_bytes_are_a_statement_or_words(name: str, dice: random.Random, cut: bool) -> None:
    data = bytearray((SAMPLES / name).read_bytes())
    if cut:
        del data[dice.randrange(len(data)) :]
    for _ in range(dice.randrange(1, 12)):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    with contextlib.suppress(InputError):
        one = read_bytes(bytes(data))
        assert one.counted == one.size + len(one.problems) + len(one.ignored)


CAMT = b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
HOSTILE = {
    "tags without end": b"<OFX><STMTRS>" + b"<" * 300_000,
    "one endless tag": b"<OFX><STMTRS><" + b"A" * 300_000,
    "comments never closed": b"<OFX><STMTRS>" + b"<!--" * 100_000,
    "literals never closed": b"<OFX><STMTRS>" + b"<![CDATA[" * 50_000,
    "depth": CAMT + b"<a>" * 50_000,
    "an endless line": b":20:X\n:60F:C260101EUR1,00\n:61:2601010101D1,00NMSC" + b"x" * 300_000 + b"\na\nb\n",
    "endless blanks": b":20:X\n:60F:C260101EUR1,00\n:61:2601010101D1,00NMSC\n:86:105?20EREF+" + b" " * 300_000 + b"x",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_bytes_take_no_longer_than_others(what: str) -> None:
    started = time.monotonic()
    with contextlib.suppress(InputError):
        read_bytes(HOSTILE[what])
    assert time.monotonic() - started < 5


def test_entities_are_refused_before_they_are_expanded() -> None:
    bomb = (
        CAMT.replace(b"<Document", b'<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Document') + b"&b;</Document>"
    )
    with pytest.raises(UnsafeInput, match="entities"):
        read_bytes(bomb)


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("1252", "cp1252"), ("8859-1", "latin-1"), ("NONE", "utf-8"), ("1251", "cp1251"), ("nonsense", "cp1252")],
)
def test_ofx_is_read_in_its_encoding(declared: str, codec: str) -> None:
    name = "КИНО" if codec == "cp1251" else "CAFÉ"
    text = ofx(trn("20260301", "-1.00", "20260301001", name)).replace("DATA:", f"CHARSET:{declared}\nDATA:")
    assert list(frame(read_bytes(text.encode(codec)).rows)["counterparty"]) == [name]


def test_an_xml_declaration_that_is_wrong_does_no_harm() -> None:
    said = (SAMPLES / "camt053-v2.xml").read_bytes().replace(b"ISO-8859-1", b"UTF-8")
    assert "Plan März" in set(frame(read_bytes(said).rows)["description"])


def test_the_decimal_mark_is_the_files_and_a_doubtful_comma_is_a_problem() -> None:
    assert with_points(["1,5", "-1.500,00"]) == ["1.5", "-1500.00"]
    one = read_bytes(ofx(trn("20260301", "-1,500", "20260301001")).encode())
    assert not one.size
    assert "cannot be told" in one.problems[0].words.en
    two = read_bytes(ofx(trn("20260301", "-1,500", "20260301001"), trn("20260302", "-2.50", "20260302001")).encode())
    assert list(frame(two.rows)["amount_minor"]) == [150_000, 250]


def test_amounts_are_in_the_minor_unit_of_their_currency() -> None:
    yen = read_bytes(ofx(trn("20260301", "-1200", "20260301001"), currency="JPY").encode())
    dinar = read_bytes(ofx(trn("20260301", "-1.250", "20260301001"), currency="KWD").encode())
    unsaid = read_bytes(ofx(trn("20260301", "-1.25", "20260301001"), currency="").encode())
    assert [list(frame(one.rows)["amount_minor"]) for one in (yen, dinar, unsaid)] == [[1200], [1250], [125]]
    assert list(frame(unsaid.rows)["currency"]) == ["XXX"]
    cents = read_bytes(ofx(trn("20260301", "-1.255", "20260301001")).encode())
    assert not cents.size
    assert len(cents.problems) == 1


def payments(folder: Path) -> pd.DataFrame:
    rows = read(folder).transactions
    return consolidate(rows, link(rows))


def test_a_record_in_two_downloads_is_one_payment(tmp_path: Path) -> None:
    row = trn("20260301", "-9.99", "20260301001")
    files(tmp_path, march=ofx(row, made="20260401"), april=ofx(row, trn("20260401", "-9.99", "20260401001")))
    assert len(payments(tmp_path)) == 2


def test_numbers_that_begin_anew_in_every_download_merge_nothing(tmp_path: Path) -> None:
    files(tmp_path, march=ofx(trn("20260301", "-9.99", "1"), made="20260401"), april=ofx(trn("20260401", "-9.99", "1")))
    assert len(payments(tmp_path)) == 2


def test_one_number_for_several_records_merges_nothing(tmp_path: Path) -> None:
    files(tmp_path, march=ofx(*(trn("20260301", "-9.99", "20260301001"),) * 2))
    assert len(payments(tmp_path)) == 2


def test_a_later_download_takes_a_record_back(tmp_path: Path) -> None:
    deleted = "<CORRECTFITID>20260301001<CORRECTACTION>DELETE"
    files(
        tmp_path,
        march=ofx(trn("20260301", "-9.99", "20260301001"), made="20260401"),
        april=ofx(trn("20260301", "-9.99", "20260410001", more=deleted), made="20260501"),
    )
    assert payments(tmp_path).empty


def test_an_entry_pending_and_then_booked_is_one_payment(tmp_path: Path) -> None:
    pending = (SAMPLES / "camt052-pending.xml").read_text("utf-8")
    booked = pending.replace("<Sts>PDNG</Sts>", "<Sts>BOOK</Sts><BookgDt><Dt>2026-05-06</Dt></BookgDt>")
    (tmp_path / "a.xml").write_text(pending, "utf-8")
    (tmp_path / "b.xml").write_text(booked.replace("2026-05-04T12:00:00", "2026-05-07T12:00:00"), "utf-8")
    found = payments(tmp_path)
    assert list(found.loc[found["reference"] == "REF0000012", ["status", "civil_date"]].itertuples(index=False)) == [
        ("settled", pd.Timestamp("2026-05-06"))
    ]
    assert set(found["reference"]) == {"REF0000011", "REF0000012"}  # what was only told of is no payment


def mt940(*lines: str, currency: str = "EUR") -> bytes:
    body = "\n".join(lines)
    return f":20:X\n:25:1234\n:60F:C260101{currency}100,00\n{body}\n:62F:C260131{currency}100,00\n-\n".encode()


@pytest.mark.parametrize(
    ("mark", "direction", "kind"),
    [
        ("C", "in", "refund"), ("D", "out", "charge"), ("RC", "out", "other"), ("RD", "in", "reversal"),
        ("CR", "in", "refund"), ("DR", "out", "charge"), ("RCR", "out", "other"), ("RDR", "in", "reversal"),
        ("rc", "out", "other"), ("d", "out", "charge"),
    ],
)  # fmt: skip
def test_mt940_marks_with_and_without_a_funds_letter(mark: str, direction: str, kind: str) -> None:
    rows = frame(read_bytes(mt940(f":61:2601050105{mark}10,5NMSCNONREF")).rows)
    assert list(rows[["direction", "kind", "amount_minor"]].itertuples(index=False, name=None)) == [
        (direction, kind, 1050)
    ]


@pytest.mark.parametrize(
    ("days", "booked"),
    [
        ("2512310102", "2026-01-02"), ("2601021231", "2025-12-31"), ("260105", "2026-01-05"),
        ("260105    ", "2026-01-05"), ("2602300301", "2026-03-01"), ("2602280230", "2026-02-28"),
    ],
)  # fmt: skip
def test_mt940_books_in_the_year_next_to_the_value_date(days: str, booked: str) -> None:
    rows = frame(read_bytes(mt940(f":61:{days}D1,00NMSCNONREF")).rows)
    assert [f"{at:%Y-%m-%d}" for at in rows["occurred_at"]] == [booked]


def test_one_bad_day_costs_one_row_of_mt940() -> None:
    one = read_bytes(mt940(":61:2613450105D1,00NMSCNONREF", ":61:2601050105D2,00NMSCNONREF", ":61:nonsense"))
    assert list(frame(one.rows)["amount_minor"]) == [200]
    assert [problem.row for problem in one.problems] == [1, 3]


@pytest.mark.parametrize("width", [9, 14, 27])
def test_sepa_words_cut_across_fields_are_joined_first(width: int) -> None:
    purpose = "EREF+ABO-2026-01MREF+MANDAT-77CRED+DE98ZZZ09999999999SVWZ+Streamora Plan"
    slices = [purpose[at : at + width] for at in range(0, len(purpose), width)]
    fields = "".join(f"?{20 + n}{piece}" for n, piece in enumerate(slices[:10]))
    found = details_of(f"105?00LASTSCHRIFT{fields}?32STREAMORA?33 GMBH")
    assert found.name == "STREAMORA GMBH"
    assert (found.end_to_end, found.mandate, found.creditor) == ("ABO-2026-01", "MANDAT-77", "DE98ZZZ09999999999")
    assert found.text == "Streamora Plan"


def test_days_of_balances_cover_no_day_of_the_statement_before() -> None:
    assert days_between("2026-01-31", "2026-02-28", ["2026-02-14"]) == ("2026-02-01", "2026-02-28")
    assert days_between("2026-02-01", "2026-02-28", ["2026-02-01"]) == ("2026-02-01", "2026-02-28")
    assert days_between("", "2026-02-28", []) == ("", "")


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (lambda: b"<OFX><SONRS><STATUS><MESSAGE>Wrong password</STATUS></SONRS></OFX>", "Wrong password"),
        (lambda: b"<OFX><INVSTMTRS><INVTRANLIST><BUYMF><INVTRAN><FITID>1</INVTRAN></BUYMF></OFX>", "brokerage"),
        (lambda: CAMT + b"<BkToCstmrStmt/></Document>", "no statement of an account"),
        (lambda: CAMT + b"<BkToCstmrStmt><Stmt>", "breaks off"),
        (lambda: b":20:X\n:25:1234\n", "part of an MT940 file"),
    ],
)
def test_a_file_without_a_statement_says_so(data: Callable[[], bytes], part: str) -> None:
    with pytest.raises(InputError) as refused:
        read_bytes(data())
    assert part in refused.value.words.en


def test_every_day_of_three_statements_in_a_row_is_covered(tmp_path: Path) -> None:
    days = [date(2026, 1, 30) + timedelta(days=n) for n in range(4)]
    text = "".join(f":20:X\n:25:1234\n:60F:C{a:%y%m%d}EUR1,00\n:62F:C{b:%y%m%d}EUR1,00\n-\n" for a, b in pairwise(days))
    (tmp_path / "days.sta").write_text(text, encoding="ascii")
    source = read(tmp_path).sources.iloc[0]
    assert (str(source["covered_from_at"]), str(source["covered_until_at"])) == (
        "2026-01-31 00:00:00",
        "2026-02-03 00:00:00",
    )


@pytest.mark.parametrize(
    ("end", "until"),
    [
        ("2026-05-02T00:00:00", "2026-05-03 00:00:00"),
        ("2026-05-04T00:00:00", "2026-05-04 00:00:01"),
        ("2026-05-02T23:59:59+02:00", "2026-05-03 00:00:00"),
    ],
)
def test_midnight_means_a_day_that_has_an_entry_whole(end: str, until: str) -> None:
    report = (
        (SAMPLES / "camt052-pending.xml").read_text("utf-8").replace("<ToDtTm>2026-05-04T12:00:00", f"<ToDtTm>{end}")
    )
    (heading,) = read_bytes(report.encode()).headings
    assert str(heading.until_at) == until


@pytest.mark.parametrize("kind", ["CREDIT", "DEP", "XFER", "OTHER", "POS"])
def test_money_that_comes_in_under_a_shops_name_was_given_back(kind: str) -> None:
    record = trn("20260301", "9.99", "20260301001").replace("DEBIT", kind)
    assert list(frame(read_bytes(ofx(record).encode()).rows)["kind"]) == ["refund"]
