"""The verdicts, one function each, tested in the order of `RULES` (DESIGN §4); the first that answers is the verdict.

A rule sees one payment placed on the plan's lattice and the bench: what is known of the cancellation. It returns a
ruling, or None to pass. To add a verdict, write its rule and give it its place in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from audit import catalogue
from audit.judging import verdict_sentences as say
from audit.judging.placing import POSTING_LAG, Paid, Placed
from audit.judging.rails import STORES, Coverage, reach
from audit.money import round_half_up, to_print
from audit.periods import Lattice
from audit.wording import Words

_NOTICE_DAYS = 30


@dataclass(frozen=True)
class Ruling:
    """One verdict: what is claimed and what is put in question, before refunds, in minor units."""

    verdict: str
    reason: Words
    claim: int = 0
    asked: int = 0
    question: Words | None = None
    code: str = ""  # which question it is: part of the question's stable key
    interest_from: date | None = None
    unused_days: int | None = None


@dataclass(frozen=True)
class Bench:
    """What is known of one cancellation of one plan while its payments are judged."""

    end: date | None
    cancelled_at: datetime
    timed: bool
    terms: str
    fault: str
    path: str
    arrears: bool
    resubscribed: str
    resubscribed_at: datetime | None
    resubscribed_timed: bool
    several: bool
    same_day: bool
    current_unpaid: bool
    doubt: Words | None
    lattice: Lattice | None
    shown: Coverage
    placed: tuple[Placed, ...]
    trials: tuple[Paid, ...]  # what the bills show of a trial before the first full price

    def after_cancel(self, paid: Paid) -> bool | None:
        """Whether the debit came after the cancellation; None if the day is the same and the times do not tell."""
        if paid.timed and self.timed:
            return paid.at > self.cancelled_at
        return None if paid.on == self.cancelled_at.date() else paid.on > self.cancelled_at.date()

    def beyond(self, x: Placed) -> bool:
        """Whether the payment is for a period that begins at or after the service end."""
        return self.end is not None and (x.period.start if self.lattice else x.paid.on) >= self.end

    def prices(self) -> set[int]:
        """The prices of the plan's regular payments."""
        return {x.paid.amount_minor for x in self.placed if x.on_lattice and not x.second}

    def unpaid_slots(self) -> list[int]:
        """Anchors between the first payment and the service end that the bills cover and nobody paid."""
        paid = [x.slot for x in self.placed if x.on_lattice]
        if self.lattice is None or self.end is None or not paid:
            return []
        last = self.lattice.index(self.end - timedelta(days=1)) + (1 if self.current_unpaid else 0)
        return [k for k in range(min(paid), last + 1) if k not in paid and self.covered(k)]

    def covered(self, slot: int) -> bool:
        """Whether the bills cover the days on which the anchor with that number would be debited."""
        assert self.lattice is not None
        anchor = self.lattice.anchor(slot)
        window = max((x.paid.window for x in self.placed), default=0)
        lag = 0 if all(x.paid.timed for x in self.placed) else POSTING_LAG
        return self.shown.covers(anchor - timedelta(days=window), anchor + timedelta(days=lag))

    def broken_from(self) -> Placed | None:
        """The first payment after the service end that may be a new subscription, or None.

        It follows a covered anchor without a charge, or lies off the lattice (DESIGN §4, `unclear`).
        """
        if self.lattice is None or self.end is None or self.resubscribed == "no":
            return None
        paid = {x.slot for x in self.placed if x.on_lattice}
        expected = self.lattice.index(self.end - timedelta(days=1)) + 1 + int(self.arrears)
        for x in (x for x in self.placed if self.beyond(x) and self.after_cancel(x.paid) is not False):
            gap = any(k not in paid and self.covered(k) for k in range(expected, x.slot + int(not x.on_lattice)))
            if not x.on_lattice or gap:
                return x
            expected = max(expected, x.slot + 1)
        return None


Rule = Callable[[Bench, Placed], Ruling | None]


def rule_on(bench: Bench, x: Placed) -> Ruling:
    """The verdict on one payment: the first rule that answers."""
    return next(ruling for rule in RULES if (ruling := rule(bench, x)))


def one_off(bench: Bench, x: Placed) -> Ruling | None:
    """Another product in the text, or off the lattice and another amount and no renewal wording."""
    if x.paid.other_product:
        return Ruling("one_off", say.OTHER_PRODUCT.fill(text=x.paid.description or x.paid.counterparty))
    stray = bench.lattice is not None and not x.on_lattice and not x.paid.bundle
    if stray and x.paid.amount_minor not in bench.prices() and not x.paid.renewal_wording:
        return Ruling("one_off", say.STRAY.fill(off=_days_off(x), amount=_print(x.paid)))
    return None


def resubscribed(bench: Bench, x: Placed) -> Ruling | None:
    """At or after the moment the person subscribed again."""
    if bench.resubscribed != "yes" or bench.resubscribed_at is None:
        return None
    exact = x.paid.timed and bench.resubscribed_timed
    later = x.paid.at >= bench.resubscribed_at if exact else x.paid.on >= bench.resubscribed_at.date()
    return Ruling("resubscribed", say.RESUBSCRIBED.fill(day=bench.resubscribed_at.date())) if later else None


def precharged(bench: Bench, x: Placed) -> Ruling | None:
    """Debited before the cancellation for a period that begins after it."""
    if bench.lattice is None or not bench.beyond(x) or bench.after_cancel(x.paid) is not False:
        return None
    reason = say.PRECHARGED.fill(day=x.paid.on, start=x.period.start)
    return _asked("precharged", reason, say.ASK_PRECHARGED.fill(amount=_print(x.paid)), x.paid)


def notice_disputed(bench: Bench, x: Placed) -> Ruling | None:
    """A long renewal, or the first full price after a trial, within 30 days before the cancellation."""
    if bench.lattice is None or bench.after_cancel(x.paid) is not False or x.second or not x.on_lattice:
        return None
    first = all(other.paid.at >= x.paid.at for other in bench.placed)
    long = bench.lattice.interval.months >= 3 and (not first or "续" in x.paid.description)
    if not (long or (bench.trials and first)):
        return None
    days = (bench.cancelled_at.date() - x.paid.on).days
    if days > _NOTICE_DAYS:
        return None
    reason = (say.NOTICE_LONG if long else say.NOTICE_TRIAL).fill(day=x.paid.on, limit=_NOTICE_DAYS)
    return _asked("notice_disputed", reason, say.ASK_NOTICE.fill(amount=_print(x.paid)), x.paid)


def wrong_rail(bench: Bench, x: Placed) -> Ruling | None:
    """Charged on a rail that the cancellation did not reach."""
    if not bench.beyond(x) or bench.after_cancel(x.paid) is False or x.paid.rail in reach(bench.path):
        return None
    rail = _rail_channel(x.paid.rail)
    reason = say.WRONG_RAIL.fill(path=say.PATHS[bench.path], rail=rail.name)
    return _asked("wrong_rail", reason, say.ASK_WRONG_RAIL.fill(rail=rail.name, where=rail.terminate), x.paid)


def late_cancel(bench: Bench, x: Placed) -> Ruling | None:
    """Cancelled inside the cut-off that the rail sets before a renewal."""
    hours = _rail_channel(x.paid.rail).cut_off_hours
    if not hours or not bench.beyond(x) or bench.after_cancel(x.paid) is False:
        return None
    due = x.paid.at if x.paid.timed else datetime.combine(x.paid.on, datetime.min.time())
    if due - bench.cancelled_at >= timedelta(hours=hours):
        return None
    reason = say.LATE_CANCEL.fill(rail=_rail_channel(x.paid.rail).name, hours=hours, at=bench.cancelled_at, due=due)
    return _asked("late_cancel", reason, say.ASK_LATE.fill(amount=_print(x.paid)), x.paid)


def unclear(bench: Bench, x: Placed) -> Ruling | None:
    """What the data cannot settle, by the first doubt that applies."""
    if bench.after_cancel(x.paid) is False and not x.second:
        return None
    for doubt in _DOUBTS:
        found = doubt(bench, x)
        if found:
            reason, question, code = found
            return _asked("unclear", reason, question, x.paid, code)
    return None


def after_end(bench: Bench, x: Placed) -> Ruling | None:
    """Its period begins at or after the service end, and the debit came after the cancellation."""
    if not bench.beyond(x) or bench.after_cancel(x.paid) is not True:
        return None
    start = x.period.start if bench.lattice else x.paid.on
    reason = say.AFTER_END.fill(day=x.paid.on, start=start, end=bench.end, amount=_print(x.paid))
    return Ruling("after_end", reason, claim=x.paid.amount_minor, interest_from=x.paid.on)


def duplicate(bench: Bench, x: Placed) -> Ruling | None:
    """A second payment of the same price for a period that is paid."""
    if not (x.second and x.on_lattice):
        return None
    first = next(o.paid for o in bench.placed if o.slot == x.slot and o.on_lattice and not o.second)
    if first.amount_minor != x.paid.amount_minor:
        return None
    reason = say.DUPLICATE.fill(start=x.period.start, end=x.period.end, first=first.on)
    if bench.end and x.paid.on >= bench.end:
        return Ruling("duplicate", reason, claim=x.paid.amount_minor, interest_from=x.paid.on)
    return _asked("duplicate", reason, say.ASK_DUPLICATE.fill(amount=_print(x.paid)), x.paid)


def prorated(bench: Bench, x: Placed) -> Ruling | None:
    """Immediate or rescinded: the unused days of the period that straddles the service end."""
    if bench.terms not in ("immediate", "rescinded") or bench.lattice is None or bench.end is None:
        return None
    if not (x.period.start < bench.end < x.period.end):
        return None
    unused, days = (x.period.end - bench.end).days, x.period.days
    share = round_half_up(Fraction(x.paid.amount_minor * unused, days))
    amount = to_print(share, x.paid.currency)
    reason = say.PRORATED.fill(unused=unused, days=days, end=bench.end, amount=_print(x.paid), share=amount)
    if bench.fault in ("merchant", "agreed"):
        return Ruling("prorated", reason, claim=share, interest_from=bench.end, unused_days=unused)
    question = (say.ASK_OWN_FAULT if bench.fault == "consumer" else say.ASK_FAULT).fill(share=amount)
    return Ruling(
        "prorated", reason, asked=share, question=question, code="fault", interest_from=bench.end, unused_days=unused
    )


def in_term(bench: Bench, x: Placed) -> Ruling:
    """Everything else: the period begins before the service end, or in arrears ended by then."""
    if bench.lattice is None:
        return Ruling("in_term", say.BEFORE_END.fill(day=x.paid.on))
    words = say.IN_TERM_ARREARS if bench.arrears else say.IN_TERM
    return Ruling("in_term", words.fill(start=x.period.start, end=x.period.end, service_end=bench.end))


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

Doubt = tuple[Words, Words, str]


def _plan_unclear(bench: Bench, x: Placed) -> Doubt | None:
    return (say.SEVERAL, say.ASK_SEVERAL.fill(amount=_print(x.paid)), "plan") if bench.several else None


def _interval_unknown(bench: Bench, x: Placed) -> Doubt | None:
    if bench.end is not None:
        return None
    return say.NO_INTERVAL, say.ASK_INTERVAL.fill(day=x.paid.on, amount=_print(x.paid)), "interval"


def _case_contradicts(bench: Bench, _: Placed) -> Doubt | None:
    return (say.CONTRADICTS, bench.doubt, "lattice") if bench.doubt else None


def _same_day(bench: Bench, x: Placed) -> Doubt | None:
    if bench.after_cancel(x.paid) is not None or not (bench.same_day or bench.beyond(x)):
        return None
    return say.SAME_DAY.fill(day=x.paid.on), say.ASK_SAME_DAY.fill(day=x.paid.on, amount=_print(x.paid)), "same_day"


def _bundle(bench: Bench, x: Placed) -> Doubt | None:
    if not x.paid.bundle or not (bench.lattice is None or bench.beyond(x)):
        return None
    usual = {o.paid.amount_minor for o in bench.placed if o.paid.on < x.paid.on and o.on_lattice}
    if bench.lattice is not None and x.paid.amount_minor in usual:
        return None
    return say.BUNDLE.fill(text=x.paid.description), say.ASK_BUNDLE.fill(amount=_print(x.paid)), "bundle"


def _collected_late(bench: Bench, x: Placed) -> Doubt | None:
    """One payment per unpaid period: the first after the cancellation, off the lattice or second in their period."""
    unpaid = bench.unpaid_slots()
    if not unpaid or bench.lattice is None:
        return None
    odd = [o for o in bench.placed if bench.after_cancel(o.paid) is not False and (not o.on_lattice or o.second)]
    current = [o for o in bench.placed if bench.current_unpaid and o.slot == unpaid[-1]]
    late = sorted({o.paid.id: o for o in (*current, *odd)}.values(), key=lambda o: o.paid.at)[: len(unpaid)]
    if x not in late:
        return None
    start = bench.lattice.anchor(unpaid[min(late.index(x), len(unpaid) - 1)])
    return say.LATE_COLLECTED.fill(start=start), say.ASK_LATE_COLLECTED.fill(start=start, amount=_print(x.paid)), "late"


def _began_again(bench: Bench, x: Placed) -> Doubt | None:
    broken = bench.broken_from()
    if broken is None or not bench.beyond(x) or x.paid.at < broken.paid.at:
        return None
    words = say.GAP if broken.on_lattice else say.OFF_BEAT
    return words.fill(day=broken.paid.on), say.ASK_AGAIN.fill(day=broken.paid.on), "again"


def _mirror_unclear(bench: Bench, x: Placed) -> Doubt | None:
    if not (x.paid.maybe_mirror and bench.beyond(x)):
        return None
    return say.MAYBE_MIRROR, say.ASK_MIRROR.fill(day=x.paid.on, amount=_print(x.paid)), "mirror"


def _refunds_hidden(bench: Bench, x: Placed) -> Doubt | None:
    if not (x.paid.hides_refunds and bench.beyond(x)):
        return None
    export = catalogue.channel(x.paid.channel).export
    return say.HIDES_REFUNDS, say.ASK_FULL_EXPORT.fill(export=export, day=x.paid.on), "export"


def _extra(bench: Bench, x: Placed) -> Doubt | None:
    """A payment inside a paid period that is neither its debit nor the same price again."""
    if bench.lattice is None or bench.beyond(x) or (x.on_lattice and not x.second):
        return None
    if x.on_lattice and x.second and x.paid.amount_minor in bench.prices():
        return None
    return say.EXTRA.fill(start=x.period.start, end=x.period.end), say.ASK_EXTRA.fill(amount=_print(x.paid)), "extra"


_DOUBTS = (
    _plan_unclear,
    _bundle,
    _interval_unknown,
    _case_contradicts,
    _same_day,
    _collected_late,
    _began_again,
    _mirror_unclear,
    _refunds_hidden,
    _extra,
)


def _asked(verdict: str, reason: Words, question: Words, paid: Paid, code: str = "") -> Ruling:
    return Ruling(
        verdict, reason, asked=paid.amount_minor, question=question, code=code or verdict, interest_from=paid.on
    )


def _print(paid: Paid) -> str:
    return to_print(paid.amount_minor, paid.currency)


def _days_off(x: Placed) -> int:
    return abs(x.off)


def _rail_channel(rail: str) -> catalogue.Channel:
    return next((c for c in catalogue.channels() if c.rail == rail), catalogue.channel("bank"))


def respondent(paid: Paid) -> str:
    """Who must pay back: the store that took the money, else the merchant."""
    return "store" if paid.rail in STORES else "merchant"
