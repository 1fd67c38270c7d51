"""The sample bills have the shape of real ones, their totals are true, and a seed always tells the same case."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UsageError
from audit.money import parse_minor
from audit.samples import KINDS, SHAPES, Bill, Row, encode, file_name, make_case, printed_rows, write_demo
from audit.samples.apple import INNER, Item, Order, Switch, privacy_copy
from audit.samples.casefile import CHINESE, write_case_file
from audit.samples.paypal import paypal_payment, paypal_refund
from audit.samples.reckoning import interest, share
from audit.samples.rows import (
    alipay_charge,
    alipay_refund,
    bank_row,
    jd_charge,
    jd_refund,
    wechat_charge,
    wechat_other,
    wechat_refund,
)
from audit.samples.wechat import HEADER as WECHAT_HEADER
from audit.statements import read

REPOSITORY = Path(__file__).resolve().parent.parent
SELLER, TEXT = "深圳星河卡盟科技有限公司", '卡盟钻"会员",连续包月'
CHARGE = wechat_charge(datetime(2025, 7, 1, 0, 12, 33), 3000, SELLER, TEXT, method="招商银行储蓄卡(1234)", refunded=500)
REFUND = wechat_refund(CHARGE, datetime(2025, 7, 9, 10, 0, 0), 500)
DRAWN = wechat_other(datetime(2025, 7, 3, 8, 0, 0), 10000, "/", "/", "neutral", "零钱提现", "提现已到账")
WECHAT_ROWS = (CHARGE, DRAWN, REFUND)
BOUGHT = alipay_charge(datetime(2025, 7, 1, 0, 12, 33), 3000, SELLER, "卡盟钻会员连续包月", refunded=500)
BACK = alipay_refund(BOUGHT, datetime(2025, 7, 9, 10, 0, 0), 500)
WHOLE = alipay_charge(datetime(2025, 7, 5, 9, 0, 0), 1250, SELLER, "周边", refunded=1250)
ORDERED = jd_charge(datetime(2025, 7, 2, 9, 0, 0), 13177, "京东平台商户", "云杉键盘", renewed=False, refunded=8984)
JD_ROWS = (
    jd_charge(datetime(2025, 7, 1, 9, 12, 30), 9900, "京东商城业务", "京东PLUS会员自动续费及支付"),
    ORDERED,
    jd_refund(ORDERED, datetime(2025, 7, 6, 13, 28, 32), 8984),
)
PAID = paypal_payment(
    datetime(2025, 7, 20, 15, 4, 5), 1200, "USD", "Skylark Cloud", "Skylark Plus", cost=9420, home="HKD"
)
PAYPAL_ROWS = (*PAID, *paypal_refund(PAID, datetime(2025, 7, 28, 9, 0, 0), 500, 3930))


def bill(shape: str, *rows: Row, account: str = "小满同学") -> Bill:
    return Bill(shape, rows, account, date(2025, 1, 1), date(2025, 8, 31), datetime(2025, 9, 1, 10, 0, 0))


@pytest.mark.parametrize("shape", ["wechat-csv-2021", "wechat-csv-2025"])
def test_a_wechat_csv_holds_preamble_header_and_rows_newest_first(shape: str) -> None:
    content = encode(bill(shape, *WECHAT_ROWS))
    assert content.startswith("\ufeff微信支付账单明细,,,,,,,,\r\n".encode())
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[16] == list(WECHAT_HEADER)
    assert [line[0] for line in lines[6:10]] == [
        "共3笔记录", "收入：1笔 5.00元", "支出：1笔 30.00元", "中性交易：1笔 100.00元",
    ]  # fmt: skip
    assert [line[0] for line in lines[17:]] == ["2025-07-09 10:00:00", "2025-07-03 08:00:00", "2025-07-01 00:12:33"]
    cells = [cell.strip("\t") for cell in lines[19]]
    assert cells[1:8] == ["商户消费", SELLER, TEXT, "支出", "¥30.00", "招商银行储蓄卡(1234)", "已退款(￥5.00)"]
    assert re.fullmatch(r"4200\d{6}20250701\d{10}", cells[8])


def test_the_tab_stands_where_each_age_put_it() -> None:
    number = CHARGE.number
    assert f",{number}\t,".encode() in encode(bill("wechat-csv-2021", CHARGE))
    assert f',"{number}"\t,'.encode() in encode(bill("wechat-csv-2025", CHARGE))


def test_the_first_wechat_xlsx_holds_text_alone() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(encode(bill("wechat-xlsx-2025", *WECHAT_ROWS)))).active
    assert sheet is not None
    assert [c.value for c in sheet[17]] == list(WECHAT_HEADER)
    assert [type(c.value) for row in sheet.iter_rows(min_row=18) for c in row if c.value is not None] == [str] * 32
    assert [sheet.cell(20, n).value for n in (1, 6, 8)] == ["2025-07-01 00:12:33", "¥30.00", "已退款(￥5.00)"]


def test_the_second_wechat_xlsx_holds_serial_times_numbers_and_no_empty_rows() -> None:
    content = encode(bill("wechat-xlsx-2026", *WECHAT_ROWS))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert sheet.cell(15, 1).value == "4. 本账单中所有时间均为UTC+08:00时间"
    assert [c.value for c in sheet[18]] == list(WECHAT_HEADER)
    at = sheet.cell(21, 1).value
    assert isinstance(at, datetime)
    assert abs(at - CHARGE.at) < timedelta(seconds=1)
    assert [sheet.cell(21, n).value for n in (6, 8)] == [30, "已退款(¥5.00)"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        inside = packed.read("xl/worksheets/sheet1.xml").decode()
    rows = [int(n) for n in re.findall(r'<row r="(\d+)"', inside)]
    assert rows == [n for n in range(1, 22) if n not in (6, 16)]


def test_the_web_bill_nets_its_total_by_its_own_column() -> None:
    lines = encode(bill("alipay-web", BOUGHT, BACK, WHOLE, account="lin@example.com")).decode("gb18030").split("\n")
    assert lines[1] == "账号:[lin@example.com]"
    assert lines[4].startswith("交易号,商家订单号,交易创建时间")
    printed = [[cell.strip(" \t") for cell in line.split(",")] for line in lines[5:8]]
    assert all(len(cells) == 17 and not cells[16] for cells in printed)
    assert [(c[3], c[9], c[10], c[11], c[13], c[15]) for c in printed] == [
        ("", "5.00", "不计收支", "退款成功", "0.00", "已收入"),
        ("2025-07-05 09:00:00", "12.50", "支出", "交易关闭", "12.50", "已支出"),
        ("2025-07-01 00:12:33", "30.00", "支出", "交易成功", "5.00", "已支出"),
    ]
    assert printed[0][0].startswith(printed[2][0] + "_")
    assert lines[9:14] == [
        "共3笔记录",
        "已收入:0笔,0.00元",
        "待收入:0笔,0.00元",
        "已支出:2笔,25.00元",
        "待支出:0笔,0.00元",
    ]


@pytest.mark.parametrize(
    ("shape", "header"), [("alipay-app-2023", 25), ("alipay-app-2026", 25), ("alipay-app-2026-june", 24)]
)
def test_the_app_bill_has_its_header_where_its_age_puts_it(shape: str, header: int) -> None:
    lines = encode(bill(shape, BOUGHT, BACK)).decode("gb18030").split("\n")
    assert lines[header - 1].startswith("交易时间,交易分类,交易对方,对方账号,商品说明,收/支,")
    assert lines[7:11] == ["共2笔记录", "收入：0笔 0.00元", "支出：1笔 25.00元", "不计收支：1笔 5.00元"]
    assert [line.count(",") for line in lines[header - 1 :]] == [12, 12, 12, 0]


def test_the_first_app_bill_tells_of_itself_below_the_rows() -> None:
    lines = encode(bill("alipay-app-2021", BOUGHT, BACK)).decode("gb18030").split("\n")
    assert lines[1].startswith("收/支 ")
    assert [line.split(",")[0].strip() for line in lines[2:4]] == ["其他", "支出"]
    assert "其他：1笔,5.00元" in lines[4:]


def test_the_bank_bill_runs_oldest_first_with_a_balance() -> None:
    spent = bank_row(datetime(2025, 7, 1, 0, 12, 37), 3000, f"财付通-{SELLER}")
    got = bank_row(datetime(2025, 7, 9, 10, 0, 4), 500, f"财付通-{SELLER}", direction="in")
    lines = list(csv.reader(io.StringIO(encode(bill("cmb-debit", got, spent, account="1234")).decode("utf-8-sig"))))
    assert lines[7] == ["交易日期", "交易时间", "收入", "支出", "余额", "交易类型", "交易备注"]
    assert [[cell.strip() for cell in line[:5]] for line in lines[8:10]] == [
        ["20250701", "00:12:37", "", "30.00", "19970.00"],
        ["20250709", "10:00:04", "5.00", "", "19975.00"],
    ]
    assert [line[0] for line in lines[11:13]] == ["# 收入合计: 1 笔，共 5.00 元", "# 支出合计: 1 笔，共 30.00 元"]


def test_a_foreign_payment_is_four_rows_of_one_second_tied_by_its_number() -> None:
    content = encode(bill("paypal-activity", *PAYPAL_ROWS, account="lin@example.com"))
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(lines[0]) == 41
    assert {line["Date"] + line["Time"] for line in lines[:4]} == {"20/07/202515:04:05"}
    assert [(line["Type"], line["Currency"], line["Gross"], line["Name"]) for line in lines[:4]] == [
        ("PreApproved Payment Bill User Payment", "USD", "-12.00", "Skylark Cloud"),
        ("General Card Deposit", "HKD", "94.20", ""),
        ("General Currency Conversion", "HKD", "-94.20", ""),
        ("General Currency Conversion", "USD", "12.00", ""),
    ]
    paid, *legs = [(line["Transaction ID"], line["Reference Txn ID"]) for line in lines[:4]]
    assert re.fullmatch(r"B-[0-9A-Z]{17}", paid[1])
    assert [refers for _, refers in legs] == [paid[0]] * 3
    back = lines[4]
    assert (back["Type"], back["Gross"], back["Reference Txn ID"]) == ("Payment Refund", "5.00", paid[0])
    sums = {c: sum(parse_minor(line["Net"]) for line in lines if line["Currency"] == c) for c in ("USD", "HKD")}
    assert sums == {"USD": 0, "HKD": 0}  # all of it went through the card


def test_apples_copy_is_a_zip_in_a_zip_of_items_and_switches() -> None:
    notes, gems = (
        Item("Pro (Monthly)", "山雀笔记", "山雀软件", 1800),
        Item("宝石", "岛屿", "海风", 1200, "In-App Purchases"),
    )
    bought = Order(datetime(2025, 3, 15, 7, 30, 0), (notes, gems), (0, 300))
    copy = privacy_copy(
        "20000001", [bought], [Switch(notes, datetime(2025, 1, 14, 9), datetime(2025, 3, 3, 20, 10, 5))]
    )
    with zipfile.ZipFile(io.BytesIO(copy)) as outer, zipfile.ZipFile(io.BytesIO(outer.read(INNER))) as inner:
        held = {n.rpartition("/")[2]: inner.read(n).decode("utf-8-sig") for n in inner.namelist()}
    first, second = csv.DictReader(io.StringIO(held["Store Transaction Purchase and Free Apps History.csv"]))
    assert first["Item Purchased Date"] == "2025-03-14T23:30:00Z"
    assert [(r["Invoice Item Total"], r["Invoice Total Amount"], r["Refund Amount"]) for r in (first, second)] == [
        ("¥18.00", "¥30.00", ""), ("¥12.00", "¥30.00", "¥3.00"),
    ]  # fmt: skip
    assert first["Order Number"] == second["Order Number"]
    (switch,) = csv.DictReader(io.StringIO(held["Subscription History.csv"]))
    assert (switch["Automatic Renewal?"], switch["Last Automatic Renewal Disabled Date"]) == (
        "No",
        "2025-03-03T12:10:05Z",
    )
    assert switch["Item Reference Number"] == first["Item Reference Number"]


def test_an_export_shows_its_range_its_filter_and_nothing_after_its_own_time() -> None:
    early, late = (wechat_charge(datetime(2025, m, 1, 9), 100, SELLER, TEXT) for m in (1, 8))
    cut = Bill("wechat-csv-2025", (early, *WECHAT_ROWS, late), "小满", date(2025, 2, 1), date(2025, 8, 31),
               datetime(2025, 7, 5), "全部支出")  # fmt: skip
    assert cut.shown() == (CHARGE,)


texts = st.text(st.characters(codec="gb18030", exclude_characters="\r\n\t,", exclude_categories=["C"]), max_size=12)


@given(st.lists(st.tuples(texts, st.integers(1, 10**9)), min_size=1, max_size=6, unique=True))
def test_every_row_stands_on_the_line_it_is_said_to(drawn: list[tuple[str, int]]) -> None:
    at = datetime(2025, 5, 1, 8)
    rows = [wechat_charge(at + timedelta(days=n), amount, "商家", f"a{text}") for n, (text, amount) in enumerate(drawn)]
    made = bill("wechat-csv-2025", *rows)
    lines = list(csv.reader(io.StringIO(encode(made).decode("utf-8-sig"), newline="")))
    for line, row in printed_rows(made):
        assert (lines[line - 1][3], parse_minor(lines[line - 1][5])) == (row.text, row.amount)


@pytest.mark.parametrize("style", ["en", "zh", "csv-utf8", "csv-gb18030"])
def test_a_case_file_holds_the_headers_of_its_language(style: str) -> None:
    row = {
        "service": "卡盟钻",
        "cancelled_at": datetime(2025, 6, 10, 10, 0),
        "terms": "rescinded",
        "resubscribed_at": "no",
    }
    content = write_case_file({"cancellations": [row]}, style)  # type: ignore[arg-type]
    if style.startswith("csv"):
        header, values = csv.reader(io.StringIO(content.decode("utf-8-sig" if style == "csv-utf8" else "gb18030")))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content))["cancellations"]
        header, values = ([c.value for c in line] for line in sheet.iter_rows())
    if style in ("zh", "csv-gb18030"):
        assert header == [CHINESE[c] for c in row]
        assert values == ["卡盟钻", "2025-06-10 10:00", "解除", "否"]
    else:
        assert header == list(row)
        when = row["cancelled_at"] if style == "en" else "2025-06-10 10:00"
        assert values == ["卡盟钻", when, "rescinded", "no"]


def test_a_csv_case_holds_cancellations_alone() -> None:
    with pytest.raises(ValueError, match="costs"):
        write_case_file({"cancellations": [{"service": "a"}], "costs": [{"what": "b"}]}, "csv-utf8")


@pytest.mark.parametrize(
    ("principal", "since", "until", "fen"),
    [  # the worked numbers of RULES §4 which need no refund
        (3000, date(2025, 7, 1), date(2025, 9, 1), 15),
        (2500, date(2026, 6, 30), date(2026, 10, 1), 19),
        (19800, date(2025, 2, 28), date(2026, 2, 28), 598),
        (19800, date(2023, 12, 15), date(2024, 12, 15), 670),
        (118800, date(2024, 9, 10), date(2025, 6, 10), 2781),
        (1200, date(2025, 1, 15), date(2026, 1, 15), 36),
    ],
)
def test_the_generator_reckons_as_the_worked_numbers_do(principal: int, since: date, until: date, fen: int) -> None:
    assert interest(principal, since, until) == fen


def test_the_generator_reckons_refunds_fixed_rates_and_shares() -> None:
    assert interest(4500, date(2025, 11, 5), date(2026, 3, 5), [(date(2025, 12, 20), 3000)]) == 26
    assert interest(13249, date(2025, 9, 1), date(2025, 12, 1), fixed_on=date(2025, 3, 15)) == 102
    assert share(24800, 195, 365) == 13249
    assert share(19800, 92, 366) == 4977


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_tells_the_same_case_for_the_same_seed_and_another_for_another(kind: str) -> None:
    first, again, other = make_case(7, kind), make_case(7, kind), make_case(8, kind)
    assert first == again
    assert first.files != other.files
    assert [f for f in first.findings if f.required]
    assert all(f.principal == 0 or f.in_question == 0 for f in first.findings)
    assert all(f.reference or f.row for f in first.findings)


def test_consecutive_seeds_walk_through_all_kinds() -> None:
    assert [make_case(seed).kind for seed in range(len(KINDS))] == list(KINDS)
    assert make_case(3).kind == make_case(3 + len(KINDS)).kind


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="no kind of sample case jackpot"):
        make_case(1, "jackpot")


def test_a_case_is_written_as_it_is(tmp_path: Path) -> None:
    case = make_case(0)
    folder = case.write(tmp_path / "case")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == dict(case.files)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_program_reads_every_row_of_every_shape_and_its_totals_agree(shape: str, tmp_path: Path) -> None:
    channel = SHAPES[shape].channel
    spent = bank_row(datetime(2025, 7, 1, 0, 12, 37), 3000, f"财付通-{SELLER}")
    earned = bank_row(datetime(2025, 7, 3, 9, 0, 0), 500000, "云杉公司", direction="in", kind="代发工资")
    held = {"wechat": WECHAT_ROWS, "alipay": (BOUGHT, BACK, WHOLE), "jd": JD_ROWS, "bank:cmb": (spent, earned),
            "bank:hsbc_hk": tuple(replace(r, currency="HKD") for r in (spent, earned)),
            "paypal": PAYPAL_ROWS}  # fmt: skip
    rows = held[channel]
    made = bill(shape, *rows, account="1234")
    (tmp_path / file_name(made)).write_bytes(encode(made))
    bills = read([tmp_path], root=tmp_path)
    assert bills.problems.empty
    assert set(bills.transactions["row"]) == {line for line, _ in printed_rows(made)}
    assert bills.sources[["channel", "rows", "transactions"]].to_numpy().tolist() == [[channel, len(rows), len(rows)]]
    assert set(bills.totals["result"]) == {"agrees"}
    read_back = dict(zip(bills.transactions["row"], bills.transactions["amount_minor"], strict=True))
    assert read_back == {line: row.amount for line, row in printed_rows(made)}


def test_the_bundled_sample_case_is_the_one_that_is_written_today(tmp_path: Path) -> None:
    assert _held(write_demo(tmp_path)) == _held(REPOSITORY / "sample_data")


def _held(folder: Path) -> dict[str, object]:
    files = [p for p in folder.rglob("*") if p.is_file() and p.name != "README.md"]
    return {p.relative_to(folder).as_posix(): _unpacked(p) for p in files}


def _unpacked(path: Path) -> object:
    # Compression may differ from one machine to another, what is inside may not.
    if path.suffix not in (".xlsx", ".zip"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_sample_case_shows_a_claim_a_question_a_refund_and_a_clean_service() -> None:
    stated = json.loads((REPOSITORY / "sample_data" / "about" / "expected.json").read_text("utf-8"))
    claims = {c["cancellation"]: c for c in stated["claims"]}
    assert (claims["C1"]["principal"], claims["C1"]["costs"]) == ("90.00", "12.00")
    assert claims["C2"]["principal"] == "52.00"
    assert (claims["C3"]["total"], claims["C3"]["in_question"]) == ("0.00", "46.00")
    assert (claims["C4"]["total"], claims["C4"]["in_question"]) == ("0.00", "0.00")
