"""A life of charges with known answers: recurring streams of sixteen kinds among the noise of seven kinds of shops.

`README.md` beside this file is the definition; nothing of the program under test is used to make the data. Everything
follows from the seed. Amounts are whole fen.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

FIRST, LAST = date(2023, 1, 1), date(2025, 6, 30)
STREAMS = {
    "fixed": 6, "month end": 3, "weekend": 3, "jitter": 3, "price step": 3, "skipped": 2, "doubled": 2,
    "two plans": 4, "equal plans": 2, "weekly": 2, "quarterly": 2, "annual": 3, "usage": 2, "trial": 2, "stopped": 3,
    "changing text": 3,
}  # fmt: skip
NOISE = {"coffee": 4, "groceries": 3, "transit": 2, "friday lunch": 2, "haircut": 3, "top-up": 4, "shop": 33}
SELLERS = {"two plans": 2, "equal plans": 2}  # streams that share one seller
PRICES = (600, 900, 990, 1200, 1500, 1800, 1990, 2500, 2800, 3000, 4500, 6800)
_HEADS = "云星海青竹松山林溪岚禾麦橙柚枫鹿雁鲸帆舟灯塔桥石白墨蓝金银铜晨暮春秋月风雪霜露虹"
_TAILS = "声图书笔影音健厨旅课译盘阅听写画练记签存印寻约拼修养租送"
_WORDED = ("{plan}自动续费", "{plan}-连续包月", "{plan}会员自动扣费", "{plan}")


@dataclass(frozen=True)
class Charge:
    """One debit; `stream` is empty for noise."""

    at: datetime
    seller: str
    text: str
    fen: int
    stream: str = ""
    kind: str = ""


def life(seed: int, *, worded: bool = False) -> list[Charge]:
    """Every charge of one person over thirty months, in order; `worded`: texts say of themselves that they renew."""
    chance = random.Random(f"recurrence {seed}")
    names = _names(chance)
    charges: list[Charge] = []
    for kind, count in STREAMS.items():
        together = SELLERS.get(kind, 1)
        for number in range(count // together):
            seller, first = next(names), FIRST + timedelta(days=chance.randrange(360 if kind == "annual" else 60))
            made = [_stream(kind, seller, f"{kind} {number}.{part}", first, chance) for part in range(together)]
            charges += [_worded(c) if worded else c for one in made for c in one]
    for kind, count in NOISE.items():
        for _ in range(count):
            charges += _NOISE[kind](next(names), chance)
    return sorted(charges, key=lambda c: (c.at, c.seller, c.text))


def as_bank(charges: list[Charge]) -> list[Charge]:
    """The same charges as a card prints them: dates only, no product, the payment's number in the seller's name."""
    return [
        Charge(datetime.combine(c.at.date(), time()), f"{c.seller} {_reference(c, n)} CN", "", c.fen, c.stream, c.kind)
        for n, c in enumerate(charges)
    ]


def _reference(charge: Charge, number: int) -> str:
    return str(random.Random(f"{charge.at} {number}").randrange(10**8, 10**9))


def _names(chance: random.Random) -> Iterator[str]:
    pairs = [head + tail for head in _HEADS for tail in _TAILS]
    chance.shuffle(pairs)
    yield from (
        f"{pair}{ending}"
        for pair, ending in zip(pairs, 10 * ("科技", "网络", "商贸", "小店", "文化") * 100, strict=False)
    )


def _stream(kind: str, seller: str, stream: str, first: date, chance: random.Random) -> list[Charge]:
    part = int(stream.rpartition(".")[2])
    clock = time(chance.randrange(24), chance.randrange(60), chance.randrange(60))
    price = PRICES[random.Random(f"{seller} {first}").randrange(len(PRICES))]
    if part:
        first += timedelta(days=9 + chance.randrange(10))
        price += 700 * (kind == "two plans")
    plan = f"{seller[:2]}{'标准' if not part else '高级'}版" if kind == "two plans" else f"{seller[:2]}服务"
    days = _DAYS[kind](first, chance)
    text = (lambda: f"{plan} 订单{chance.randrange(10**9, 10**10)}") if kind == "changing text" else (lambda: plan)
    return [
        Charge(datetime.combine(day, clock), seller, text(), fen, stream, kind)
        for day, fen in _priced(kind, days, price, chance)
        if day <= LAST
    ]


def _priced(kind: str, days: list[date], price: int, chance: random.Random) -> Iterator[tuple[date, int]]:
    step = len(days) // 2
    for number, day in enumerate(days):
        if kind == "price step":
            yield day, price if number < step else price * 6 // 5
        elif kind == "usage":
            yield day, price + chance.randrange(price)
        elif kind == "trial":
            yield day, 100 if number == 0 else price
        else:
            yield day, price


def _monthly(first: date, months: int = 1, billing_day: int = 0) -> list[date]:
    wanted = billing_day or min(first.day, 28)
    found = []
    for step in range(0, 31, months):
        years, month = divmod(first.month - 1 + step, 12)
        year = first.year + years
        day = date(year, month + 1, min(wanted, calendar.monthrange(year, month + 1)[1]))
        if first <= day <= LAST:
            found.append(day)
    return found


def _weekdays(days: list[date]) -> list[date]:
    return [d + timedelta(days=max(0, 7 - d.weekday()) if d.weekday() > 4 else 0) for d in days]


def _trial(first: date, _: random.Random) -> list[date]:
    return [first, *_monthly(first + timedelta(days=7))]


_DAYS: dict[str, Callable[[date, random.Random], list[date]]] = {
    "fixed": lambda first, _: _monthly(first),
    "month end": lambda first, chance: _monthly(first, billing_day=chance.choice((29, 30, 31))),
    "weekend": lambda first, _: _weekdays(_monthly(first)),
    "jitter": lambda first, chance: [d + timedelta(days=chance.randint(-3, 3)) for d in _monthly(first)],
    "price step": lambda first, _: _monthly(first),
    "skipped": lambda first, chance: [d for d in _monthly(first) if chance.random() > 0.1],
    "doubled": lambda first, chance: [d for d in _monthly(first) for _ in range(1 + (chance.random() < 0.05))],
    "two plans": lambda first, _: _monthly(first),
    "equal plans": lambda first, _: _monthly(first),
    "weekly": lambda first, _: [first + timedelta(days=7 * n) for n in range((LAST - first).days // 7 + 1)],
    "quarterly": lambda first, _: _monthly(first, months=3),
    "annual": lambda first, _: _monthly(first, months=12),
    "usage": lambda first, _: _monthly(first),
    "trial": _trial,
    "stopped": lambda first, chance: _monthly(first)[: chance.randint(6, 14)],
    "changing text": lambda first, _: _monthly(first),
}


def _worded(charge: Charge) -> Charge:
    """Two in three sellers say in the text that the charge renews, each in words of its own."""
    own = random.Random(charge.seller + charge.stream)
    pattern = _WORDED[own.randrange(len(_WORDED))]
    plan, _, rest = charge.text.partition(" ")
    text = pattern.format(plan=plan) if charge.kind not in ("weekly", "quarterly", "annual") else f"{plan}自动续费"
    return Charge(charge.at, charge.seller, f"{text} {rest}".strip(), charge.fen, charge.stream, charge.kind)


def _every_day(chance: random.Random, share: float, weekdays: tuple[int, ...] = tuple(range(7))) -> Iterator[date]:
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if day.weekday() in weekdays and chance.random() < share:
            yield day


def _bought(
    kind: str,
    seller: str,
    chance: random.Random,
    days: Iterator[date],
    price: Callable[[], int],
    hours: tuple[int, int],
) -> list[Charge]:
    made = []
    for day in days:
        clock = time(chance.randrange(*hours), chance.randrange(60), chance.randrange(60))
        made.append(Charge(datetime.combine(day, clock), seller, _goods(kind, chance), price(), "", kind))
    return made


def _goods(kind: str, chance: random.Random) -> str:
    goods = {
        "coffee": ("拿铁", "美式", "燕麦拿铁"), "groceries": ("超市购物",), "transit": ("乘车",),
        "friday lunch": ("午餐",), "haircut": ("理发",), "top-up": ("账户充值",),
    }  # fmt: skip
    return chance.choice(goods[kind]) if kind in goods else f"商品{chance.randrange(10**6)}"


def _coffee(seller: str, chance: random.Random) -> list[Charge]:
    share = chance.uniform(0.05, 0.5)
    return _bought(
        "coffee", seller, chance, _every_day(chance, share), lambda: chance.choice((990, 1500, 1800)), (7, 18)
    )


def _groceries(seller: str, chance: random.Random) -> list[Charge]:
    share = chance.uniform(0.1, 0.3)
    return _bought(
        "groceries", seller, chance, _every_day(chance, share), lambda: chance.randrange(1500, 30000), (9, 21)
    )


def _transit(seller: str, chance: random.Random) -> list[Charge]:
    days = _every_day(chance, 0.9, (0, 1, 2, 3, 4))
    return _bought("transit", seller, chance, days, lambda: chance.choice((300, 400, 400, 500)), (7, 10))


def _lunch(seller: str, chance: random.Random) -> list[Charge]:
    days = _every_day(chance, 0.8, (4,))
    return _bought("friday lunch", seller, chance, days, lambda: chance.randrange(1800, 4500), (11, 14))


def _haircut(seller: str, chance: random.Random) -> list[Charge]:
    price = chance.choice((3800, 4800, 6800))
    return _bought("haircut", seller, chance, _spaced(chance, 18, 55), lambda: price, (10, 20))


def _top_up(seller: str, chance: random.Random) -> list[Charge]:
    return _bought(
        "top-up", seller, chance, _spaced(chance, 5, 50), lambda: chance.choice((3000, 5000, 10000)), (8, 23)
    )


def _shop(seller: str, chance: random.Random) -> list[Charge]:
    days = sorted(FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(chance.randint(1, 30)))
    return _bought("shop", seller, chance, iter(days), lambda: chance.randrange(500, 50000), (8, 23))


def _spaced(chance: random.Random, least: int, most: int) -> Iterator[date]:
    day = FIRST + timedelta(days=chance.randrange(most))
    while day <= LAST:
        yield day
        day += timedelta(days=chance.randint(least, most))


_NOISE: dict[str, Callable[[str, random.Random], list[Charge]]] = {
    "coffee": _coffee, "groceries": _groceries, "transit": _transit, "friday lunch": _lunch, "haircut": _haircut,
    "top-up": _top_up, "shop": _shop,
}  # fmt: skip
