"""The pages' figures, made from the committed results: `python -m benchmarks.tables`.

The table in both READMEs between its marks, docs/speed.md and docs/scale.md whole. Nothing is measured here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.wording import Lang, Words
from benchmarks.results import HOME, load
from benchmarks.targets import TWICE, Target, targets

REPOSITORY = HOME.parent.parent
BEGIN, END = "<!-- speed: made by `python -m benchmarks.tables` -->", "<!-- /speed -->"
READMES: Mapping[str, Lang] = {"README.md": "en", "README.zh-CN.md": "zh"}
PAGES = ("speed.md", "scale.md")
GROUPS = ("large", "growth", "formats", "small", "peers", "batch")
_HEAD = Words("what | time | measured | target | met", "项目 | 用时 | 实测 | 目标 | 达到")
_MET = {True: Words("yes", "是"), False: Words("no", "否"), None: Words("not measured", "未测")}
_MEASURED = Words(
    "Medians of interleaved runs on {processor}, {cores} cores, {on}, Python {python}: [how, in full](docs/speed.md), "
    "[one machine and many](docs/scale.md), [raw results](benchmarks/results).",
    "在 {processor}、{cores} 核上交替运行多轮的中位数，{on}，Python {python}：[方法与全部数据](docs/speed.md)、"
    "[从一台机器到许多台](docs/scale.md)（英文）、[原始结果](benchmarks/results)。",
)
_BUSY = Words(
    "The machine was busy with other work meanwhile: ratios of what ran in turn say something, seconds little.",
    "测量时机器还在做其他工作：交替运行得到的比值有意义，秒数参考价值不大。",
)


def readme_table(lang: Lang, folder: Path = HOME) -> str:
    """The targets and what was measured, in the language of the README."""
    columns = _HEAD.to(lang).split(" | ")
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(_cells(target, lang))} |" for target in targets(folder)]
    machine = _machine(folder)
    told = [_MEASURED.fill(**machine).to(lang), *([_BUSY.to(lang)] if machine["busy"] else [])]
    return "\n".join([*lines, "", *told])


def with_table(page: str, table: str) -> str:
    """The page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the marks {BEGIN} and {END} are not both there")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def page(name: str, folder: Path = HOME) -> str:
    """One page of docs made from its template beside this module and the results."""
    kept = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown, from our own figures
    )
    kept.filters["thousands"] = lambda number: f"{number:,.0f}"
    kept.filters["short"] = short
    results = {group: load(group, folder) for group in GROUPS}
    known = targets(folder)
    twice = next(target.measured for target in known if target.unit == TWICE)
    template = kept.get_template(f"{name}.jinja")
    return template.render(**results, targets=known, twice=twice, machine=_machine(folder))


def short(number: float) -> str:
    """Three digits, the rest is noise."""
    if number == 0:
        return "0"
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}" if abs(number) >= 0.1 else f"{number:.3f}"


def main() -> None:
    """Write every page that holds figures."""
    for name, lang in READMES.items():
        path = REPOSITORY / name
        path.write_text(with_table(path.read_text("utf-8"), readme_table(lang)), "utf-8")
    for name in PAGES:
        (REPOSITORY / "docs" / name).write_text(page(name), "utf-8")


def _cells(target: Target, lang: Lang) -> list[str]:
    unit = target.unit.to(lang)
    measured = "–" if target.measured is None else f"{short(target.measured)} {unit}"
    took = "–" if target.took is None else f"{short(target.took)} {'秒' if lang == 'zh' else 's'}"
    sign = "≥" if target.at_least else "≤"
    return [target.what.to(lang), took, measured, f"{sign} {target.bound:g}", _MET[target.met].to(lang)]


def _machine(folder: Path) -> dict[str, Any]:
    """Where the newest of the results were measured, and whether the machine did other work during any of them."""
    known = [found["about"] for group in GROUPS if (found := load(group, folder))]
    newest: dict[str, Any] = max(known, key=lambda about: about["on"])
    return {**newest, "busy": any((about["load"] or 0) > 2 * about["cores"] for about in known)}


if __name__ == "__main__":
    main()
