"""The audit's claim laid out as the reckoning sheets need it, and whether their plain arithmetic gives its figures.

A formula may stand in the workbook only where it says what the audit says; the tests here decide that, line by line.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from audit import law
from audit.money import to_decimal, to_minor
from audit.reports.audit_json import in_sheet_order
from audit.reports.reckoned_way import Rates, Way
from audit.tables import Results

Row = dict[str, Any]
OWED, NOT_OWED = "owed", "not_owed"
_FIGURES = ("refunded_minor", "principal_minor", "interest_minor", "in_question_minor")
_FROM_LINE = [
    "finding_id", *_FIGURES, "interest_from_on", "segments", "interest_note", "interest_note_zh", "limitation_on",
    "over_three_years", "rate_mode",
]  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """A charge's balance over days at one rate; `live` is False where it is the audit's own and no formula's.

    `to` is the day after its last; `rate_day` is the day whose rate it bears.
    """

    line: Row
    begin: date
    to: date
    balance: Decimal
    percent: Decimal
    mode: str = ""
    rate_day: date | None = None
    live: bool = True

    @property
    def days(self) -> int:
        """Days that bear interest, the first counted and the last not."""
        return max(0, (self.to - self.begin).days)

    @property
    def product(self) -> Decimal:
        """Balance by percent by days."""
        return self.balance * self.percent * self.days


@dataclass(frozen=True)
class Reckoned:
    """Every finding in order with its claim line, its refunds, its stretches of interest, and how it was reckoned."""

    lines: list[Row]
    table: pd.DataFrame  # the same rows
    refunds: pd.DataFrame
    stretches: Mapping[str, tuple[Stretch, ...]]  # by finding
    way: Way
    rates: Rates
    _back: Mapping[str, list[Row]]  # refunds by finding

    @classmethod
    def of(cls, results: Results) -> Reckoned:
        """Findings with their claim lines; refunds with the day from which they lower a balance."""
        lines = _lines(results)
        refunds = _refunds(results, lines)
        back: dict[str, list[Row]] = defaultdict(list)
        for refund in refunds.to_dict("records"):
            back[refund["finding_id"]].append(refund)
        way, rates = Way.of(results), Rates.of(results)
        ordered = in_sheet_order(lines)
        table = lines.set_index("finding_id", drop=False).loc[[line["finding_id"] for line in ordered]]
        stretches = {line["finding_id"]: tuple(_stretches(line, back, way, rates)) for line in ordered}
        return cls(ordered, table, refunds, stretches, way, rates, back)

    def refunded(self, line: Row, *, certain: bool) -> int:
        """What the refunds sheet adds up for the charge, of certain or of doubtful refunds."""
        return sum(r["amount_minor"] for r in self.back(line) if r["certain"] == certain)

    def back(self, line: Row) -> list[Row]:
        """The refunds of a charge."""
        return self._back.get(line["finding_id"], [])

    def adds_up(self, line: Row) -> bool:
        """Whether the sheet's formulas give what is claimable and asked, the refunds, the principal and the rest."""
        certain, doubtful = (self.refunded(line, certain=c) for c in (True, False))
        claimable, questioned = decided(line, certain)
        principal = max(0, claimable - certain - doubtful)
        asked = max(0, questioned - max(0, certain - claimable)) + max(0, claimable - certain) - principal
        said = ("claimable_minor", "questioned_minor", "refunded_minor", "principal_minor", "in_question_minor")
        return [line[name] for name in said] == [claimable, questioned, certain, principal, asked]

    def interest_follows(self, line: Row) -> bool:
        """Whether the stretches, added up and rounded once, are the charge's interest."""
        laid = self.stretches[line["finding_id"]]
        total = sum((s.product for s in laid), Decimal(0)) / 100 / self.way.day_count
        rounded = total.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return bool(laid) and laid[0].live and rounded == to_decimal(line["interest_minor"], line["currency"])

    def interest_moves(self, line: Row) -> bool:
        """Whether interest also follows a decision yet to be made; a refund might take it away, by its day."""
        return self.interest_follows(line) and (line["claimable_minor"] > 0 or not self.back(line))


def at_stake(line: Row) -> bool:
    """Whether a decision on the charge could change a sum."""
    return bool(line["base_claimable"] or line["base_questioned"] or line["decision"])


def contract_day(line: Row) -> date:
    """The day whose rate a rescinded period bears: of the contract, else of its period, else of the debit."""
    days = (line["contract_on"], line["period_start"], line["civil_date"])
    first: date = next(day.date() for day in days if not pd.isna(day))
    return first


def decided(line: Row, certain: int) -> tuple[int, int]:
    """What is claimable and what is asked after the answer; an amount is what is still owed after certain refunds."""
    claimable, questioned = line["base_claimable"], line["base_questioned"]
    match line["decision"]:
        case "":
            return claimable, questioned
        case "owed":
            return claimable + questioned, 0
        case "not_owed":
            return 0, 0
        case amount:
            return min(to_minor(amount, line["currency"]) + certain, line["amount_minor"]), 0


def day_count(results: Results) -> int:
    """The days of a year on which this person's interest was reckoned; where none was, those of the law file."""
    reckoned = results.claims.lines["day_count"]
    return int(reckoned.max()) if reckoned.gt(0).any() else law.load(results.jurisdiction).claim.day_count


def _stretches(line: Row, back: Mapping[str, list[Row]], way: Way, rates: Rates) -> Iterator[Stretch]:
    """The stretches by plain arithmetic, cut at each refund and change of the rate; else those of the audit."""
    if not rates.prime or line["currency"] != way.law.currency or not at_stake(line):
        return
    claimable, mode = line["claimable_minor"], way.mode(line["rate_mode"])
    bears = line["proof"] != "D" and (not claimable or not pd.isna(line["interest_from_on"]))
    if not bears:
        return
    mine = back.get(line["finding_id"], [])
    if claimable and line["segments"] and way.refund_allocation == "interest_first" and mine:
        yield from (_as_audited(line, segment) for segment in json.loads(line["segments"]))
        return
    begin = line["begin"].date()
    cuts = {on for on in (r["counts_from"].date() for r in mine) if begin < on < way.until}
    days = sorted({begin, *cuts, *(on for on in rates.changes() if begin < on < way.until)})
    for on, to in zip(days, [*days[1:], max(begin, way.until)], strict=True):
        returned = sum(r["amount_minor"] for r in mine if r["counts_from"].date() <= on)
        named = {"segmented": on, "fixed_at_charge": line["civil_date"].date()}.get(mode, contract_day(line))
        percent = rates.on(named, deposit=mode == "deposit_benchmark")
        balance = to_decimal(max(0, claimable - returned), line["currency"])
        yield Stretch(line, on, to, balance, percent, mode, named)


def _as_audited(line: Row, segment: Row) -> Stretch:
    begin, to = (date.fromisoformat(segment[name]) for name in ("from", "to"))
    return Stretch(line, begin, to, Decimal(segment["balance"]), Decimal(segment["percent"]), live=False)


def _lines(results: Results) -> pd.DataFrame:
    """Findings with their claim lines; what an answer found before it is in `base_claimable` and `base_questioned`."""
    charges = results.claims.lines[results.claims.lines["kind"] == "charge"][_FROM_LINE]
    found = results.findings.merge(
        charges.rename(columns={"interest_from_on": "bears_from"}), on="finding_id", how="left", validate="1:1"
    )
    answered = found["decision"].ne("")
    blank = dict.fromkeys(("segments", "interest_note", "interest_note_zh", "rate_mode"), "")
    found = found.fillna({**dict.fromkeys(_FIGURES, 0), **blank}).astype(dict.fromkeys(_FIGURES, "int64"))
    found = found.assign(
        base_claimable=found["claimable_minor"].mask(answered, found["machine_claimable_minor"]),
        base_questioned=found["questioned_minor"].mask(answered, found["machine_questioned_minor"]),
        begin=found["bears_from"].fillna(found["interest_from_on"]).fillna(found["civil_date"]),
        interest_from_on=found["bears_from"],
        over_three_years=found["over_three_years"].eq(True),
    )
    return found.sort_values(["civil_date", "occurred_at", "finding_id"], kind="stable")


def _refunds(results: Results, lines: pd.DataFrame) -> pd.DataFrame:
    """A refund known only by the charge's own status counts from the first day of interest, so that it costs none."""
    joined = results.refunds.merge(lines[["finding_id", "begin"]], on="finding_id", how="left", validate="m:1")
    dated = joined["refunded_on"].notna() & (joined["refund_id"] != joined["payment_id"])
    joined = joined.assign(counts_from=joined["refunded_on"].where(dated, joined["begin"]))
    return joined.sort_values(["finding_id", "counts_from", "refund_id"], kind="stable", ignore_index=True)
