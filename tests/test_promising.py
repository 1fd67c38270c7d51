"""What is put aside before any lattice is laid is nothing that fitting every plan would find."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging_rows import paid, payments

from audit.judging.may_be_meant import may_be_meant
from audit.judging.plan_names import match_plans
from audit.judging.plans import FITTED, Charges, mark_plans
from audit.judging.promising import worth_fitting
from audit.judging.series import find_series
from audit.judging.subscriptions import mark_subscriptions, plans_of
from audit.periods import add_months, from_days, to_days

FIRST = to_days(date(2024, 1, 1))
ACCOUNTS = ("小明", "小红")


def kept_and_regular(charges: Charges) -> tuple[set[int], set[int]]:
    """The plans worth fitting, and those that have a regular series where all of them are fitted."""
    every = np.arange(len(charges.plan))
    nobody = np.zeros(len(charges.plan), dtype=bool)
    series = find_series(charges.table(every, FITTED))
    part = series.first_rows()["part"].str.split("\x1f").str[-1]
    own = series.regular & ~part.isin(["rest", "again"]).to_numpy()
    plan = series.first_rows()["plan"].to_numpy()
    return set(charges.plan[worth_fitting(charges, nobody)].tolist()), set(plan[own].tolist())


def days_of(kind: int, chance: np.random.Generator) -> list[int]:
    """Days of payments: by the calendar, by days, or at random; some early or late, some missing, some beside."""
    n = int(chance.integers(3, 15))
    if kind == 0:
        step, day = int(chance.choice([1, 1, 1, 2, 3, 6, 12])), int(chance.integers(1, 32))
        begun = from_days(FIRST + int(chance.integers(0, 40)))
        found = [to_days(add_months(begun, step * k, day)) for k in range(n)]
    elif kind == 1:
        step = int(chance.choice([7, 14, 28, 30, 31, chance.integers(5, 90)]))
        found = [FIRST + step * k for k in range(n)]
    else:
        found = np.sort(FIRST + chance.integers(0, 20 * int(chance.integers(2, 90)), n)).tolist()
    kept = [d + int(chance.choice([0, 0, 0, 0, 1, 2, -1, 4, -3])) for d in found if chance.random() < 0.85]
    return sorted([*kept, *(FIRST + chance.integers(0, 400, int(chance.integers(0, 3)))).tolist()])


def plan_rows(number: int, chance: np.random.Generator) -> list[dict[str, object]]:
    """One seller's payments: at one price, at two, at a price that rises, or at a new one every time."""
    days = days_of(int(chance.integers(0, 3)), chance)
    kind = int(chance.integers(0, 4))
    many = [f"{fen / 100:.2f}" for fen in chance.integers(100, 9000, len(days) + 1)]
    prices = [("30.00",), ("30.00", "45.00"), ("30.00",) * (len(days) // 2) + ("35.00",) * len(days), many][kind]
    account = ACCOUNTS if chance.random() < 0.2 else ACCOUNTS[:1]
    return [
        paid(f"{from_days(day)} 10:{k % 60:02}", prices[k % len(prices)], counterparty=f"青禾{number:02}号",
             description="/",
             account_id=account[k % len(account)])
        for k, day in enumerate(days)
    ]  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1 << 32))
def test_no_plan_that_keeps_a_beat_is_put_aside(seed: int) -> None:
    chance = np.random.default_rng(seed)
    charges = mark_plans(payments(*(row for number in range(30) for row in plan_rows(number, chance))))
    kept, regular = kept_and_regular(charges)
    assert regular <= kept


def test_purchases_at_any_price_on_any_day_are_put_aside() -> None:
    chance = np.random.default_rng(7)
    rows = [
        paid(f"{from_days(FIRST + int(day))} 10:00", f"{chance.integers(100, 90000) / 100:.2f}",
             counterparty=f"青禾{number:02}号店", description="/")
        for number in range(20) for day in chance.integers(0, 700, 40)
    ]  # fmt: skip
    kept, _ = kept_and_regular(mark_plans(payments(*rows)))
    assert len(kept) <= 2


@pytest.mark.parametrize(
    "name",
    [
        "卡盟钻",
        "卡盟科技 卡盟钻",
        "青禾店",
        "青禾店 月历",
        "爱奇艺",
        "爱奇艺黄金会员",
        "月卡会员",
        "视频公司",
        "无此服务",
        "订单20260101",
    ],
)
def test_no_plan_that_a_name_means_is_passed_over(name: str) -> None:
    sold = [
        ("卡盟科技", "卡盟钻连续包月"), ("青禾店", "月历"), ("青禾店", ""), ("北京爱奇艺科技有限公司", "黄金VIP"),
        ("爱", "奇艺会员"), ("某店", "月卡会员自动续费"), ("视频公司", "体验装"),
        ("视频公司", "订单20260101"), ("别的店", "拿铁"),
    ]  # fmt: skip
    rows = [paid(f"2025-0{m}-05 08:00", f"{m}1.37", counterparty=c, description=d) for c, d in sold for m in (1, 4)]
    table = payments(*rows)
    marked = mark_subscriptions(table)
    meant = {plan.id for plan in match_plans(name, plans_of(marked.to_dict("records")))}
    looked_at = may_be_meant(mark_plans(table), [name])
    assert meant <= set(marked["plan_id"][looked_at])
    assert pd.Series(looked_at).sum() < len(rows)
