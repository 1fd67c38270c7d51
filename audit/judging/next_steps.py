"""What to do next and by when, for every cancellation: mandates, clocks, places to turn to, days to watch.

Each step is one function from a matter (one cancellation with all that is known of it) to its rows. To add a step,
write its function and give it its place in `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pandas as pd

from audit import catalogue
from audit.judging import next_step_sentences as say
from audit.judging.bank_steps import ask_bank, dispute, stop_payment, withdraw
from audit.judging.closings import closed, reopened, since_closing
from audit.judging.escalation import complaint_clocks, contact_support, escalate, follow_up
from audit.judging.matters import Matter, Step, matters, rail_of_finding
from audit.judging.watch_sentences import whose
from audit.law import load
from audit.money import to_print
from audit.periods import add_months
from audit.tables import NEXT_STEPS, WATCH, Claims
from audit.wording import NOTHING, Words, join


def next_steps(
    ends: pd.DataFrame,
    findings: pd.DataFrame,
    events: pd.DataFrame,
    claims: Claims,
    *,
    as_of: date,
    jurisdiction: str = "cn",
    watched: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The steps of every cancellation by day: what can be done now is on `as_of`, an old clock on its day.

    A case the person closed has one, `closed`, on the day of closing.

    `watched` is what the watch found; without it no export is asked for.
    """
    rows = []
    seen = WATCH.empty() if watched is None else watched
    for matter in matters(ends, findings, events, claims, seen, as_of=as_of, law=load(jurisdiction)):
        open_again = since_closing(matter)
        found = list(closed(matter)) or [*reopened(matter), *(s for step in STEPS for s in step(open_again))]
        rows += [_row(matter, s) for s in sorted(found, key=lambda s: (_at(s.by), s.kind))]
    return NEXT_STEPS.of(pd.DataFrame(rows)) if rows else NEXT_STEPS.empty()


def close_mandates(matter: Matter) -> Iterator[Step]:
    """Close the mandate on every rail on the day before the earliest possible debit, less the rail's cut-off."""
    lattice = matter.lattice
    for rail in matter.rails:
        where = {"rail": rail.name, "where": rail.terminate}
        if lattice is None:
            yield Step(matter.as_of, "close_mandate", say.CLOSE_MANDATE_NOW.fill(**where))
            continue
        due = lattice.first_after(matter.as_of - timedelta(days=1))
        lead = timedelta(days=rail.precharge_days, hours=rail.cut_off_hours)
        first = (datetime.combine(due, time()) - lead).date()
        words = say.CLOSE_MANDATE if first > matter.as_of else say.CLOSE_MANDATE_TODAY
        by = max(matter.as_of, first - timedelta(days=1))
        yield Step(by, "close_mandate", words.fill(due=due, first=first, **where))


def decide(matter: Matter) -> Iterator[Step]:
    """Answer the questions money hangs on."""
    asked = [line for line in matter.lines if line["in_question_minor"]]
    if asked:
        sums = [to_print(t["in_question_minor"], t["currency"]) for t in matter.totals if t["in_question_minor"]]
        yield Step(matter.as_of, "decide", say.DECIDE.fill(count=len(asked), amount=" + ".join(sums)))


def find_notice(matter: Matter) -> Iterator[Step]:
    """The notice of a renewal that is disputed for want of one: by when it had to come, and what it had to say."""
    disputed = {f["finding_id"] for f in matter.findings if f["verdict"] == "notice_disputed"}
    for line in (x for x in matter.lines if x["finding_id"] in disputed):
        on = line["civil_date"].date()
        rules = [r for r in matter.law.rules_on("notice_duty", charge=on) if r.quotable]
        days = max((r.number("days_before") for r in rules), default=0)
        cited = [r.citation for r in rules if r.number("days_before") == days]
        if not cited:
            continue
        by = say.NOTICE_BY.fill(by=on - timedelta(days=days)) if days else say.NOTICE_BEFORE
        said = [say.NOTICE.fill(on=on, by=by, citations=join(cited, "; ", "；"))]
        said += [say.NOTICE_SAYS] if any("must_state" in r.params for r in rules) else []
        yield Step(matter.as_of, "notice", join(said))


def ask_store(matter: Matter) -> Iterator[Step]:
    """Apple's own refund page, within the days advised, counted from the earliest debit still open."""
    apple = matter.law.remedy("apple.refund")
    bought = {f["finding_id"] for f in matter.findings if rail_of_finding(f) == "apple"}
    charged = [line for line in matter.lines if line["finding_id"] in bought]
    if not apple or not charged:
        return
    on = charged[0]["civil_date"].date()
    by = on + timedelta(days=apple.advise_within_days)
    words = say.ASK_STORE if by >= matter.as_of else say.ASK_STORE_LATE
    said = [words.fill(store=apple.name, days=apple.advise_within_days, on=on)]
    said += [] if apple.pending_charge_allowed else [say.PENDING]
    yield Step(max(by, matter.as_of), "ask_store", join(said))


def watch_days(matter: Matter) -> Iterator[Step]:
    """The first billing days after the service end, and the next one while charges go on; those still to come."""
    lattice, end = matter.lattice, matter.end["service_end"]
    if lattice is None or pd.isna(end):
        return
    first = lattice.index(end.date() - timedelta(days=1)) + 1
    numbers = {first + n for n in range(max(matter.law.clocks.watch_cycles))}
    if matter.lines:
        numbers.add(lattice.index(matter.as_of - timedelta(days=1)) + 1)
    window = timedelta(days=max((r.precharge_days for r in matter.rails), default=0))
    rails = join([r.name for r in matter.rails], " and ", "、") if matter.rails else Words("your account", "您的账户")
    for on in (lattice.anchor(n) for n in sorted(numbers)):
        if on >= matter.as_of:
            yield Step(on, "watch", say.WATCH.fill(rails=rails, first=on - window))


def export(matter: Matter) -> Iterator[Step]:
    """The bill to export of every account whose cycles no bill shows.

    From a month before the first of them, so that it meets the bills at hand.
    """
    accounts: dict[tuple[str, str], list[date]] = {}
    for cycle in matter.unseen:
        accounts.setdefault((cycle["channel"], cycle["account_id"]), []).append(cycle["from_on"].date())
    for (channel_id, account), cycles in accounts.items():
        channel = catalogue.channel(channel_id)
        facts = {
            "bill": whose(channel, account), "first": min(cycles) - timedelta(days=31), "last": matter.as_of,
            "cycles": join([Words(str(on), str(on)) for on in sorted(cycles)], ", ", "、"), "how": channel.export,
        }  # fmt: skip
        yield Step(matter.as_of, "export", say.EXPORT.fill(**facts))


def limitation(matter: Matter) -> Iterator[Step]:
    """The earliest last day of limitation still to come, the last of the later ones, and what is overtaken already."""
    today, years = pd.Timestamp(matter.as_of), matter.law.clocks.limitation_years
    at_stake = (x for x in matter.lines if x["principal_minor"] or x["in_question_minor"])
    dated = [x for x in at_stake if not pd.isna(x["limitation_on"])]
    over = [x for x in dated if x["limitation_on"] < today]
    if over:
        words = say.LIMITED.fill(count=len(over), on=over[-1]["civil_date"].date(), years=years)
        yield Step(matter.as_of, "limitation_passed", words)
    ahead = sorted((x for x in dated if x["limitation_on"] >= today), key=lambda x: x["limitation_on"])
    if ahead:
        by, last = ahead[0]["limitation_on"].date(), ahead[-1]
        facts = {"on": ahead[0]["civil_date"].date(), "years": years, "day_off": _day_off(matter, by)}
        then = NOTHING
        if last["limitation_on"].date() > by:
            days = {"of": last["civil_date"].date(), "by": last["limitation_on"].date()}
            then = say.LIMITATION_OF_LATER.fill(count=len(ahead) - 1, **days)
        yield Step(by, "limitation", say.LIMITATION.fill(then=then, **facts))


def _day_off(matter: Matter, on: date) -> Words:
    """A warning where nobody works on that day: nothing is sent or filed on it."""
    if matter.law.jurisdiction == "CN" and catalogue.is_public_holiday(on):
        return say.HOLIDAY
    return say.WEEKEND.get(on.weekday(), NOTHING)


def keep_evidence(matter: Matter) -> Iterator[Step]:
    """Nothing is deleted for months after the cancellation, and for months after the last event if that is later.

    Days gone by are left out; while money is still at stake nothing is deleted all the same.
    """
    clocks, cancelled = matter.law.clocks, matter.end["cancelled_at"]
    if pd.isna(cancelled):
        return
    facts = {"months": clocks.evidence_months_min, "years": clocks.evidence_months_suggested // 12}
    first = add_months(cancelled.date(), clocks.evidence_months_min)
    last = matter.events[-1]["occurred_at"].date() if matter.events else cancelled.date()
    longer = add_months(last, clocks.evidence_months_min)
    if first >= matter.as_of:
        yield Step(first, "keep_evidence", say.KEEP.fill(on=cancelled.date(), **facts))
    if longer > first and longer >= matter.as_of:
        yield Step(longer, "keep_evidence", say.KEEP_ON.fill(on=last, **facts))
    elif first < matter.as_of and matter.lines:
        yield Step(matter.as_of, "keep_evidence", say.KEEP_OPEN.fill(**facts))


STEPS: tuple[Callable[[Matter], Iterator[Step]], ...] = (
    close_mandates,
    decide,
    find_notice,
    contact_support,
    escalate,
    follow_up,
    complaint_clocks,
    ask_store,
    withdraw,
    stop_payment,
    ask_bank,
    dispute,
    export,
    watch_days,
    limitation,
    keep_evidence,
)


def _at(by: date) -> datetime:
    return by if isinstance(by, datetime) else datetime.combine(by, time())


def _row(matter: Matter, step: Step) -> dict[str, object]:
    return {
        "person": matter.end["person"],
        "cancellation_id": matter.end["cancellation_id"],
        "by_at": pd.Timestamp(_at(step.by)),
        "has_time": isinstance(step.by, datetime),
        "kind": step.kind,
        "what": step.words.en,
        "what_zh": step.words.zh,
    }
