"""An invented person's life drawn from a seed: what they subscribe to, when they cancel, what else they buy."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from audit.samples.casefile import Cell
from audit.samples.plans import FIXED_DAYS, MONTHLY, Plan, Service, add_months
from audit.samples.rows import Bill, Row, alipay_charge, alipay_other, wechat_charge, wechat_other

T = TypeVar("T")
NICKNAME, LOGIN, CARD = "小满同学", "linxiaoman@example.com", "1234"
CARD_METHOD = f"招商银行储蓄卡({CARD})"
ACCOUNTS = {"wechat": NICKNAME, "alipay": LOGIN, "bank:cmb": CARD}


@dataclass(frozen=True)
class Story:
    """One plan up to its cancellation and after: debits kept, debits that came late, the service end between them."""

    plan: Plan
    kept: tuple[Row, ...]
    late: tuple[Row, ...]
    cancelled_at: datetime
    end: date
    as_of: date

    @property
    def rows(self) -> tuple[Row, ...]:
        """All debits in their order."""
        return (*self.kept, *self.late)

    def cancellation(self, **cells: Cell) -> dict[str, Cell]:
        """The person's row about it; further cells replace or extend what everybody fills in."""
        row: dict[str, Cell] = {"service": self.plan.service.text, "cancelled_at": self.cancelled_at}
        return row | {"path": "app", "proof": "B"} | cells


class Life:
    """All choices of one sample case, in the order in which they are asked for."""

    def __init__(self, kind: str, seed: int) -> None:
        self.random = random.Random(f"{kind}/{seed}")

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self.random.randint(low, high)

    def one_of(self, choices: Sequence[T]) -> T:
        """Any one of them."""
        return self.random.choice(choices)

    def rail(self) -> str:
        """WeChat or Alipay."""
        return self.one_of(("wechat", "alipay"))

    def moment(self, day: date) -> datetime:
        """Some minute of that day, never midnight: a case file reads midnight as no time."""
        return datetime.combine(day, time(self.number(8, 21), self.number(0, 59)))

    def between(self, first: date, last: date) -> date:
        """Some day from the first to the last, both included."""
        return first + timedelta(days=self.number(0, (last - first).days))

    def plan(
        self,
        services: Sequence[Service] = MONTHLY,
        *,
        rail: str = "",
        months: int = 1,
        days: int = 0,
        first: date | None = None,
        since: date = date(2023, 3, 1),
        until: date = date(2025, 9, 30),
        last_day: int = 28,
        method: str = "",
    ) -> Plan:
        """A plan of one of these services, first paid between two days and no later in the month than `last_day`."""
        service = self.one_of(services)
        start = first or self.between(since, until)
        start = start if first or days or start.day <= last_day else start.replace(day=self.number(1, last_day))
        clock = time(self.number(0, 23), self.number(0, 59), self.number(0, 59))
        return Plan(service, self.one_of(service.prices), rail or self.rail(), start, clock, months, days, method)

    def fixed_days(self) -> Plan:
        """A plan of 30 or 31 days, which drifts through the calendar."""
        days = self.one_of((30, 31))
        return self.plan((FIXED_DAYS[days],), days=days)

    def story(self, plan: Plan, *, kept: int = 0, late: int = -1) -> Story:
        """The plan paid on its days, cancelled well inside a period, and debited on; `late` -1 draws one to four."""
        kept = kept or self.number(4, 6)
        late = self.number(1, 4) if late < 0 else late
        cancelled = self.between(plan.anchor(kept - 1) + timedelta(days=2), plan.anchor(kept) - timedelta(days=2))
        rows = tuple(plan.charge(k) for k in range(kept + late))
        since = rows[-1].at.date() if late else plan.anchor(kept)
        return Story(
            plan,
            rows[:kept],
            rows[kept:],
            self.moment(cancelled),
            plan.anchor(kept),
            self.between(since + timedelta(days=3), since + timedelta(days=20)),
        )

    def bill(
        self,
        rail: str,
        rows: Sequence[Row],
        as_of: date,
        *,
        since: date | None = None,
        until: date | None = None,
        shape: str = "",
        filter_: str = "全部",
        account: str = "",
        name: str = "",
        noise: bool = True,
    ) -> Bill:
        """An export made on the evening of `as_of` unless its range ends before, with a life's other rows in it."""
        first = since or add_months(min(r.at.date() for r in rows), -1, 1)
        last = until or as_of
        others = self.noise(rail, first, last) if noise else ()
        exported_at = datetime.combine(last, time(22, self.number(0, 59), self.number(0, 59)))
        return Bill(
            shape or self.shape(rail, exported_at.date()),
            (*rows, *others),
            account or ACCOUNTS[rail],
            first,
            last,
            exported_at,
            filter_,
            name,
        )

    def shape(self, rail: str, exported_on: date) -> str:
        """A shape which that channel gave out on that day."""
        if rail == "bank:cmb":
            return "cmb-debit"
        if rail == "alipay":
            return self.one_of(("alipay-web", _latest(_ALIPAY_APP, exported_on)))
        return _latest(_WECHAT, exported_on)

    def noise(self, rail: str, first: date, last: date) -> tuple[Row, ...]:
        """What a life holds besides: coffee, trains, transfers, fund interest, the credit line repaid."""
        if rail == "bank:cmb":
            return ()
        make = _wechat_noise if rail == "wechat" else _alipay_noise
        days = (self.between(first, last) for _ in range(self.number(8, 14)))
        return tuple(make(n, self.moment(day), self.number(150, 9900)) for n, day in enumerate(days))


_WECHAT = (
    (date(2018, 1, 1), "wechat-csv-2021"),
    (date(2025, 1, 1), "wechat-csv-2025"),
    (date(2025, 7, 1), "wechat-xlsx-2025"),
    (date(2026, 3, 1), "wechat-xlsx-2026"),
)
_ALIPAY_APP = (
    (date(2021, 6, 1), "alipay-app-2021"),
    (date(2023, 2, 13), "alipay-app-2023"),
    (date(2025, 7, 1), "alipay-app-2026"),
    (date(2026, 6, 1), "alipay-app-2026-june"),
)


def without_other_card_rows(bill: Bill, rows: tuple[Row, ...]) -> Bill:
    """The bill without what else the card paid, which would have to stand in the card's own bill too."""
    return replace(bill, rows=tuple(r for r in bill.rows if r in rows or r.method != CARD_METHOD))


def _latest(ages: tuple[tuple[date, str], ...], on: date) -> str:
    return [shape for since, shape in ages if since <= on][-1]


def _wechat_noise(n: int, at: datetime, amount: int) -> Row:
    seller, item = (("拾光咖啡", "美式咖啡"), ("晨光便利店", "门店消费"), ("城市轨道交通", "乘车码扣费"))[n % 3]
    return (
        wechat_charge(at, amount, seller, item),
        wechat_charge(at, amount, seller, f"{item}-{amount}", method=CARD_METHOD),
        wechat_other(at, amount, "阿禾", "转账备注:午饭", "out", "转账", "朋友已收钱"),
        wechat_other(at, amount, "房东李姐", "/", "in", "微信红包", "已存入零钱", "/"),
        wechat_other(at, amount, "/", "/", "neutral", "零钱提现", "提现已到账", CARD_METHOD),
    )[n % 5]


def _alipay_noise(n: int, at: datetime, amount: int) -> Row:
    return (
        alipay_charge(at, amount, "拾光咖啡", "美式咖啡", category="餐饮美食"),
        alipay_charge(at, amount, "城市轨道交通", f"地铁乘车-{amount}", category="交通出行", method="余额宝"),
        alipay_other(
            at, amount, "天弘基金管理有限公司", f"余额宝-{at:%Y.%m.%d}-收益发放", "neutral", "投资理财", "交易成功"
        ),
        alipay_other(
            at, amount, "花呗", f"花呗自动还款-{at:%Y年%m月}账单", "neutral", "信用借还", "还款成功", funds="资金转移"
        ),
        alipay_other(at, amount, "阿禾", "转账", "in", "转账红包", "交易成功", "余额", "已收入"),
        alipay_charge(at, amount, "晨光便利店", "日用品", category="日用百货", method="余额宝"),
    )[n % 6]
