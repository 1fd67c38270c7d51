"""Case folders of invented people for the batch: three bills each and a list of cancellations.

Forty people are written with the sample writers; every further person is one of them with a number of his own in
account names, order numbers and half of the descriptions, so that no two people share what real people do not share.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from audit.samples.bills import SHAPES
from audit.samples.rows import Bill, Row, alipay_charge, bank_mirror, bank_row, digits, wechat_charge, wechat_refund

PATTERNS = 40
ROWS = 300  # of each bill
AS_OF = date(2026, 6, 30)
_FIRST, _LAST = date(2025, 7, 1), date(2026, 6, 30)
_EXPORTED = datetime(2026, 6, 30, 21)
_TOKEN = "7770000777"  # stands in what is a person's own; replaced by his number, of the same length
_CARD = "招商银行储蓄卡(1234)"
_PLANS = (
    ("卡盟网络", "卡盟钻-自动续费", 3000),
    ("极光影视", "极光影视连续包月会员", 2500),
    ("青云网盘", "青云网盘SVIP自动续费", 1800),
    ("山海音乐", "山海音乐连续包月", 1500),
    ("知远阅读", "知远阅读会员自动续费", 1200),
)
_SHOPS = [f"商户{n:03}" for n in range(200)]


def write_persons(folder: Path, count: int, rows: int = ROWS) -> None:
    """So many case folders, `p000000` and on, each with about so many rows a bill."""
    patterns = [_pattern(n, rows) for n in range(min(PATTERNS, count))]
    for number in range(count):
        own = f"{number + 10**9:010}".encode()
        home = folder / f"p{number:06}"
        home.mkdir(parents=True)
        for name, content in patterns[number % len(patterns)].items():
            (home / name).write_bytes(content.replace(_TOKEN.encode(), own))


def _pattern(seed: int, rows: int) -> dict[str, bytes]:
    """The files of one person, with the token wherever his own number goes."""
    chance = random.Random(seed)
    mine = chance.sample(_PLANS, 3)
    wechat = [r for n, plan in enumerate(mine[:2]) for r in _renewals(chance, plan, wechat_charge, card=n == 0)]
    alipay = _renewals(chance, mine[2], alipay_charge, card=True)
    refund = wechat_refund(wechat[-1], wechat[-1].at + timedelta(days=1), wechat[-1].amount)
    wechat += [refund, *_purchases(chance, rows - len(wechat) - 1, wechat_charge)]
    alipay += _purchases(chance, rows - len(alipay), alipay_charge)
    paid = [(r, w) for own, w in ((wechat, "财付通"), (alipay, "支付宝")) for r in own if r.method == _CARD]
    bank = [bank_mirror(r, w) for r, w in paid]
    bank += [
        bank_row(_moment(chance), chance.randrange(500, 90000), f"网上支付 {chance.choice(_SHOPS)}")
        for _ in range(rows - len(bank))
    ]
    bills = {
        "wechat.csv": Bill("wechat-csv-2025", _own(wechat), f"微信{_TOKEN}", _FIRST, _LAST, _EXPORTED),
        "alipay.csv": Bill("alipay-app-2026", _own(alipay), f"{_TOKEN}@example.com", _FIRST, _LAST, _EXPORTED),
        "bank.csv": Bill("cmb-debit", tuple(bank), "1234", _FIRST, _LAST, _EXPORTED),
    }
    cancelled = [(mine[0][1], date(2026, 2, 10)), (mine[2][1], date(2026, 3, 5))][: 1 + seed % 2]
    sheet = "\r\n".join(["服务,取消时间,凭证等级", *(f"{text},{day} 10:00,B" for text, day in cancelled), ""])
    written = {name: SHAPES[bill.shape].write(bill) for name, bill in bills.items()}
    return written | {"cancellations.csv": sheet.encode("utf-8-sig")}


def _renewals(chance: random.Random, plan: tuple[str, str, int], row: object, *, card: bool) -> list[Row]:
    seller, text, amount = plan
    day, method = chance.randrange(1, 29), _CARD if card else "零钱"
    months = [(2025 + (6 + n) // 12, 1 + (6 + n) % 12) for n in range(12)]
    made = [_at(row, datetime(y, m, day, 0, chance.randrange(60)), amount, seller, text, method) for y, m in months]
    return [r for r in made if r.at < _EXPORTED]


def _purchases(chance: random.Random, count: int, row: object) -> list[Row]:
    """Everyday purchases; half of the texts hold the order's number, a fifth were paid by card."""
    return [
        _at(
            row,
            _moment(chance),
            chance.randrange(100, 30000),
            chance.choice(_SHOPS),
            f"订单{_TOKEN}{n:04}" if n % 2 else f"商品{n % 97}",
            _CARD if n % 5 == 0 else "零钱",
        )
        for n in range(count)
    ]


def _at(row: object, at: datetime, amount: int, seller: str, text: str, method: str) -> Row:
    assert callable(row)
    made: Row = row(at, amount, seller, text, method=method)
    return made


def _moment(chance: random.Random) -> datetime:
    return datetime.combine(_FIRST, datetime.min.time()) + timedelta(seconds=chance.randrange(364 * 86400))


def _own(rows: list[Row]) -> tuple[Row, ...]:
    """The rows with the token in every order number, so that numbers are a person's own."""
    return tuple(
        replace(r, number=r.number[:8] + _TOKEN + digits(10, r.number, n), merchant_number=_TOKEN + r.merchant_number)
        for n, r in enumerate(rows)
    )
