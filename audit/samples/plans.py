"""What invented people subscribe to, in the words real bills use, and the days on which it is debited."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from audit.samples.rows import Row, alipay_charge, wechat_charge


@dataclass(frozen=True)
class Service:
    """A service as its bills print it; `name` is what a person would call it, printed nowhere else."""

    seller: str
    text: str
    name: str
    prices: tuple[int, ...]


MONTHLY = (
    Service("深圳星河卡盟科技有限公司", "卡盟钻会员连续包月", "卡盟钻", (3000, 2990, 1990)),
    Service("广州市动景计算机科技有限公司", "连续包月(网盘SVIP会员)", "网盘SVIP会员", (2000, 3000)),
    Service("深圳市迅雷网络技术有限公司", "连续包月白金会员", "白金会员", (1500, 1990)),
    Service("5EPLay", "PLUS会员包月自动续费", "PLUS会员", (2200,)),
    Service("清枫（北京）科技有限公司", "小黑盒加速器连续包月", "小黑盒加速器", (1600, 1800)),
    Service("哔哩哔哩", "大会员连续包月", "大会员", (1500, 2500)),
    Service("百度", "百度网盘超级会员(1个月-自动续费)", "百度网盘超级会员(1个月-自动续费)", (2500, 3000)),
    Service("北京卡路里科技有限公司", "连续包月", "北京卡路里科技有限公司 连续包月", (1900,)),
)
FIXED_DAYS = {
    30: Service("哈啰出行", "哈啰单车骑行卡自动续费", "哈啰单车骑行卡自动续费", (1880, 1750)),
    31: Service(
        "深圳市腾讯计算机系统有限公司", "绿钻豪华版业务自动续费31天", "绿钻豪华版业务自动续费31天", (1500, 1800)
    ),
}
WEEKLY = Service("北京晨读文化传媒有限公司", "晨读周刊连续包周", "晨读周刊", (600, 880))
QUARTERLY = Service("网易云音乐", "网易云音乐-会员自动续费连续包季", "网易云音乐-会员自动续费连续包季", (4500, 4800))
YEARLY = Service(
    "广州唯品会电子商务有限公司", "唯品会-自动续费超级VIP年卡", "唯品会-自动续费超级VIP年卡", (7900, 19800, 24800)
)
STORE = Service(
    "App Store & Apple Music", "App Store & Apple Music；{0:%m.%d}购买", "App Store & Apple Music", (2500, 1800)
)


def add_months(start: date, months: int, day: int) -> date:
    """The billing day in the month so many months on, at the month's end where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Plan:
    """One person's plan: paid on `first` and then every so many months on that day, or every so many days."""

    service: Service
    price: int
    rail: str
    first: date
    clock: time
    months: int = 1
    days: int = 0
    method: str = ""

    def anchor(self, k: int) -> date:
        """The day on which the k-th period begins, counted from the first payment."""
        if self.days:
            return self.first + timedelta(days=k * self.days)
        return add_months(self.first, k * self.months, self.first.day)

    def charge(self, k: int, *, amount: int = 0, refunded: int = 0, shift: int = 0) -> Row:
        """The k-th period's debit, so many days away from its anchor."""
        return self.charge_on(self.anchor(k) + timedelta(days=shift), amount=amount, refunded=refunded)

    def charge_on(self, day: date, *, amount: int = 0, refunded: int = 0) -> Row:
        """A debit of this plan on any day, at the plan's hour."""
        at = datetime.combine(day, self.clock)
        text = self.service.text.format(at)
        if self.rail == "wechat":
            method = self.method or "零钱"
            return wechat_charge(at, amount or self.price, self.service.seller, text, method=method, refunded=refunded)
        method = self.method or "花呗"
        return alipay_charge(at, amount or self.price, self.service.seller, text, method=method, refunded=refunded)

    def on(self, rail: str) -> Plan:
        """The same plan debited through another wallet."""
        return replace(self, rail=rail)
