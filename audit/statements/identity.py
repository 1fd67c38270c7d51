"""Which rows of several exports are one event: accounts that are the same, numbers that are none, lasting row ids."""

from __future__ import annotations

import hashlib
from itertools import combinations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.statements.echoes import echoed

_LINK = "\x1f"
_BETWEEN = pa.scalar(_LINK, pa.large_string())
_NUMBER_KEY = ["channel", "account_id", "reference", "amount_minor", "currency", "direction"]
_EXPORT = ["file", "section"]
_TEXT_KEY = [
    "channel",
    "account_id",
    "civil_date",
    "amount_minor",
    "currency",
    "direction",
    "counterparty",
    "description",
]


def same_accounts(rows: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """The account each (file, channel, account) really is, where another name for it is known.

    A bill whose heading is gone adopts the one account whose bills hold its numbered rows. Two names are one account
    where at least half of the numbered rows, in the days both cover, are the same rows.
    """
    found: dict[tuple[str, str, str], str] = {}
    for channel, of_channel in rows.groupby("channel", sort=True):
        if of_channel["account_id"].nunique() < 2:
            continue
        numbered = of_channel[of_channel["numbered"]]
        accounts = {name: part for name, part in numbered.groupby("account_id", sort=True) if name}
        merged = _merged(accounts)
        for file, part in numbered[numbered["account_id"] == ""].groupby("file", sort=True):
            homes = {merged[name] for name, theirs in accounts.items() if _keys(theirs) & _keys(part)}
            if len(homes) == 1:
                found[file, channel, ""] = homes.pop()
        for file, name in of_channel[["file", "account_id"]].drop_duplicates().itertuples(index=False):
            if merged.get(name, name) != name:
                found[file, channel, name] = merged[name]
    return found


def _merged(accounts: dict[str, pd.DataFrame]) -> dict[str, str]:
    """The name each account goes by: the first, in sorted order, of those that are one."""
    home = {name: name for name in accounts}
    for one, other in combinations(sorted(accounts), 2):
        if home[one] != home[other] and _is_one(accounts[one], accounts[other]):
            gone = home[other]
            home = {name: home[one] if at == gone else at for name, at in home.items()}
    return home


def _is_one(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    start, end = (
        max(one["civil_date"].min(), other["civil_date"].min()),
        min(one["civil_date"].max(), other["civil_date"].max()),
    )
    common = [_keys(part[part["civil_date"].between(start, end)]) for part in (one, other)]
    fewer = min(map(len, common))
    return fewer > 0 and 2 * len(common[0] & common[1]) >= fewer


def _keys(rows: pd.DataFrame) -> set[tuple[str, int, str]]:
    return set(zip(rows["reference"] + rows["number_with"], rows["amount_minor"], rows["direction"], strict=True))


def identified(rows: pd.DataFrame) -> pd.Series:
    """A lasting id for each row: by its printed number, or by date, amount and text and its place among equals."""
    ids = _digests(_numbered(rows))
    bare = ~rows["numbered"] | _reused(rows, ids)
    if not bare.any():
        return ids
    lean = rows[[*_EXPORT, *_TEXT_KEY, "occurred_at", "row"]]
    own = _unnumbered(lean[bare])
    ids = ids.mask(bare, _twins(lean, lean[bare], own, ~bare, ids))
    return echoed(rows, ids) if rows["echo"].any() else ids


def told_apart(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one file with equal numbers made different by their order, export by export."""
    ordinal = rows.groupby(["section", "reference", "number_with", *_NUMBER_KEY[3:]]).cumcount()
    different = rows["number_with"] + _LINK + ordinal.astype("str")
    return rows.assign(number_with=rows["number_with"].mask(ordinal.gt(0), different))


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns a numbered row is known by.

    A purchase is one whether a bill counts it as spending or, once it was refunded, as neither; a refund that prints
    its payment's own number is another row.
    """
    back = rows["original_reference"].eq(rows["reference"]) & rows["original_reference"].ne("")
    direction = rows["direction"].mask(rows["kind"].eq("charge"), "out").mask(back, "back")
    return rows[_NUMBER_KEY].assign(direction=direction, reference=rows["reference"] + rows["number_with"])


def _reused(rows: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Numbers that name two different moments in one file identify nothing."""
    again = ids.duplicated(keep=False)
    if not (again & rows["numbered"]).any():
        return pd.Series(False, index=rows.index)
    seen = pd.DataFrame({"file": rows["file"], "id": ids, "at": rows["occurred_at"]})[again].groupby(["file", "id"])
    return (seen["at"].transform("nunique") > 1).reindex(rows.index, fill_value=False)


def _unnumbered(rows: pd.DataFrame) -> pd.Series:
    """One digest for each unnumbered row: by date, amount and text, and its place among equals of its own export."""
    said = pd.Series(_joined(rows[_TEXT_KEY]), index=rows.index, dtype="str")
    ordinal = _among_equals(rows, said) if said.duplicated().any() else pd.Series(0, index=rows.index)
    return _hashed(pc.binary_join_element_wise(_texts(said), _texts(ordinal), _BETWEEN), rows.index)


def _among_equals(rows: pd.DataFrame, said: pd.Series) -> pd.Series:
    """Each row's place among those of its own export that say the same."""
    ordered = rows[[*_EXPORT, "occurred_at", "row"]].assign(said=said)
    ordinal = ordered.sort_values(["file", "occurred_at", "row"], kind="stable").groupby([*_EXPORT, "said"]).cumcount()
    return ordinal[rows.index]


def _twins(rows: pd.DataFrame, bare: pd.DataFrame, own: pd.Series, numbered: pd.Series, ids: pd.Series) -> pd.Series:
    """Ids of unnumbered rows, taken from the numbered row of another file that is the same to the minute."""
    near = numbered & rows["civil_date"].isin(bare["civil_date"]) & rows["account_id"].isin(bare["account_id"])
    if not near.any():
        return own
    key = [*_TEXT_KEY, "minute", "ordinal"]
    theirs = _by_minute(rows[near]).assign(known_id=ids[near]).drop_duplicates(key)
    mine = _by_minute(bare).assign(own_id=own)
    joined = mine.merge(theirs[[*key, "known_id", "file"]], on=key, how="left", suffixes=("", "_of_twin"))
    other_file = joined["known_id"].notna() & (joined["file"] != joined["file_of_twin"])
    return pd.Series(joined["known_id"].where(other_file, joined["own_id"]).to_numpy(), index=own.index, dtype="str")


def _by_minute(rows: pd.DataFrame) -> pd.DataFrame:
    timed = rows.assign(minute=rows["occurred_at"].dt.floor("min"))
    ordered = timed.sort_values(["file", "occurred_at", "row"], kind="stable")
    return timed.assign(ordinal=ordered.groupby([*_EXPORT, *_TEXT_KEY, "minute"]).cumcount())


def _digests(keys: pd.DataFrame) -> pd.Series:
    """One digest for each row's key; stable over runs, machines and versions."""
    return _hashed(_joined(keys), keys.index)


def _joined(keys: pd.DataFrame) -> pa.Array:
    """Each row's key as one text."""
    *most, last = keys.columns
    return pc.binary_join_element_wise(*(_text_or_texts(keys[name]) for name in most), _texts(keys[last]), _BETWEEN)


def _hashed(joined: pa.Array, index: pd.Index) -> pd.Series:
    digest = hashlib.blake2b
    found = ["t" + digest(key, digest_size=8).hexdigest() for key in joined.cast(pa.large_binary()).to_pylist()]
    return pd.Series(found, index=index, dtype="str")


def _text_or_texts(values: pd.Series) -> pa.Array | pa.Scalar:
    """The column as text; one text where every row says the same."""
    if len(values) and (values == values.iloc[0]).all():
        return pa.scalar(str(values.iloc[0]), pa.large_string())
    return _texts(values)


def _texts(values: pd.Series) -> pa.Array:
    return pa.array(values.astype("str"), type=pa.large_string())


def originals(rows: pd.DataFrame) -> pd.Series:
    """Refund rows whose number is another row's merchant number name that row's own number."""
    refers = (rows["original_reference"] != "") & (rows["original_reference"] == rows["reference"])
    if not refers.any():
        return rows["original_reference"]
    wanted = set(rows.loc[refers, "reference"])
    paid = rows[rows["merchant_reference"].isin(wanted) & ~refers & (rows["direction"] == "out")]
    number = paid.drop_duplicates("merchant_reference").set_index("merchant_reference")["reference"]
    found = rows["reference"].map(number).where(refers)
    return rows["original_reference"].mask(found.notna(), found)
