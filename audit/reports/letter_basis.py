"""The rules a letter may cite: only those in force on the day that decides, and only those read, never remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audit.law import Law, Rule
from audit.reports.letter_charges import Charge
from audit.reports.letter_words import day, listed
from audit.wording import Lang, Words

_BANKS = ("bank", "card_issuer")
_SOME = Words(" (for the charges of {on})", "（适用于{on}的扣款）")
_OPEN = Words("{by} ({rule})", "{by}（{rule}）")
_OVER = Words(
    "over if counted from the debit ({rule}); please check whether it runs from the statement",
    "自扣款日起算已过（{rule}），是否自对账单起算请核实",
)
_RANGE = Words("{first} to {last}", "{first}至{last}")


@dataclass(frozen=True)
class Basis:
    """One citation, with its words in Chinese letters, and the charges it speaks of where it is not all of them."""

    effect: str
    cite: str
    quote: str
    span: str


def citations(
    law: Law, effects: Iterable[str], charges: tuple[Charge, ...], cancelled: date | None, as_of: date, lang: Lang,
    *, opened: date | None = None, for_bank: bool = False,
) -> tuple[Basis, ...]:  # fmt: skip
    """The quotable rules of these effects for these charges, each once; letters to banks cite what binds banks."""
    found: dict[str, tuple[Rule, list[Charge]]] = {}
    for effect in effects:
        for charge in charges:
            days = {"charge": charge.date, "cancellation": cancelled, "claim": as_of, "filing": as_of}
            for rule in law.rules_on(effect, **days, contract=opened):
                if rule.quotable and (rule.text("with") in _BANKS) == for_bank:
                    found.setdefault(rule.id, (rule, []))[1].append(charge)
    return tuple(_basis(rule, of, charges, lang) for rule, of in found.values())


def _basis(rule: Rule, of: list[Charge], charges: tuple[Charge, ...], lang: Lang) -> Basis:
    quote = rule.quote if lang == "zh" and rule.quote and not rule.quote.isascii() else ""
    return Basis(rule.effect, rule.citation.to(lang), quote, "" if len(of) == len(charges) else _span(of, lang))


def _span(of: list[Charge], lang: Lang) -> str:
    days = [day(c.date, lang) for c in of]
    on = listed(days, lang) if len(days) <= 3 else _RANGE.fill(first=days[0], last=days[-1]).to(lang)
    return _SOME.fill(on=on).to(lang)


def last_days(law: Law, charges: tuple[Charge, ...], as_of: date, lang: Lang) -> dict[str, str]:
    """By finding, the last day to dispute each charge under every quotable window, counted from the debit.

    A window over by `as_of` gives no day, for it may run from a statement that came later; it is said to be over.
    """
    return {c.finding_id: said for c in charges if (said := _windows(law, c, as_of, lang))}


def _windows(law: Law, charge: Charge, as_of: date, lang: Lang) -> str:
    rules = [r for r in law.rules_on("dispute_window", charge=charge.date) if r.quotable]
    said = []
    for rule in rules:
        last = rule.last_day(charge.date)
        words = _OPEN.fill(by=day(last, lang), rule=rule.citation) if last >= as_of else _OVER.fill(rule=rule.citation)
        said.append(words.to(lang))
    return ("；" if lang == "zh" else "; ").join(said)
