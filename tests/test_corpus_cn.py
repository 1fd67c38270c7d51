"""The public sample files: every one reads, and every row of it is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.statements import read
from audit.tables import Bills

# file: format, rows, transactions of each kind of direction (out, in, neutral); counted in the files by eye
READ = {
    "deb-sig__double-entry-generator/example/wechat/example-wechat-records.csv": ("wechat-csv", 27, (11, 5, 11)),
    "deb-sig__double-entry-generator/example/wechat/example-wechat-records.xlsx": ("wechat-xlsx", 27, (11, 5, 11)),
    "trim21__china-beancount-importers/tests/fixtures/wechat/微信支付账单(20200830-20200906).csv": (
        "wechat-csv",
        7,
        (5, 2, 0),
    ),
    "tsinglinrain__WeChatPay_to_Notion/wechat_raw(example).csv": ("wechat-csv", 2, (2, 0, 0)),
    "tsinglinrain__WeChatPay_to_Notion/alipay_raw(example).csv": ("alipay-app-csv", 10, (10, 0, 0)),
    "deb-sig__double-entry-generator/example/alipay/example-alipay-records.csv": ("alipay-app-csv", 10, (5, 1, 4)),
    "deb-sig__double-entry-generator/example/cmb/debit/example-cmb-records.csv": ("cmb-table-csv", 5, (4, 1, 0)),
    "deb-sig__double-entry-generator/example/cmb/credit/example-cmb-records.csv": (
        "cmb-credit-statement-csv",
        6,
        (2, 4, 0),
    ),
    "deb-sig__double-entry-generator/example/abc_debit/example-abc_debit-records.csv": ("abc-debit", 5, (2, 3, 0)),
    "deb-sig__double-entry-generator/example/boc/credit/example-boc-records.csv": ("boc-credit-csv", 14, (8, 6, 0)),
    "deb-sig__double-entry-generator/example/ccb/交易明细_xxxx_2025xxxx_2025xxxx.xls": ("ccb-debit", 6, (6, 0, 0)),
    "deb-sig__double-entry-generator/example/icbc/credit/example-icbc-credit-records.csv": (
        "icbc-credit-csv",
        9,
        (8, 1, 0),
    ),
    "deb-sig__double-entry-generator/example/icbc/debit-v1/example-icbc-debit-v1-records.csv": (
        "icbc-debit-csv",
        11,
        (6, 5, 0),
    ),
    "deb-sig__double-entry-generator/example/jd/example-jd-records.csv": ("jd-csv", 26, (16, 0, 10)),
    "deb-sig__double-entry-generator/example/mt/example-mt-records.csv": ("meituan-csv", 29, (23, 6, 0)),
}


@pytest.fixture(scope="module")
def bills(corpus: Path) -> Bills:
    return read(corpus / "cn")


def test_every_sample_is_read(corpus: Path, bills: Bills) -> None:
    files = {p.relative_to(corpus / "cn").as_posix() for p in (corpus / "cn").rglob("*") if p.is_file()}
    assert files == set(READ)
    assert set(bills.sources["file"]) == set(READ)
    assert bills.problems.empty


@pytest.mark.parametrize("name", READ)
def test_sample_is_read_whole(name: str, bills: Bills) -> None:
    fmt, rows, directions = READ[name]
    source = bills.sources.set_index("file").loc[name]
    own = bills.transactions[bills.transactions["file"] == name]
    assert (source["format"], source["rows"], source["transactions"], source["problems"]) == (fmt, rows, rows, 0)
    assert tuple(int((own["direction"] == word).sum()) for word in ("out", "in", "neutral")) == directions


def test_the_same_rows_in_csv_and_xlsx_are_the_same_transactions(bills: Bills) -> None:
    csv, xlsx = (
        bills.transactions[bills.transactions["file"].str.endswith(f"example-wechat-records.{ending}")]
        for ending in ("csv", "xlsx")
    )
    assert list(csv["transaction_id"]) == list(xlsx["transaction_id"])
    assert csv["transaction_id"].nunique() == 26  # the last two rows have one number, one time and one amount


def test_unknown_words_in_the_samples_are_asked_about(bills: Bills) -> None:
    assert not len(bills.events)
