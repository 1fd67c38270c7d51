"""Finding every auto-renewing plan in the payments, and the period each payment pays for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from audit import catalogue, tables
from audit.judging.lattice_fit import Flags, late
from audit.judging.marks import Marked
from audit.judging.may_be_meant import may_be_meant
from audit.judging.persons import Row, plain_rows, plain_tuples, rows_of_persons
from audit.judging.plan_names import Plan, match_plans
from audit.judging.plans import FITTED, READ, mark_plans, plan_id
from audit.judging.promising import worth_fitting
from audit.judging.series import ENOUGH, Series, find_series
from audit.periods import Interval


def mark_subscriptions(payments: pd.DataFrame, events: pd.DataFrame | None = None) -> pd.DataFrame:
    """The payments with the plan, the subscription and the half-open period `[period_start, period_end)` of each.

    A plan is a subscription if three or more payments keep one beat, if its text is a mandate (自动续费, 连续包月 …),
    if the catalogue knows it, or if an event names it (`what` = `named`, `service` = the name). Bills (electricity,
    phone, insurance …: `bill` says which kind), loans and habits are none unless an event names them. `plan_id` is set
    for every charge, `subscription_id` for those of subscriptions. A payment before its anchor belongs to the period it
    pays for, inside its rail's window. Off the lattice (`on_lattice` False) the period is the one the day lies in.
    """
    renewable = payments["kind"].eq("charge") & payments["direction"].ne("in") & payments["amount_minor"].gt(0)
    charges = payments[list(READ)][renewable]
    if charges.empty:
        return tables.MARKED.of(payments)
    read = mark_plans(charges)
    wanted = _wanted(events)
    asked = may_be_meant(read, wanted["service"]) if len(wanted) else np.zeros(len(charges), dtype=bool)
    fitted = np.flatnonzero(worth_fitting(read, asked))
    series = find_series(read.table(fitted, FITTED).assign(charge=fitted))
    ids = [plan_id(*plan) for plan in series.plans()]
    found = Marked(read, np.flatnonzero(renewable.to_numpy()), len(payments), series, ids)
    marks = found.columns(_recognised(series, np.array(ids, dtype=object), wanted))
    unknown = _status_unknown(payments, events)
    columns = {c: payments[c].array for c in payments} | marks | {"status_unknown": unknown}
    return tables.MARKED.of(pd.DataFrame(columns, copy=False))


def _status_unknown(payments: pd.DataFrame, events: pd.DataFrame | None) -> Flags:
    """Payments whose status word the reader of their bill did not know (an event names the word and the file)."""
    unknown = np.zeros(len(payments), dtype=bool)
    words = None if events is None else events.loc[events["what"].eq("unknown_status"), ["person", "file", "note"]]
    if words is None or words.empty:
        return unknown
    some = np.flatnonzero(payments["status_text"].isin(words["note"].unique()))
    printed = pd.MultiIndex.from_frame(payments[["person", "file", "status_text"]].take(some))
    unknown[some] = printed.isin(pd.MultiIndex.from_frame(words))
    return unknown


def _wanted(events: pd.DataFrame | None) -> pd.DataFrame:
    """The names by which somebody calls a subscription, as events."""
    known = tables.EVENTS.empty() if events is None else events
    return known[known["what"].eq("named") & known["service"].ne("")]


def _recognised(series: Series, ids: np.ndarray, wanted: pd.DataFrame) -> Flags:
    """Which series are subscriptions: by their beat, their words, the catalogue, or because somebody named them."""
    rows, group = series.rows, series.group
    said = rows.assign(bill=rows["bill"].ne(""))
    some = {
        name: np.bincount(group, weights=said[name], minlength=series.count) > 0
        for name in ("renewal", "one_off", "false_friend", "bill")
    }
    renewed = series.regular | some["renewal"] | _catalogued(series)
    found = renewed & ~(some["false_friend"] | some["one_off"] | some["bill"])
    return np.asarray(found | _named(series, ids, wanted, found))


def _catalogued(series: Series) -> Flags:
    """Series of a known service whose interval words or the catalogue tell, or that are too short to tell one."""
    first = series.first_rows()
    timed = (series.lattices.months > 0) | (series.lattices.days > 0)
    few = np.bincount(series.group, minlength=series.count) < ENOUGH
    asked = first.assign(timed=timed, few=few)[_ASKED].itertuples(index=False, name=None)
    return np.array([_sells(*row) for row in asked], dtype=np.bool_)


_ASKED = ["counterparty", "description", "channel", "membership", "core", "timed", "few"]


def _sells(party: str, text: str, channel: str, membership: bool, core: str, timed: bool, few: bool) -> bool:
    """Whether the catalogue knows what a series is for: by its interval, or a membership by its words or its seller."""
    service = catalogue.find_service(f"{party} {text}") if timed or few else None
    if service is None or timed or membership:
        return service is not None
    if service.kind in _SELL_MUCH:
        return False
    return channel.startswith("bank") or not core or any(core in catalogue.fold(name) for name in service.names)


_SELL_MUCH = ("games", "learning", "children", "shopping", "food", "travel", "riding", "health")  # beside memberships


def _named(series: Series, ids: np.ndarray, wanted: pd.DataFrame, proven: Flags) -> Flags:
    """Series of the plans that an event names."""
    named = np.zeros(series.count, dtype=bool)
    if wanted.empty:
        return named
    known = np.where(proven, ids, "")
    told = {"word_interval": "interval", "word_count": "interval_count"}
    rows = series.rows[["person", *_TEXTS, *told]].rename(columns=told).assign(
        plan_id=ids[series.group], subscription_id=known[series.group], group=series.group, billing_day=0
    )  # fmt: skip
    of_person = rows_of_persons(rows[rows["person"].isin(wanted["person"])])
    for person, names in wanted.groupby("person", sort=False)["service"]:
        own = of_person.get(person, [])
        plans = plans_of(own)
        meant = {p.id for name in names.unique() for p in match_plans(name, plans)}
        named[[row["group"] for row in own if row["plan_id"] in meant]] = True
    return named


_TEXTS = ["seller", "core", "beneficiary", "store", "counterparty", "description"]


def named_services(cancellations: pd.DataFrame) -> pd.DataFrame:
    """The case file's services as events: what a person says is a subscription is looked at as one."""
    named = cancellations.melt(["person"], ["service", "plan_shown"], value_name="service_name")
    names = named[named["service_name"].ne("")]
    return tables.EVENTS.of(
        {
            "person": names["person"],
            "source": pd.Series("case", index=names.index, dtype="str"),
            "what": pd.Series("named", index=names.index, dtype="str"),
            "service": names["service_name"],
        }
    )


def plans_of(own: Iterable[Row]) -> list[Plan]:
    """One person's plans as their payments (rows with the columns of `PLANNED`) print them, in order of their keys."""
    of_plan: dict[str, list[Row]] = {}
    for row in own:
        of_plan.setdefault(row["plan_id"], []).append(row)
    return [_plan_of(rows) for key, rows in sorted(of_plan.items()) if key]


def _plan_of(rows: Sequence[Row]) -> Plan:
    printed = dict.fromkeys((row["counterparty"], row["description"]) for row in rows)
    proven, store = any(row["subscription_id"] for row in rows), max(row["store"] for row in rows)
    return _plan(rows[0], printed, proven, store)


def plans_of_persons(payments: pd.DataFrame) -> dict[str, list[Plan]]:
    """Each person's plans as their payments (with `person` and the columns of `PLANNED`) print them, by their keys."""
    key = ["person", "plan_id"]
    proven = payments[key][payments["subscription_id"].ne("")].drop_duplicates()
    stores = payments[payments["store"].ne("")].groupby(key)["store"].max()
    printed: dict[tuple[str, str], list[tuple[str, str]]] = {}
    said = [*key, "counterparty", "description"]
    for person, plan, party, text in plain_tuples(payments[said].drop_duplicates(), said):
        printed.setdefault((person, plan), []).append((party, text))
    known, bought = set(zip(proven["person"], proven["plan_id"], strict=True)), dict(stores.items())
    found: dict[str, list[Plan]] = {}
    for first in plain_rows(payments[["person", *PLANNED]].drop_duplicates(key).sort_values(key)):
        own = first["person"], first["plan_id"]
        found.setdefault(own[0], []).append(_plan(first, printed[own], own in known, bought.get(own, "")))
    return found


PLANNED = (
    "plan_id", "seller", "core", "interval", "interval_count", "beneficiary", "subscription_id", "store", "billing_day",
    "counterparty", "description",
)  # fmt: skip


def _plan(first: Row, printed: Iterable[tuple[str, str]], proven: bool, store: str) -> Plan:
    return Plan(
        first["plan_id"],
        first["seller"],
        first["core"],
        Interval(first["interval"], int(first["interval_count"])) if first["interval"] else None,
        first["beneficiary"],
        printed=tuple(printed),
        proven=proven,
        store=store,
        billing_day=int(first["billing_day"]),
    )


def subscriptions(marked: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """One row a subscription: its plan, rails, interval, price now, first and last payment, and the next expected one.

    `state` is `irregular` without an interval; `ended` where the next payment is overdue by the lattice's tolerance on
    `as_of` (default: the person's last payment of any kind); else `active`.
    """
    own = marked[_READ][marked["subscription_id"].ne("")].sort_values([*_KEY, "civil_date", "payment_id"])
    if own.empty:
        return tables.SUBSCRIPTIONS.empty()
    table = _spoken_for(own).join(_counted(own))
    last_seen = marked.groupby("person")["civil_date"].max()
    now = table.index.get_level_values("person").map(last_seen) if as_of is None else as_of
    step = (table["interval_count"] * table["interval"].map({"week": 7, "day": 1}).fillna(30)).astype("int64")
    overdue = table["next_expected_on"] + pd.to_timedelta(late(step.to_numpy()), unit="D") < now
    state = np.where(table["interval"].eq(""), "irregular", np.where(overdue, "ended", "active"))
    return tables.SUBSCRIPTIONS.of(table.assign(state=state).reset_index())


_KEY = ["person", "subscription_id"]
_TAKEN = [
    "service", "beneficiary", "interval", "interval_count", "billing_day", "anchor_on", "amount_minor", "currency",
    "counterparty", "period_end",
]  # fmt: skip
_READ = [*_KEY, *_TAKEN, "on_lattice", "civil_date", "payment_id", "channel", "account_id"]


def _spoken_for(own: pd.DataFrame) -> pd.DataFrame:
    """The row that speaks for each subscription: its last payment on the lattice, else its last of all."""
    last = own.drop_duplicates(_KEY, keep="last").set_index(_KEY)[_TAKEN]
    regular = own[own["on_lattice"]].drop_duplicates(_KEY, keep="last").set_index(_KEY)[_TAKEN]
    named = {"counterparty": "merchant", "period_end": "next_expected_on"}
    return regular.reindex(last.index).fillna(last).rename(columns=named)


def _counted(own: pd.DataFrame) -> pd.DataFrame:
    """What all payments of each subscription together say."""
    groups = own.groupby(_KEY, sort=True)
    return pd.DataFrame(
        {
            "channels": own.drop_duplicates([*_KEY, "channel"]).groupby(_KEY)["channel"].agg(_json),
            "accounts": own.drop_duplicates([*_KEY, "account_id"]).groupby(_KEY)["account_id"].agg(_json),
            "payments": groups.size(),
            "total_minor": groups["amount_minor"].sum(),
            "first_on": groups["civil_date"].min(),
            "last_on": groups["civil_date"].max(),
        }
    )


def _json(values: pd.Series) -> str:
    return json.dumps(sorted(values), ensure_ascii=False)
