"""The verdicts, one function each, tested in the order of `RULES` (DESIGN §4); the first that answers is the verdict.

A rule sees one payment placed on the plan's lattice and the bench: what is known of the cancellation. It returns a
ruling, or None to pass. To add a verdict, write its rule and give it its place in `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction

from audit import catalogue
from audit.judging import question_sentences as ask
from audit.judging import verdict_sentences as say
from audit.judging.bench import Bench, Ruling, printed
from audit.judging.doubts import DOUBTS, recorded_otherwise
from audit.judging.placing import Paid, Placed
from audit.judging.rails import STORES, holder, reach
from audit.money import round_half_up, to_print
from audit.wording import Words

_NOTICE_DAYS = 30
_QUARTER = 3  # months
_RENEWAL = re.compile("续费|续订|续期|自动续|renew", re.IGNORECASE)  # 连续包年 alone may be the first purchase

Rule = Callable[[Bench, Placed], Ruling | None]


def rule_on(bench: Bench, x: Placed) -> Ruling:
    """The verdict on one payment: the first rule that answers."""
    return next(ruling for rule in RULES if (ruling := rule(bench, x)))


def one_off(bench: Bench, x: Placed) -> Ruling | None:
    """Another product in the text, or off the lattice and another amount and no renewal wording."""
    if x.paid.other_product:
        return Ruling("one_off", say.OTHER_PRODUCT.fill(text=x.paid.description or x.paid.counterparty))
    if bench.stray(x) and not x.paid.bundle:
        return Ruling("one_off", say.STRAY.fill(off=abs(x.off), amount=printed(x.paid)))
    return None


def resubscribed(bench: Bench, x: Placed) -> Ruling | None:
    """At or after the moment the person subscribed again."""
    if bench.resubscribed != "yes" or bench.resubscribed_at is None:
        return None
    exact = x.paid.timed and bench.resubscribed_timed
    later = x.paid.at >= bench.resubscribed_at if exact else x.paid.on >= bench.resubscribed_at.date()
    facts = {"amount": printed(x.paid), "on": x.paid.on}
    return Ruling("resubscribed", say.RESUBSCRIBED.fill(day=bench.resubscribed_at.date(), **facts)) if later else None


def precharged(bench: Bench, x: Placed) -> Ruling | None:
    """Debited before the cancellation for a period that begins after it."""
    if bench.lattice is None or not bench.beyond(x) or bench.after_cancel(x) is not False:
        return None
    facts = {"amount": printed(x.paid), "cancelled": bench.cancelled_at.date()}
    reason = say.PRECHARGED.fill(day=x.paid.on, start=x.period.start, **facts)
    return _asked("precharged", reason, ask.PRECHARGED.fill(amount=printed(x.paid)), x.paid)


def notice_disputed(bench: Bench, x: Placed) -> Ruling | None:
    """A long renewal, or the first full price after a trial, within 30 days before the cancellation.

    A plan's first payment in the bills is a renewal only if its text says so and the bills do not show the time before.
    """
    if bench.after_cancel(x) is not False or x.second or not (x.on_lattice or bench.lattice is None):
        return None
    first = all(other.paid.at >= x.paid.at for other in bench.placed)
    long = _long_renewal(bench, x, first)
    if not (long or (bench.trials and first) or _first_after_free(bench, x)):
        return None
    days = (bench.cancelled_at.date() - x.paid.on).days
    if days > _NOTICE_DAYS:
        return None
    facts = {"amount": printed(x.paid), "day": x.paid.on, "days": days, "limit": _NOTICE_DAYS}
    reason = (say.NOTICE_LONG if long else say.NOTICE_TRIAL).fill(**facts)
    return _asked("notice_disputed", reason, ask.NOTICE.fill(amount=printed(x.paid)), x.paid)


def _long_renewal(bench: Bench, x: Placed, first: bool) -> bool:
    """Whether it renews a quarter or longer; a first payment does if its text says so and none before it is covered."""
    if bench.lattice is None or bench.lattice.interval.months < _QUARTER:
        return False
    unseen = bool(_RENEWAL.search(x.paid.description)) and not bench.covered(x.slot - 1)
    bought = bench.opened is not None and x.paid.on <= bench.opened + timedelta(days=1)
    return (not first or unseen) and not bought


def _first_after_free(bench: Bench, x: Placed) -> bool:
    """Whether it is the first charge after a free period that a store's history holds."""
    since = bench.free_on
    return (
        since is not None
        and since < x.paid.on
        and all(o.paid.at >= x.paid.at for o in bench.placed if o.paid.on > since)
    )


def wrong_rail(bench: Bench, x: Placed) -> Ruling | None:
    """Charged on a rail that the cancellation did not reach."""
    if not bench.beyond(x) or bench.after_cancel(x) is False or x.paid.rail in reach(bench.path):
        return None
    rail = _rail_channel(x.paid.rail)
    facts = {"amount": printed(x.paid), "day": x.paid.on, "cancelled": bench.cancelled_at.date()}
    reason = say.WRONG_RAIL.fill(path=say.PATHS[bench.path], rail=rail.name, **facts)
    return _asked("wrong_rail", reason, ask.WRONG_RAIL.fill(rail=rail.name, where=rail.terminate), x.paid)


def late_cancel(bench: Bench, x: Placed) -> Ruling | None:
    """Cancelled inside the cut-off that the rail sets before a renewal."""
    hours = _rail_channel(x.paid.rail).cut_off_hours
    if not hours or not bench.beyond(x) or bench.after_cancel(x) is False:
        return None
    due = x.paid.at if x.paid.timed else datetime.combine(x.paid.on, datetime.min.time())
    latest = bench.cancelled_at if bench.timed else bench.cancelled_at + timedelta(days=1, seconds=-1)
    if due - latest >= timedelta(hours=hours):
        return None
    reason = say.LATE_CANCEL.fill(rail=_rail_channel(x.paid.rail).name, hours=hours, at=bench.cancelled_at, due=due)
    return _asked("late_cancel", reason, ask.LATE.fill(amount=printed(x.paid)), x.paid)


def unclear(bench: Bench, x: Placed) -> Ruling | None:
    """What the data cannot settle, by the first doubt that applies."""
    early = bench.after_cancel(x) is False and not x.second
    for doubt in (recorded_otherwise,) if early else DOUBTS:
        found = doubt(bench, x)
        if found:
            reason, question, code = found
            return _asked("unclear", reason, question, x.paid, code)
    return None


def after_end(bench: Bench, x: Placed) -> Ruling | None:
    """Its period begins at or after the service end, and the debit came after the cancellation."""
    if not bench.beyond(x) or bench.after_cancel(x) is not True:
        return None
    start = x.period.start if bench.lattice else x.paid.on
    reason = say.AFTER_END.fill(day=x.paid.on, start=start, end=bench.end, amount=printed(x.paid))
    return Ruling("after_end", reason, claim=x.paid.amount_minor, interest_from=x.paid.on)


def duplicate(bench: Bench, x: Placed) -> Ruling | None:
    """A second payment of the same price for a period that is paid."""
    if not (x.second and x.on_lattice):
        return None
    first = next(o.paid for o in bench.placed if o.slot == x.slot and o.on_lattice and not o.second)
    if first.amount_minor != x.paid.amount_minor:
        return None
    facts = {"amount": printed(x.paid), "day": x.paid.on}
    reason = say.DUPLICATE.fill(start=x.period.start, end=x.period.end, first=first.on, **facts)
    if bench.end and x.paid.on >= bench.end:
        return Ruling("duplicate", reason, claim=x.paid.amount_minor, interest_from=x.paid.on)
    return _asked("duplicate", reason, ask.DUPLICATE.fill(amount=printed(x.paid)), x.paid)


def prorated(bench: Bench, x: Placed) -> Ruling | None:
    """Immediate or rescinded: the unused days of the period that straddles the service end."""
    if bench.terms not in ("immediate", "rescinded") or bench.lattice is None or bench.end is None:
        return None
    if not (x.period.start < bench.end < x.period.end):
        return None
    unused, days = (x.period.end - bench.end).days, x.period.days
    since = max(bench.end, x.paid.on)  # what was taken only later, in arrears say, bore nothing before
    share = round_half_up(Fraction(x.paid.amount_minor * unused, days))
    amount = to_print(share, x.paid.currency)
    reason = say.PRORATED.fill(unused=unused, days=days, end=bench.end, amount=printed(x.paid), share=amount)
    if bench.recorded_at and bench.recorded_end != bench.end:
        facts = {"amount": amount, "day": x.paid.on, "own": bench.cancelled_at.date()}
        question = ask.RECORD_LATER.fill(record=bench.recorded_at.date(), **facts)
        start = bench.end
        return Ruling(
            "prorated", reason, asked=share, question=question, code="record", interest_from=start, unused_days=unused
        )
    if bench.fault in ("merchant", "agreed"):
        return Ruling("prorated", reason, claim=share, interest_from=since, unused_days=unused)
    question = (ask.OWN_FAULT if bench.fault == "consumer" else ask.FAULT).fill(share=amount)
    return Ruling(
        "prorated", reason, asked=share, question=question, code="fault", interest_from=since, unused_days=unused
    )


def in_term(bench: Bench, x: Placed) -> Ruling:
    """Everything else: the period begins before the service end, or in arrears ended by then."""
    if bench.lattice is None or bench.end is None:
        return Ruling("in_term", say.BEFORE_CANCELLED.fill(day=x.paid.on, cancelled=bench.cancelled_at.date()))
    words = say.IN_TERM_ARREARS if bench.arrears else say.IN_TERM
    facts = {"amount": printed(x.paid), "day": x.paid.on, "service_end": bench.end}
    return Ruling("in_term", words.fill(start=x.period.start, end=x.period.end, **facts))


RULES: tuple[Rule, ...] = (
    one_off,
    resubscribed,
    precharged,
    notice_disputed,
    wrong_rail,
    late_cancel,
    unclear,
    after_end,
    duplicate,
    prorated,
    in_term,
)


def _asked(verdict: str, reason: Words, question: Words, paid: Paid, code: str = "") -> Ruling:
    return Ruling(
        verdict, reason, asked=paid.amount_minor, question=question, code=code or verdict, interest_from=paid.on
    )


def _rail_channel(rail: str) -> catalogue.Channel:
    return next((c for c in catalogue.channels() if c.rail == holder(rail)), catalogue.channel("bank"))


def respondent(paid: Paid) -> str:
    """Who must pay back: the store that took the money, else the merchant."""
    return "store" if holder(paid.rail) in STORES else "merchant"
