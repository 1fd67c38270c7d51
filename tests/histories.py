"""One invented person's history, told by whichever wallet: what was paid, came back, was cancelled and debited on.

A history knows no file and no format. `told` writes it as a wallet would have printed it by a given hour, `judged` says
what an audit made of it in words that fit every format: no file, no row, no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from audit.pipeline import Audit, run
from audit.samples import Bill, Row, encode, file_name
from audit.samples.casefile import Cell, write_case_file
from audit.samples.lives import CARD_METHOD, Life, Story
from audit.samples.plans import FIXED_DAYS, MONTHLY, YEARLY, Plan
from audit.samples.rows import alipay_charge, alipay_refund, bank_mirror, bank_row, wechat_charge, wechat_refund
from audit.samples.rows import without_time as day_alone

WALLETS = {"wechat": "财付通", "alipay": "支付宝"}
ACCOUNTS = {"wechat": "小满同学", "alipay": "linxiaoman@example.com", "cmb": "1234"}
RESTS = (  # the holidays of these years, and the first day on which banks book again
    (date(2024, 10, 1), date(2024, 10, 8)),
    (date(2025, 1, 28), date(2025, 2, 5)),
    (date(2025, 10, 1), date(2025, 10, 9)),
)


@dataclass(frozen=True)
class Back:
    """Money that came back for the n-th late debit of a plan; a wallet may print whose it is, or not."""

    story: int
    late: int
    at: datetime
    amount: int
    numbered: bool


@dataclass(frozen=True)
class History:
    """Plans that were cancelled, one that goes on, a thing bought once, and money that came back."""

    seed: int
    stories: tuple[Story, ...]
    dearer: int  # the second plan's price after its end
    kept_on: Plan
    bought_at: datetime
    backs: tuple[Back, ...]
    first: date
    as_of: date

    @property
    def owed(self) -> dict[str, int]:
        """What the plans alone say is to be paid back for each cancellation, in fen."""
        prices = [self.dearer if n == 1 else story.plan.price for n, story in enumerate(self.stories)]
        return {
            f"C{n + 1}": price * len(story.late) - sum(b.amount for b in self.backs if b.story == n)
            for n, (story, price) in enumerate(zip(self.stories, prices, strict=True))
        }


def history(seed: int) -> History:
    """A history drawn from the seed; refunds are such that every wallet's own bill settles them."""
    life = Life("history", seed)
    month, other, steady = life.random.sample(MONTHLY, 3)
    since, until = date(2024, 6, 1), date(2024, 9, 30)
    plans = (
        life.plan((month,), since=since, until=until, method=CARD_METHOD),
        life.plan((other,), since=since, until=until, method=CARD_METHOD),
        life.plan((FIXED_DAYS[30],), since=since, until=until, days=30),
        life.plan((YEARLY,), since=date(2023, 3, 1), until=date(2023, 9, 30), months=12),
    )
    stories = (
        life.story(plans[0], kept=5, late=4),
        life.story(plans[1], kept=5, late=3),
        life.story(plans[2], kept=6, late=2),
        life.story(plans[3], kept=1, late=1),
    )
    as_of = max(s.as_of for s in stories)
    dearer = plans[1].price + 600
    backs = (
        _back(life, stories, 0, 0, life.number(100, plans[0].price - 200), numbered=True),
        _back(life, stories, 0, 2, plans[0].price, numbered=True),
        _back(life, stories, 1, 0, dearer, numbered=False),  # the only debit yet that was so dear
    )
    kept_on = life.plan((steady,), first=since + timedelta(days=life.number(0, 27)), method=CARD_METHOD)
    bought_at = stories[0].late[0].at + timedelta(days=12, hours=1)
    return History(seed, stories, dearer, kept_on, bought_at, backs, date(2023, 1, 1), as_of)


def _back(life: Life, stories: Sequence[Story], story: int, late: int, amount: int, *, numbered: bool) -> Back:
    at = stories[story].late[late].at + timedelta(days=life.number(2, 12), hours=1)
    return Back(story, late, at, amount, numbered)


def told(past: History, rail: str, by: datetime | None = None) -> tuple[Row, ...]:
    """Every row as that wallet would print it at an hour: what had come back by then shows, what came later not."""
    by = by or datetime.combine(past.as_of, datetime.max.time())
    rows: list[Row] = []
    for number, story in enumerate(past.stories):
        plan = story.plan.on(rail)
        rows += [plan.charge_on(r.at.date()) for r in story.kept]
        late = [plan.charge_on(r.at.date(), amount=past.dearer if number == 1 else 0) for r in story.late]
        for back in (b for b in past.backs if b.story == number and b.at <= by):
            rows.append(_refund(late[back.late], back))
            late[back.late] = _refunded(late[back.late], back)
        rows += late
    steady = past.kept_on.on(rail)
    days = [steady.anchor(k) for k in range(30)]
    rows += [steady.charge_on(d) for d in days if d < past.as_of]
    make = wechat_charge if rail == "wechat" else alipay_charge
    rows.append(make(past.bought_at, 5900, past.stories[0].plan.service.seller, "周边马克杯 1个", method=CARD_METHOD))
    return tuple(rows)


def _refund(charge: Row, back: Back) -> Row:
    if charge.category == "商户消费":
        return wechat_refund(charge, back.at, back.amount)
    return alipay_refund(charge, back.at, back.amount, "_RM1" if back.numbered else "")


def _refunded(charge: Row, back: Back) -> Row:
    """The charge as it reads once its money came back, with the number it has had from the first."""
    whole = back.amount >= charge.amount
    if charge.category == "商户消费":
        part = f"已退款(￥{back.amount // 100}.{back.amount % 100:02d})"
        return replace(charge, status="已全额退款" if whole else part, refunded=back.amount)
    return replace(charge, status="交易关闭" if whole else "交易成功", refunded=back.amount)


def strangers(past: History, rail: str) -> tuple[Row, ...]:
    """Rows of other shops, some at the plans' own prices on their own days, one of them refunded; and a life's rest."""
    life = Life("strangers", past.seed)
    make = wechat_charge if rail == "wechat" else alipay_charge
    late = [r for s in past.stories for r in s.late]
    same = [make(r.at + timedelta(minutes=7), r.amount, "拾光咖啡", f"门店订单-{n}") for n, r in enumerate(late)]
    last = same[-1]
    gone = Back(0, 0, last.at + timedelta(hours=2), last.amount, numbered=True)
    noise = tuple(r for r in life.noise(rail, past.first, past.as_of) if r.method != CARD_METHOD)
    return (*same[:-1], _refunded(last, gone), _refund(last, gone), *noise)


def card_rows(past: History, rail: str) -> tuple[Row, ...]:
    """The card's side of all that went through it, booked later, without an hour; and a shop's rows."""
    life = Life("card", past.seed)
    drawn = [r for r in told(past, rail) if r.method == CARD_METHOD]
    seen = [day_alone(bank_mirror(r, WALLETS[rail], days=_wait(r.at.date(), life.number(0, 4)))) for r in drawn]
    shop = [bank_row(r.at + timedelta(hours=3), r.amount, "云闪付-某某超市") for r in drawn[::5]]
    return tuple(r for r in (*seen, *map(day_alone, shop)) if r.at.date() <= past.as_of)


def _wait(on: date, days: int) -> int:
    rest = next((until for since, until in RESTS if since <= on < until), None)
    return (rest - on).days if rest else days


def bill(
    past: History,
    shape: str,
    rows: Sequence[Row],
    *,
    since: date | None = None,
    until: date | None = None,
    account: str = "",
    kind: type[Bill] = Bill,
) -> Bill:
    """An export of the whole history, made in the evening of its last day, unless told otherwise."""
    last = until or past.as_of
    owner = account or ACCOUNTS[shape.partition("-")[0]]
    return kind(shape, tuple(rows), owner, since or past.first, last, datetime.combine(last, time(23, 40)))


def write(folder: Path, bills: Sequence[Bill], names: Sequence[str] = (), case: History | None = None) -> list[Path]:
    """The bills as files under their own names or those given, and what the person wrote down of a history."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in names or map(file_name, bills)]
    for path, made in zip(paths, bills, strict=True):
        path.write_bytes(encode(made))
    if case:
        paths.append(folder / "case.xlsx")
        rows: list[dict[str, Cell]] = [story.cancellation() for story in case.stories]
        paths[-1].write_bytes(write_case_file({"cancellations": rows}, "en"))
    return paths


def audited(past: History, folder: Path, bills: Sequence[Bill]) -> Audit:
    """The audit of a folder with these bills and the person's case; every row must be readable, every total true."""
    write(folder, bills, case=past)
    return readable(run([folder], as_of=past.as_of))


def readable(audit: Audit) -> Audit:
    """The audit itself, if nothing in its bills was a problem and every printed total agrees."""
    assert audit.bills.problems["reason"].tolist() == []
    assert set(audit.bills.totals["result"]) == {"agrees"}
    return audit


def judged(audit: Audit, person: str = "") -> list[tuple[object, ...]]:
    """Every finding but the mirrors' lines: whose, when, how much, why, for which period, with its refunds and sums."""
    lines, refunds = audit.claims.lines, audit.refunds
    found = []
    own = audit.findings["person"].eq(person) & audit.findings["verdict"].ne("mirror")
    for f in audit.findings[own].to_dict("records"):
        backs = refunds[refunds["finding_id"].eq(f["finding_id"]) & refunds["person"].eq(person)]
        line = lines[lines["finding_id"].eq(f["finding_id"]) & lines["person"].eq(person)]
        came = sorted(zip(backs["refunded_on"].dt.date, backs["amount_minor"], backs["certain"], strict=True))
        facts = [str(f[c]) for c in _FACTS]
        found.append((*facts, came, line[_SUMS].to_numpy().tolist()))
    return sorted(found, key=str)


def claimed(audit: Audit, person: str = "") -> list[tuple[object, ...]]:
    """The sums of every cancellation."""
    totals = audit.claims.totals[audit.claims.totals["person"].eq(person)]
    return sorted(totals[["cancellation_id", "currency", "total_minor", *_SUMS]].itertuples(index=False, name=None))


_FACTS = ["cancellation_id", "verdict", "civil_date", "amount_minor", "currency", "period_start", "period_end"]
_SUMS = ["principal_minor", "interest_minor", "in_question_minor"]
