"""Which payments are of one plan.

A plan is one product of one seller for one beneficiary, on whatever rail it is paid: the seller, what the text says
beyond generic words, and the period it names. Numbers that change from payment to payment (order numbers, dates) are
no part of the text; numbers that repeat are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.judging.agreements import is_automatic, of_agreement, one_plan_per_agreement, side_by_side
from audit.judging.coded import Coded, Flags, Ints, first_rows, numbered
from audit.judging.masked_names import is_masked, under_full_names
from audit.judging.seller_numbers import sellers_whatever_number
from audit.judging.text_columns import Spoken, read_columns
from audit.periods import Interval


@dataclass(frozen=True)
class Charges:
    """Charges with what their text says, as numbers, and `plan`: a number from 0 for each plan.

    `beside` names the agreement of charges that run beside those of another agreement of the same plan. `periods` are
    the intervals that texts name, the first of which is none; `period` is the place of each row's.
    """

    rows: pd.DataFrame
    person: Ints
    seller: Coded
    core: Coded
    beneficiary: Coded
    bill: Coded
    period: Ints
    periods: tuple[Interval | None, ...]
    flags: dict[str, Flags]
    agreement: pd.Series
    plan: Ints
    beside: pd.Series

    @property
    def worded(self) -> Flags:
        """Rows that name a plan: by a mandate or a period."""
        return np.asarray((self.flags["mandate"] | (self.period > 0)) & ~self.flags["one_off"])

    def table(self, at: Ints, columns: Iterable[str] = ()) -> pd.DataFrame:
        """These charges as a table: those of their columns, and what their text says; indexed by `at`."""
        names = np.array([p.name if p else "" for p in self.periods], dtype=object)
        counts = np.array([p.count if p else 0 for p in self.periods], dtype=np.int64)
        taken = self.rows[list(dict.fromkeys(columns))].take(at)
        said = {
            "seller": self.seller.at(at).text().array,
            "core": self.core.at(at).text().array,
            "beneficiary": self.beneficiary.at(at).text().array,
            "word_interval": pd.Series(names[self.period[at]], dtype="str").array,
            "word_count": counts[self.period[at]],
            "bill": self.bill.at(at).text().array,
            **{name: flags[at] for name, flags in self.flags.items()},
            "agreement": self.agreement.take(at).array,
            "plan": self.plan[at],
            "beside": self.beside.take(at).array,
        }
        return pd.DataFrame({**{c: taken[c].array for c in taken}, **said}, index=pd.Index(at))

    def said_anew(self, table: pd.DataFrame) -> Charges:
        """The charges with what such a table says of seller, core, period, beneficiary and one-off sales instead."""
        at = table.index.to_numpy()
        found = list(zip(table["word_interval"], table["word_count"].tolist(), strict=True))
        known = {(p.name, p.count) if p else ("", 0): place for place, p in enumerate(self.periods)}
        period, one_off = self.period.copy(), self.flags["one_off"].copy()
        period[at], one_off[at] = [known[pair] for pair in found], table["one_off"].to_numpy()
        return replace(
            self,
            seller=self.seller.changed(at, table["seller"]),
            core=self.core.changed(at, table["core"]),
            beneficiary=self.beneficiary.changed(at, table["beneficiary"]),
            period=period,
            flags=self.flags | {"one_off": one_off},
        )


BETWEEN = "\x1f"  # stands between the parts of a plan's key
FITTED = (
    "person", "payment_id", "channel", "account_id", "counterparty", "description", "store", "civil_date",
    "occurred_at", "amount_minor", "original_minor", "currency", "original_currency",
)  # fmt: skip
READ = (*FITTED, "counterparty_account", "category", "mandate_id")
_NAME = 3  # letters of a name that two sellers do not share by chance


def mark_plans(charges: pd.DataFrame) -> Charges:
    """The charges, each with its plan; they are payments of kind charge, and keep their order."""
    read = _read(charges.reset_index(drop=True))
    read = _with_the_period_others_name(_under_agreements(read))
    read = _one_seller_per_named_plan(read)
    read = _one_plan_per_agreement(_bare_rows_to_their_plan(read))
    plan, _ = numbered(
        read.person, read.seller.code, read.core.code, read.period, read.flags["one_off"], read.beneficiary.code
    )
    return _beside(replace(read, plan=plan))


def plan_id(*parts: object) -> str:
    """A plan's key: the same for the same plan in every run, whoever the person is."""
    return plan_key(BETWEEN.join(map(str, parts)))


def plan_key(name: str) -> str:
    """The key of a plan whose parts are joined to one text."""
    return "s" + hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


def _read(rows: pd.DataFrame) -> Charges:
    person, party = Coded.of(rows["person"]), Coded.of(rows["counterparty"])
    known = party
    if party.each(is_masked, bool).any():
        known = Coded.of(under_full_names(rows)["counterparty"])
    spoken = read_columns(known, rows["description"], rows["store"])
    seller = sellers_whatever_number(person, party, spoken.seller)
    none = pd.Series("", index=rows.index, dtype="str")
    return Charges(
        rows=rows,
        person=person.code,
        seller=seller,
        core=_without_changing_numbers(spoken, person.code, seller),
        beneficiary=spoken.beneficiary,
        bill=spoken.bill,
        period=spoken.period,
        periods=spoken.periods,
        flags=spoken.flags,
        agreement=none,
        plan=np.zeros(len(rows), dtype=np.int64),
        beside=none,
    )


def _under_agreements(read: Charges) -> Charges:
    """The charges with their `agreement`; those under one, and those a wallet makes by itself, are a mandate's."""
    agreement = of_agreement(read.rows)
    mandate = agreement.ne("").to_numpy() | is_automatic(read.rows["category"])
    flags = read.flags
    if mandate.any():
        flags = flags | {name: flags[name] | mandate for name in ("mandate", "renewal")}
        flags = flags | {name: flags[name] & ~mandate for name in ("one_off", "false_friend")}
    return replace(read, agreement=agreement, flags=flags)


def _without_changing_numbers(spoken: Spoken, person: Ints, seller: Coded) -> Coded:
    """Digits that differ between otherwise equal texts are order numbers and dates; those that repeat stay."""
    bare = spoken.unnumbered
    numbers = np.flatnonzero(bare.each(lambda text: "#" in text, bool)[bare.code])
    group, groups = numbered(person[numbers], seller.code[numbers], bare.code[numbers])
    core, cores = numbered(group, spoken.core[numbers])
    distinct = np.bincount(group[first_rows(core, cores)], minlength=groups)
    changing = ((distinct > 1) & (np.bincount(group, minlength=groups) < 2 * distinct))[group]
    kept = np.ones(len(person), dtype=bool)
    kept[numbers[changing]] = False
    own = np.flatnonzero(kept)
    text, texts = numbered(spoken.core[own])
    every = Coded.of(pa.concat_arrays([bare.values, spoken.cores(own[first_rows(text, texts)])]))
    code = every.code[: len(bare.values)][bare.code]
    code[own] = every.code[len(bare.values) :][text]
    return Coded(code, every.values)


def _with_the_period_others_name(read: Charges) -> Charges:
    """A text without a period word belongs to the seller's only plan of that name, whatever period that one names."""
    named = (read.period > 0) & ~read.flags["one_off"]
    said = read.core.said | read.flags["mandate"] | read.flags["trial"]
    asked = ~named & ~read.flags["one_off"] & said & _among(read.core.code, named)
    if not asked.any():
        return read
    both = np.flatnonzero(named | asked)
    plan, plans = numbered(read.person[both], read.seller.code[both], read.core.code[both])
    least, most = np.full(plans, len(read.periods)), np.zeros(plans, dtype=np.int64)
    names = named[both]
    np.minimum.at(least, plan[names], read.period[both[names]])
    np.maximum.at(most, plan[names], read.period[both[names]])
    period = read.period.copy()
    period[both] = np.where(~names & (least == most)[plan], most[plan], period[both])
    return replace(read, period=period)


def _among(code: Ints, rows: Flags) -> Flags:
    """Whether each row's number is one of those that these rows have."""
    known = np.zeros(int(code.max(initial=0)) + 1, dtype=bool)
    known[code[rows]] = True
    return np.asarray(known[code])


def _one_seller_per_named_plan(read: Charges) -> Charges:
    """A plan with a name of its own under two sellers' names is one plan, under the first of them.

    Either the two stand on two channels, or one takes over from the other at the price it had reached.
    """
    long = pc.utf8_length(read.core.values).to_numpy() >= _NAME
    at = np.flatnonzero(read.worded & long[read.core.code])
    plan, plans = numbered(read.person[at], read.core.code[at])
    if numbered(plan, read.seller.code[at])[1] == plans:
        return read
    key = ["person", "core"]
    in_order = ["civil_date", "occurred_at", "payment_id"]
    ordered = read.table(at, [*in_order, "person", "channel", "amount_minor"]).sort_values(in_order)
    sellers = ordered.groupby([*key, "seller"], sort=False).agg(
        channel=("channel", "first"), first=("civil_date", "first"), last=("civil_date", "last"),
        opening=("amount_minor", "first"), closing=("amount_minor", "last"),
    ).reset_index()  # fmt: skip
    pairs = sellers[sellers.groupby(key)["seller"].transform("size") == 2].sort_values([*key, "first", "seller"])
    one, other = pairs.iloc[::2].reset_index(drop=True), pairs.iloc[1::2].reset_index(drop=True)
    takes_over = (other["first"] > one["last"]) & (other["opening"] == one["closing"])
    same = one[(one["channel"] != other["channel"]) | takes_over]
    if same.empty:
        return read
    found = same.set_index(key)["seller"].reindex(pd.MultiIndex.from_frame(ordered[key])).set_axis(ordered.index)
    found = found.dropna()
    return replace(read, seller=read.seller.changed(found.index.to_numpy(), found.astype("str")))


def _bare_rows_to_their_plan(read: Charges) -> Charges:
    """A bank's row names no product: it belongs to the one plan of that seller that costs exactly this."""
    channel = Coded.of(read.rows["channel"])
    bank = channel.each(lambda name: name.startswith("bank"), bool)[channel.code]
    bare = bank & ~read.flags["mandate"] & (read.period == 0)
    named = ~bank & read.worded
    asked = bare & _among(read.seller.code, named)
    if not asked.any():
        return read
    columns = ["core", "word_interval", "word_count", "beneficiary"]
    key = ["person", "seller", "amount_minor", "currency"]
    plans = read.table(np.flatnonzero(named), ["person", "amount_minor", "currency"])[[*key, *columns]]
    only = plans.drop_duplicates().drop_duplicates(key, keep=False).set_index(key)[columns]
    rows = read.table(np.flatnonzero(asked), ["person", "amount_minor", "currency"])
    found = only.reindex(pd.MultiIndex.from_frame(rows[key])).set_axis(rows.index).dropna()
    told = rows.loc[found.index].assign(**{c: found[c].astype(rows[c].dtype) for c in columns})
    return read.said_anew(told) if len(told) else read


def _one_plan_per_agreement(read: Charges) -> Charges:
    at = np.flatnonzero(read.agreement.ne(""))
    return read.said_anew(one_plan_per_agreement(read.table(at, read.rows.columns))) if len(at) else read


def _beside(read: Charges) -> Charges:
    at = np.flatnonzero(read.agreement.ne(""))
    if not len(at):
        return read
    apart = side_by_side(read.table(at, ["civil_date"]))
    beside = read.beside.copy()
    beside.iloc[at] = apart.to_numpy()
    return replace(read, beside=beside.astype("str"))
