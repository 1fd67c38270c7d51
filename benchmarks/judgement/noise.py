"""What else stands in a person's bills: shops, meals, transit, a plan kept on, transfers; none of it is cancelled."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from benchmarks.judgement.lives import Life
from benchmarks.judgement.stories import Story

SHOPS = ("拾光咖啡", "城东便利店", "地铁出行", "老街面馆", "手机充值", "美发沙龙", "水果超市", "国家电网")
GOODS = ("拿铁", "购物", "乘车", "午餐", "话费充值", "理发", "水果", "电费")


def noise(life: Life, since: date, until: date) -> None:
    """Some dozens of other rows over the same time, half of lives with another plan that simply goes on."""
    chance: random.Random = life.chance
    wallets = [a for a in life.accounts.values() if not a.id.startswith(f"{life.person}-乙")]
    for _ in range(chance.randint(15, 45)):
        shop = chance.randrange(len(SHOPS))
        day = since + timedelta(days=chance.randrange(max(1, (until - since).days)))
        at = datetime.combine(day, time(chance.randrange(7, 22), chance.randrange(60), chance.randrange(60)))
        life.pay(
            chance.choice(wallets), at, chance.choice((300, 500, 1800, 3000, 5000, 12340)), SHOPS[shop], GOODS[shop]
        )
    if life.stories and life.stories[0].account.card and chance.random() < 0.4:
        _twin(life, life.stories[0])
    if chance.random() < 0.5:
        story = Story(life, "noise", step=chance.choice(((1, 0), (1, 0), (12, 0))))
        first = since + timedelta(days=chance.randrange(28))
        story.plan = story.plan.on(first.replace(day=min(28, first.day)))
        slots = [k for k in range(60) if story.anchor(k) < until]
        for k in slots:
            story.debit(k)


def _twin(life: Life, story: Story) -> None:
    """Another seller's plan at the same price on the same days, through the other wallet, from the same card."""
    wallet = life.account("alipay" if story.account.channel == "wechat" else "wechat")
    wallet.card = story.account.card
    seller = f"{life.short()}网络科技有限公司"
    for paid in (*story.kept, *story.late):
        life.pay(wallet, paid.at + timedelta(minutes=life.chance.randint(1, 200)), paid.fen, seller, "随心听连续包月")
