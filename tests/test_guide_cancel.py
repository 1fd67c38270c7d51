"""`guide cancel` on a folder of bills: what still runs, by when it has to be closed, where, and what to beware of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from casebook import alipay, bill, cancelled, wechat

from audit.cli import main
from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.judging.running import Running, next_debits, running
from audit.judging.subscriptions import mark_subscriptions, subscriptions
from audit.samples import Bill, encode
from audit.samples.casefile import write_case_file
from audit.statements import read

MONTHLY = [f"2025-{month:02d}-05" for month in range(3, 9)]
PLAN = bill("wechat", [wechat(day) for day in MONTHLY])
BY_ALIPAY = bill(
    "alipay", [alipay(day, "25.00", seller="百度", text="百度网盘超级会员(1个月-自动续费)") for day in MONTHLY]
)
OVER = bill("wechat", [wechat("2025-02-01"), wechat("2025-03-01"), wechat("2025-04-01"),
                       wechat("2025-08-20", "9.90", seller="早餐店", text="豆浆")])  # fmt: skip
APPLE = bill("alipay", [alipay(d, "46.00", seller="App Store & Apple Music", text="App Store & Apple Music；购买")
                        for d in MONTHLY])  # fmt: skip


def found(folder: Path, made: Bill, as_of: str) -> tuple[Running, ...]:
    (folder / "bill.csv").write_bytes(encode(made))
    bills = read([folder])
    marked = mark_subscriptions(consolidate(bills.transactions, link(bills.transactions)), bills.events)
    return running(subscriptions(marked), marked, as_of=date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("made", "as_of", "due", "first"),
    [
        (PLAN, "2025-08-20", "2025-09-05", "2025-09-04"),  # WeChat may debit one day before
        (PLAN, "2025-08-05", "2025-09-05", "2025-09-04"),  # the period of August 5th is paid
        (PLAN, "2025-11-20", "2025-12-05", "2025-12-04"),  # the bills end in August: the next billing day from today
        (BY_ALIPAY, "2025-08-20", "2025-09-05", "2025-08-31"),  # Alipay up to five
        (APPLE, "2025-08-20", "2025-09-05", "2025-08-31"),  # the wider of the two who may debit
    ],
)
def test_the_next_debit_and_the_day_before_which_to_close(
    tmp_path: Path, made: Bill, as_of: str, due: str, first: str
) -> None:
    [one] = found(tmp_path, made, as_of)
    assert (one.due_on.isoformat(), one.first_on.isoformat()) == (due, first)


def test_a_store_stands_before_the_wallet_that_pays_it(tmp_path: Path) -> None:
    [one] = found(tmp_path, APPLE, "2025-08-20")
    assert [rail.id for rail in one.rails] == ["apple", "alipay"]


def test_what_has_stopped_is_not_running(tmp_path: Path) -> None:
    assert found(tmp_path, OVER, "2025-09-01") == ()


def test_the_next_debits_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "bill.csv").write_bytes(encode(PLAN))
    bills = read([tmp_path])
    marked = mark_subscriptions(consolidate(bills.transactions, link(bills.transactions)), bills.events)
    [row] = next_debits(subscriptions(marked), marked, as_of=date(2025, 8, 20)).to_dict("records")
    assert (str(row["due_on"].date()), str(row["close_before_on"].date())) == ("2025-09-05", "2025-09-04")
    assert row["subscription_id"] == subscriptions(marked)["subscription_id"].item()
    assert next_debits(subscriptions(marked).iloc[:0], marked, as_of=date(2025, 8, 20)).empty


def said(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["guide", "cancel", *([str(folder)] if "--here" not in arguments else []),
                 *(a for a in arguments if a != "--here")]) == 0  # fmt: skip
    return capsys.readouterr().out


def test_the_checklist_of_a_live_service(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bill.csv").write_bytes(encode(BY_ALIPAY))
    (tmp_path / "case.xlsx").write_bytes(write_case_file({"cancellations": [
        cancelled("2025-07-20", service="百度网盘超级会员(1个月-自动续费)")]}, "zh"))  # fmt: skip
    text = said(tmp_path, capsys, "--as-of", "2025-08-20")
    for part in (
        "1. 百度网盘超级会员(1个月-自动续费)（百度 · 支付宝 · ¥25.00/月",
        "案件表格里写着已于 2025-07-20 取消（C1）",
        "下次扣款日 2025-09-05，最早可能从 2025-08-31 起扣款：请在 2025-08-31 之前关闭",
        "第一处 取消服务：百度网盘 App",
        "第二处 关闭支付宝的扣费授权：支付宝：我的 > 设置",
        "也可能叫：免密支付/自动扣款、自动续费",
        "2026-11-22 核对",
        "取消服务不会自动关闭授权",
        "截图（带日期时间）",
        "客服会问：会员的手机号或账号；最近一笔扣款（2025-08-05，¥25.00，单号 ",
        "证件照片：不要在聊天里发",
        "短信验证码",
        "「代办退款」",
    ):
        assert part in text


def test_in_english_and_late(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bill.csv").write_bytes(encode(PLAN))
    text = said(tmp_path, capsys, "--as-of", "2025-11-05", "--lang", "en")
    assert "Next debit 2025-11-05; it may come at any moment (from 2025-11-04 on): close it today." in text
    assert "The bills end on 2025-08-31" in text
    assert "Second place, the mandate at WeChat Pay" in text
    assert "Refund agents" in text


def test_in_a_folder_of_bills_no_path_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bill.csv").write_bytes(encode(PLAN))
    monkeypatch.chdir(tmp_path)
    assert "1. 卡盟钻会员连续包月" in said(tmp_path, capsys, "--here", "--as-of", "2025-08-20")
    assert "取消：微信支付" in said(tmp_path, capsys, "--here", "微信")


def test_where_nothing_runs_the_general_guide_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bill.csv").write_bytes(encode(OVER))
    monkeypatch.chdir(tmp_path)
    text = said(tmp_path, capsys, "--here", "--as-of", "2025-09-01")
    assert "没有仍在扣费的服务" in text
    assert "取消：微信支付" in text
    assert "取消：微信支付" not in said(tmp_path, capsys, "--as-of", "2025-09-01")


def test_an_empty_folder_gives_the_general_guide_and_by_its_path_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "取消：支付宝" in said(tmp_path, capsys, "--here")
    assert main(["guide", "cancel", str(tmp_path)]) == 1
    assert "没有账单" in capsys.readouterr().err
