"""The public OFX, CAMT and MT940 files: every one is read or refused in words, every record of it accounted for.

What stands in a file is counted here by its tags alone, without the readers.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from audit.statements import read
from audit.tables import Bills

KINDS = {
    "ofx": ((".ofx", ".qfx"), rb"(?i)<(?:STMTTRN|INVTRAN)>"),
    "camt": ((".xml",), rb"<Ntry>"),
    "mt940": ((".sta", ".940.txt"), rb"(?m)^:61:"),
}
ROWS = {"ofx": 178, "camt": 21, "mt940": 217}  # transactions in all files
LINE = re.compile(rb"(?m)^:61:\d{6}(?:\d{4}|\s{4})?(R?[DC])[A-Z]?\s?([\d,]+)")


@pytest.fixture(scope="module")
def files(corpus: Path) -> dict[str, dict[str, bytes]]:
    """The files of each kind, by their name in the corpus."""
    root = corpus / "intl"
    every = sorted(p for p in root.rglob("*") if p.is_file())
    return {
        kind: {p.relative_to(root).as_posix(): p.read_bytes() for p in every if p.name.endswith(ends)}
        for kind, (ends, _) in KINDS.items()
    }


@pytest.fixture(scope="module")
def bills(corpus: Path, files: dict[str, dict[str, bytes]]) -> Bills:
    root = corpus / "intl"
    return read([root / name for of_kind in files.values() for name in of_kind], root=root)


def of(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[frame["file"] == name]


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_is_a_bill_or_refused_in_words(kind: str, files: dict[str, dict[str, bytes]], bills: Bills) -> None:
    read_as = bills.sources.set_index("file")["format"]
    refused = set(bills.problems.loc[bills.problems["row"].isna(), "file"])
    assert files[kind]
    for name in files[kind]:
        assert (name in read_as) != (name in refused), name
        assert name in refused or read_as[name] == kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_a_row(kind: str, files: dict[str, dict[str, bytes]], bills: Bills) -> None:
    counted = {name: len(re.findall(KINDS[kind][1], data)) for name, data in files[kind].items()}
    sources = bills.sources.set_index("file")
    for name, records in counted.items():
        if name in sources.index:
            source = sources.loc[name]
            assert source["rows"] == records, name
            assert records == len(of(bills.transactions, name)) + len(of(bills.problems, name)) + source["ignored"]
        else:
            assert kind == "ofx" or records == 0, name  # a brokerage's trades are no payments
    assert len(bills.transactions[bills.transactions["file"].isin(counted)]) == ROWS[kind]


def test_only_records_broken_in_the_file_are_problems(bills: Bills) -> None:
    rows = bills.problems[bills.problems["row"].notna()]
    assert {Path(name).name: len(own) for name, own in rows.groupby("file")} == {
        "date_missing.ofx": 3,
        "decimal_error.ofx": 1,
        "fidelity-savings.ofx": 3,  # parts of a cent, in a brokerage's cash account
        "ofxdata-banking-xml200.ofx": 1,  # its only record was cut out by its publisher
        "camt052.v2.with-account-name.xml": 1,  # entries without any day
        "camt054.v2.with-account-name.xml": 1,
        "camt054.v8-with-UETR.xml": 1,
        "camt054.v8-with-financial-institution.xml": 1,
    }


def test_ofx_amounts_add_up_to_what_the_tags_say(files: dict[str, dict[str, bytes]], bills: Bills) -> None:
    whole = set(files["ofx"]) - set(bills.problems["file"])
    for name in whole:
        said = re.findall(rb"(?i)<TRNAMT>\s*([^<\r\n]+)", files["ofx"][name])
        total = sum(Decimal(re.sub(r"[\s+]", "", one.decode()).replace(",", ".")) for one in said)
        own = of(bills.transactions, name)
        signed = own["amount_minor"].where(own["direction"].eq("in"), -own["amount_minor"]).sum()
        assert Decimal(int(signed)) == total * 100, name


def test_ofx_days_are_the_first_eight_digits_as_written(files: dict[str, dict[str, bytes]], bills: Bills) -> None:
    for name, data in files["ofx"].items():
        if name not in set(bills.problems["file"]):
            posted = [day.decode() for day in re.findall(rb"(?i)<DTPOSTED>\s*(\d{8})", data)]
            assert [f"{day:%Y%m%d}" for day in of(bills.transactions, name)["posted_on"]] == posted, name


def test_mt940_signs_and_amounts_are_those_of_the_lines(files: dict[str, dict[str, bytes]], bills: Bills) -> None:
    marks = set()
    for name, data in files["mt940"].items():
        lines = LINE.findall(data.replace(b"\r", b""))
        own = of(bills.transactions, name).sort_values("row")
        went = ["in" if mark in (b"C", b"RD") else "out" for mark, _ in lines]
        assert list(own["direction"]) == went, name
        amounts = [int(Decimal(amount.decode().replace(",", ".")) * 100) for _, amount in lines]
        assert list(own["amount_minor"]) == amounts, name
        marks |= {mark for mark, _ in lines}
    assert {b"C", b"D"} <= marks


def test_camt_directions_are_those_of_the_entries(files: dict[str, dict[str, bytes]], bills: Bills) -> None:
    for name, data in files["camt"].items():
        entries = re.findall(rb"(?s)<Ntry>.*?<CdtDbtInd>(\w+)</CdtDbtInd>.*?</Ntry>", data)
        if name not in set(bills.problems["file"]):
            own = of(bills.transactions, name).sort_values("row")
            assert list(own["direction"]) == ["in" if e == b"CRDT" else "out" for e in entries], name
    pending = bills.transactions[bills.transactions["status_text"] == "PDNG"]
    assert len(pending) == sum(data.count(b"PDNG") for data in files["camt"].values())
    assert set(pending["status"]) == {"pending"}
