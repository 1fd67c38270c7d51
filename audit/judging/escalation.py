"""From the first letter to the complaint: who has to answer by when, and where to turn when nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from audit import catalogue
from audit.judging import next_step_sentences as say
from audit.judging.matters import Matter, Row, Step
from audit.law import Law, Rule
from audit.wording import NOTHING, Words, join

_ANSWERED = frozenset(("answered", "promised", "accepted", "refunded"))
_AGENCY_NAMES = ("12315", "市场监", "市监")


def contact_support(matter: Matter) -> Iterator[Step]:
    """The first letter, where money is claimed and nobody was contacted yet."""
    claimed = any(line["principal_minor"] for line in matter.lines)
    if claimed and not _first(matter.events, "contacted", "demanded", "complained"):
        yield Step(matter.as_of, "contact", say.CONTACT.fill(hours=matter.law.clocks.support_hours))


def escalate(matter: Matter) -> Iterator[Step]:
    """48 hours after the first contact to the minute, at once after a refusal; then the complaint with its clocks."""
    refused, contact = _first(_with_support(matter), "refused"), _first(_with_support(matter), "contacted", "demanded")
    open_ = bool(matter.lines) or matter.end["path"] == "support"
    if not open_ or _first(_with_agency(matter), "complained", "accepted") or not (contact or refused):
        return
    facts = {"agency": _agency(matter.law), "hours": matter.law.clocks.support_hours}
    clocks = _acceptance_and_mediation(matter.law, matter.as_of)
    if refused:
        by = _when(refused)
        yield Step(by, "escalate", join([say.REFUSED.fill(at=_print(by), **facts), clocks]))
    elif contact and not any(_answers(e, contact) for e in _with_support(matter)):
        by = _when(contact) + timedelta(hours=matter.law.clocks.support_hours)
        passed = by <= datetime.combine(matter.as_of, time()) if isinstance(by, datetime) else by < matter.as_of
        words = say.OVERDUE if passed else say.WAIT
        yield Step(by, "escalate", join([words.fill(at=_print(by), **facts), clocks]))


def complaint_clocks(matter: Matter) -> Iterator[Step]:
    """When the agency must have decided on acceptance, and when mediation ends, by the rule in force at filing."""
    heard = _with_agency(matter)
    complained, accepted, refused = (_first(heard, what) for what in ("complained", "accepted", "refused"))
    days = matter.law.clocks.complaint_accept_working_days
    if not days:
        return
    if complained and not accepted and not refused:
        on = complained["occurred_at"].date()
        words = say.ACCEPTANCE.fill(agency=_agency(matter.law), on=on)
        yield Step(working_days_after(on, days), "acceptance", words)
    if accepted:
        on = accepted["occurred_at"].date()
        for rule in _procedure(matter.law, (complained or accepted)["occurred_at"].date()):
            words = say.MEDIATION_ENDS.fill(on=on, rule=say.RULE.fill(citation=rule.citation))
            yield Step(on + timedelta(days=rule.number("mediation_days")), "mediation_ends", words)


def working_days_after(start: date, days: int) -> date:
    """The day some working days later, the first day not counted; weekends and the two long holidays are skipped.

    >>> working_days_after(date(2025, 9, 26), 7)   # National Day week lies between
    datetime.date(2025, 10, 15)
    """
    on = start
    while days:
        on += timedelta(days=1)
        days -= int(on.weekday() < 5 and not catalogue.is_long_holiday_between(on, on))
    return on


def _procedure(law: Law, filing: date) -> list[Rule]:
    """The rules of procedure in force on the day of filing that may be quoted and set a day for mediation."""
    return [r for r in law.rules_on("procedure", filing=filing) if r.quotable and r.number("mediation_days")]


def _acceptance_and_mediation(law: Law, filing: date) -> Words:
    days = law.clocks.complaint_accept_working_days
    if not days:
        return NOTHING
    ends = [
        join([say.MEDIATION.fill(days=r.number("mediation_days")), say.RULE.fill(citation=r.citation)], en="")
        for r in _procedure(law, filing)
    ]
    return join([say.CLOCKS.fill(days=days, mediation=join(ends)), say.NO_ORDER])


def _with_agency(matter: Matter) -> list[Row]:
    """What passed between the person and the agency; a complaint or its acceptance with nobody named is one too."""
    unnamed = ("complained", "accepted")
    return [e for e in matter.events if _names_agency(e) or (not e["whom"] and e["what"] in unnamed)]


def _with_support(matter: Matter) -> list[Row]:
    return [e for e in matter.events if not _names_agency(e)]


def _names_agency(event: Row) -> bool:
    return any(name in event["whom"] for name in _AGENCY_NAMES)


def _first(events: Iterable[Row], *what: str) -> Row | None:
    return next((e for e in events if e["what"] in what), None)


def _agency(law: Law) -> Words:
    agency = law.remedy("cn.12315")
    return agency.name if agency else say.PLATFORM_OR_BANK


def _answers(event: Row, contact: Row) -> bool:
    return event["what"] in _ANSWERED and bool(event["occurred_at"] >= contact["occurred_at"])


def _when(event: Row) -> date:
    """The moment of an event, or its day where no time was noted; a day counts as lasting to its end."""
    at: datetime = event["occurred_at"].to_pydatetime()
    return at if event["has_time"] else at.date()


def _print(on: date) -> str:
    return f"{on:%Y-%m-%d %H:%M}" if isinstance(on, datetime) else f"{on:%Y-%m-%d}"
