"""What columns and code words are called in front of a reader, in both languages (`labels.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from audit import catalogue
from audit.wording import NOTHING, Words

CUT_BILL = Words(
    "{file}: its printed totals are not those of its rows, so rows may be missing; export it again, whole and unedited",
    "{file}：账单所印合计与读到的各行不符，可能缺行；请重新完整导出，不要改动后再运行",
)
# Columns that hold the code words of another.
_CALLED_LIKE = {"store": "channel", "machine_verdict": "verdict", "verdict_now": "verdict"}
FOUND_IN_BILL = Words(" (cancellation found in a bill)", "（取消见于账单）")


def found_in_bill(cancellation: Mapping[str, Any]) -> Words:
    """What stands behind a cancelled service that the user did not enter: a bill told its cancellation."""
    return FOUND_IN_BILL if cancellation["source"] == "bill" else NOTHING


def column(name: str) -> Words:
    """A column's header; the column's own name where none is written, so that a caller's own columns stay readable."""
    return _pair(_labels()["columns"].get(name), name)


def value(name: str, code: str) -> Words:
    """A code word of a column in reader's words (`verdict`, `after_end`); any other text comes back as it is."""
    name = _CALLED_LIKE.get(name, name)
    if name == "channel":
        return channel(code)
    if name == "bill":
        return _bill_kinds().get(code, Words(code, code))
    return _pair(_labels()["values"].get(name, {}).get(code), code)


def channel(code: str) -> Words:
    """The name of a channel, `bank:cmb` by its bank; nothing for the empty channel."""
    return catalogue.channel(code).name if code else NOTHING


def place(file: str) -> Words:
    """A file as a reader looks for it: one in a zip by both names, or by one where the two are alike.

    >>> place("b.zip!a/b.csv").en, place("b.zip!c.csv").zh, place("wow!.csv").en
    ('the CSV file of the same name in b.zip', 'b.zip 内的 c.csv', 'wow!.csv')
    """
    outer, _, inner = file.rpartition("!")
    if not outer.lower().endswith(".zip"):
        return Words(file, file)
    archive, member = place(outer), PurePosixPath(inner)
    if member.stem == PurePosixPath(outer.rpartition("!")[2]).stem:
        kind = member.suffix.removeprefix(".").upper()
        return Words(f"the {kind} file of the same name in {archive.en}", f"{archive.zh} 内的同名 {kind} 文件")
    return Words(f"{inner} in {archive.en}", f"{archive.zh} 内的 {inner}")


def every(interval: str, count: int) -> Words:
    """How often a plan is paid: `every month` / `每月`, `every 30 days` / `每30天`; nothing where none is known."""
    if not interval:
        return NOTHING
    name = value("interval", interval)
    if count <= 1:
        return Words(f"every {name.en}", f"每{name.zh}")
    measure = "个" if interval in ("month", "quarter", "half_year") else ""
    return Words(f"every {count} {name.en}s", f"每{count}{measure}{name.zh}")


@cache
def _bill_kinds() -> dict[str, Words]:
    return {kind.id: kind.name for kind in catalogue.bill_kinds()}


def _pair(words: list[str] | None, otherwise: str) -> Words:
    return Words(*words) if words else Words(otherwise, otherwise)


@cache
def _labels() -> dict[str, Any]:
    return tomllib.loads(files("audit.reports").joinpath("labels.toml").read_text("utf-8"))
