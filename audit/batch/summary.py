"""The sums of a batch: merchants who go on charging, totals by currency, and what could not be audited.

Read part by part, a few columns at a time, so that the sums of many need no more memory than those of few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from audit.batch.cases import Settings
from audit.batch.store import Done, Store
from audit.errors import Problem
from audit.judging.texts import seller_key
from audit.reports.batch_sums import LISTED, MERCHANTS, SUMS, Summary

MOST_LISTED = 5000
"""Problems listed by themselves; all of them stand in the dataset."""
_CHARGED = ("after_end",)
_ASKED = ("unclear", "wrong_rail", "late_cancel", "duplicate", "notice_disputed")
_SUMMED = ["principal_minor", "interest_minor", "costs_minor", "total_minor", "in_question_minor"]
_FINDINGS = "person finding_id verdict beyond_end counterparty currency amount_minor civil_date".split()
_LINES = "person finding_id refunded_minor principal_minor in_question_minor".split()
_DEBITS = ["charged_minor", "refunded_minor", "principal_minor", "in_question_minor"]


@dataclass
class _Kept:
    """What is kept of each part while all of them are gone through."""

    sums: list[pd.DataFrame] = field(default_factory=list)
    merchants: list[pd.DataFrame] = field(default_factory=list)
    failed: list[pd.DataFrame] = field(default_factory=list)
    listed: list[pd.DataFrame] = field(default_factory=list)
    problems: int = 0
    findings: int = 0

    def add_problems(self, problems: pd.DataFrame, failed: Sequence[str]) -> None:
        """The problems of some persons; those of persons who failed stand apart."""
        alone = problems["person"].isin(failed) & problems["file"].eq("")
        room = max(0, MOST_LISTED - sum(map(len, self.listed)))
        self.failed.append(problems[alone])
        self.listed.append(problems[~alone].head(room))
        self.problems += int((~alone).sum())


def summed_up(store: Store, done: Mapping[int, Done], strays: Sequence[Problem], settings: Settings) -> Summary:
    """The sums over all parts; `strays` is what belonged to no person."""
    kept = _Kept()
    kept.add_problems(_listed(strays), ())
    for number in sorted(done):
        _add(kept, store, number, done[number].failed)
    return Summary(
        as_of=settings.as_of,
        jurisdiction=settings.jurisdiction,
        persons=sum(len(one.persons) for one in done.values()),
        rows=sum(one.rows for one in done.values()),
        payments=sum(one.payments for one in done.values()),
        findings=kept.findings,
        problems=kept.problems,
        sums=_together(kept.sums),
        merchants=_merchants_together(kept.merchants),
        failed=LISTED.of(pd.concat(kept.failed, ignore_index=True)),
        listed=LISTED.of(pd.concat(kept.listed, ignore_index=True)),
    )


def _add(kept: _Kept, store: Store, number: int, failed: Sequence[str]) -> None:
    findings = store.table("findings", number, _FINDINGS).to_pandas()
    lines = store.table("claim_lines", number, _LINES).to_pandas()
    claims = store.table("claims", number, ["person", "currency", *_SUMMED]).to_pandas()
    kept.findings += len(findings)
    kept.sums.append(_sums(claims))
    kept.merchants.append(_merchants(findings.merge(lines, on=["person", "finding_id"])))
    kept.add_problems(store.table("problems", number, list(LISTED.columns)).to_pandas(), failed)


def _sums(claims: pd.DataFrame) -> pd.DataFrame:
    """By currency; a person counts where anything is claimed for him."""
    claiming = claims[claims["total_minor"].gt(0)].groupby("currency")["person"].nunique()
    sums = claims.groupby("currency", as_index=False)[_SUMMED].sum()
    return sums.assign(persons=sums["currency"].map(claiming).fillna(0).astype("int64"))


def _together(sums: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if not sums:
        return SUMS.empty()
    return SUMS.of(pd.concat(sums, ignore_index=True).groupby("currency", as_index=False, sort=True).sum())


def _merchants(judged: pd.DataFrame) -> pd.DataFrame:
    """By merchant and currency: debits after the end, claimed or in question; a merchant by the name printed most."""
    goes_on = judged["verdict"].isin(_CHARGED) | (judged["beyond_end"] & judged["verdict"].isin(_ASKED))
    own = judged[goes_on]
    debits = own.assign(seller=[seller_key(name) for name in own["counterparty"]], charged_minor=own["amount_minor"])
    named = debits.groupby(["seller", "currency", "counterparty"], as_index=False).size()
    by = debits.groupby(["seller", "currency"], as_index=False)
    sums = (
        by[_DEBITS]
        .sum()
        .assign(
            persons=by["person"].nunique()["person"],
            debits=by.size()["size"],
            first_on=by["civil_date"].min()["civil_date"],
            last_on=by["civil_date"].max()["civil_date"],
        )
    )
    return sums.merge(_names(named), on=["seller", "currency"])


def _names(named: pd.DataFrame) -> pd.DataFrame:
    ordered = named.sort_values(["size", "counterparty"], ascending=[False, True], kind="stable")
    first = ordered.drop_duplicates(["seller", "currency"])
    return first.rename(columns={"counterparty": "merchant", "size": "printed"})


def _merchants_together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if not parts:
        return MERCHANTS.empty()
    every = pd.concat(parts, ignore_index=True)
    by = every.groupby(["seller", "currency"], as_index=False)
    sums = (
        by[[*_DEBITS, "persons", "debits"]]
        .sum()
        .assign(first_on=by["first_on"].min()["first_on"], last_on=by["last_on"].max()["last_on"])
    )
    printed = every.groupby(["seller", "currency", "merchant"], as_index=False)["printed"].sum()
    named = _names(printed.rename(columns={"merchant": "counterparty", "printed": "size"}))
    made = sums.merge(named[["seller", "currency", "merchant"]], on=["seller", "currency"])
    order = ["persons", "charged_minor", "merchant", "currency"]
    return MERCHANTS.of(
        made.sort_values(order, ascending=[False, False, True, True], ignore_index=True)[list(MERCHANTS.columns)]
    )


def _listed(strays: Sequence[Problem]) -> pd.DataFrame:
    return LISTED.of(
        {
            "file": [p.file for p in strays],
            "row": pd.array([p.row for p in strays], dtype="Int64"),
            "reason": [p.words.en for p in strays],
            "reason_zh": [p.words.zh for p in strays],
        }
    )
