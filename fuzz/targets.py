"""The readers that are fuzzed: each takes any bytes, and raises where a promise is broken."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from audit import statements
from audit.case import read_case
from audit.errors import Problem
from audit.schema import check
from audit.statements import FORMATS, Format, camt_records, json_records, mt940_records, ofx_records
from audit.statements.container import Blob, unpacked
from audit.statements.user_formats import load
from audit.statements.zips import Budget, leaves_folder
from audit.tables import CANCELLATIONS, COSTS, DECISIONS, EVENTS, OPTIONS, PROBLEMS, RATES, TRANSACTIONS, Bills
from fuzz import workbooks
from fuzz.promises import accounted, hold, nothing_passed_over, only_in_words, spoken
from fuzz.rows import BESIDE, HEADED

_UNPACKED = 1 << 24


def read(data: bytes, formats: Sequence[Format] = FORMATS) -> Bills:
    """A file as the audit reads it, promises checked."""
    file = _scratch() / "bill"
    file.write_bytes(data)
    bills = statements.read(file, formats=formats)
    accounted(bills)
    hold(len(bills.sources) + len(bills.problems) > 0, "a file was passed over")
    return bills


def text(data: bytes) -> None:
    """Any bytes as a file: encodings, recognition, headings, footers, CSV in order and out of it."""
    bills = read(data)
    decoded = _utf8(data)
    if decoded is not None and data[:2] != b"PK":
        nothing_passed_over(bills, decoded)


def rows(data: bytes) -> None:
    """Rows below the header of a known format, chosen by the first byte: all of its columns, all of its words."""
    if data:
        headed = HEADED[data[0] % len(HEADED)]
        whole = headed.above + data[1:]
        bills = read(whole)
        decoded = _utf8(whole)
        if decoded is not None and list(bills.sources["format"]) == [headed.name]:
            nothing_passed_over(bills, decoded)


def beside(data: bytes) -> None:
    """Any bytes between two good rows of a wallet's bill: the first comes out to the fen, the second never wrong."""
    if data:
        bill = BESIDE[data[0] % len(BESIDE)]
        bill.kept(read(bill.between(data[1:])))


def supposed(data: bytes) -> None:
    """A table no format describes, read by what its columns are called."""
    read(data, ())


def ofx(data: bytes) -> None:
    """OFX, QFX and QBO: as many rows as records."""
    if ofx_records.is_one(data):
        read(data)


def camt(data: bytes) -> None:
    """CAMT: entries of XML that may be broken or hostile."""
    if camt_records.is_one(data):
        read(data)


def mt940(data: bytes) -> None:
    """MT940 and MT942."""
    if mt940_records.is_one(data):
        read(data)


def json(data: bytes) -> None:
    """Lists of records in JSON."""
    if json_records.is_one(data):
        read(data)


def zips(data: bytes) -> None:
    """Archives, whole or broken: what comes out stays inside and within its budget."""
    budget = Budget(left=_UNPACKED, members=50)
    size = 0
    with only_in_words():
        for found in unpacked(Blob("bills.zip", data), lambda _: ("123456", "7"), budget):
            if isinstance(found, Problem):
                spoken([found.words])
                hold(found.file.isprintable(), f"the name {found.file!r} can harm a terminal")
                continue
            size += len(found.data)
            hold(size <= _UNPACKED, "more came out than may")
            inside = found.file.removeprefix("bills.zip!")
            hold(found.file == "bills.zip" or not leaves_folder(inside), f"{found.file!r} points outside")
            hold(found.file.isprintable(), f"the name {found.file!r} can harm a terminal")


def xlsx(data: bytes) -> None:
    """Parts of a workbook: sheets, shared texts, styles, and the package itself."""
    read(workbooks.package(data))


def xls(data: bytes) -> None:
    """Old workbooks, read in a process of their own."""
    with workbooks.one_reader():
        read(data)


def papers(data: bytes) -> None:
    """PDFs, e-mails, web pages: never read, always named."""
    hold(read(data).sources.empty or not data.startswith(b"%PDF"), "a PDF was read as a bill")


def formats(data: bytes) -> None:
    """A user's own format in TOML: refused with its place, or used on a bill."""
    file = _scratch() / "own.toml"
    file.write_bytes(data)
    own: tuple[Format, ...] = ()
    with only_in_words():
        own = load(file)
    for bill in _BILLS if own else ():
        read(bill, own)


def case_csv(data: bytes) -> None:
    """The case file as text."""
    _case(data, "cancellations.csv")


def case_xlsx(data: bytes) -> None:
    """The case file as a workbook."""
    _case(workbooks.package(data), "case.xlsx")


def _case(data: bytes, name: str) -> None:
    file = _scratch() / name
    file.write_bytes(data)
    with only_in_words():
        case = read_case(file)
        for frame, table in (
            (case.cancellations, CANCELLATIONS), (case.events, EVENTS), (case.costs, COSTS), (case.rates, RATES),
            (case.decisions, DECISIONS), (case.charges, TRANSACTIONS), (case.options, OPTIONS),
            (case.problems, PROBLEMS),
        ):  # fmt: skip
            check(frame, table)
        hold(case.cancellations["cancellation_id"].is_unique, "two cancellations of one id")
        hold(case.problems["reason_zh"].str.strip().ne("").all(), "a problem without Chinese words")
        hold(not any(case.evidence), "a file outside the case's folder was taken for evidence")


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig") if b"\x00" not in data else None
    except UnicodeDecodeError:
        return None


@cache
def _scratch() -> Path:
    memory = Path("/dev/shm")  # a file in memory where there is such a place
    return Path(tempfile.mkdtemp(prefix="fuzz-", dir=memory if memory.is_dir() else None))


_BILLS = (
    "记账日,金额,方向,余额,摘要,对方,流水号\n2025-07-01,30.00,D,970.00,快捷支付,云帆,RS1\n".encode(),
    "Fecha;Importe;Saldo;Concepto\n01.07.2025;-9,99;90,01;Streamora\npendiente;-1,00;;x\n".encode("cp1252"),
    b"Date,Amount,Description\n2025-07-01,-9.99,Streamora " + b"a" * 60 + b"\n",
)
TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": text, "rows": rows, "beside": beside, "supposed": supposed, "ofx": ofx, "camt": camt, "mt940": mt940,
    "json": json, "zips": zips, "xlsx": xlsx, "xls": xls, "papers": papers, "formats": formats, "case-csv": case_csv,
    "case-xlsx": case_xlsx,
}  # fmt: skip
