"""Every kind of plan, found with no case file, as wallets and banks print it: a person a kind, judged as one table."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pandas as pd
import pytest
from judging_rows import paid, payments

from audit.judging.subscriptions import mark_subscriptions, subscriptions

ALIPAY = {"channel": "alipay", "account_id": "a***@x.com"}
BANK = {"channel": "bank:cmb", "account_id": "1234"}
Rows = list[dict[str, object]]
Found = tuple[str, int, int, int, str]  # interval, count, billing day, payments, the price now


def months(first: str, count: int, step: int = 1) -> list[str]:
    """The same day some months on, clamped to the month's end from the first one anew."""
    start = date.fromisoformat(first)
    made = []
    for n in range(0, count * step, step):
        year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
        made.append(date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])).isoformat())
    return made


def days(first: str, count: int, step: int) -> list[str]:
    return [(date.fromisoformat(first) + timedelta(days=step * n)).isoformat() for n in range(count)]


def off(when: list[str], *by: int) -> list[str]:
    """Each day moved by its own number of days."""
    return [(date.fromisoformat(d) + timedelta(days=n)).isoformat() for d, n in zip(when, by, strict=True)]


def working(when: list[str]) -> list[str]:
    """Saturdays and Sundays moved to Monday, as banks post."""
    moved = map(date.fromisoformat, when)
    return [(d + timedelta(days=max(0, 7 - d.weekday()) if d.weekday() > 4 else 0)).isoformat() for d in moved]


def rows(when: list[str], party: str, text: str = "", yuan: str | list[str] = "25.00", **more: str) -> Rows:
    prices = [yuan] * len(when) if isinstance(yuan, str) else yuan
    clock = "" if more.get("channel", "").startswith("bank") else " 09:13"
    return [
        paid(f"{d}{clock}", y, counterparty=party, description=text, **more) for d, y in zip(when, prices, strict=True)
    ]


def texts(when: list[str], party: str, printed: list[str], **more: str) -> Rows:
    return [r for d, text in zip(when, printed, strict=True) for r in rows([d], party, text, **more)]


FIVE = months("2025-01-12", 5)
METER = ["31.20", "28.75", "44.10", "39.99", "30.05", "52.40", "47.33"]
KINDS: dict[str, tuple[Rows, list[Found]]] = {
    "weekly, no words": (rows(days("2025-01-06", 8, 7), "某某科技", "课程服务", "9.90"), [("week", 1, 0, 8, "9.90")]),
    "weekly by its words": (rows(["2025-01-06"], "某视频", "连续包周会员", "9.90"), [("week", 1, 0, 1, "9.90")]),
    "fortnightly, a bank": (
        rows(days("2025-01-06", 6, 14), "FLOWERCO 8837112 CN", **BANK),
        [("week", 2, 0, 6, "25.00")],
    ),
    "monthly, a wallet": (rows(FIVE, "北京卡路里科技有限公司", "连续包月", **ALIPAY), [("month", 1, 12, 5, "25.00")]),
    "monthly, a bank": (rows(FIVE, "财付通-深圳市腾讯计算机系统有限公司", **BANK), [("month", 1, 12, 5, "25.00")]),
    "quarterly": (
        rows(months("2024-01-09", 4, 3), "网易云音乐", "网易云音乐-会员自动续费", "45.00", **ALIPAY),
        [("quarter", 1, 9, 4, "45.00")],
    ),
    "quarterly, no words": (rows(months("2024-01-09", 4, 3), "某某科技", "知识服务"), [("quarter", 1, 9, 4, "25.00")]),
    "half-yearly": (rows(months("2023-01-09", 4, 6), "某某科技", "会员服务"), [("half_year", 1, 9, 4, "25.00")]),
    "half-yearly by its words": (rows(["2025-01-09"], "某某科技", "会员连续包半年"), [("half_year", 1, 9, 1, "25.00")]),
    "yearly, two payments with words": (
        rows(["2025-04-21", "2026-04-21"], "广州唯品会电子商务有限公司", "唯品会-自动续费超级VIP会员", "79.00"),
        [("year", 1, 21, 2, "79.00")],
    ),
    "yearly, three without": (rows(months("2022-04-21", 3, 12), "某域名", "域名服务"), [("year", 1, 21, 3, "25.00")]),
    "30 days, the price wobbling": (
        rows(
            days("2025-07-31", 6, 30), "哈啰出行", "哈啰单车骑行卡自动续费", ["18.80", "17.47", "17.80", *["18.80"] * 3]
        ),
        [("day", 30, 0, 6, "18.80")],
    ),
    "31 days": (
        rows(days("2023-01-05", 6, 31), "深圳市腾讯计算机系统有限公司", "绿钻豪华版业务自动续费31天(为1000****01购买)"),
        [("day", 31, 0, 6, "25.00")],
    ),
    "the 31st": (rows(months("2024-10-31", 8), "爱奇艺", "爱奇艺VIP会员自动续费"), [("month", 1, 31, 8, "25.00")]),
    "the 30th through February": (rows(months("2024-11-30", 7), "某某", "会员"), [("month", 1, 30, 7, "25.00")]),
    "the 31st seen from February": (
        rows(["2025-02-28", "2025-03-31", "2025-04-30"], "某某", "会员"),
        [("month", 1, 31, 3, "25.00")],
    ),
    "three days early or late": (
        rows(off(months("2025-01-15", 8), 0, 2, -3, 1, 3, -1, -2, 0), "某网盘", "网盘服务"),
        [("month", 1, 15, 8, "25.00")],
    ),
    "the same, month's end": (
        rows(off(months("2024-08-30", 8), 0, 2, -3, 1, 3, -1, -2, 0), "某网盘", "网盘服务"),
        [("month", 1, 30, 8, "25.00")],
    ),
    "weekends moved": (rows(working(months("2025-01-04", 8)), "某课堂", **BANK), [("month", 1, 4, 8, "25.00")]),
    "the 31st, weekends moved": (
        rows(working(months("2024-10-31", 10)), "IQIYI", **BANK),
        [("month", 1, 31, 10, "25.00")],
    ),
    "dearer twice": (
        rows(
            months("2024-06-07", 9),
            "深圳市迅雷网络技术有限公司",
            "连续包月白金会员",
            ["9.90"] * 3 + ["15.00"] * 3 + ["18.00"] * 3,
        ),
        [("month", 1, 7, 9, "18.00")],
    ),
    "one month at half price": (
        rows(months("2024-06-07", 6), "某某", "会员服务", ["25.00", "25.00", "12.50", *["25.00"] * 3]),
        [("month", 1, 7, 6, "25.00")],
    ),
    "skipped months": (
        rows([d for n, d in enumerate(months("2024-06-07", 10)) if n not in (3, 6, 7)], "某某", "服务"),
        [("month", 1, 7, 7, "25.00")],
    ),
    "a doubled charge": (rows([*FIVE[:2], *FIVE[1:]], "某某", "服务"), [("month", 1, 12, 6, "25.00")]),
    "two plans with names": (
        rows(FIVE, "腾讯", "腾讯视频VIP自动续费") + rows(FIVE, "腾讯", "QQ音乐豪华绿钻自动续费", "15.00"),
        [("month", 1, 12, 5, "15.00"), ("month", 1, 12, 5, "25.00")],
    ),
    "two plans, one name, two prices, one day": (
        rows(FIVE, "腾讯", "会员自动续费") + rows(FIVE, "腾讯", "会员自动续费", "15.00"),
        [("month", 1, 12, 5, "15.00"), ("month", 1, 12, 5, "25.00")],
    ),
    "two plans, one name, one price": (
        rows(FIVE, "腾讯", "会员自动续费") + rows(off(FIVE, 9, 9, 9, 9, 9), "腾讯", "会员自动续费"),
        [("month", 1, 12, 5, "25.00"), ("month", 1, 21, 5, "25.00")],
    ),
    "two plans, one name, one price, one day": (
        rows(FIVE, "腾讯", "会员自动续费") + rows(FIVE, "腾讯", "会员自动续费"),
        [("month", 1, 12, 5, "25.00"), ("month", 1, 12, 5, "25.00")],
    ),
    "two plans in a bank bill": (
        rows(FIVE, "腾讯", **BANK) + rows(off(FIVE, 9, 9, 9, 9, 9), "腾讯", "", "15.00", **BANK),
        [("month", 1, 12, 5, "25.00"), ("month", 1, 21, 5, "15.00")],
    ),
    "by usage": (
        rows(months("2025-01-01", 7), "云计算有限公司", "云服务器 按量付费", METER, **ALIPAY),
        [("month", 1, 1, 7, "47.33")],
    ),
    "by usage, a bank": (
        rows(months("2025-01-01", 7), "STRIPE*OPENCLOUD", "", METER, **BANK),
        [("month", 1, 1, 7, "47.33")],
    ),
    "an intro price": (
        rows(["2025-01-09"], "腾讯 全民K歌", "1个月全民K歌VIP连续包月开通(为微信账号购买)", "0.99")
        + rows(["2025-02-09", "2025-03-09"], "腾讯 全民K歌", "全民K歌VIP连续包月(为微信账号购买)", "12.00"),
        [("month", 1, 9, 3, "12.00")],
    ),
    "a trial of seven days": (
        rows(["2025-05-01"], "动景", "7天试用(网盘SVIP会员)", "0.01")
        + rows(months("2025-05-08", 3), "动景", "连续包月(网盘SVIP会员)", "20.00"),
        [("month", 1, 8, 4, "20.00")],
    ),
    "order numbers of digits": (
        texts(FIVE, "京东", [f"京东-PLUS会员订单29837465{n}1" for n in range(5)]),
        [("month", 1, 12, 5, "25.00")],
    ),
    "order numbers of letters and digits": (
        texts(FIVE, "某云", [f"云盘 订单号A{n}7F{n}31C{'XYZQW'[n]}" for n in range(5)]),
        [("month", 1, 12, 5, "25.00")],
    ),
    "days in the text": (
        texts(FIVE, "iCloud 由云上贵州运营", [f"iCloud；{d[5:7]}.{d[8:]}购买" for d in FIVE], **ALIPAY),
        [("month", 1, 12, 5, "25.00")],
    ),
    "months in the text": (
        texts(FIVE, "某云", [f"云盘{d[:4]}年{int(d[5:7])}月账单" for d in FIVE]),
        [("month", 1, 12, 5, "25.00")],
    ),
    "masked and full, one account": (
        [
            r
            for n, d in enumerate(FIVE)
            for r in rows([d], ("知**", "知乎")[n % 2], "盐选", counterparty_account="zhi***@z.com")
        ],
        [("month", 1, 12, 5, "25.00")],
    ),
    "masked and full, no account": (
        [r for n, d in enumerate(FIVE) for r in rows([d], ("阿斯**店", "阿斯兰专营店")[n % 2], "影音会员连续包月")],
        [("month", 1, 12, 5, "25.00")],
    ),
    "one mandate": (rows(["2025-01-09"], "5EPLay", "PLUS会员包月自动续费", "22.00"), [("month", 1, 9, 1, "22.00")]),
    "one mandate without a period": (rows(["2025-01-09"], "某某", "周期扣款-影音"), [("", 0, 0, 1, "25.00")]),
    "one mandate in English": (
        rows(["2025-01-09"], "Some Firm", "Cloud monthly subscription"),
        [("month", 1, 9, 1, "25.00")],
    ),
    "one payment of a service with one interval": (
        rows(["2025-01-09"], "NETFLIX.COM", **BANK),
        [("month", 1, 9, 1, "25.00")],
    ),
    "one payment of a service with several": (rows(["2025-01-09"], "Spotify AB", **BANK), [("", 0, 0, 1, "25.00")]),
    "one membership of a known service": (rows(["2025-01-09"], "优酷", "优酷VIP会员"), [("", 0, 0, 1, "25.00")]),
}
NONE: dict[str, Rows] = {
    "coffee each working day": rows(
        [d for d in days("2025-03-03", 28, 1) if date.fromisoformat(d).weekday() < 5], "瑞幸咖啡", "拿铁"
    ),
    "lunch each Friday at one price": rows(days("2025-03-07", 8, 7), "沙县小吃", "午餐", "18.00"),
    "the metro": rows(days("2025-03-03", 20, 1), "上海地铁", "地铁乘车 免密支付", "4.00"),
    "haircuts": rows(
        ["2025-01-04", "2025-02-08", "2025-03-08", "2025-04-12", "2025-05-10"], "阿伟造型", "理发", "48.00"
    ),
    "top-ups": rows(months("2025-01-01", 6), "腾讯天游", "王者荣耀点券(为1000****01购买)", "68.00"),
    "money put on a card": rows(["2025-01-04", "2025-03-09"], "阿伟造型", "会员卡充值", "500.00"),
    "花呗": rows(months("2025-01-09", 6), "花呗", "花呗自动还款-2025年04月账单", **ALIPAY),
    "余额宝": rows(months("2025-01-09", 6), "天弘基金", "余额宝-自动转入", **ALIPAY),
    "one ride without a password": rows(["2025-01-09"], "滴滴出行", "滴滴快车-免密支付"),
    "one meal without a password": rows(["2025-01-09"], "饿了么", "外卖订单-免密支付"),
    "shopping in a club's store": rows(["2025-01-09"], "山姆会员商店", "超市购物", "312.00"),
}


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """The subscriptions of every life above, each a person's own, judged as one table."""
    lives = {name: given for name, (given, _) in KINDS.items()} | NONE
    return subscriptions(mark_subscriptions(payments(*(r | {"person": n} for n, life in lives.items() for r in life))))


@pytest.mark.parametrize("name", KINDS)
def test_the_plan_is_found_with_its_interval_its_day_and_its_price(name: str, found: pd.DataFrame) -> None:
    own = found[found["person"].eq(name)]
    columns = ["interval", "interval_count", "billing_day", "payments", "amount_minor"]
    told = sorted(tuple(row) for row in own[columns].to_numpy().tolist())
    assert told == sorted((*plan[:4], round(float(plan[4]) * 100)) for plan in KINDS[name][1])


@pytest.mark.parametrize("name", NONE)
def test_what_repeats_otherwise_is_no_plan(name: str, found: pd.DataFrame) -> None:
    assert found.loc[found["person"].eq(name), "service"].tolist() == []


def test_two_plans_of_one_name_and_price_are_told_apart_on_any_two_days() -> None:
    lives = {
        day: rows(months("2024-06-07", 5), "某某", "会员自动续费")
        + rows(months(f"2024-06-{day:02}", 5), "某某", "会员自动续费")
        for day in range(1, 31)
    }
    marked = mark_subscriptions(payments(*(r | {"person": str(d)} for d, life in lives.items() for r in life)))
    told = subscriptions(marked)
    assert told.groupby("person")["billing_day"].agg(set).to_dict() == {str(day): {7, day} for day in lives}
    assert set(told["payments"]) == {5}


def test_a_charge_doubled_now_and_then_is_no_second_plan_and_is_marked() -> None:
    marked = mark_subscriptions(payments(*KINDS["a doubled charge"][0]))
    assert marked["second"].tolist() == [False, False, True, False, False, False]


def test_a_masked_name_that_fits_two_sellers_stays_by_itself() -> None:
    sellers = ("阿斯**店", "阿斯兰专营店", "阿斯顿专营店")
    made = [r for n, d in enumerate(months("2025-01-12", 9)) for r in rows([d], sellers[n % 3], "影音会员连续包月")]
    assert len(subscriptions(mark_subscriptions(payments(*made)))) == 3
