"""A Parquet dataset of transactions with a `person` column, and the tables that go with it.

docs/batch.md says which files and columns; whatever is not there is supposed to be unknown.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from audit.batch.cases import Given, Person, Settings
from audit.batch.dataset_rows import bills_of, checked_columns
from audit.case.grids import Grid
from audit.case.persons import cases_of, persons_named, read_persons, rows_of, sheet_faults
from audit.errors import InputError, Problem
from audit.pipeline import no_case
from audit.statements import Format
from audit.tables import EVENTS, PROBLEMS, SOURCES, Bills, Case, Table
from audit.wording import Words

TRANSACTIONS = "transactions"
EVIDENCE = "evidence"
_BESIDE: dict[str, Table] = {"sources": SOURCES, "bill_events": EVENTS, "problems": PROBLEMS}
_SHEETS = "cancellations events costs decisions charges rates options".split()
_KINDS = (".parquet", ".csv", ".xlsx")


@dataclass(frozen=True)
class Dataset:
    """The dataset in a folder; workers open it again by its place."""

    folder: Path

    @classmethod
    def opened(cls, folder: Path) -> Dataset:
        """The dataset, if its transactions have the columns needed; InputError names those they lack."""
        made = cls(folder)
        checked_columns(made._rows().schema.names, folder)
        return made

    def persons(self) -> list[Person]:
        """Everybody with transactions or a row in a case sheet, weighed by their part of the files' bytes."""
        weights: Counter[str] = Counter()
        files: Counter[str] = Counter()
        for fragment in self._rows().get_fragments():
            counted = pc.value_counts(_names(fragment.to_table(columns=["person"])["person"]))
            each = Path(fragment.path).stat().st_size / max(1, pc.sum(counted.field("counts")).as_py() or 0)
            for one in counted.to_pylist():
                weights[one["values"] or ""] += int(each * one["counts"])
                files[one["values"] or ""] += 1
        for grid in self._sheets():
            weights.update(dict.fromkeys(persons_named([grid])[0], 0))
        return [Person(name, weights[name], files[name]) for name in sorted(weights) if name]

    def strays(self) -> list[Problem]:
        """Rows that name no person."""
        nameless = self._rows().count_rows(filter=pc.field("person").is_null() | (_text("person") == ""))
        found = [Problem(TRANSACTIONS, None, _NAMELESS.fill(count=nameless))] if nameless else []
        return found + sheet_faults(self._sheets(), self._sheet_file())

    def digest(self, names: Sequence[str]) -> str:
        """Over the rows of these persons in every table, and the files of their evidence."""
        whole = hashlib.sha256()
        for table in (self._own(self._rows(), names), *self._beside(names).values()):
            for batch in table.to_batches():
                whole.update(batch.serialize())
        for grid in self._sheets():
            whole.update(repr((grid.title, grid.rows[:1], rows_of(grid, set(names)))).encode())
        for name in names:
            for path in sorted((self.folder / EVIDENCE / name).glob("**/*")):
                whole.update(f"{name}\0{path.name}\0{path.stat().st_size}".encode())
        return whole.hexdigest()

    def given(self, names: Sequence[str], settings: Settings, formats: Sequence[Format]) -> Iterator[tuple[str, Given]]:
        """Each person's rows of every table."""
        del settings, formats  # rows are in canonical form already
        rows = _split(self._own(self._rows(), names).to_pandas(), names)
        beside = {key: _split(table.to_pandas(), names) for key, table in self._beside(names).items()}
        cases = cases_of(self._sheets(), names, self._sheet_file(), self.folder / EVIDENCE)
        for name in names:
            own = {key: tables[name] for key, tables in beside.items()}
            yield name, partial(_given, name, rows[name], own, cases[name])

    def _rows(self) -> ds.Dataset:
        place = self.folder / TRANSACTIONS
        return _dataset(place if place.is_dir() else place.with_suffix(".parquet"))

    def _beside(self, names: Sequence[str]) -> dict[str, pa.Table]:
        places = {key: self.folder / f"{key}.parquet" for key in _BESIDE}
        return {key: self._own(_dataset(path), names) for key, path in places.items() if path.exists()}

    @staticmethod
    def _own(rows: ds.Dataset, names: Sequence[str]) -> pa.Table:
        """The rows of some persons, in the order of the files."""
        wanted = _text("person").isin(list(names))
        if pa.types.is_string(rows.schema.field("person").type) and names:
            # the bounds of a file's row groups say which of them hold none of these persons
            wanted = (pc.field("person") >= min(names)) & (pc.field("person") <= max(names)) & wanted
        return rows.to_table(filter=wanted)

    def _sheets(self) -> list[Grid]:
        found = [self.folder / f"{key}{kind}" for key in _SHEETS for kind in _KINDS]
        return [grid for path in found if path.is_file() for grid in _grids(path)]

    def _sheet_file(self) -> Path:
        found = [self.folder / f"cancellations{kind}" for kind in _KINDS]
        return next((path for path in found if path.is_file()), found[0])


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds transactions as Parquet."""
    place = folder / TRANSACTIONS
    return place.with_suffix(".parquet").is_file() or (place.is_dir() and any(place.glob("**/*.parquet")))


def _given(name: str, rows: pd.DataFrame, beside: dict[str, pd.DataFrame], case: Case) -> tuple[Bills, Case]:
    known = case if len(case.cancellations) or len(case.problems) else no_case()
    return bills_of(name, rows, beside), known


def _dataset(path: Path) -> ds.Dataset:
    try:
        return ds.dataset(path, format="parquet", partitioning="hive")
    except (OSError, pa.ArrowInvalid) as fault:
        raise InputError(_UNREADABLE.fill(path=path, fault=str(fault).splitlines()[0])) from fault


def _grids(path: Path) -> list[Grid]:
    if path.suffix != ".parquet":
        return read_persons(path)
    table = _dataset(path).to_table().to_pandas(date_as_object=True, timestamp_as_object=True)
    rows = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    return [Grid(path.stem, [list(table.columns), *rows])]


def _names(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _text(column: str) -> ds.Expression:
    return pc.field(column).cast(pa.string())


def _split(rows: pd.DataFrame, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """The rows of each person; nobody is left out."""
    owner = rows["person"].astype("str")
    own = {name: part.reset_index(drop=True) for name, part in rows.groupby(owner, sort=False)}
    return {name: own.get(name, rows.iloc[:0]) for name in names}


_NAMELESS = Words("{count} rows name no person and were not used", "{count} 行没有填写人员，没有使用")
_UNREADABLE = Words("{path}: cannot be read as Parquet ({fault})", "{path}：无法作为 Parquet 读取（{fault}）")
