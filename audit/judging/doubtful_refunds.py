"""Refunds whose charge the bills do not name: settled where the claim is the same either way, else a question.

What hangs on the answer is put in question once for each claim it may lower, on the finding that it would lower, and
the user is asked with both figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from audit.judging import refund_sentences as say
from audit.judging.answers import key
from audit.money import to_minor, to_print
from audit.wording import NOTHING, Words, join

FROM_LINK = {
    "from_id": "refund_id",
    "from_on": "refunded_on",
    "rule": "basis",
    "from_file": "file",
    "from_row": "row",
}
Row = dict[str, Any]
Claim = tuple[str, str, str]  # person, cancellation, currency


@dataclass(eq=False)
class _Charge:
    """A finding while refunds are shared out: `room` of its amount and `left` of what it claims go down.

    `space` and `open` are the same after the certain refunds alone, and stay.
    """

    finding: Row
    space: int
    open: int
    room: int
    left: int

    @property
    def claim(self) -> Claim:
        return self.finding["person"], self.finding["cancellation_id"], self.finding["currency"]

    @property
    def day(self) -> tuple[Any, str]:
        return self.finding["civil_date"], self.finding["finding_id"]

    def give(self, amount: int) -> None:
        self.room, self.left = max(0, self.room - amount), max(0, self.left - amount)


@dataclass(frozen=True)
class _Doubt:
    """One refund row that may belong to several charges."""

    person: str
    refund: Row
    amount: int
    charges: list[_Charge]  # candidates among the findings
    others: int  # candidates that are not
    several: bool  # whether the links offer more than one candidate


def doubtful_refunds(
    judged: pd.DataFrame, certain: pd.DataFrame, links: pd.DataFrame, decisions: pd.DataFrame | None
) -> Iterator[Row]:
    """The rows of REFUNDS that uncertain links come to, beside those that are `certain`.

    Refunds are taken in order of day, each leaving less room for the next. One that may belong to no finding at all is
    passed over.
    """
    if links.empty:
        return
    ids = ["person", "from_id"]
    candidate = pd.MultiIndex.from_frame(links[["person", "to_id"]]).isin(
        pd.MultiIndex.from_frame(judged[["person", "payment_id"]])
    )
    near = pd.MultiIndex.from_frame(links[ids]).isin(pd.MultiIndex.from_frame(links.loc[candidate, ids]))
    ordered = links[near].sort_values(["person", "from_on", "from_id", "to_id"], kind="stable")
    charges = _charges(judged[judged["payment_id"].isin(ordered["to_id"])], certain)
    table = _Table(_answers(decisions))
    for (person, _), rows in ordered.groupby(ids, sort=False):
        first = rows.iloc[0].to_dict()
        amount = int(first["amount_minor"])
        found = [c for to in rows["to_id"] for c in charges.get((person, to), [])]
        others = sum((person, to) not in charges for to in rows["to_id"])
        spacious = [c for c in found if c.space >= amount] or found
        yield from table.settle(_Doubt(person, first, amount, spacious, others, len(rows) > 1))


def _charges(judged: pd.DataFrame, certain: pd.DataFrame) -> dict[tuple[str, str], list[_Charge]]:
    back = certain.groupby(["person", "finding_id"])["amount_minor"].sum()
    charges: dict[tuple[str, str], list[_Charge]] = {}
    for row in judged.to_dict("records"):
        returned = int(back.get((row["person"], row["finding_id"]), 0))
        space, open_ = (max(0, row[c] - returned) for c in ("amount_minor", "claimable_minor"))
        charge = _Charge(row, space, open_, space, open_)
        charges.setdefault((row["person"], row["payment_id"]), []).append(charge)
    return charges


def _answers(decisions: pd.DataFrame | None) -> dict[tuple[str, str], str]:
    if decisions is None:
        return {}
    given = decisions[decisions["answer"] != ""]
    return dict(zip(zip(given["person"], given["key"], strict=True), given["answer"], strict=True))


class _Table:
    """Where doubtful refunds meet: it knows the answers given and which charges were candidates so far."""

    def __init__(self, answers: Mapping[tuple[str, str], str]) -> None:
        self._answers = answers
        self._touched: dict[Claim, list[_Charge]] = {}

    def settle(self, doubt: _Doubt) -> Iterator[Row]:
        """The rows of one refund: set against one charge where the claim is the same, else a question a claim."""
        roomy = [c for c in doubt.charges if c.room >= doubt.amount] or doubt.charges
        if _same_claim_either_way(doubt, roomy):
            self._touch(doubt)
            # a charge refunded in full bears no interest: the earliest of those leaves the least
            least = min(roomy, key=lambda c: (c.left != doubt.amount, c.day))
            least.give(doubt.amount)
            yield _row(doubt, least, doubt.amount)
            return
        claims = sorted({c.claim for c in doubt.charges})
        exposed = {claim: _exposure(doubt, claim, roomy, self._touched.get(claim, [])) for claim in claims}
        if not any(exposed.values()):
            latest = max(roomy, key=lambda c: c.day)
            yield _row(doubt, latest, min(doubt.amount, latest.finding["amount_minor"]), certain=False)
        self._touch(doubt)
        rest = doubt.amount
        for claim in claims:
            asked = [(c, min(part, rest)) for c, part in exposed[claim] if min(part, rest) > 0]
            if asked:
                rows, taken = self._ask(doubt, asked)
                rest -= taken
                yield from rows

    def _touch(self, doubt: _Doubt) -> None:
        for charge in doubt.charges:
            self._touched.setdefault(charge.claim, []).append(charge)

    def _ask(self, doubt: _Doubt, asked: list[tuple[_Charge, int]]) -> tuple[list[Row], int]:
        """The rows of one question, and how much of the refund the user's answer has settled."""
        first, total = asked[0][0].finding, sum(part for _, part in asked)
        question_key = key("Q", _ANYBODY, doubt.refund["from_id"], first["subscription_id"], first["currency"])
        answer = self._answers.get((doubt.person, question_key), "")
        taken = _came_back(answer, total, first["currency"])
        words = _question(doubt, asked) if taken is None else NOTHING
        rows, rest = [], total if taken is None else taken
        for number, (charge, part) in enumerate(asked):
            mine = min(part, rest)
            if mine or number == 0:
                text = words if number == 0 else NOTHING
                rows.append(_row(doubt, charge, mine, certain=bool(taken), words=text, question_key=question_key))
            charge.give(mine)
            rest -= mine
        return rows, taken or 0


def _same_claim_either_way(doubt: _Doubt, roomy: list[_Charge]) -> bool:
    """Whether the refund lowers one and the same claim by its whole amount, whichever of several charges came back.

    A single candidate that the links would not name for certain may be none at all, so it stays a question.
    """
    return (
        doubt.several
        and not doubt.others
        and len({c.claim for c in doubt.charges}) == 1
        and all(c.open >= doubt.amount for c in doubt.charges)
        and all(c.left >= doubt.amount for c in roomy)
    )


def _exposure(doubt: _Doubt, claim: Claim, roomy: list[_Charge], touched: list[_Charge]) -> list[tuple[_Charge, int]]:
    """The most the refund can take from one claim: from one charge where it fits one, else from several.

    Where an earlier doubtful refund already stands on that charge, the rest stands on another of the charges those
    refunds may have been for: they may change places.
    """
    mine = [c for c in doubt.charges if c.claim == claim]
    opens = [min(c.open, doubt.amount) for c in mine]
    fits = any(c.finding["amount_minor"] >= doubt.amount for c in doubt.charges)
    wanted = max(opens) if fits else min(doubt.amount, sum(opens))
    best = sorted(mine, key=lambda c: (c in roomy, min(c.left, wanted), c.day), reverse=True)
    parts: list[tuple[_Charge, int]] = []
    for charge in [*best, *(c for c in touched if c not in mine)]:
        part = min(charge.left, wanted)
        if part and all(charge is not other for other, _ in parts):
            parts.append((charge, part))
            wanted -= part
    return parts


def _came_back(answer: str, asked: int, currency: str) -> int | None:
    """How much of what was asked about came back by the user's answer; None where there is none, or no such amount."""
    if answer in _PLAIN:
        return asked if answer == "not_owed" else 0
    try:
        return max(0, asked - to_minor(answer, currency)) if answer else None
    except ValueError:
        return None


_PLAIN = ("owed", "not_owed")
_ANYBODY = ""  # a question has one key, whether a person is audited alone or among many


def _row(
    doubt: _Doubt, charge: _Charge, amount: int, *, certain: bool = True, words: Words = NOTHING, question_key: str = ""
) -> Row:
    return {
        **{column: doubt.refund[c] for c, column in FROM_LINK.items()},
        **{c: charge.finding[c] for c in ("person", "finding_id", "payment_id", "currency")},
        "amount_minor": amount, "certain": certain, "question": words.en, "question_zh": words.zh,
        "question_key": question_key,
    }  # fmt: skip


def _question(doubt: _Doubt, asked: list[tuple[_Charge, int]]) -> Words:
    """What came back, what it may have been for, and what is owed either way."""
    currency = asked[0][0].finding["currency"]
    without = sum(charge.left for charge, _ in asked)
    part = sum(part for _, part in asked)
    listed = [say.CHARGE.fill(day=c.finding["civil_date"].date(), amount=_print(c)) for c in doubt.charges]
    listed += [say.OTHERS.fill(count=doubt.others)] if doubt.others else []
    fits = any(c.finding["amount_minor"] >= doubt.amount for c in doubt.charges)
    question = (say.SEVERAL if fits else say.TOO_LARGE).fill(
        amount=to_print(doubt.amount, currency), day=doubt.refund["from_on"].date(), listed=say.either(listed),
        charge=say.either([say.CHARGE.fill(day=c.finding["civil_date"].date(), amount=_print(c)) for c, _ in asked]),
        less=to_print(without - part, currency), more=to_print(without, currency),
    )  # fmt: skip
    return join([question, say.HOW_TO_ANSWER])


def _print(charge: _Charge) -> str:
    return to_print(charge.finding["amount_minor"], charge.finding["currency"])
