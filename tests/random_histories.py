"""Wild random histories as tables, each a person of its own: any plan, rail, debit, refund, export and cancellation.

A history is drawn from its seed alone, so it is the same by itself and among thousands. Beside the rows of its bills it
tells what moved: an `Event` for each charge that a seller took, once, however many bills print it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from audit.periods import add_months

Row = dict[str, Any]
AS_OF = date(2026, 9, 1)
OPENS, CLOSES = datetime(2023, 1, 1), datetime(2026, 8, 31)
SELLERS = ("卡盟科技有限公司", "好看视频", "月升音乐", "云端网盘", "Cloudy Inc", "深圳市示例科技股份有限公司")
NAMES = ("卡盟钻", "视频VIP会员", "音乐黄金会员", "网盘SVIP", "Pro plan", "读书")
WORDS = ("{}自动续费", "连续包月({})", "{}包月", "{}", "{}月卡 订单{n}", "{}30天", "{}会员", "{}自动续费(为{to}购买)")
OTHERS = ("游戏道具60钻", "周边马克杯 1个", "升级补差价", "充值-100点", "影片点播")
STRANGER = "拾光咖啡"
CARD = "招商银行储蓄卡(1234)"
METHODS = (CARD, CARD, CARD, "零钱", "零钱&红包", "/", "建设银行(8888)", f"{CARD}&立减优惠")
RAILS = {  # whose account, in which currency, whether its rows print a time of day
    "wechat": ("小明", "CNY", True),
    "alipay": ("ming@example.com", "CNY", True),
    "bank:cmb": ("1234", "CNY", False),
    "paypal": ("ming@example.org", "USD", True),
    "bank:revolut": ("Ming", "JPY", True),
}
WALLETS = {"wechat": "财付通", "alipay": "支付宝"}
STEPS = ((1, 0), (1, 0), (1, 0), (3, 0), (6, 0), (12, 0), (0, 7), (0, 14), (0, 30), (0, 31), (0, 90))
PATHS = ("app", "app", "app", "", "support", "wechat_mandate", "alipay_mandate", "app_store", "bank")
CALM = {
    "terms": "period_end", "path": "app", "billing": "advance", "resubscribed": "", "resubscribed_at": None,
    "billing_day": None, "trial_days": None, "channel": "", "account": "", "service_end": None,
}  # fmt: skip
TERMS = ("period_end",) * 5 + ("immediate", "rescinded", "trial")


@dataclass(frozen=True)
class Plan:
    """One product of one seller, as it is paid for on one rail."""

    seller: str
    text: str  # `{n}`: an order number that changes
    channel: str
    account: str
    method: str
    price: int
    step: tuple[int, int]  # months and days
    opened: datetime
    day: int


@dataclass(frozen=True)
class Event:
    """What a seller took once, however many bills print it."""

    seller: str
    text: str
    at: datetime
    amount: int
    currency: str
    reference: str


@dataclass
class History:
    """What one person's bills and case file say, and what was taken."""

    person: str
    random: Random
    calm: bool = False  # a third of them: full bills, a steady beat, one plain cancellation
    printed: list[Row] = field(default_factory=list)  # rows of no file yet
    taken: dict[int, Event] = field(default_factory=dict)  # by the event's number
    event_of: dict[str, int] = field(default_factory=dict)  # of every row that tells of a charge, by its transaction
    rows: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    cancellations: list[Row] = field(default_factory=list)

    def surely_back(self, number: int) -> int:
        """What a bill says came back of an event, by its number or on its own row."""
        own, original = self.taken[number], self.taken[number].reference
        numbered = {
            r["transaction_id"]: r["amount_minor"]
            for r in self.rows
            if original and r.get("original_reference") == original
        }
        told = [r["refunded_minor"] or 0 for r in self.rows if self.event_of.get(r["transaction_id"]) == number]
        return min(own.amount, max(sum(numbered.values()), *told, 0))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.random.choice(choices)

    def between(self, first: datetime, last: datetime) -> datetime:
        return first + timedelta(seconds=self.random.randrange(max(1, int((last - first).total_seconds()))))


def history(seed: int) -> History:
    """The history of a seed: one to three plans and other payments, refunds, bank's views, exports, cancellations."""
    life = History(f"h{seed:06}", Random(seed), calm=seed % 3 == 0)
    plans = [_plan(life) for _ in range(life.pick((1, 1, 1, 2, 3)))]
    if len(plans) > 1 and life.chance(0.5):
        plans[1] = _beside(life, plans[0], plans[1])
    for plan in plans:
        _pay(life, plan)
    _other_payments(life, plans)
    for row in [r for r in life.printed if r["kind"] == "charge" and life.chance(0.15)]:
        _give_back(life, row)
    life.printed += [seen for row in life.printed for seen in _bank_view(life, row)]
    for channel, account in sorted({(r["channel"], r["account_id"]) for r in life.printed}):
        _export(life, channel, account)
    count = 1 if life.calm else life.pick((1, 1, 2, 2, 3))
    life.cancellations = [_cancellation(life, plans, number) for number in range(1, 1 + count)]
    return life


def _plan(life: History) -> Plan:
    number = life.random.randrange(len(NAMES))
    channel = life.pick(("wechat", "wechat", "wechat", "alipay", "alipay", "bank:cmb", "paypal", "bank:revolut"))
    price = life.pick((3000, 1990, 1500, 1880, 25, 19800, life.random.randrange(1, 99999)))
    text = life.pick(WORDS).format(NAMES[number], n="{n}", to=life.pick(("1000****01", "2000****02")))
    opened = life.between(OPENS, CLOSES - timedelta(days=120))
    method, account = life.pick(METHODS), RAILS[channel][0]
    return Plan(
        life.pick((SELLERS[number], SELLERS[0])), text, channel, account, method if channel in WALLETS else "",
        price, life.pick(STEPS), opened, life.pick((opened.day, opened.day, 31)),
    )  # fmt: skip


def _beside(life: History, plan: Plan, other: Plan) -> Plan:
    """A second plan that is easily taken for the first: at its price, of its seller, or the same on another rail."""
    same = life.pick((("price", "seller"), ("price", "step"), ("text", "seller", "price", "step"), ("text", "seller")))
    return replace(other, **{name: getattr(plan, name) for name in same})


def _anchor(plan: Plan, slot: int) -> datetime:
    months, days = plan.step
    day = add_months(plan.opened.date(), months * slot, plan.day) + timedelta(days=days * slot)
    return datetime.combine(day, plan.opened.time())


def _pay(life: History, plan: Plan) -> None:
    """Every debit of a plan: trials, jitter, gaps, doubles, retries, price steps, and a time without any."""
    careless, price, slot = not life.calm and life.chance(0.4), plan.price, 0
    stops = life.between(plan.opened + timedelta(days=60), CLOSES + timedelta(days=300))
    quiet = life.between(plan.opened, CLOSES), timedelta(days=0 if life.calm else life.pick((0, 0, 0, 40, 100)))
    if life.chance(0.08):
        _charge(life, plan, plan.opened - timedelta(days=3), 1, f"3天试用({plan.text})")
    while (due := _anchor(plan, slot)) < min(stops, CLOSES) and slot < 30:
        slot += 1
        if life.chance(0.05):
            price = max(1, price + life.pick((100, 500, -100, 7)))
        if quiet[0] <= due < quiet[0] + quiet[1] or (careless and life.chance(0.1)):
            continue
        early = life.pick((0, 5)) if plan.channel == "alipay" else 0
        shift = life.random.randrange(-early, 4) if careless else -early
        at = due + timedelta(days=shift, seconds=life.random.randrange(3600)) * (0 if life.chance(0.3) else 1)
        if life.chance(0.04):
            _charge(life, plan, at - timedelta(minutes=20), price, plan.text, status=life.pick(("declined", "pending")))
        _charge(life, plan, at, price, plan.text)
        if not life.calm and life.chance(0.04):
            again = life.pick((1, 60, 86400, 3 * 86400, 11 * 86400))
            _charge(life, plan, at + timedelta(seconds=again), life.pick((price, price, price + 300)), plan.text)


def _other_payments(life: History, plans: Sequence[Plan]) -> None:
    """Other things of the same sellers, at the plan's price or not, and what strangers sell."""
    for _ in range(life.random.randrange(4)):
        plan, at = life.pick(plans), life.between(OPENS, CLOSES)
        other = replace(plan, seller=life.pick((plan.seller, STRANGER)))
        more = (plan.text,) if other.seller == plan.seller else ()
        _charge(life, other, at, life.pick((plan.price, 900)), life.pick((*OTHERS, *more)))


def _charge(life: History, plan: Plan, at: datetime, amount: int, text: str, status: str = "settled") -> None:
    number = len(life.taken) + 1
    _, currency, timed = RAILS[plan.channel]
    row = {
        "person": life.person, "channel": plan.channel, "account_id": plan.account, "occurred_at": at,
        "has_time": timed, "counterparty": plan.seller, "description": text.format(n=100000 + 7919 * number),
        "method": plan.method, "funding_account": "1234" if CARD in plan.method else "", "amount_minor": amount,
        "currency": currency, "direction": "out", "kind": "charge", "status": status, "utc_offset": "+08:00",
        "status_text": "支付成功", "refunded_minor": 0 if plan.channel == "wechat" else None,
        "reference": f"{at:%Y%m%d%H}{number:06}" if life.chance(0.9) else "",
        "merchant_reference": life.pick(("", f"M{number:08}")), "number": number,
    }  # fmt: skip
    row["transaction_id"] = id_of(row)
    life.printed.append(row)
    life.event_of[row["transaction_id"]] = number
    life.taken[number] = Event(plan.seller, row["description"], at, amount, currency, row["reference"])


def _give_back(life: History, charge: Row) -> None:
    """Money that comes back for a charge: by number, by what the charge's row says, without a word, or all of these."""
    price = charge["amount_minor"]
    amount = life.pick((price, price, max(1, price // 3), life.random.randrange(1, price + 1), price + 50))
    at = min(charge["occurred_at"] + timedelta(days=life.pick((0, 1, 9, 40, 200)), hours=1), CLOSES)
    numbered = bool(charge["reference"]) and life.chance(0.5)
    tells = charge["channel"] in WALLETS and life.chance(0.4)
    if tells:
        whole = amount >= price
        words = "已全额退款" if whole else f"已退款(￥{amount / 100:.2f})"
        charge |= {"told_at": at, "told": min(amount, price), "told_text": words}
    if numbered or not tells or life.chance(0.5):
        life.printed.append(refund_row(charge, at, amount, charge["reference"] if numbered else ""))


def refund_row(charge: Row, at: datetime, amount: int, original: str) -> Row:
    """The row of money that came back, with the number of its charge or without."""
    more = {
        "kind": "refund", "direction": "in", "amount_minor": amount, "occurred_at": at, "refunded_minor": None,
        "description": "退款", "original_reference": original, "reference": f"R{charge['number']:06}{amount}",
        "merchant_reference": "", "status": "settled", "status_text": "退款成功", "funding_account": "",
    }  # fmt: skip
    row = _printed(charge) | more
    return row | {"transaction_id": id_of(row)}


def _bank_view(life: History, row: Row) -> Iterator[Row]:
    """What the card's own bill shows of a wallet's row, if it is asked for."""
    by_card = row["funding_account"] and row["status"] == "settled" and row["amount_minor"] > 100
    if by_card and life.person[-1] in "0246":
        seen = bank_view(row, life.pick((0, 0, 1, 2, 3)))
        if row["kind"] == "charge":
            life.event_of[seen["transaction_id"]] = row["number"]
        yield seen


def bank_view(row: Row, days: int) -> Row:
    """The bank's row of a payment that a wallet took from the card, booked some days later."""
    at = datetime.combine(row["occurred_at"].date(), datetime.min.time()) + timedelta(days=days)
    discount = 100 if "立减" in row["method"] else 0
    seen = row | {
        "channel": "bank:cmb", "account_id": "1234", "occurred_at": at, "has_time": False, "method": "",
        "counterparty": f"{WALLETS[row['channel']]}-{row['counterparty']}", "description": "快捷支付",
        "amount_minor": row["amount_minor"] - discount, "reference": "", "merchant_reference": "", "status_text": "",
        "refunded_minor": None, "funding_account": "",
    }  # fmt: skip
    return _printed(seen) | {"transaction_id": id_of(seen)}


def _printed(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("told_at", "told", "told_text")}


def id_of(row: Row) -> str:
    """The row's stable key, whichever export prints it."""
    facts = (row["channel"], row["account_id"], row["number"], row["amount_minor"], row["kind"], row["occurred_at"])
    return "t" + hashlib.blake2b(repr(facts).encode(), digest_size=8).hexdigest()


def _export(life: History, channel: str, account: str) -> None:
    """One to three exports of an account that overlap, touch, or leave a gap; some show no refunds, some end early."""
    own = [r for r in life.printed if (r["channel"], r["account_id"]) == (channel, account)]
    start, end = datetime(2022, 12, 1), datetime(2026, 9, 1)
    cut = life.between(datetime(2024, 6, 1), end).replace(hour=0, minute=0, second=0)
    gap = timedelta(days=life.pick((0, 0, 30, -60, -400)))
    whole = [(start, end)]
    for number, (since, until) in enumerate(
        whole if life.calm else life.pick((whole, whole, [(start, cut), (cut + gap, end)]))
    ):
        exported = until + timedelta(days=life.pick((0, 0, 5)))
        file = f"{channel.replace(':', '-')}-{number}.csv"
        hides = not life.calm and life.chance(0.06)
        export(life, own, {
            "file": file, "channel": channel, "account_id": account, "covered_from_at": since,
            "covered_until_at": until, "exported_at": exported, "hides_refunds": hides,
        })  # fmt: skip


def export(life: History, own: Sequence[Row], source: Row) -> None:
    """A file with the rows of its stretch of time, as they read at the hour of the export."""
    life.sources.append({"person": life.person, **source})
    since, until, at = (source[c] for c in ("covered_from_at", "covered_until_at", "exported_at"))
    inside = sorted((r for r in own if since <= r["occurred_at"] < until), key=lambda r: r["occurred_at"])
    for number, row in enumerate(inside, 2):
        if source["hides_refunds"] and row["kind"] == "refund":
            continue
        printed = {k: v for k, v in _printed(row).items() if k != "number"}
        if "told_at" in row and row["told_at"] <= at and not source["hides_refunds"]:
            printed |= {"refunded_minor": row["told"], "status_text": row["told_text"]}
        printed |= {c: source[c] for c in ("file", "exported_at", "hides_refunds")} | {"row": number}
        life.rows.append(printed | {"civil_date": row["occurred_at"].date()})


def _cancellation(life: History, plans: Sequence[Plan], number: int) -> Row:
    plan = life.pick(plans)
    at = life.between(plan.opened - timedelta(days=5), CLOSES)
    exact = life.chance(0.8)
    own = [r["occurred_at"] for r in life.printed if r["kind"] == "charge" and r["counterparty"] == plan.seller]
    if own and life.chance(0.3):  # near a debit, where everything turns
        at = life.pick(own) + timedelta(seconds=life.pick((-86400, -3600, -1, 0, 1, 3600, 86400)))
    again = life.pick(("", "", "", "no", "yes"))
    named = life.pick((plan.text.format(n=""), plan.text.format(n=""), plan.seller, "没有这个服务"))
    row = {
        "person": life.person, "cancellation_id": f"C{number}", "service": named, "cancelled_has_time": exact,
        "cancelled_at": at if exact else datetime.combine(at.date(), datetime.min.time()),
        "terms": life.pick(TERMS), "fault": life.pick(("", "merchant", "agreed", "consumer")),
        "billing": life.pick(("advance",) * 9 + ("arrears",)), "path": life.pick(PATHS),
        "proof": life.pick(("A", "B", "C", "D", "")), "resubscribed": again, "resubscribed_has_time": exact,
        "resubscribed_at": life.between(at, CLOSES + timedelta(days=1)) if again == "yes" else None,
        "billing_day": life.pick((None,) * 8 + (1, 15)), "trial_days": life.pick((None,) * 9 + (3,)),
        "channel": life.pick(("",) * 8 + (plan.channel,)), "account": life.pick(("",) * 8 + (plan.account,)),
        "service_end": at.date() + timedelta(days=20) if life.chance(0.03) else None,
    }  # fmt: skip
    return row | CALM | {"service": plan.text.format(n="")} if life.calm else row
