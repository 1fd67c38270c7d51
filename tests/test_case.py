"""The user's spreadsheet: what people really type comes in right, and what they typed is never lost or overwritten."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from audit.case import append_questions, cells, columns, find_case, read_case, write_case
from audit.case.identity import holds_identity_number
from audit.case.values import Cell, Expected
from audit.errors import CaseError
from audit.tables import ENDS, FINDINGS, SUBSCRIPTIONS, Case

Book = Callable[..., Path]
ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="  # .png
IDENTITY = "11010519491231002X"  # the example number of the national standard
ANCHOR = {"service": "钻头会员", "cancelled_at": "2025-06-10"}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Writes a workbook as a person would: sheets by title, each a list of rows."""

    def write(**sheets: list[list[Any]]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            tab = made.create_sheet(title)
            for row in rows:
                tab.append(row)
        made.save(tmp_path / "case.xlsx")
        return tmp_path / "case.xlsx"

    return write


def one(book: Book, **values: Any) -> tuple[dict[str, Any], Case]:
    """The single cancellation of a sheet whose columns and values are given."""
    row = ANCHOR | values
    case = read_case(book(cancellations=[list(row), list(row.values())]))
    return case.cancellations.to_dict("records")[0], case


def reasons(case: Case) -> list[str]:
    return case.problems["reason"].tolist()


# --- headers and values in both languages -------------------------------------------------------------------------

ENGLISH = {
    "service": "钻头会员",
    "cancelled_at": datetime(2025, 6, 10, 10, 0),
    "confirmed_at": datetime(2025, 6, 11),
    "account": "13812345678",
    "channel": "wechat",
    "beneficiary": "1000****01",
    "terms": "immediate",
    "fault": "merchant",
    "service_end": date(2025, 6, 30),
    "trial_days": 7,
    "next_renewal_shown": "2025-07-01",
    "billing_day": 31,
    "interval": "half_year",
    "billing": "arrears",
    "path": "wechat_mandate",
    "proof": "A",
    "resubscribed_at": "no",
    "opened_at": "2024-01-02 03:04:05",
    "plan_shown": "连续包月",
    "autorenew_state": "已关闭",
    "rights_until": "2025-07-01",
    "notice_text": "确定要放弃特权吗",
    "merchant_name": "某某科技有限公司",
    "credit_code": "91110108MA01ABCD2X",
    "merchant_address": "某市某路 1 号",
    "note": "电话两次",
}
CHINESE = {
    "备注": "电话两次",
    "服务": "钻头会员",
    "取消时间": "2025年6月10日 10:00",
    "确认时间": "2025/6/11",
    "账户": "13812345678",
    "渠道": "微信支付",
    "受益账号": "1000****01",
    "生效方式": "立即",
    "责任": "商家",
    "服务终止日": "2025.6.30",
    "试用天数": "7天",
    "页面显示的下次续费日": "20250701",
    "扣费日": "31号",
    "周期": "半年",
    "计费方式": "后付",
    "取消途径": "微信扣费授权",
    "凭证等级": "A级",
    "重新订阅时间": "否",
    "开通时间": "2024-01-02T03:04:05",
    "页面名称": "连续包月",
    "自动续费状态": "已关闭",
    "权益到期日": datetime(2025, 7, 1),
    "弹窗原文": "确定要放弃特权吗",
    "商家全称": "某某科技有限公司",
    "统一社会信用代码": "91110108MA01ABCD2X",
    "地址": "某市某路 1 号",
}
EXPECTED = {
    "cancellation_id": "C1",
    "service": "钻头会员",
    "cancelled_at": pd.Timestamp(2025, 6, 10, 10),
    "cancelled_has_time": True,
    "confirmed_at": pd.Timestamp(2025, 6, 11),
    "confirmed_has_time": False,
    "account": "13812345678",
    "channel": "wechat",
    "beneficiary": "1000****01",
    "terms": "immediate",
    "fault": "merchant",
    "service_end": pd.Timestamp(2025, 6, 30),
    "trial_days": 7,
    "next_renewal_shown": pd.Timestamp(2025, 7, 1),
    "billing_day": 31,
    "interval": "half_year",
    "interval_count": 1,
    "billing": "arrears",
    "path": "wechat_mandate",
    "proof": "A",
    "resubscribed": "no",
    "opened_at": pd.Timestamp(2024, 1, 2, 3, 4, 5),
    "plan_shown": "连续包月",
    "autorenew_state": "已关闭",
    "rights_until": pd.Timestamp(2025, 7, 1),
    "notice_text": "确定要放弃特权吗",
    "merchant_name": "某某科技有限公司",
    "credit_code": "91110108MA01ABCD2X",
    "merchant_address": "某市某路 1 号",
    "note": "电话两次",
    "file": "case.xlsx",
    "row": 2,
}


@pytest.mark.parametrize(
    ("title", "typed"), [("cancellations", ENGLISH), ("取消", CHINESE)], ids=["english", "chinese"]
)
def test_every_promised_column_is_read_in_both_languages(book: Book, title: str, typed: dict[str, Any]) -> None:
    case = read_case(book(**{title: [list(typed), list(typed.values())]}))
    assert reasons(case) == []
    row = case.cancellations.to_dict("records")[0]
    assert {k: row[k] for k in EXPECTED} == EXPECTED


def test_the_promised_columns_are_the_columns_of_the_sheet() -> None:
    promised = {*ENGLISH, "evidence"}
    assert {c.key for c in columns.sheet("cancellations").columns} - {"found_in_bills", "is_cancelled"} == promised


def test_blank_optional_cells_take_the_defaults(book: Book) -> None:
    row, case = one(book)
    assert (row["terms"], row["billing"], row["fault"], row["path"], row["proof"], row["resubscribed"]) == (
        "period_end",
        "advance",
        "",
        "",
        "",
        "",
    )
    assert pd.isna(row["billing_day"])
    assert pd.isna(row["interval_count"])
    assert pd.isna(row["service_end"])
    assert row["cancelled_has_time"] is False
    assert reasons(case) == []


def test_headers_side_by_side_in_brackets_and_below_a_title_are_found(book: Book) -> None:
    path = book(取消=[["我的取消记录"], [], ["取消时间 cancelled_at", "服务（必填）*"], ["2025-06-10", "钻头会员"]])
    case = read_case(path)
    assert case.cancellations["service"].tolist() == ["钻头会员"]
    assert case.cancellations["row"].tolist() == [4]
    assert reasons(case) == []


def test_a_sheet_without_a_known_title_is_known_by_its_headers(book: Book) -> None:
    assert len(read_case(book(Sheet1=[list(ANCHOR), list(ANCHOR.values())])).cancellations) == 1


# --- dates and intervals ------------------------------------------------------------------------------------------


def moment(cell: Cell) -> tuple[datetime, bool]:
    column = next(c for c in columns.sheet("cancellations").columns if c.key == "cancelled_at")
    found: tuple[datetime, bool] = tuple(cells.parse(column, cell))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-10",
        "2025/6/10",
        "2025.6.10",
        "2025年6月10日",
        "2025年6月10号",
        "20250610",
        "２０２５-06-10",
        " 2025-06-10 ",
    ],
)
def test_a_date_without_time(text: str) -> None:
    assert moment(text) == (datetime(2025, 6, 10), False)


@pytest.mark.parametrize(
    "text",
    ["2025-06-10 15:30", "2025/6/10 15:30:00", "2025年6月10日15时30分", "2025年6月10日 下午3:30", "2025-06-10T15:30:00",
     "2025-06-10T15:30:00+08:00", "2025-06-10 3:30 pm", "2025.6.10　15：30", "2025年6月10日15点30分",
     "2025 年 6 月 10 日 15 时 30 分", "2025年6月10日 星期二 15:30", "2025/6/10（周二） 下午 3：30",
     "2025-06-10，15:30"],
)  # fmt: skip
def test_a_date_with_time(text: str) -> None:
    assert moment(text) == (datetime(2025, 6, 10, 15, 30), True)


@pytest.mark.parametrize("cell", [datetime(2025, 6, 10), date(2025, 6, 10), "2025-06-10 00:00", 20250610.0])
def test_midnight_is_no_time(cell: Cell) -> None:
    assert moment(cell) == (datetime(2025, 6, 10), False)


@pytest.mark.parametrize(
    "cell",
    ["06/10/2025", "6月10日", "2025-13-01", "2025-02-30", "2025", "June", 45818.0, "2025-06-10 25:00", "1925-06-10",
     "2025-06-10T10:00:00Z", "2025-06-10 10", True, "2025年6月10日晚上12点"],
)  # fmt: skip
def test_what_a_person_would_have_to_guess_is_no_date(cell: Cell) -> None:
    with pytest.raises(Expected):
        moment(cell)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)).map(lambda at: at.replace(microsecond=0)))
def test_every_moment_survives_its_writings(at: datetime) -> None:
    expected = (at, (at.hour, at.minute, at.second) != (0, 0, 0))
    assert moment(at) == moment(f"{at:%Y-%m-%d %H:%M:%S}") == moment(f"{at:%Y年%m月%d日%H时%M分%S秒}") == expected


@pytest.mark.parametrize("cell", ["irregular", "不定期", "没有固定周期", " Irregular "])
def test_no_fixed_interval_is_an_interval_too(book: Book, cell: str) -> None:
    row, case = one(book, interval=cell)
    assert (row["interval"], pd.isna(row["interval_count"]), reasons(case)) == ("irregular", True, [])


@pytest.mark.parametrize(
    ("cell", "name", "count"),
    [("month", "month", 1), ("月", "month", 1), ("quarter", "quarter", 1), ("季", "quarter", 1),
     ("半年", "half_year", 1), ("year", "year", 1), ("年", "year", 1), ("周", "week", 1),
     ("30 days", "day", 30), ("30天", "day", 30),
     ("2 weeks", "week", 2), ("2周", "week", 2), ("3个月", "quarter", 1), ("12 months", "year", 1), ("两周", "week", 2),
     ("连续包月", "month", 1), ("half year", "half_year", 1), ("31天", "day", 31)],
)  # fmt: skip
def test_intervals(book: Book, cell: str, name: str, count: int) -> None:
    row, case = one(book, interval=cell)
    assert (row["interval"], row["interval_count"], reasons(case)) == (name, count, [])


ANYTHING = st.one_of(
    st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.dates(), st.times(), st.timedeltas()
)


@given(st.sampled_from([c for s in columns.sheets() for c in s.columns if c.kind != "helper"]), ANYTHING)
def test_any_cell_is_a_value_or_says_what_is_expected(column: columns.Column, cell: Any) -> None:
    with suppress(Expected):
        assert cells.parse(column, cell) is not None or not str(cell).strip()


@given(st.binary(max_size=400))
def test_any_bytes_are_a_case_or_a_case_error(content: bytes) -> None:
    with TemporaryDirectory() as folder, suppress(CaseError):
        path = Path(folder) / "cancellations.csv"
        path.write_bytes(content)
        assert read_case(path).cancellations.empty


def test_a_time_stored_as_a_fraction_is_the_second_it_means() -> None:
    assert moment(datetime(2025, 6, 10, 9, 59, 59, 999_900)) == (datetime(2025, 6, 10, 10), True)


# --- what cannot be used is said, with its cell, and the rest is used ---------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("billing_day", 32, "a whole number from 1 to 31"),
        ("billing_day", "1.5", "a whole number from 1 to 31"),
        ("terms", "sometimes", "period_end, immediate, rescinded, trial"),
        ("proof", "E", "A, B, C, D"),
        ("interval", "day", "30 days"),
        ("service_end", "soon", "with the year first"),
        ("account", 6222021234567890123, "as text"),
    ],
)
def test_a_bad_cell_is_named_and_the_rest_used(book: Book, column: str, cell: Any, says: str) -> None:
    row, case = one(book, **{column: cell})
    assert row["service"] == "钻头会员"
    assert row["terms"] == "period_end"
    [problem] = case.problems.to_dict("records")
    assert (problem["file"], problem["row"]) == ("case.xlsx", 2)
    assert problem["reason"].startswith("cancellations!C2: ")
    assert says in problem["reason"]
    assert problem["reason_zh"].startswith("cancellations!C2：")
    assert problem["raw"]


def test_a_mistyped_header_is_named_with_the_nearest(book: Book) -> None:
    case = read_case(book(取消=[["服务", "取消时间", "何时生效方式"], ["钻头会员", "2025-06-10", "立即"]]))
    assert case.cancellations["terms"].tolist() == ["period_end"]
    assert "生效方式" in case.problems["reason_zh"].tolist()[0]
    assert case.problems["row"].tolist() == [1]


def test_an_unknown_channel_is_said_and_still_narrows(book: Book) -> None:
    row, case = one(book, channel="某某宝")
    assert row["channel"] == "某某宝"
    assert "no payment matches it" in reasons(case)[0]
    assert [one(book, channel=c)[0]["channel"] for c in ("支付宝", "招商银行", "bank:abc")] == [
        "alipay",
        "bank:cmb",
        "bank:abc",
    ]


def test_columns_of_the_users_own_are_left_alone(book: Book) -> None:
    _, case = one(book, 心情="很生气")
    assert reasons(case) == []


def test_a_missing_needed_column_is_named(book: Book) -> None:
    case = read_case(book(cancellations=[["service", "note"], ["钻头会员", "2025-06-10"]]))
    assert case.cancellations.empty
    assert "cancelled_at" in reasons(case)[0]


def test_a_sheet_with_an_almost_known_title_is_named(book: Book) -> None:
    case = read_case(book(cancellations=[list(ANCHOR), list(ANCHOR.values())], evnts=[["when"], ["2025-06-10"]]))
    assert "did you mean events" in reasons(case)[0]


def test_rows_without_a_cancellation_are_no_cancellation_and_no_problem(book: Book) -> None:
    path = book(
        cancellations=[
            ["service", "cancelled_at", "account", "terms"],
            ["甲", None, "小明", None],
            [None, None, None, None],
            ["乙", "2025-06-10", None, None],
        ]
    )
    case = read_case(path)
    assert case.cancellations[["cancellation_id", "service", "row"]].values.tolist() == [["C1", "乙", 4]]
    assert reasons(case) == []


def test_a_row_a_person_began_but_left_without_time_is_said(book: Book) -> None:
    case = read_case(book(cancellations=[["service", "cancelled_at", "terms"], ["甲", None, "立即"]]))
    assert case.cancellations.empty
    assert reasons(case)[0].startswith("cancellations!B2: the cancellation time is missing")


ASKED_FIRST = ["服务", "取消了吗？", "取消时间", "凭证等级"]


def answered(book: Book, *rows: list[Any]) -> Case:
    return read_case(book(取消=[ASKED_FIRST, *rows]))


def test_whether_it_was_cancelled_is_answered_before_when(book: Book) -> None:
    case = answered(
        book, ["甲", "是", "2025-06-10"], ["乙", "否", None], ["丙", None, None], ["丁", "取消了", "2025-06-11 10：00"]
    )
    assert case.cancellations[["cancellation_id", "service"]].values.tolist() == [["C1", "甲"], ["C2", "丁"]]
    assert reasons(case) == []


def test_a_yes_without_a_day_is_named_and_keeps_its_id(book: Book) -> None:
    case = answered(book, ["甲", "是", None], ["乙", "是", "2025-06-10"])
    assert case.cancellations["cancellation_id"].tolist() == ["C2"]
    assert [p.partition("，")[0] for p in case.problems["reason_zh"]] == ["取消!C2：「取消了吗？」填了「是」"]


def test_a_no_beside_a_day_is_a_contradiction_and_nothing_is_claimed_on_it(book: Book) -> None:
    case = answered(book, ["甲", "否", "2025-06-10"], ["乙", "是", "2025-06-10"])
    assert case.cancellations["cancellation_id"].tolist() == ["C2"]
    assert reasons(case)[0].startswith("取消!B2: “cancelled?” says no")


def test_a_no_needs_nothing_else(book: Book) -> None:
    case = answered(book, ["甲", "还没有", None, "B"])
    assert (len(case.cancellations), reasons(case)) == (0, [])


def test_an_answer_that_is_neither_is_named_and_the_day_decides(book: Book) -> None:
    case = answered(book, ["甲", "大概吧", "2025-06-10"], ["乙", "2025-06-10", None])
    assert case.cancellations["service"].tolist() == ["甲"]
    assert [r[:5] for r in reasons(case)] == ["取消!B2", "取消!B3"]


def test_a_day_alone_needs_no_answer(book: Book) -> None:
    case = answered(book, ["甲", None, "2025-06-10"])
    assert case.cancellations["service"].tolist() == ["甲"]
    assert reasons(case) == []


def test_an_unreadable_time_keeps_its_id_so_that_later_ids_stay(book: Book) -> None:
    rows = [["service", "cancelled_at"], ["甲", "some day"], ["乙", "2025-06-10"]]
    assert read_case(book(cancellations=rows)).cancellations["cancellation_id"].tolist() == ["C2"]
    rows[1][1] = "2025-06-09"
    assert read_case(book(cancellations=rows)).cancellations["cancellation_id"].tolist() == ["C1", "C2"]


def test_a_confirmation_alone_stands_for_the_cancellation(book: Book) -> None:
    case = read_case(book(取消=[["服务", "取消时间", "确认时间"], ["甲", None, "2025-07-03 09:00"]]))
    assert case.cancellations["cancelled_at"].tolist() == [pd.Timestamp(2025, 7, 3, 9)]


def test_the_grey_example_is_skipped_in_either_language(book: Book) -> None:
    sheet = columns.sheet("cancellations")
    for lang in ("en", "zh"):
        example = [c.example.to(lang) for c in sheet.columns]
        case = read_case(book(cancellations=[[c.key for c in sheet.columns], example]))
        assert case.cancellations.empty
        assert reasons(case) == []


def test_an_example_row_somebody_typed_into_is_not_lost_silently(book: Book) -> None:
    case = read_case(book(取消=[["服务", "取消时间"], ["例：钻头会员连续包月", "2025-08-08"]]))
    assert case.cancellations.empty
    assert "marked as an example" in reasons(case)[0]


def test_an_unreadable_new_subscription_stops_later_claims_and_is_said(book: Book) -> None:
    row, case = one(book, resubscribed_at="是")
    assert (row["resubscribed"], row["resubscribed_at"]) == ("yes", pd.Timestamp(2025, 6, 10))
    assert "no later charge" in reasons(case)[0]


def test_a_new_subscription(book: Book) -> None:
    row, _ = one(book, resubscribed_at="2025-08-19 12:00")
    assert (row["resubscribed"], row["resubscribed_at"], row["resubscribed_has_time"]) == (
        "yes",
        pd.Timestamp(2025, 8, 19, 12),
        True,
    )


def test_a_new_subscription_before_the_cancellation_is_contradictory(book: Book) -> None:
    row, case = one(book, resubscribed_at="2025-05-01")
    assert row["resubscribed_at"] == pd.Timestamp(2025, 6, 10)
    assert "before the cancellation" in reasons(case)[0]


def test_an_error_value_and_a_formula_without_a_result_are_said(book: Book) -> None:
    row, case = one(book, billing_day="=1+1", note="#REF!")
    assert pd.isna(row["billing_day"])
    assert [r[:17] for r in reasons(case)] == ["cancellations!C2:", "cancellations!D2:"]
    assert all("formula" in r for r in reasons(case))


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    (tmp_path / "cancellations.csv").write_text("service,cancelled_at,note\n=cmd|x,2025-06-10,+1\n", "utf-8")
    assert read_case(tmp_path).cancellations[["service", "note"]].values.tolist() == [["=cmd|x", "+1"]]


# --- identity numbers and evidence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", [IDENTITY, f"我的身份证 {IDENTITY} 请查收", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_identity_numbers_are_refused_and_never_stored(book: Book, cell: str) -> None:
    row, case = one(book, note=cell)
    assert row["note"] == ""
    [problem] = case.problems.to_dict("records")
    assert problem["reason"].startswith("cancellations!C2: holds an identity number")
    everything = "".join(f.to_csv() for f in (case.cancellations, case.problems))
    assert "19491231" not in everything


@pytest.mark.parametrize(
    "cell", ["110105194912310021", "2025070122001411", "91110108MA01ABCD2X", "42000026789202507010012345678901", 110.0]
)
def test_other_numbers_are_no_identity_numbers(cell: Cell) -> None:
    assert not holds_identity_number(cell)


def test_an_identity_number_that_became_a_number_is_refused_too() -> None:
    assert holds_identity_number(110105194912310000.0)


def test_evidence_is_found_named_missing_or_refused(book: Book, tmp_path: Path) -> None:
    (tmp_path / "取消成功.png").write_bytes(b"picture")
    (tmp_path / "证据").mkdir()
    (tmp_path / "证据" / "短信.png").write_bytes(b"picture")
    (tmp_path.parent / "outside.png").write_bytes(b"picture")
    row, case = one(book, evidence="取消成功.png；短信.png; 取消成.png;../outside.png;身份证正面.jpg")
    assert case.evidence == (tmp_path / "取消成功.png", tmp_path / "证据" / "短信.png")
    assert row["evidence"] == "取消成功.png; 短信.png"
    assert [r.partition(": ")[2][:20] for r in reasons(case)] == [
        "no file “取消成.png” in",
        "no file “../outside.",
        "names a photo of an ",
    ]
    assert "取消成功.png" in reasons(case)[0]


# --- the other sheets ---------------------------------------------------------------------------------------------

TWO = [["service", "cancelled_at"], ["甲会员", "2025-06-10"], ["乙会员", "2025-06-11"]]


def test_events_and_the_first_demand(book: Book) -> None:
    path = book(
        cancellations=TWO,
        事件=[
            ["时间", "对方", "事项", "工单号", "金额", "对应的取消", "备注"],
            ["2025-07-02 10:00", "客服", "联系", 20250702118, None, None, "转接三次"],
            ["2025-07-09", "客服", "要求退款", None, "¥60.00", "乙会员", None],
            ["2025-07-08", "客服", "催告", None, 60, "C2", None],
        ],
    )
    case = read_case(path)
    assert reasons(case) == []
    assert case.events[["what", "ticket", "cancellation_id", "source"]].values.tolist() == [
        ["contacted", "20250702118", "", "case"],
        ["demanded", "", "C2", "case"],
        ["demanded", "", "C2", "case"],
    ]
    assert case.events["amount_minor"].dropna().tolist() == [6000, 6000]
    assert case.cancellations["demanded_on"].tolist() == [pd.NaT, pd.Timestamp(2025, 7, 8)]


def test_a_demand_among_several_cancellations_must_say_which(book: Book) -> None:
    case = read_case(book(cancellations=TWO, events=[["when", "what"], ["2025-07-09", "demanded"]]))
    assert case.events["cancellation_id"].tolist() == [""]
    assert "C1 甲会员, C2 乙会员" in reasons(case)[0]


def test_an_event_of_an_unknown_kind_is_a_problem_with_its_words(book: Book) -> None:
    case = read_case(book(events=[["when", "what", "note"], ["2025-07-09", "发脾气", "无"]]))
    assert case.events.empty
    assert case.problems["raw"].tolist() == ["发脾气"]


def test_an_event_may_name_an_amount_in_another_currency(book: Book) -> None:
    rows = [["when", "what", "amount", "currency"], ["2025-07-09", "refunded", "$5.00", "USD"],
            ["2025-07-10", "refunded", 5, None], ["2025-07-11", "refunded", "$5.00", None]]  # fmt: skip
    case = read_case(book(events=rows))
    known = case.events["amount_minor"].notna()
    assert case.events.loc[known, ["amount_minor", "currency"]].values.tolist() == [[500, "USD"], [500, "CNY"]]
    assert "write its code into the column currency" in reasons(case)[0]


@pytest.mark.parametrize(
    ("words", "path"),
    [("App里", "app"), ("在 App 里", "app"), ("In the app", "app"), ("打电话", "support"),
     ("微信支付", "wechat_mandate"), ("苹果商店", "app_store"), ("手机银行", "bank")],
)  # fmt: skip
def test_where_it_was_cancelled_as_people_say_it(book: Book, words: str, path: str) -> None:
    row, case = one(book, path=words)
    assert row["path"] == path
    assert reasons(case) == []


def test_a_cost_whose_receipt_file_is_not_there_has_none(book: Book, tmp_path: Path) -> None:
    (tmp_path / "there.jpg").write_bytes(b"picture")
    rows = [["amount", "receipt"], [1, "there.jpg"], [2, "gone.jpg"], [3, "R-118"]]
    case = read_case(book(costs=rows))
    assert case.costs["receipt"].tolist() == ["there.jpg", "", "R-118"]
    assert "no file “gone.jpg”" in reasons(case)[0]


def test_costs(book: Book) -> None:
    path = book(
        cancellations=[list(ANCHOR), list(ANCHOR.values())],
        费用=[
            ["日期", "用途", "金额", "收据"],
            ["2025-08-05", "邮寄", 12, "R-118"],
            ["2025-08-06", "复印", "3.005", "R-119"],
            ["2025-08-07", "电话", "-3", None],
            ["2025-08-08", "打车", "20", "没有"],
        ],
    )
    case = read_case(path)
    assert case.costs[["what", "amount_minor", "receipt", "cancellation_id"]].values.tolist() == [
        ["邮寄", 1200, "R-118", "C1"],
        ["打车", 2000, "", "C1"],
    ]
    assert [r[:5] for r in reasons(case)] == ["费用!C3", "费用!C4"]


@pytest.mark.parametrize(
    ("cell", "answer"),
    [("owed", "owed"), ("应退", "owed"), ("Owed", "owed"), ("not_owed", "not_owed"),
     ("不应退", "not_owed"), ("not owed", "not_owed"), (25, "25.00"), ("¥12.5", "12.50"),
     (0, "not_owed"), ("应该退", "owed"), ("不用退", "not_owed"), ("$9.99", "9.99"), ("1.234", "1.234")],
)  # fmt: skip
def test_answers(book: Book, cell: Any, answer: str) -> None:
    case = read_case(
        book(decisions=[["key", "question", "answer", "reason", "on"], ["Q1", "?", cell, "because", "2025-09-01"]])
    )
    assert case.decisions[["key", "answer", "reason"]].values.tolist() == [["Q1", answer, "because"]]
    assert case.decisions["decided_on"].tolist() == [pd.Timestamp(2025, 9, 1)]


@pytest.mark.parametrize("cell", ["是", "否", "yes", "No"])
def test_a_yes_or_no_is_no_answer_for_it_can_mean_either(book: Book, cell: str) -> None:
    case = read_case(book(decisions=[["key", "question", "answer"], ["Q1", "Did you subscribe again?", cell]]))
    assert case.decisions.empty
    assert "two ways" in reasons(case)[0]


def test_a_date_that_lost_its_format_is_refused_with_the_day_it_may_mean(book: Book) -> None:
    case = answered(book, ["甲", "是", 45818])
    assert case.cancellations.empty
    assert "如果是指 2025-06-10" in case.problems["reason_zh"].tolist()[0]


def test_merged_cells_extra_columns_and_a_moved_header_are_read(book: Book) -> None:
    """A title merged over the table, the header in row 4 from column B on, a merged service: each cell as it stands."""
    path = book(取消=[["我的取消记录"], [], [], [None, "序号", *ASKED_FIRST, "心情"],
                    [None, 1, "甲", "是", "2025，6，10", None, "!"], [None, 2, "甲", "是", "2025年6月10日", "Ｂ", None],
                    [None, 3, None, "是", "2025/6/11", None, None]])  # fmt: skip
    made = openpyxl.load_workbook(path)
    made["取消"].merge_cells("A1:F2")
    made["取消"].merge_cells("C6:C7")
    made.save(path)
    case = read_case(path)
    assert case.cancellations[["cancellation_id", "service", "proof", "row"]].values.tolist() == [["C2", "甲", "B", 6]]
    assert [r.partition("：")[0] for r in case.problems["reason_zh"]] == ["取消!E5", "取消!C7"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("a.png；b.jpeg", "a.png; b.jpeg"),
        ("a.png，b.jpeg、c.png", "a.png; b.jpeg; c.png"),
        ("一,二.png", "一,二.png"),
        ("a.png\nb.jpeg", "a.png; b.jpeg"),
    ],
)
def test_files_between_chinese_commas(book: Book, tmp_path: Path, cell: str, names: str) -> None:
    for name in ("a.png", "b.jpeg", "c.png", "一,二.png"):
        (tmp_path / name).write_bytes(b"picture")
    row, case = one(book, evidence=cell)
    assert (row["evidence"], reasons(case)) == (names, [])


@pytest.mark.parametrize("cell", ["每月15号", "１５", "15日", 15.0])
def test_a_billing_day_as_people_write_it(book: Book, cell: Any) -> None:
    row, case = one(book, billing_day=cell)
    assert (row["billing_day"], reasons(case)) == (15, [])


def test_the_last_answer_wins_and_unanswered_questions_are_none(book: Book) -> None:
    rows = [
        ["编号", "问题", "答复"],
        ["Q1", "?", "应退"],
        ["Q2", "?", None],
        ["Q3", "?", "也许"],
        ["Q1", "?", "不应退"],
    ]
    case = read_case(book(决定=rows))
    assert case.decisions[["key", "answer"]].values.tolist() == [["Q1", "not_owed"]]
    assert [r[:5] for r in reasons(case)] == ["决定!C4"]


def test_charges_typed_by_hand(book: Book) -> None:
    path = book(
        手工账目=[
            ["日期", "商户", "说明", "金额", "币种", "渠道", "账户", "单号", "已退款"],
            ["2025-07-01 09:30", "卡盟数码", "包月", "30.00", None, "微信", "小明", "'4200001", None],
            ["2025-08-01", "卡盟数码", "包月", 30, "元", None, None, None, 5],
            ["2025-08-01", "卡盟数码", "包月", 30, None, None, None, None, 5],
            ["2025-09-01", "卡盟数码", "包月", 30, "dollars", None, None, None, None],
            ["2025-09-01", "卡盟数码", "包月", 30, None, None, None, None, 31],
            ["2025-09-01", "Store", "plan", "9.99", "USD", None, None, None, None],
        ]
    )
    case = read_case(path, person="p1")
    keys = [
        "person",
        "channel",
        "method",
        "account_id",
        "has_time",
        "amount_minor",
        "currency",
        "direction",
        "kind",
        "row",
    ]
    assert case.charges[keys].values.tolist() == [
        ["p1", "hand", "微信", "小明", True, 3000, "CNY", "out", "charge", 2],
        ["p1", "hand", "", "", False, 3000, "CNY", "out", "charge", 3],
        ["p1", "hand", "", "", False, 3000, "CNY", "out", "charge", 4],
        ["p1", "hand", "", "", False, 999, "USD", "out", "charge", 7],
    ]
    assert case.charges["refunded_minor"].astype(object).fillna("").tolist() == ["", 500, 500, ""]
    assert case.charges["transaction_id"].is_unique
    assert case.charges["transaction_id"].str.fullmatch("t[0-9a-f]{16}").all()
    assert len(reasons(case)) == 2


def test_rates_and_the_statutory_switch(book: Book) -> None:
    path = book(
        利率=[["起始日", "年利率"], ["2026-10-20", "3.00%"], ["2026-11-20", 2.95], ["2026-12-20", 0.03]],
        选项=[["名称", "值"], ["惩罚性赔偿", "是"]],
    )
    case = read_case(path)
    assert case.rates[["percent", "series"]].values.tolist() == [["3.00", "cn.lpr.1y"], ["2.95", "cn.lpr.1y"]]
    assert case.options.empty
    assert ["虚假陈述" in text for text in case.problems["reason_zh"]] == [False, True]


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_of_cancellations(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [["服务", "取消时间", "证据文件"], ["钻头会员", "2025年6月10日", ""]]
    text = "\n".join(delimiter.join(line) for line in lines)
    (tmp_path / "cancellations.csv").write_bytes(text.encode(encoding))
    case = read_case(tmp_path)
    assert case.cancellations["service"].tolist() == ["钻头会员"]
    assert case.path == tmp_path / "cancellations.csv"
    assert reasons(case) == []


def test_a_workbook_goes_before_a_csv_and_says_so(book: Book, tmp_path: Path) -> None:
    book(cancellations=[list(ANCHOR), list(ANCHOR.values())])
    (tmp_path / "cancellations.csv").write_text("service,cancelled_at\n乙,2025-06-10\n", "utf-8")
    case = read_case(tmp_path)
    assert case.cancellations["service"].tolist() == ["钻头会员"]
    assert case.problems["file"].tolist() == ["cancellations.csv"]
    assert find_case(tmp_path) == tmp_path / "case.xlsx"


def far_cell(path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["XFD1048576"] = 1
    made.save(path)


def cut_short(path: Path) -> None:
    far_cell(path)
    path.write_bytes(path.read_bytes()[:400])


def swollen(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (65 * 2**20))


def old_format(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0")


@pytest.mark.parametrize("spoil", [far_cell, cut_short, swollen, old_format, lambda _: None])
def test_a_file_of_no_use_is_one_clear_error(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    path = tmp_path / "case.xlsx"
    spoil(path)
    with pytest.raises(CaseError, match=r"case\.xlsx") as raised:
        read_case(path)
    assert raised.value.words.zh


def test_a_case_saved_in_another_format_is_refused_by_its_name_and_beside_a_workbook_named(
    book: Book, tmp_path: Path
) -> None:
    """LibreOffice's and WPS's own formats: never taken for a bill, never passed over in silence."""
    for name in ("case.et", "案件.xls"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(CaseError, match=r"case\.et: not an \.xlsx or \.ods workbook"):
        read_case(tmp_path)
    book(cancellations=[list(ANCHOR), list(ANCHOR.values())])
    assert read_case(tmp_path).problems["file"].tolist() == ["case.et", "案件.xls"]


def test_a_folder_without_a_case_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="renewal-audit case"):
        read_case(tmp_path)


# --- writing ------------------------------------------------------------------------------------------------------


def subscriptions(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    service, merchant, account, beneficiary = zip(*rows, strict=True)
    count = len(rows)
    return SUBSCRIPTIONS.of(
        {
            "subscription_id": [f"S{i}" for i in range(count)],
            "service": service,
            "merchant": merchant,
            "beneficiary": beneficiary,
            "channels": ['["wechat"]'] * count,
            "accounts": [f'["{a}"]' for a in account],
            "interval": ["month"] * count,
            "interval_count": [1] * count,
            "amount_minor": [3000] * count,
            "currency": ["CNY"] * count,
            "payments": [4] * count,
            "last_on": pd.to_datetime(["2025-06-01"] * count).astype("datetime64[s]"),
        }
    )


FOUND = subscriptions(("钻头会员连续包月", "卡盟数码", "小明", ""), ("豪华绿钻", "腾讯", "小明", "1000****01"))
ASKED = FINDINGS.of(
    {
        "question_key": ["Q-1", "", "Q-1"],
        "question": ["Again?", "", "Again?"],
        "question_zh": ["又订了吗？", "", "又订了吗？"],
        "questioned_minor": [3000, 0, 3000],
        "currency": ["CNY"] * 3,
    }
)


def column(path: Path, title: str, header: str) -> list[Any]:
    tab = openpyxl.load_workbook(path)[title]
    at = next(c.column for c in tab[1] if c.value == header)
    return [tab.cell(r, at).value for r in range(2, tab.max_row + 1)]


@pytest.mark.parametrize(("lang", "title", "header"), [("en", "cancellations", "service"), ("zh", "取消", "服务")])
def test_a_new_file_reads_back_without_cancellations_or_problems(
    tmp_path: Path, lang: Any, title: str, header: str
) -> None:
    path = tmp_path / "case.xlsx"
    assert write_case(path, FOUND, lang=lang) == 2
    assert append_questions(path, ASKED, lang=lang) == 1
    case = read_case(path)
    assert case.cancellations.empty
    assert case.decisions.empty
    assert case.options["value"].tolist() == ["no", "365", "principal_first", "no"]
    assert reasons(case) == []
    assert column(path, title, header)[1:] == ["钻头会员连续包月", "豪华绿钻"]


def test_a_new_file_filled_in_by_hand_is_a_cancellation(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(path, FOUND, lang="zh")
    made = openpyxl.load_workbook(path)
    tab = made["取消"]
    at = next(c.column for c in tab[1] if c.value == "取消时间")
    tab.cell(4, at, datetime(2025, 6, 10, 10))
    made.save(path)
    case = read_case(path)
    assert case.cancellations[["service", "beneficiary", "cancelled_has_time"]].values.tolist() == [
        ["豪华绿钻", "1000****01", True]
    ]
    assert reasons(case) == []


TYPED = {"moment": "date", "date": "date", "money": "decimal", "percent": "decimal", "whole": "whole"}


def test_a_new_file_has_lists_comments_and_a_frozen_header(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(path, FOUND, lang="zh")
    made = openpyxl.load_workbook(path)
    for sheet in columns.sheets():
        tab = made[sheet.title.zh]
        assert [c.value for c in tab[1]] == [c.title.zh for c in sheet.columns]
        assert all(c.comment for c in tab[1])
        assert tab.freeze_panes == "B2"
        rules = {str(r.sqref): r for r in tab.data_validations.dataValidation}
        for letter, column in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sheet.columns, strict=False):
            offers = column.choices and column.key != "name"
            expected = "list" if offers or column.kind == "cancellation" else TYPED.get(column.kind)
            assert getattr(rules.get(f"{letter}2:{letter}501"), "type", None) == expected
    assert "周期结束" in next(
        v.formula1 for v in made["取消"].data_validations.dataValidation if "周期结束" in v.formula1
    )


def test_equal_input_is_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_case(tmp_path / f"{name}.xlsx", FOUND, lang="zh")
        append_questions(tmp_path / f"{name}.xlsx", ASKED.assign(question_key="Q-2"), lang="zh")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_same_plan_on_two_accounts_is_told_apart(tmp_path: Path) -> None:
    write_case(tmp_path / "case.xlsx", subscriptions(("月卡", "甲", "a", ""), ("月卡", "甲", "b", "")), lang="en")
    assert column(tmp_path / "case.xlsx", "cancellations", "account")[1:] == ["a", "b"]


@pytest.mark.parametrize(
    ("lang", "every"), [("en", ["month", "month", "2 weeks", "irregular"]), ("zh", ["月", "月", "2周", "不定期"])]
)
def test_plans_of_one_name_on_one_account_are_told_apart_by_how_often_and_when_they_are_paid(
    tmp_path: Path, lang: Any, every: list[str]
) -> None:
    found = subscriptions(*[("会员", "甲", "a", "")] * 4).assign(
        interval=["month", "month", "week", ""], interval_count=[1, 1, 2, 0], billing_day=[5, 18, 0, 0]
    )
    write_case(tmp_path / "case.xlsx", SUBSCRIPTIONS.of(found), lang=lang)
    headers = [("cancellations", "interval", "billing_day"), ("取消", "周期", "扣费日")][lang == "zh"]
    assert column(tmp_path / "case.xlsx", headers[0], headers[1])[1:] == every
    assert column(tmp_path / "case.xlsx", headers[0], headers[2])[1:] == ["5", "18", None, None]


def test_plans_of_the_same_name_carry_their_merchant(tmp_path: Path) -> None:
    write_case(tmp_path / "case.xlsx", subscriptions(("月卡", "甲", "a", ""), ("月卡", "乙", "a", "")), lang="en")
    assert column(tmp_path / "case.xlsx", "cancellations", "service")[1:] == ["甲 月卡", "乙 月卡"]


def test_what_the_user_wrote_is_kept_and_only_new_services_are_added(book: Book) -> None:
    path = book(
        我的表=[["随便"], ["写写"]],
        取消=[
            ["服务", "心情", "取消时间"],
            ["卡盟数码 钻头会员连续包月", "很生气", "2025年6月10日"],
            [None, "合计", None],
        ],
    )
    assert write_case(path, FOUND, lang="zh", existing=path) == 1
    assert append_questions(path, ASKED, lang="zh") == 1
    made = openpyxl.load_workbook(path)
    rows = list(made["取消"].iter_rows(values_only=True))
    assert rows[0][:3] == ("服务", "心情", "取消时间")
    assert rows[1][:3] == ("卡盟数码 钻头会员连续包月", "很生气", "2025年6月10日")
    assert rows[2][1] == "合计"
    assert rows[3][0] == "豪华绿钻"
    assert any("新发现" in str(c) for c in rows[3])
    assert [c[0] for c in made["我的表"].iter_rows(values_only=True)] == ["随便", "写写"]
    assert column(path, "决定", "编号") == ["Q-1"]
    case = read_case(path)
    assert case.cancellations["service"].tolist() == ["卡盟数码 钻头会员连续包月"]
    assert reasons(case) == []


def test_nothing_new_leaves_the_file_untouched(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(path, FOUND, lang="zh")
    append_questions(path, ASKED, lang="zh")
    before = path.read_bytes()
    assert write_case(path, FOUND, lang="en", existing=path) == 0
    assert append_questions(path, ASKED, lang="en") == 0
    assert path.read_bytes() == before


def test_an_answered_question_is_not_asked_again_and_a_new_one_stands_below(book: Book) -> None:
    path = book(decisions=[["key", "answer"], ["Q-1", "owed"]])
    assert append_questions(path, ASKED, ASKED.assign(question_key=["", "", "Q-9"], question="Used?"), lang="en") == 1
    assert column(path, "decisions", "key") == ["Q-1", "Q-9"]
    assert "Answer: owed, not_owed" in column(path, "decisions", "question")[1]
    assert read_case(path).decisions["answer"].tolist() == ["owed"]


def test_a_question_asked_of_two_debits_is_printed_once(book: Book) -> None:
    days = pd.to_datetime(["2025-07-01", "2025-08-01", "2025-09-01"]).astype("datetime64[s]")
    asked = ASKED.assign(
        question_key=["Q-1", "", "Q-2"], question="Did you cancel there? A long menu.", civil_date=days
    )
    path = book(decisions=[["key", "answer"]])
    assert append_questions(path, asked, lang="en") == 2
    first, second = column(path, "decisions", "question")
    assert first.startswith("Did you cancel there?")
    assert second == "The same question as Q-1, about the row of 2025-09-01."


def test_a_workbook_with_formulas_is_not_saved_over(book: Book) -> None:
    path = book(取消=[["服务", "取消时间"], ["甲", "=TODAY()"]])
    before = path.read_bytes()
    with pytest.raises(CaseError, match=r"取消!B2 holds a formula"):
        append_questions(path, ASKED, lang="en")
    assert path.read_bytes() == before


def test_a_picture_in_the_sheet_stays(tmp_path: Path) -> None:
    path, picture = tmp_path / "case.xlsx", tmp_path / "p.png"
    picture.write_bytes(base64.b64decode(ONE_PIXEL))
    with xlsxwriter.Workbook(path) as made:
        tab = made.add_worksheet("取消")
        tab.write_row(0, 0, ["服务", "取消时间"])
        tab.insert_image("D4", picture)
    assert append_questions(path, ASKED, lang="zh") == 1
    with zipfile.ZipFile(path) as kept:
        assert [n for n in kept.namelist() if n.startswith("xl/media/")] == ["xl/media/image1.png"]


def test_a_workbook_with_text_boxes_is_not_saved_over(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    with xlsxwriter.Workbook(path) as made:
        tab = made.add_worksheet("取消")
        tab.write_row(0, 0, ["服务", "取消时间"])
        tab.insert_textbox("D4", "打过三次电话")
    before = path.read_bytes()
    with pytest.raises(CaseError, match="text boxes"):
        append_questions(path, ASKED, lang="zh")
    assert path.read_bytes() == before


def test_a_csv_is_taken_over_into_a_workbook(tmp_path: Path) -> None:
    csv = tmp_path / "cancellations.csv"
    csv.write_text("服务,心情,取消时间,生效方式\n豪华绿钻,很生气,2025/6/10,立即\n", "gb18030")
    write_case(tmp_path / "case.xlsx", FOUND, lang="zh", existing=csv)
    case = read_case(tmp_path / "case.xlsx")
    assert case.cancellations[["service", "terms"]].values.tolist() == [["豪华绿钻", "immediate"]]
    assert reasons(case) == []
    assert column(tmp_path / "case.xlsx", "取消", "心情")[1] == "很生气"
    assert csv.exists()


def test_a_name_that_begins_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(path, FOUND, lang="zh")
    write_case(path, subscriptions(("=HYPERLINK(1)", "甲", "a", "")), lang="zh", existing=path)
    tab = openpyxl.load_workbook(path)["取消"]
    assert {c.data_type for row in tab.iter_rows() for c in row if c.value is not None} == {"s"}
    assert column(path, "取消", "服务")[-1] == "=HYPERLINK(1)"


def test_a_cancellation_the_bills_record_is_filled_in(tmp_path: Path) -> None:
    told = ENDS.of(
        {
            "source": ["bill", "bill", ""],
            "subscription_id": [FOUND["subscription_id"].iloc[1]] * 3,
            "cancelled_at": pd.to_datetime(
                ["2025-06-20 08:00:33", "2025-03-01 08:00:00", "2025-08-01 08:00:00"]
            ).astype("datetime64[s]"),
            "path": ["app_store"] * 3,
            "proof": ["A"] * 3,
            "note": ["Subscription History.csv:2", "Subscription History.csv:2", ""],
        }
    )
    write_case(tmp_path / "case.xlsx", FOUND, told, lang="zh")
    rows = read_case(tmp_path / "case.xlsx").cancellations.to_dict("records")
    assert [[row[c] for c in ("service", "cancelled_at", "path", "proof", "note")] for row in rows] == [
        ["豪华绿钻", pd.Timestamp("2025-06-20 08:00:33"), "app_store", "A", "Subscription History.csv:2"]
    ]
