"""The targets of the design beside what the results hold: met or not, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from audit.wording import Words
from benchmarks.results import HOME, load

Series = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Target:
    """One line of the design: what is measured, the most it may be, and what it is; None where it was not measured."""

    what: Words
    unit: Words
    bound: float
    measured: float | None
    took: float | None = None  # seconds, where the bound is a ratio
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the bound is kept; None where nothing was measured."""
        if self.measured is None:
            return None
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


def told(target: Target) -> str:
    """One target on one line."""
    sign = "≥" if target.at_least else "≤"
    state = {True: "met", False: "NOT met", None: "not measured"}[target.met]
    measured = "–" if target.measured is None else f"{target.measured:.2f}"
    return f"{target.what.en}: {measured} (target {sign} {target.bound:g} {target.unit.en}): {state}"


_OF_C = Words("× one-core C pass", "× 单核 C 遍历")
_OF_FILE = Words("× the file", "× 文件大小")
_OF_PEER = Words("× the fastest peer's mere parsing", "× 最快同类工具仅解析")
_OF_CALAMINE = Words("× calamine alone", "× 仅 calamine")
TWICE = Words("× the time for twice the rows", "× 行数翻倍时的用时")
_SECONDS = Words("s", "秒")
_A_SECOND = Words("persons a second", "人/秒")
# What is parsed, and the task of the peers it stands beside: WeChat's CSV none of them reads, its XLSX stands for it.
_PARSED = {"CSV": ("Alipay CSV", "支付宝 CSV", "alipay"), "WeChat CSV": ("WeChat CSV", "微信 CSV", "wechat")}


def targets(folder: Path = HOME) -> list[Target]:
    """Every target, in the order of the design."""
    return [*_large(folder), *_middle(folder), *_small(folder), *_growth(folder), *_many(folder)]


def _large(folder: Path) -> Iterator[Target]:
    series = _series("large", folder)
    rows = next(iter(series.values()), {}).get("rows", 2_000_000)
    csv = Words(f"Alipay CSV, {rows:,} rows, file to claims", f"支付宝 CSV，{rows:,} 行，从文件到索赔")
    case = Words("the same in two overlapping exports, with the bank's bill", "同上，两次导出有重叠，另有银行账单")
    for what, name in ((csv, "csv"), (case, "case")):
        ours = f"{name}: file to claims"
        yield Target(what, _OF_C, 4, _ratio(series, ours, f"{name}: C pass"), _seconds(series, ours))
    memory = Words("private memory of the former", "前者占用的私有内存")
    used = _value(series, "csv: file to claims", lambda found: found["private"] * 2**20 / found["bytes"])
    yield Target(memory, _OF_FILE, 4, used or None)  # 0: the system does not tell


def _middle(folder: Path) -> Iterator[Target]:
    series, peers = _series("formats", folder), load("peers", folder)
    rows = peers["rows"] if peers else 100_000
    for name, (english, chinese, task) in _PARSED.items():
        runs: Series = peers["tasks"][task] if peers else {}
        ours = _seconds(runs, f"renewal-audit: {name}, file to claims")
        theirs = fastest_peer(runs)
        what = Words(f"{english}, {rows:,} rows, file to claims", f"{chinese}，{rows:,} 行，从文件到索赔")
        yield Target(what, _OF_PEER, 0.125, ours / theirs if ours and theirs else None, ours)
    rows = next(iter(series.values()), {}).get("rows", 100_000)
    what = Words(f"WeChat XLSX, {rows:,} rows, read", f"微信 XLSX，{rows:,} 行，读取")
    ratio, took = _ratio(series, "xlsx: read", "xlsx: calamine"), _seconds(series, "xlsx: read")
    yield Target(what, _OF_CALAMINE, 1.5, ratio, took)


def fastest_peer(runs: Series) -> float | None:
    """Seconds of the fastest peer at one task; None where none of them can do it."""
    theirs = (run["seconds"] for name, run in runs.items() if "seconds" in run and "renewal-audit" not in name)
    return min(theirs, default=None)


def _small(folder: Path) -> Iterator[Target]:
    series = _series("small", folder)
    what = Words(
        "a consumer's case of 3,000 rows, every output, whole process",
        "一名消费者的案件（3,000 行），全部输出，整个进程",
    )
    yield Target(what, _SECONDS, 2.5, _seconds(series, "consumer: every output"))
    yield Target(Words("`--help`", "`--help`"), _SECONDS, 0.3, _seconds(series, "help: whole process"))


def _growth(folder: Path) -> Iterator[Target]:
    series = _series("growth", folder)
    sizes = sorted(int(name.partition(":")[0]) for name in series if name.endswith("file to claims"))
    worst = max(
        (_ratio(series, f"{b}: file to claims", f"{a}: file to claims") or 0 for a, b in _pairs(sizes)), default=None
    )
    shown = f"{sizes[0]:,} – {sizes[-1]:,}" if sizes else "250,000 – 4,000,000"
    yield Target(Words(f"twice the rows, worst of {shown}", f"行数翻倍，{shown} 中最差"), TWICE, 2.1, worst)


def _pairs(sizes: list[int]) -> list[tuple[int, int]]:
    return [(a, b) for a, b in pairwise(sizes) if b == 2 * a]


def _many(folder: Path) -> Iterator[Target]:
    batch = load("batch", folder)
    ways = (batch or {}).get("ways", {})
    persons = (batch or {}).get("persons", 10_000)
    best = max((way["persons a second"] for name, way in ways.items() if "Parquet" not in name), default=None)
    what = Words(f"{persons:,} persons × 3 files × 300 rows, on 2 cores", f"{persons:,} 人 × 3 个文件 × 300 行，2 核")
    yield Target(what, _A_SECOND, 100, best, at_least=True)
    flat = Words("memory at ten times the persons", "人数增至十倍时的内存")
    peaks = (batch or {}).get("memory", {})
    ratio = peaks["ratio"] if peaks else None
    yield Target(flat, Words("×", "×"), 1.1, ratio)


def _series(group: str, folder: Path) -> Series:
    found = load(group, folder)
    series: Series = found["series"] if found else {}
    return series


def _value(series: Series, name: str, value: Callable[[dict[str, Any]], float]) -> float | None:
    return value(series[name]) if name in series else None


def _seconds(series: Series, name: str) -> float | None:
    return _value(series, name, lambda found: found["seconds"])


def _ratio(series: Series, name: str, floor: str) -> float | None:
    """The median of the rounds' ratios: what ran in one round is compared with what ran beside it."""
    if name not in series or floor not in series:
        return None
    pairs = zip(series[name]["runs"]["seconds"], series[floor]["runs"]["seconds"], strict=False)
    ratios: list[float] = sorted(a / b for a, b in pairs)
    return ratios[len(ratios) // 2]
