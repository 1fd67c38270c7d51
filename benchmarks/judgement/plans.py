"""What invented people subscribe to: sellers, texts, prices, and the days on which periods begin.

The calendar is reckoned here once more, so that the truth owes nothing to the program under test.
"""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class Beat:
    """The days on which periods begin: every so many months on the day of `first`, clamped, or every so many days."""

    first: date
    months: int = 0
    days: int = 0

    def anchor(self, k: int) -> date:
        """The first day of the k-th period; the one of the first payment is the 0th."""
        if self.days:
            return self.first + timedelta(days=k * self.days)
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + k * self.months, 12)
        return date(year, month + 1, min(self.first.day, calendar.monthrange(year, month + 1)[1]))

    @property
    def long(self) -> bool:
        """Whether a period lasts a quarter or longer."""
        return self.months >= 3


@dataclass(frozen=True)
class Plan:
    """One plan of one seller; `text` is printed, `name` is what a person calls it; the price is in minor units."""

    seller: str
    text: str
    name: str
    price: int
    beat: Beat
    numbered: bool = False  # the text ends in a number that is another each time

    def printed(self, chance: random.Random) -> str:
        """The text of one debit."""
        return f"{self.text} 订单{chance.randrange(10**9, 10**10)}" if self.numbered else self.text

    def on(self, first: date) -> Plan:
        """The same plan begun on another day."""
        return replace(self, beat=replace(self.beat, first=first))


_HEADS = "云星海青竹松山林溪岚禾麦橙柚枫鹿雁鲸帆舟灯塔桥石墨蓝银铜晨暮秋露虹"
_TAILS = "声图笔影音健厨旅课译盘阅写画练记签存印寻约拼修养租"
_ENDINGS = ("科技有限公司", "网络科技有限公司", "文化传媒有限公司", "信息技术有限公司", "")
WORDS = {
    (0, 7): ("{n}连续包周", "{n}周卡自动续费"),
    (0, 14): ("{n}双周自动续费",),
    (0, 30): ("{n}30天卡自动续费", "{n}自动续费"),
    (0, 31): ("{n}31天自动续费", "{n}自动续费"),
    (1, 0): ("{n}连续包月", "{n}会员自动续费", "{n}月卡自动续费", "连续包月({n})", "{n}会员"),
    (3, 0): ("{n}连续包季", "{n}季卡自动续费"),
    (6, 0): ("{n}半年卡自动续费",),
    (12, 0): ("{n}连续包年", "{n}年卡自动续费"),
}  # fmt: skip
PRICES = {
    (0, 7): (600, 880), (0, 14): (990, 1280), (0, 30): (1750, 1880), (0, 31): (1500, 1800),
    (1, 0): (900, 1200, 1500, 1800, 1990, 2500, 3000, 4500), (3, 0): (4500, 6800), (6, 0): (9800, 12800),
    (12, 0): (9900, 19800, 24800),
}  # fmt: skip
MIX = {(1, 0): 66, (12, 0): 12, (3, 0): 6, (0, 30): 5, (0, 31): 3, (0, 7): 4, (0, 14): 2, (6, 0): 2}  # percent
KEPT = {(0, 7): (8, 20), (0, 14): (5, 12), (0, 30): (5, 10), (0, 31): (6, 10), (1, 0): (3, 11), (3, 0): (2, 5),
        (6, 0): (2, 3), (12, 0): (1, 3)}  # fmt: skip


def sellers(chance: random.Random) -> list[str]:
    """Short names of sellers, each once, in any order."""
    pairs = [head + tail for head in _HEADS for tail in _TAILS]
    chance.shuffle(pairs)
    return pairs


def company(short: str, chance: random.Random) -> str:
    """The seller's name as bills print it."""
    return short + chance.choice(_ENDINGS)


def any_step(chance: random.Random) -> tuple[int, int]:
    """Months and days of a plan's period, drawn as often as people have such plans."""
    return chance.choices(list(MIX), list(MIX.values()))[0]


def plan(chance: random.Random, short: str, step: tuple[int, int], first: date) -> Plan:
    """A plan of that seller, first paid on that day."""
    months, days = step
    product = short + chance.choice(("", "超级", "黄金", "畅享"))
    text = chance.choice(WORDS[step]).format(n=product)
    numbered = months == 1 and text != f"{product}会员" and chance.random() < 0.1
    return Plan(company(short, chance), text, product, chance.choice(PRICES[step]), Beat(first, months, days), numbered)
