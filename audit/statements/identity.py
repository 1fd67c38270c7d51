"""Which rows of several exports are one event: a lasting id for every row, by its printed number or by what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.statements.cells import Mask, Numbers, Positions, coded, matches, plain, words_of
from audit.statements.digests import Column, Digests, digests, named
from audit.statements.money_columns import Columns

_LINK = "\x1f"
_TEXT_KEY = ("currency", "direction", "counterparty", "description")


def identified(rows: Columns) -> pa.Array:
    """A lasting id for each row: by its printed number, or by date, amount and text and its place among equals.

    `rows` are TRANSACTIONS columns beside `bill` (a number for each file), its `section`, whether the row is `numbered`
    and what else than its number it is known by (`number_with`).
    """
    ids = _of_keys(_number_key(rows))
    at = _whole(rows["occurred_at"])
    numbered = _flags(rows["numbered"])
    bare = ~numbered | (_reused(ids, numbers(rows["bill"]), at, numbered))
    if bare.any():
        ids[bare] = _unnumbered(rows, np.flatnonzero(bare), np.flatnonzero(~bare), ids, at)
    return named(ids)


def numbers(column: pa.Array) -> Numbers:
    """A column of whole numbers as numpy has them."""
    return np.asarray(column.to_numpy(zero_copy_only=False))


def told_apart(rows: Columns) -> pa.Array:
    """`number_with` of one file's rows, those with equal numbers made different by their order, export by export."""
    key = digests([*(rows[name] for name in ("reference", "number_with", "currency", "direction")), *_moved(rows)])
    place = place_among_equals(digests([key.view(np.int64), numbers(rows["section"])]))
    again = np.flatnonzero(place)
    if not len(again):
        return rows["number_with"]
    kept = plain(rows["number_with"])
    known = pc.binary_join_element_wise(kept.take(pa.array(again)), pa.array(place[again]).cast(pa.string()), _LINK)
    return pc.replace_with_mask(kept, pa.array(place > 0), known)


def place_among_equals(keys: Digests, *order: Numbers) -> Numbers:
    """Which of those with the same key each row is, from 0 on, in some order and then as they stand."""
    places = np.zeros(len(keys), dtype=np.int64)
    again = np.flatnonzero(_is_repeated(keys))
    sort_by = [column[again] for column in reversed(order)]
    ordered = again[np.lexsort([*sort_by, keys[again]])]
    steps = np.arange(len(ordered))
    starts = np.maximum.accumulate(np.where(_same_as_before(keys[ordered]), 0, steps))
    places[ordered] = steps - starts
    return places


def originals(rows: Columns) -> pa.Array:
    """Refund rows whose number is another row's merchant number name that row's own number."""
    refers = _names_itself(rows)
    if not refers.any():
        return rows["original_reference"]
    own = plain(rows["reference"])
    wanted = pc.is_in(plain(rows["merchant_reference"]), value_set=own.filter(pa.array(refers)))
    paid = np.flatnonzero(_flags(wanted) & ~refers & matches(rows["direction"], "out"))
    payment = _texts(rows, paid, person="person", merchant_reference="merchant_reference", reference="reference")
    refund = _texts(rows, np.flatnonzero(refers), person="person", merchant_reference="reference")
    first = payment.drop_duplicates(["person", "merchant_reference"])
    found = refund.merge(first, on=["person", "merchant_reference"], how="left")["reference"]
    known = found.fillna(refund["merchant_reference"]).tolist()
    return pc.replace_with_mask(plain(rows["original_reference"]).cast(pa.string()), pa.array(refers), pa.array(known))


def _texts(rows: Columns, at: Positions, **names: str) -> pd.DataFrame:
    """Some text columns of some rows, under names of the caller's."""
    chosen = pa.array(at)
    return pd.DataFrame({ours: plain(rows[name].take(chosen)).to_pylist() for ours, name in names.items()}, dtype="str")


def _names_itself(rows: Columns) -> Mask:
    """Rows that are said to be about the row of their own number: a refund that prints its payment's."""
    original = rows["original_reference"]
    if not any(words_of(original)[0]):
        return np.zeros(len(original), dtype=bool)
    return _flags(pc.and_(pc.not_equal(plain(original), ""), pc.equal(plain(original), plain(rows["reference"]))))


def _number_key(rows: Columns) -> list[Column]:
    """The columns a numbered row is known by.

    A purchase is one whether a bill counts it as spending or, once it was refunded, as neither; a refund that prints
    its payment's own number is another row.
    """
    words, codes = words_of(rows["direction"])
    codes = np.where(matches(rows["kind"], "charge"), len(words), codes)
    codes = np.where(_names_itself(rows), len(words) + 1, codes)
    texts = (rows[name] for name in ("channel", "account_id", "reference", "number_with", "currency"))
    return [*texts, coded([*words, "out", "back"], codes), *_moved(rows)]


def _text_key(rows: Columns, at: Positions) -> list[Column]:
    """The columns a row without a number is known by."""
    chosen = pa.array(at)
    texts = (rows[name].take(chosen) for name in ("channel", "account_id", *_TEXT_KEY))
    return [*texts, _whole(rows["civil_date"])[at], *(amount[at] for amount in _moved(rows))]


def _moved(rows: Columns) -> tuple[Numbers]:
    return (numbers(rows["amount_minor"]),)


def _unnumbered(rows: Columns, bare: Positions, named_rows: Positions, ids: Digests, at: Numbers) -> Digests:
    """One digest for each unnumbered row: by date, amount and text, and its place among equals of its own export.

    A numbered row of another file that is the same to the minute gives it its own.
    """
    bill, section, row = (numbers(rows[name]) for name in ("bill", "section", "row"))
    said = _of_keys(_text_key(rows, bare))
    export = digests([said.view(np.int64), bill[bare], section[bare]])
    own = digests([said.view(np.int64), place_among_equals(export, at[bare], row[bare])])
    near = named_rows[np.isin(_days(rows, named_rows), _days(rows, bare))]
    if not len(near):
        return own
    both = np.concatenate([bare, near])
    said = _of_keys(_text_key(rows, both))
    person = digests([rows["person"].take(pa.array(both))]).view(np.int64)
    minute = digests([said.view(np.int64), person, at[both] // 60]).view(np.int64)
    place = place_among_equals(digests([minute, bill[both], section[both]]), at[both], row[both])
    keys = digests([minute, place])
    theirs, first = np.unique(keys[len(bare) :], return_index=True)
    found = np.minimum(np.searchsorted(theirs, keys[: len(bare)]), len(theirs) - 1)
    twin = near[first[found]]
    return np.where((theirs[found] == keys[: len(bare)]) & (bill[twin] != bill[bare]), ids[twin], own)


def _days(rows: Columns, at: Positions) -> Digests:
    """A digest of person, account and day, by which rows are near one another."""
    chosen = pa.array(at)
    return digests(
        [*(rows[n].take(chosen) for n in ("person", "channel", "account_id")), _whole(rows["civil_date"])[at]]
    )


def _reused(ids: Digests, bill: Numbers, at: Numbers, numbered: Mask) -> Mask:
    """Numbers that name two different moments in one file identify nothing."""
    reused = np.zeros(len(ids), dtype=bool)
    again = np.flatnonzero(_is_repeated(ids))
    if numbered[again].any():
        ordered = again[np.lexsort((at[again], ids[again], bill[again]))]
        same = _same_as_before(ids[ordered]) & _same_as_before(bill[ordered])
        another_time = same & ~_same_as_before(at[ordered])
        group = np.cumsum(~same)
        reused[ordered] = np.isin(group, group[another_time])
    return reused


def _of_keys(columns: Sequence[Column]) -> Digests:
    """Digests of rows by some columns, different where these differ: what two rows share is looked at."""
    found = digests(columns)
    again = np.flatnonzero(_is_repeated(found))
    ordered = again[np.argsort(found[again], kind="stable")]
    taken = [
        column[ordered] if isinstance(column, np.ndarray) else column.take(pa.array(ordered)) for column in columns
    ]
    same = _same_as_before(found[ordered])
    if not np.all([_same_as_before(column)[same] for column in taken]):
        chance = np.isin(found[ordered], found[ordered][same & ~np.all([_same_as_before(c) for c in taken], axis=0)])
        cells = [np.asarray(column if isinstance(column, np.ndarray) else plain(column)) for column in taken]
        for place in np.flatnonzero(chance):
            text = _LINK.join(str(column[place]) for column in cells).encode()
            found[ordered[place]] = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
    return found


def _same_as_before(column: Column) -> Mask:
    """Which rows hold the same as the one above; the first one does not."""
    if isinstance(column, np.ndarray):
        return np.concatenate([np.zeros(min(len(column), 1), dtype=bool), column[1:] == column[:-1]])
    cells = plain(column)
    same = pc.equal(cells.slice(1), cells.slice(0, max(len(cells) - 1, 0)))
    return np.concatenate([np.zeros(min(len(cells), 1), dtype=bool), _flags(same)])


def _is_repeated(keys: Digests) -> Mask:
    """Which keys stand more than once."""
    ordered = np.sort(keys)
    if not (ordered[1:] == ordered[:-1]).any():
        return np.zeros(len(keys), dtype=bool)
    again: Mask = pd.Series(keys).duplicated(keep=False).to_numpy()
    return again


def _flags(column: pa.Array) -> Mask:
    flags: Mask = column.to_numpy(zero_copy_only=False)
    return flags


def _whole(times: pa.Array) -> Numbers:
    """Times as seconds."""
    return numbers(times.cast(pa.int64()))
