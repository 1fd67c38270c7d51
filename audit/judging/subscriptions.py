"""Finding every auto-renewing plan in the payments, and the period each payment pays for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from audit import catalogue, tables
from audit.judging.lattice_fit import Flags, anchors, late, lay
from audit.judging.persons import Row, rows_of_persons
from audit.judging.plan_names import Plan, match_plans
from audit.judging.plans import mark_plans, plan_id
from audit.judging.series import ENOUGH, Series, containing, find_series
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
    charges = payments[renewable]
    if charges.empty:
        blank = dict.fromkeys(_EXTRA_TEXT, "") | dict.fromkeys(_FLAGS, False) | {"slot": 0, "status_unknown": False}
        return tables.MARKED.of(payments.assign(**blank))
    series = find_series(mark_plans(charges))
    ids = np.array(_ids(series), dtype=object)
    marks = _marks(series, ids, _recognised(series, ids, events))
    own = ["person", "payment_id"]
    found = payments[own].merge(marks, on=own, how="left", validate="1:1").drop(columns=own)
    text = [*_EXTRA_TEXT, "subscription_id", "service", "beneficiary", "interval"]
    filled = found.fillna(dict.fromkeys(text, "") | dict.fromkeys(_FLAGS, False) | dict.fromkeys(_COUNTS, 0)).astype(
        dict.fromkeys(text, "str") | dict.fromkeys(_FLAGS, "bool") | dict.fromkeys(_COUNTS, "int64")
    )
    printed = payments.reset_index(drop=True)
    unknown = _status_unknown(printed, events).rename("status_unknown")
    return tables.MARKED.of(pd.concat([printed, filled, unknown], axis=1))


_EXTRA_TEXT = ("plan_id", "seller", "core", "part", "bill")
_FLAGS = ("mandate", "one_off", "bundle", "second", "on_lattice", "trial")
_COUNTS = ("slot", "interval_count", "billing_day")


def _status_unknown(payments: pd.DataFrame, events: pd.DataFrame | None) -> pd.Series:
    """Payments whose status word the reader of their bill did not know (an event names the word and the file)."""
    if events is None or events.empty:
        return pd.Series(False, index=payments.index)
    words = events.loc[events["what"].eq("unknown_status"), ["person", "file", "note"]]
    known = pd.MultiIndex.from_frame(words)
    printed = pd.MultiIndex.from_frame(payments[["person", "file", "status_text"]])
    return pd.Series(printed.isin(known), index=payments.index)


def _marks(series: Series, plan_ids: np.ndarray, recognised: Flags) -> pd.DataFrame:
    rows, group, day = series.rows, series.group, series.day
    known = ((series.lattices.months > 0) | (series.lattices.days > 0))[group]
    laid = lay(series.lattices, group, day)
    start, end = containing(series.lattices, group, day)
    hit = series.fit.hit & known
    start = np.where(hit, laid.anchor, start)
    end = np.where(hit, anchors(series.lattices, group, laid.slot + 1), end)
    intervals = [series.lattices.interval(g) for g in range(series.count)]
    ids = plan_ids[group]
    second = rows.assign(group=group, slot=laid.slot)[hit].duplicated(["group", "slot"])
    return pd.DataFrame(
        {
            "person": rows["person"],
            "payment_id": rows["payment_id"],
            "plan_id": ids,
            "subscription_id": np.where(recognised[group], ids, ""),
            "period_start": _dates(start, known & ~series.trial),
            "period_end": _dates(end, known & ~series.trial),
            "service": _service(series)[group],
            "beneficiary": rows["beneficiary"],
            "seller": rows["seller"],
            "core": rows["core"],
            "part": rows["part"],
            "mandate": rows["mandate"],
            "one_off": rows["one_off"],
            "bundle": rows["bundle"],
            "bill": rows["bill"],
            "interval": np.array([i.name if i else "" for i in intervals], dtype=object)[group],
            "interval_count": np.array([i.count if i else 0 for i in intervals], dtype=np.int64)[group],
            "billing_day": series.lattices.billing_day[group],
            "anchor_on": _dates(series.lattices.origin[group], known),
            "off_days": pd.Series(np.where(known, laid.off, 0), dtype="Int64").where(known),
            "on_lattice": hit,
            "trial": series.trial,
            "slot": np.where(known, laid.slot, 0),
            "second": second.reindex(rows.index, fill_value=False),
        }
    )


def _dates(days: np.ndarray, known: Flags) -> pd.Series:
    dates = pd.Series(days.astype("datetime64[D]").astype("datetime64[s]"))
    return dates.where(pd.Series(known))


def _ids(series: Series) -> list[str]:
    first = series.rows.iloc[np.flatnonzero(np.r_[True, series.group[1:] != series.group[:-1]])]
    columns = ["seller", "core", "word_interval", "word_count", "one_off", "beneficiary", "part"]
    return [plan_id(*values) for values in first[columns].itertuples(index=False, name=None)]


def _service(series: Series) -> np.ndarray:
    """Each series' name: the plan's text as printed last, not the trial's; where a row prints none, the seller."""
    rows = series.rows.assign(group=series.group)
    text = rows["description"].where(rows["description"].ne(""), rows["counterparty"])
    named = rows.assign(text=text, trial=series.trial, blank=rows["description"].eq(""))
    last = named.sort_values(["group", "trial", "blank"], ascending=[True, False, False], kind="stable")
    return np.asarray(last.drop_duplicates("group", keep="last").sort_values("group")["text"], dtype=object)


def _recognised(series: Series, ids: np.ndarray, events: pd.DataFrame | None) -> Flags:
    """Which series are subscriptions: by their beat, their words, the catalogue, or because somebody named them."""
    rows, group = series.rows, series.group
    said = rows.assign(bill=rows["bill"].ne(""))
    some = {
        name: np.bincount(group, weights=said[name], minlength=series.count) > 0
        for name in ("renewal", "one_off", "false_friend", "bill")
    }
    wanted = series.regular | some["renewal"] | _catalogued(series)
    found = wanted & ~(some["false_friend"] | some["one_off"] | some["bill"])
    return np.asarray(found | _named(series, ids, events, found))


def _catalogued(series: Series) -> Flags:
    """Series of a known service whose interval words or the catalogue tell, or that are too short to tell one."""
    first = series.rows.iloc[np.flatnonzero(np.r_[True, series.group[1:] != series.group[:-1]])]
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


def _named(series: Series, ids: np.ndarray, events: pd.DataFrame | None, proven: Flags) -> Flags:
    """Series of the plans that an event names."""
    named = np.zeros(series.count, dtype=bool)
    wanted = None if events is None else events[events["what"].eq("named") & events["service"].ne("")]
    if wanted is None or wanted.empty:
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
    return [_plan(rows) for key, rows in sorted(of_plan.items()) if key]


PLANNED = (
    "plan_id", "seller", "core", "interval", "interval_count", "beneficiary", "subscription_id", "store", "billing_day",
    "counterparty", "description",
)  # fmt: skip


def _plan(rows: Sequence[Row]) -> Plan:
    first = rows[0]
    return Plan(
        first["plan_id"],
        first["seller"],
        first["core"],
        Interval(first["interval"], int(first["interval_count"])) if first["interval"] else None,
        first["beneficiary"],
        printed=tuple(dict.fromkeys((row["counterparty"], row["description"]) for row in rows)),
        proven=any(row["subscription_id"] for row in rows),
        store=max(row["store"] for row in rows),
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
