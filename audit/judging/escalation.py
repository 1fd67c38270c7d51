"""From the first letter to the complaint: who has to answer by when, and where to turn when nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from audit import catalogue
from audit.judging import next_step_sentences as say
from audit.judging.matters import BANKS, Matter, Row, Step
from audit.law import Law, Rule
from audit.money import to_print
from audit.wording import NOTHING, Words, join

_REPLIES = ("answered", "promised", "refunded", "accepted", "refused")
_AGENCY_NAMES = ("12315", "市场监", "市监")


def contact_support(matter: Matter) -> Iterator[Step]:
    """The first letter, where money is claimed and nobody was contacted yet."""
    claimed = any(line["principal_minor"] for line in matter.lines)
    if claimed and not _first(matter.events, "contacted", "demanded", "complained"):
        yield Step(matter.as_of, "contact", say.CONTACT.fill(hours=matter.law.clocks.support_hours))


def escalate(matter: Matter) -> Iterator[Step]:
    """48 hours after a contact to the minute, at once after a refusal; then the complaint, the rails and the banks.

    A contact after an answer starts the hours again.
    """
    if not _is_open(matter) or _is_filed(matter):
        return
    facts = {"agency": _agency(matter.law), "hours": matter.law.clocks.support_hours}
    reply, waiting = _standing(matter)
    if reply and reply["what"] == "refused":
        by, words = _when(reply), say.REFUSED
    elif waiting:
        by = _later(waiting, matter)
        words = say.OVERDUE if _is_over(by, matter) else say.WAIT
    else:
        return
    clocks = _acceptance_and_mediation(matter.law, matter.as_of)
    yield Step(by, "escalate", join([words.fill(at=_print(by), **facts), clocks]))
    yield from _beside(matter, by)


def _beside(matter: Matter, by: date) -> Iterator[Step]:
    """Who else can be asked at that time: the wallets the money went through, and the banks of the cards."""
    left = [r.name for r in matter.rails if r.kind in ("wallet", "platform") and not matter.was_told(*r.name)]
    if left and matter.lines:
        yield Step(by, "ask_platform", say.ASK_PLATFORM.fill(rails=join(left, " and ", "、")))
    if (
        (banks := _banks(matter))
        and not matter.was_told(*BANKS)
        and not matter.law.rules_on("dispute_window", charge=matter.as_of)
    ):
        yield Step(by, "ask_bank", say.GIVE_TO_BANK.fill(banks=join(banks, " and ", "、")))


def _banks(matter: Matter) -> list[Words]:
    """The banks whose cards were debited after the end, by name or by the card's last digits."""
    owed = {line["finding_id"] for line in matter.lines if line["principal_minor"]}
    named: dict[str, Words] = {}
    for finding in matter.findings:
        if finding["finding_id"] not in owed or finding["verdict"] != "after_end":
            continue
        if finding["channel"].startswith("bank"):
            named[finding["channel"]] = catalogue.channel(finding["channel"]).name
        elif finding["funding_account"]:
            named[finding["funding_account"]] = say.CARD_BANK.fill(tail=finding["funding_account"])
    return [named[key] for key in sorted(named)]


def follow_up(matter: Matter) -> Iterator[Step]:
    """What an answer of support leaves to do: a promise to hold it to, a refund to be seen, a word to be noted."""
    reply, waiting = _standing(matter)
    if not any(line["principal_minor"] for line in matter.lines) or _is_filed(matter) or waiting or reply is None:
        return
    sums = [to_print(t["principal_minor"], t["currency"]) for t in matter.totals if t["principal_minor"]]
    facts = {"at": _print(_when(reply)), "amount": " + ".join(sums), "agency": _agency(matter.law)}
    if reply["what"] in ("promised", "accepted"):
        yield from _promise(matter, _later(reply, matter), facts)
    elif reply["what"] == "refunded":
        yield Step(matter.as_of, "refund_noted", say.REFUND_NOTED.fill(**facts))
    elif reply["what"] == "answered":
        yield Step(matter.as_of, "answer", say.ANSWERED.fill(**facts))


def _promise(matter: Matter, until: date, facts: dict[str, Any]) -> Iterator[Step]:
    """A promise is waited for as long as an answer; then it is as good as none."""
    if not _is_over(until, matter):
        yield Step(until, "promise", say.PROMISED.fill(until=_print(until), **facts))
        return
    clocks = _acceptance_and_mediation(matter.law, matter.as_of)
    yield Step(until, "escalate", join([say.PROMISE_OVER.fill(**facts), clocks]))
    yield from _beside(matter, until)


def complaint_clocks(matter: Matter) -> Iterator[Step]:
    """When the agency must have decided on acceptance, when mediation ends by the rule in force at filing, and then."""
    heard = _with_agency(matter)
    complained, accepted, refused = (_first(heard, what) for what in ("complained", "accepted", "refused"))
    days = matter.law.clocks.complaint_accept_working_days
    if refused and (complained or accepted):
        yield from _court(matter, refused["occurred_at"].date())
    elif complained and not accepted and days:
        on = complained["occurred_at"].date()
        words = say.ACCEPTANCE.fill(agency=_agency(matter.law), on=on)
        yield Step(working_days_after(on, days), "acceptance", words)
    elif accepted and days:
        yield from _mediation(matter, complained or accepted, accepted["occurred_at"].date())


def _mediation(matter: Matter, filed: Row, accepted: date) -> Iterator[Step]:
    """Its last day, and after it what remains; where no rule that may be quoted sets the day, its outcome is asked."""
    rules = _procedure(matter.law, filed["occurred_at"].date())
    for rule in rules:
        by = accepted + timedelta(days=rule.number("mediation_days"))
        words = say.MEDIATION_ENDS.fill(on=accepted, rule=say.RULE.fill(citation=rule.citation))
        yield Step(by, "mediation_ends", words)
        if by < matter.as_of:
            yield from _court(matter, by)
    if not rules and matter.lines:
        words = say.OUTCOME.fill(filed=filed["occurred_at"].date(), on=accepted)
        yield Step(matter.as_of, "acceptance", words)


def _court(matter: Matter, on: date) -> Iterator[Step]:
    if any(line["principal_minor"] for line in matter.lines):
        words = say.COURT if matter.law.remedy("cn.12315") else say.COURT_ABROAD
        yield Step(matter.as_of, "court", words.fill(agency=_agency(matter.law), on=on))


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


def _is_open(matter: Matter) -> bool:
    return bool(matter.lines) or matter.end["path"] == "support"


def _is_filed(matter: Matter) -> bool:
    return _first(_with_agency(matter), "complained", "accepted") is not None


def _standing(matter: Matter) -> tuple[Row | None, Row | None]:
    """The last word of support, and the first contact it has not answered since."""
    heard = _with_support(matter)
    reply = next((e for e in reversed(heard) if e["what"] in _REPLIES), None)
    since = [e for e in heard if reply is None or e["occurred_at"] > reply["occurred_at"]]
    return reply, _first(since, "contacted", "demanded")


def _later(event: Row, matter: Matter) -> date:
    """The hours of support after an event."""
    return _when(event) + timedelta(hours=matter.law.clocks.support_hours)


def _is_over(by: date, matter: Matter) -> bool:
    return by <= datetime.combine(matter.as_of, time()) if isinstance(by, datetime) else by < matter.as_of


def _when(event: Row) -> date:
    """The moment of an event, or its day where no time was noted; a day counts as lasting to its end."""
    at: datetime = event["occurred_at"].to_pydatetime()
    return at if event["has_time"] else at.date()


def _print(on: date) -> str:
    return f"{on:%Y-%m-%d %H:%M}" if isinstance(on, datetime) else f"{on:%Y-%m-%d}"
