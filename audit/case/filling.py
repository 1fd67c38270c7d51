"""The case file written for the user to fill in, and added to without touching what they wrote."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from audit import catalogue
from audit.case import columns, prefill
from audit.case.columns import plain
from audit.case.grids import Grid, read_grids
from audit.case.prefill import Cells, names_of
from audit.case.records import find_layout
from audit.case.values import as_text, is_blank
from audit.case.writing import new_workbook, option_rows
from audit.errors import CaseError, OutputError
from audit.whole import put_file
from audit.wording import Lang, Words


def write_case(
    path: Path | str,
    subscriptions: pd.DataFrame,
    ends: pd.DataFrame | None = None,
    *,
    lang: Lang,
    existing: Path | str | None = None,
) -> int:
    """Write the case file with a row for every subscription found; the number of services added.

    `ends` are service ends: a cancellation that a bill tells (`source` is `bill`) is filled in.

    `existing` is the user's file so far (`path` itself or another): all of it is kept, only subscriptions it
    does not hold are added and marked. Nothing is written where there is nothing to add to it.
    """
    target, before = Path(path), Path(existing) if existing is not None else None
    rows = prefill.subscription_rows(subscriptions, ends, lang)
    if before is None:
        content = new_workbook({"cancellations": rows, "options": option_rows(lang)}, lang)
        write_aside(target, content)
        return len(rows)
    if before.suffix.lower() == ".ods":
        raise CaseError(_OPEN_DOCUMENT.fill(name=before.name))
    grids = read_grids(before)
    new = _not_in(_grid_of(grids, "cancellations"), subscriptions, rows)
    new = [row | {"found_in_bills": prefill.NEW.to(lang) + str(row["found_in_bills"])} for row in new]
    if before.suffix.lower() not in (".xlsx", ".xlsm"):
        write_aside(target, _from_csv(grids[0], new, lang))
    elif new:
        held = before.read_bytes()
        same = target.resolve() == before.resolve()
        write_aside(target, _appended(held, before.name, {"cancellations": new}, lang), over=held if same else None)
    elif target.resolve() != before.resolve():
        write_aside(target, before.read_bytes())
    return len(new)


def append_questions(path: Path | str, *tables: pd.DataFrame, lang: Lang) -> int:
    """Add open questions (tables with `question_key`) to the decisions sheet; how many were not there yet.

    Keys that stand there already are left alone, answered or not; a CSV has no such sheet and is not touched.
    """
    target = Path(path)
    if target.suffix.lower() not in (".xlsx", ".xlsm"):
        return 0
    held = target.read_bytes()
    content, count = with_questions(target, held, *tables, lang=lang)
    if count:
        write_aside(target, content, over=held)
    return count


def with_questions(path: Path, held: bytes, *tables: pd.DataFrame, lang: Lang) -> tuple[bytes, int]:
    """What the case file at `path`, which holds `held`, would be with the open questions, and how many are new."""
    asked = _unasked(_grid_of(read_grids(path), "decisions"), prefill.question_rows(lang, *tables))
    return (_appended(held, path.name, {"decisions": asked}, lang), len(asked)) if asked else (held, 0)


def _appended(held: bytes, name: str, rows: dict[str, list[Cells]], lang: Lang) -> bytes:
    from audit.case.appending import append_rows  # openpyxl is slow to import, and few runs need it

    return append_rows(held, name, rows, lang)


def _grid_of(grids: list[Grid], key: str) -> Grid | None:
    found = next((g for g in grids if columns.sheet_titled(g.title) is columns.sheet(key)), None)
    return found or (grids[0] if key == "cancellations" and len(grids) == 1 else None)


def _cells_of(grid: Grid | None, sheet_key: str, column_key: str) -> list[str]:
    """The texts of one column below its header; none where the sheet or the column is not there."""
    layout = find_layout(grid, columns.sheet(sheet_key)) if grid else None
    if grid is None or layout is None or column_key not in layout.by_key:
        return []
    index = layout.by_key[column_key]
    lines = [line for line in grid.rows[layout.header :] if index < len(line)]
    return [as_text(line[index]) for line in lines if not is_blank(line[index])]


def _not_in(grid: Grid | None, subscriptions: pd.DataFrame, rows: list[Cells]) -> list[Cells]:
    """The rows whose subscription the user's sheet does not name yet: by its text, with its merchant, or by alias."""
    texts = _cells_of(grid, "cancellations", "service")
    written = {plain(t) for t in texts}
    known = {s.id for t in texts if (s := catalogue.find_service(t))}
    records = subscriptions.to_dict("records")
    services = [catalogue.find_service(f"{r['merchant']} {r['service']}") for r in records]
    ids = [s.id if s else "" for s in services]
    return [
        row
        for row, record, id in zip(rows, records, ids, strict=True)
        if not (names_of(record) | {plain(str(row["service"]))}) & written and not (id in known and ids.count(id) == 1)
    ]


def _unasked(grid: Grid | None, asked: list[Cells]) -> list[Cells]:
    keys = set(_cells_of(grid, "decisions", "key"))
    return [row for row in asked if row["key"] not in keys]


def _from_csv(grid: Grid, new: list[Cells], lang: Lang) -> bytes:
    """A workbook that takes over a cancellations CSV as it was typed, columns of the user's own behind the others."""
    layout = find_layout(grid, columns.sheet("cancellations"))
    header = layout.header if layout else 1
    titles = [as_text(c) for c in grid.rows[header - 1]] if grid.rows else []
    known = {i: k for k, i in layout.by_key.items()} if layout else {}
    keys = [known.get(i, title) for i, title in enumerate(titles)]
    kept: list[Cells] = [
        {k: as_text(c) for k, c in zip(keys, line, strict=False) if k}
        for line in grid.rows[header:]
        if not all(map(is_blank, line))
    ]
    own = [title for i, title in enumerate(titles) if i not in known and title]
    rows = {"cancellations": [*kept, *new], "options": option_rows(lang)}
    return new_workbook(rows, lang, own)


def write_aside(path: Path, content: bytes, over: bytes | None = None) -> None:
    """The whole file or none of it; OutputError where it does not hold what it held, `over`, when it was read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if over is not None and path.read_bytes() != over:
            raise OutputError(_MEANWHILE.fill(path=path))
        put_file(path, content)
    except OSError as fault:
        raise OutputError(_FAILED.fill(path=path, fault=fault.strerror)) from fault


_OPEN_DOCUMENT = Words(
    "{name}: services and questions are only added to an .xlsx: save it as one under the same name, and take the .ods "
    "away",
    "{name}：只能向 .xlsx 添加新的服务和问题：请把它另存为同名的 .xlsx，并移走 .ods",
)
_MEANWHILE = Words(
    "{path}: was saved by another program just now and is left as it is: run again",
    "{path}：刚被其他程序保存过，未作改动：请再运行一次",
)
_FAILED = Words(
    "{path}: cannot be written ({fault}); close it if it is open in a spreadsheet program",
    "{path}：无法写入（{fault}）；如果正用表格软件打开，请先关闭",
)
