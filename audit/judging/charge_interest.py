"""Which charges bear interest, from which day and at which rate; what of each is left as principal.

Interest runs on what is claimable of a charge, less every refund from its day on. None on a charge refunded in full
before a demand, none where the cancellation rests on memory (proof D), none outside the jurisdiction's own currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.judging import interest_sentences as say
from audit.judging.balances import Paybacks, SetOff, balances, interest_first, settled_on
from audit.judging.claim_options import Reckoning
from audit.judging.interest import RateTable, Stretches, Whole, interest_minor, places, rate_table, segments_text
from audit.law import Law
from audit.money import round_half_up
from audit.periods import Days, to_days
from audit.wording import Words

Mask = npt.NDArray[np.bool_]
SEGMENTED = "segmented"
_BANK_YEAR = 360

_MODE_NOTES = {
    "fixed_at_contract": say.AT_CONTRACT,
    "fixed_at_charge": say.AT_CHARGE,
    "deposit_benchmark": say.AT_DEPOSIT,
}


@dataclass(frozen=True)
class _Tables:
    prime: RateTable
    deposit: RateTable
    unused: bool  # an own rate that the published table makes needless


@dataclass(frozen=True)
class _Rates:
    """Each charge's mode, the day whose rate is fixed, and that rate in table units (-1 segmented, -2 unknown).

    `own` is the mode where the person asks for none: the law's, or that of a rescinded period.
    """

    own: npt.NDArray[np.object_]
    mode: npt.NDArray[np.object_]
    on: Days
    fixed: Whole


def charge_interest(
    findings: pd.DataFrame,
    paybacks: Paybacks,
    how: Reckoning,
    rates: pd.DataFrame,
    ways: Mapping[str, Reckoning] | None = None,
) -> pd.DataFrame:
    """Principal and interest of every finding, on its index; `rates` and `ways` are persons' own, each for it alone.

    `firm_minor` is left after certain refunds, `principal_minor` after doubtful ones too.
    """
    ways = ways or {}
    entered = set(rates["person"])
    # persons who chose alike are one block; a person with rates of its own is a block of its own
    block = {p: p if p in entered else _named(ways.get(p, how)) for p in findings["person"].unique()}
    key = findings["person"].map(block)
    made = []
    for lines in key.groupby(key, sort=True).indices.values():
        person = findings["person"].iloc[lines[0]]
        tables = _tables(how.law, rates, person if person in entered else None)
        made.append(_reckon(findings.iloc[lines], paybacks.of(lines), tables, ways.get(person, how)))
    return pd.concat(made).reindex(findings.index) if made else _reckon(findings, paybacks, None, how)


def _named(way: Reckoning) -> str:
    return f"\x1f{way.day_count} {way.rate_mode} {way.allocation} {way.count_last_day}"


def _reckon(findings: pd.DataFrame, paybacks: Paybacks, tables: _Tables | None, how: Reckoning) -> pd.DataFrame:
    claimable = findings["claimable_minor"].to_numpy()
    begin = _days(findings["interest_from_on"], _days(findings["civil_date"]))
    until = to_days(how.as_of) + int(how.count_last_day)
    rates = _rates(findings, tables, how)
    none = _no_interest(findings, begin, paybacks, rates, how)
    bears = claimable > 0
    for reason, _ in none:
        bears = bears & ~reason
    left = pd.DataFrame(
        {
            "begin_day": begin,
            "until_day": until,
            "day_count": how.day_count,
            "rate_mode": pd.Series(rates.own, index=findings.index, dtype="str"),
            "bears": bears,
            "firm_minor": np.maximum(0, claimable - paybacks.only(paybacks.certain).per_line(len(findings))),
            "principal_minor": np.maximum(0, claimable - paybacks.per_line(len(findings))),
        },
        index=findings.index,
    )
    if tables is None or not bears.any():
        return _with_notes(left.assign(interest_minor=0, segments="", needs_rate_update=False), claimable, none)
    stretches = balances(begin, np.where(bears, claimable, 0), paybacks, rates.fixed, until)
    segments = segments_text(stretches, tables.prime, len(findings), how.law.currency)
    carried = _carried_on(stretches, rates, tables) & bears
    left = left.assign(
        interest_minor=interest_minor(stretches, tables.prime, len(findings), how.day_count),
        segments=pd.Series(segments, index=findings.index, dtype="str"),
        needs_rate_update=carried,
    )
    said = [*none, *((bears & (rates.mode == name), words) for name, words in _MODE_NOTES.items())]
    said += [(bears & (begin < tables.prime.starts[0]) & (rates.fixed == -1), say.NO_RATE), (carried, say.CARRIED_ON)]
    said += [(bears & ~paybacks.dated_lines(len(findings)), say.UNDATED), (bears & tables.unused, say.OWN_UNUSED)]
    said += [(bears & (how.day_count == _BANK_YEAR), say.YEAR_360), (bears & how.count_last_day, say.LAST_DAY)]
    if how.allocation == "interest_first":
        left = _interest_first(left, claimable, paybacks, rates, tables, how)
        said.append((bears & (paybacks.per_line(len(findings)) > 0), say.INTEREST_FIRST))
    return _with_notes(left, claimable, said)


def _no_interest(
    findings: pd.DataFrame, begin: Days, paybacks: Paybacks, rates: _Rates, how: Reckoning
) -> list[tuple[Mask, Words]]:
    """Why a charge bears no interest: the first reason that holds, one mask a reason."""
    never = np.full(len(findings), np.iinfo(np.int64).max)
    claimable, demanded = findings["claimable_minor"].to_numpy(), _days(findings["demanded_on"], never)
    settled = settled_on(begin, claimable, paybacks)
    surely = settled_on(begin, claimable, paybacks.only(paybacks.certain))
    reasons = [
        (np.full(len(findings), not how.law.claim.interest), say.OFF),
        ((findings["currency"] != how.law.currency).to_numpy(), say.FOREIGN),
        ((findings["proof"] == "D").to_numpy(), say.MEMORY),
        ((surely >= 0) & (demanded >= surely), say.REFUNDED),
        ((settled >= 0) & (demanded >= settled), say.MAYBE_REFUNDED),
        (rates.fixed == -2, say.NO_RATE),
    ]
    taken = np.zeros(len(findings), dtype=bool)
    firsts = []
    for reason, words in reasons:
        firsts.append((reason & ~taken, words))
        taken = taken | reason
    return firsts


def _rates(findings: pd.DataFrame, tables: _Tables | None, how: Reckoning) -> _Rates:
    """Which rate each charge bears: by the law's mode, but a rescinded period at the rate of its contract.

    Prepaid-consumption interpretation art. 16: the prime rate where the merchant gave cause, the deposit benchmark
    where the consumer did; where the case does not say who, the lower of the two.
    """
    own = np.full(len(findings), how.law.claim.rate_mode, dtype=object)
    rescinded = ((findings["verdict"] == "prorated") & (findings["terms"] == "rescinded")).to_numpy()
    by_merchant = findings["fault"].isin(["merchant", "agreed"]).to_numpy()
    for name, lines in (("fixed_at_contract", by_merchant), ("deposit_benchmark", ~by_merchant)):
        if name in how.law.claim.rate_modes:
            own[rescinded & lines] = name
    mode = np.full(len(findings), how.rate_mode, dtype=object) if how.rate_mode else own
    debit = _days(findings["civil_date"])
    contract = _days(findings["contract_on"], _days(findings["period_start"], debit))
    on = np.where(mode == "fixed_at_charge", debit, contract)
    fixed = np.full(len(findings), -1, dtype=np.int64)
    if tables is not None:
        fixed = np.where(mode == "deposit_benchmark", tables.deposit.rate_on(on), tables.prime.rate_on(on))
        fixed = np.where(mode == SEGMENTED, -1, np.where(fixed < 0, -2, fixed))
    return _Rates(own, mode, on, fixed)


def _carried_on(stretches: Stretches, rates: _Rates, tables: _Tables) -> Mask:
    """Which charges use a rate beyond what was published or entered."""
    carried = np.where(
        rates.mode == "deposit_benchmark",
        rates.on > to_days(tables.deposit.known_through),
        rates.on > to_days(tables.prime.known_through),
    ) & (rates.fixed >= 0)
    blind = (
        (tables.prime.blind_days(stretches.begin, stretches.end) > 0) & (stretches.balance > 0) & (stretches.fixed < 0)
    )
    carried[stretches.line[blind]] = True
    return carried


def _interest_first(
    left: pd.DataFrame, claimable: Whole, paybacks: Paybacks, rates: _Rates, tables: _Tables, how: Reckoning
) -> pd.DataFrame:
    """Refunds of interest-bearing charges set off against interest first: charge by charge, only those with refunds."""
    begin, until = left["begin_day"].to_numpy(), to_days(how.as_of) + int(how.count_last_day)
    firm, principal, interest = (left[c].to_numpy().copy() for c in ("firm_minor", "principal_minor", "interest_minor"))
    segments = left["segments"].to_numpy().copy()
    lines = np.unique(paybacks.line[left["bears"].to_numpy()[paybacks.line]])
    since = np.zeros(len(lines), dtype=np.int64)
    for place, line in enumerate(lines.tolist()):
        mine = paybacks.rows(line)
        charge = int(begin[line]), int(claimable[line])
        after = _set_off(*charge, [m[:2] for m in mine], until, int(rates.fixed[line]), tables, how)
        sure = [m[:2] for m in mine if m[2]]
        firm[line] = _set_off(*charge, sure, until, int(rates.fixed[line]), tables, how).principal
        principal[line], interest[line], since[place] = after.principal, after.interest, after.since
    last = Stretches(np.arange(len(lines)), since, np.full(len(lines), until), principal[lines], rates.fixed[lines])
    segments[lines] = segments_text(last, tables.prime, len(lines), how.law.currency)
    return left.assign(firm_minor=firm, principal_minor=principal, interest_minor=interest, segments=segments)


def _set_off(
    begin: int,
    claimable: int,
    refunds: list[tuple[int, int]],
    until: int,
    fixed: int,
    tables: _Tables,
    how: Reckoning,
) -> SetOff:
    def accrue(balance: int, since: int, to: int) -> int:
        rate_days = fixed * (to - since) if fixed >= 0 else int(tables.prime.rate_days(np.array(since), np.array(to)))
        return round_half_up(Fraction(balance * rate_days, 100 * tables.prime.scale * how.day_count))

    return interest_first(begin, claimable, refunds, until, accrue)


def _tables(law: Law, rates: pd.DataFrame, person: str | None) -> _Tables | None:
    """The published tables with one person's own rates; None where the jurisdiction provides for no interest."""
    if not law.claim.interest:
        return None
    prime = law.rate_series(law.claim.rate_series)
    deposit = law.rate_series(law.claim.deposit_series or law.claim.rate_series)  # a law need not have both
    mine = rates[rates["person"] == person] if person is not None else rates.iloc[:0]
    own = {
        series.id: [
            (day.date(), Decimal(percent))
            for day, percent, named in zip(mine["from_on"], mine["percent"], mine["series"], strict=True)
            if (named or prime.id) == series.id
        ]
        for series in (prime, deposit)
    }
    exact = places([p for s in (prime, deposit) for _, p in (*s.points, *own[s.id])])
    unused = any(s.points[0][0] <= day <= s.valid_through for s in (prime, deposit) for day, _ in own[s.id])
    return _Tables(rate_table(prime, own[prime.id], exact), rate_table(deposit, own[deposit.id], exact), unused)


def _with_notes(left: pd.DataFrame, claimable: Whole, said: list[tuple[Mask, Words]]) -> pd.DataFrame:
    """The notes of each charge in both languages, one sentence after the other; none where nothing was claimable."""
    en, zh = (np.full(len(left), "", dtype=object) for _ in range(2))
    for mask, words in said:
        here = mask & (claimable > 0)
        en[here] = [f"{was} {words.en}".strip() for was in en[here]]
        zh[here] = [was + words.zh for was in zh[here]]
    return left.assign(
        interest_note=pd.Series(en, index=left.index, dtype="str"),
        interest_note_zh=pd.Series(zh, index=left.index, dtype="str"),
    )


def _days(dates: pd.Series, blank: Days | None = None) -> Days:
    """A date column as days since 1970-01-01, blanks taken from elsewhere."""
    days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days if blank is None else np.where(dates.isna().to_numpy(), blank, days)
