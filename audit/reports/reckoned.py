"""The audit's claim laid out as the reckoning sheets need it, and whether their plain arithmetic gives its figures.

A formula may stand in the workbook only where it says what the audit says; the tests here decide that, cell by cell.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from audit import law
from audit.money import to_decimal
from audit.reports.audit_json import in_sheet_order
from audit.tables import Results

Row = dict[str, Any]
_AT_STAKE = ["claimable_minor", "questioned_minor", "principal_minor", "in_question_minor", "refunded_minor"]


@dataclass(frozen=True)
class Reckoned:
    """Claim lines in order, each with its refunds and segments, and the basis of interest."""

    lines: list[Row]
    refunds: pd.DataFrame
    segments: list[tuple[Row, Row]]  # (line, segment)
    day_count: int
    _back: Mapping[str, list[Row]]  # refunds by finding

    @classmethod
    def of(cls, results: Results) -> Reckoned:
        """Lines at stake with the place of their charge; refunds with the day from which they lower a balance."""
        lines = _lines(results)
        refunds = _refunds(results, lines)
        back: dict[str, list[Row]] = defaultdict(list)
        for refund in refunds.to_dict("records"):
            back[refund["finding_id"]].append(refund)
        ordered = in_sheet_order(lines.sort_values(["kind", "civil_date", "finding_id", "what"], kind="stable"))
        segments = [(line, segment) for line in ordered for segment in _segments(line)]
        return cls(ordered, refunds, segments, day_count(results), back)

    def refunded(self, line: Row, *, certain: bool) -> int:
        """What the refunds sheet adds up for the charge, of certain or of doubtful refunds."""
        return sum(r["amount_minor"] for r in self._refunds_of(line) if r["certain"] == certain)

    def adds_up(self, line: Row) -> bool:
        """Whether refunds, principal and amount in question follow from the amounts by the sheet's formulas."""
        certain, doubtful = (self.refunded(line, certain=c) for c in (True, False))
        claimable = line["claimable_minor"]
        principal = max(0, claimable - certain - doubtful)
        asked = max(0, line["questioned_minor"] - max(0, certain - claimable))
        asked += max(0, claimable - certain) - principal
        figures = (line["refunded_minor"], line["principal_minor"], line["in_question_minor"])
        return figures == (certain, principal, asked)

    def balance_follows(self, line: Row, segment: Row) -> bool:
        """Whether a segment's balance is what is claimable less the refunds up to its first day."""
        begin = pd.Timestamp(segment["from"])
        back = sum(r["amount_minor"] for r in self._refunds_of(line) if r["counts_from"] <= begin)
        return to_decimal(max(0, line["claimable_minor"] - back), line["currency"]) == Decimal(segment["balance"])

    def interest_follows(self, line: Row) -> bool:
        """Whether the segments, added up and rounded once, are the charge's interest."""
        total = sum((self.product(segment) for segment in _segments(line)), Decimal(0)) / 100 / self.day_count
        rounded = total.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return rounded == to_decimal(line["interest_minor"], line["currency"])

    @staticmethod
    def product(segment: Row) -> Decimal:
        """Balance by percent by days of one segment."""
        return Decimal(segment["balance"]) * Decimal(segment["percent"]) * int(segment["days"])

    def _refunds_of(self, line: Row) -> list[Row]:
        return self._back.get(line["finding_id"], [])


def day_count(results: Results) -> int:
    """The days of a year on which this person's interest was reckoned; where none was, those of the law file."""
    reckoned = results.claims.lines["day_count"]
    return int(reckoned.max()) if reckoned.gt(0).any() else law.load(results.jurisdiction).claim.day_count


def _segments(line: Row) -> list[Row]:
    segments: list[Row] = json.loads(line["segments"] or "[]")
    return segments


def _lines(results: Results) -> pd.DataFrame:
    facts = results.findings[["finding_id", "civil_date", "questioned_minor", "file", "row"]]
    joined = results.claims.lines.merge(facts, on="finding_id", how="left", validate="m:1")
    joined = joined.assign(
        questioned_minor=joined["questioned_minor"].fillna(0).astype("int64"),
        row=joined["row"].astype("Int64"),
        file=joined["file"].fillna(""),
    )
    return joined[(joined["kind"] == "cost") | (joined[_AT_STAKE] > 0).any(axis=1)]


def _refunds(results: Results, lines: pd.DataFrame) -> pd.DataFrame:
    """A refund known only by the charge's own status counts from the first day of interest, so that it costs none."""
    charges = lines[lines["kind"] == "charge"]
    begins = charges.assign(begin=charges["interest_from_on"].fillna(charges["civil_date"]))[["finding_id", "begin"]]
    joined = results.refunds.merge(begins, on="finding_id", how="left", validate="m:1")
    dated = joined["refunded_on"].notna() & (joined["refund_id"] != joined["payment_id"])
    joined = joined.assign(counts_from=joined["refunded_on"].where(dated, joined["begin"]))
    return joined.sort_values(["finding_id", "counts_from", "refund_id"], kind="stable", ignore_index=True)
