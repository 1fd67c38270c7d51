"""What the bills cannot settle: each doubt says why and what the user is asked; the first that applies counts.

A doubt returns its reason, its question and the code that is part of the question's stable key.
"""

from __future__ import annotations

from audit import catalogue
from audit.judging import question_sentences as ask
from audit.judging import verdict_sentences as say
from audit.judging.bench import Bench, printed
from audit.judging.placing import Placed
from audit.wording import Words

Doubt = tuple[Words, Words, str]


def _plan_unclear(bench: Bench, x: Placed) -> Doubt | None:
    return (say.SEVERAL, ask.SEVERAL.fill(amount=printed(x.paid)), "plan") if bench.several else None


def _interval_unknown(bench: Bench, x: Placed) -> Doubt | None:
    if bench.end is not None:
        return None
    if bench.irregular:
        facts = {"day": x.paid.on, "cancelled": bench.cancelled_at.date(), "amount": printed(x.paid)}
        return say.IRREGULAR.fill(**facts), ask.IRREGULAR.fill(**facts), "irregular"
    return say.NO_INTERVAL, ask.INTERVAL.fill(day=x.paid.on, amount=printed(x.paid)), "interval"


def _case_contradicts(bench: Bench, x: Placed) -> Doubt | None:
    reason = say.CONTRADICTS.fill(day=x.paid.on, amount=printed(x.paid))
    return (reason, bench.doubt, "lattice") if bench.doubt else None


def recorded_otherwise(bench: Bench, x: Placed) -> Doubt | None:
    """Owed by the day in the case file and not by the store's own record, or the other way round."""
    if bench.recorded_at is None or not bench.between_ends(x):
        return None
    own, record = bench.cancelled_at.date(), bench.recorded_at.date()
    facts = {"amount": printed(x.paid), "day": x.paid.on, "own": own, "record": record}
    question = ask.RECORD_LATER if own < record else ask.RECORD_EARLIER
    return say.RECORDED_OTHERWISE.fill(**facts), question.fill(**facts), "record"


def _same_day(bench: Bench, x: Placed) -> Doubt | None:
    """Which came first; in arrears that day's debit was due anyway, and the next one hangs on it."""
    day = bench.cancelled_at.date() if bench.arrears else x.paid.on
    if bench.arrears and bench.same_day:
        hangs = x.period.start == day
    else:
        hangs = bench.after_cancel(x) is None and (bench.same_day or bench.beyond(x))
    if not hangs:
        return None
    return say.SAME_DAY.fill(day=day), ask.SAME_DAY.fill(day=day, amount=printed(x.paid)), "same_day"


def _bundle(bench: Bench, x: Placed) -> Doubt | None:
    if not x.paid.bundle or not (bench.lattice is None or bench.beyond(x)):
        return None
    usual = {o.paid.amount_minor for o in bench.placed if o.paid.on < x.paid.on and o.on_lattice}
    if bench.lattice is not None and x.paid.amount_minor in usual:
        return None
    return say.BUNDLE.fill(text=x.paid.description), ask.BUNDLE.fill(amount=printed(x.paid)), "bundle"


def _collected_late(bench: Bench, x: Placed) -> Doubt | None:
    """One payment per unpaid period: the first after the cancellation, off the lattice or second in their period."""
    unpaid = bench.unpaid_slots()
    if not unpaid or bench.lattice is None:
        return None
    later = [o for o in bench.placed if bench.after_cancel(o) is not False and not bench.stray(o)]
    odd = [o for o in later if not o.on_lattice or o.second]
    current = [o for o in bench.placed if bench.current_unpaid and o.slot == unpaid[-1]]
    late = sorted({o.paid.id: o for o in (*current, *odd)}.values(), key=lambda o: o.paid.at)[: len(unpaid)]
    if x not in late:
        return None
    start = bench.lattice.anchor(unpaid[min(late.index(x), len(unpaid) - 1)])
    return (
        say.LATE_COLLECTED.fill(start=start, day=x.paid.on, amount=printed(x.paid)),
        ask.LATE_COLLECTED.fill(start=start, amount=printed(x.paid)),
        "late",
    )


def _began_again(bench: Bench, x: Placed) -> Doubt | None:
    broken = bench.broken_from()
    if broken is None or not bench.beyond(x) or x.paid.at < broken.paid.at:
        return None
    own = {"amount": printed(x.paid), "on": x.paid.on}
    if bench.resubscribed == "no" and bench.resubscribed_at:
        day = bench.resubscribed_at.date()
        return say.DENIED.fill(day=day, **own), ask.DENIED.fill(day=day), "again"
    words = say.RECORDED if bench.recorded else say.GAP if broken.on_lattice else say.OFF_BEAT
    return words.fill(day=broken.paid.on, **own), ask.AGAIN.fill(day=broken.paid.on), "again"


def _new_account(bench: Bench, x: Placed) -> Doubt | None:
    """First paid from after the cancellation, beside another account of the same channel that had paid before."""
    if not bench.beyond(x):
        return None
    before = {
        o.paid.account for o in bench.placed if bench.after_cancel(o) is False and o.paid.channel == x.paid.channel
    }
    if not before or x.paid.account in before:
        return None
    facts = {"account": x.paid.account, "other": sorted(before)[0], "amount": printed(x.paid)}
    return say.NEW_ACCOUNT.fill(**facts), ask.NEW_ACCOUNT.fill(**facts), "account"


def _mirror_unclear(bench: Bench, x: Placed) -> Doubt | None:
    if not (x.paid.maybe_mirror and bench.beyond(x)):
        return None
    return say.MAYBE_MIRROR, ask.MIRROR.fill(day=x.paid.on, amount=printed(x.paid)), "mirror"


def _status_unknown(bench: Bench, x: Placed) -> Doubt | None:
    if not (x.paid.status and bench.beyond(x)):
        return None
    question = ask.STATUS.fill(word=x.paid.status, day=x.paid.on, amount=printed(x.paid))
    return say.STATUS.fill(word=x.paid.status), question, "status"


def _refunds_hidden(bench: Bench, x: Placed) -> Doubt | None:
    if not (x.paid.hides_refunds and bench.beyond(x)):
        return None
    export = catalogue.channel(x.paid.channel).export
    hidden = say.HIDES_REFUNDS.fill(day=x.paid.on, amount=printed(x.paid))
    return hidden, ask.FULL_EXPORT.fill(export=export, day=x.paid.on), "export"


def _extra(bench: Bench, x: Placed) -> Doubt | None:
    """A payment inside a paid period that is neither its debit nor the same price again."""
    if bench.lattice is None or (x.on_lattice and not x.second) or (bench.beyond(x) and not x.on_lattice):
        return None
    if x.on_lattice and x.paid.amount_minor in bench.prices():
        return None
    start, end = x.period
    if not any(o.on_lattice and o.slot == x.slot for o in bench.placed):
        asked = ask.LATE_COLLECTED.fill(start=start, amount=printed(x.paid))
        return say.MAYBE_LATE.fill(start=start, end=end, day=x.paid.on), asked, "extra"
    reason = say.EXTRA.fill(start=start, end=end, day=x.paid.on, amount=printed(x.paid))
    return reason, ask.EXTRA.fill(amount=printed(x.paid)), "extra"


DOUBTS = (
    _plan_unclear,
    _bundle,
    _case_contradicts,
    _interval_unknown,
    recorded_otherwise,
    _same_day,
    _collected_late,
    _began_again,
    _new_account,
    _mirror_unclear,
    _status_unknown,
    _refunds_hidden,
    _extra,
)
