"""The sheet of parameters: how the claim was reckoned, each input with its source and what changing it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from audit.reports import labels
from audit.reports.book import Book, Cell, Formula, Input
from audit.reports.grid import YES_NO, Column, Grid, write_grid
from audit.reports.reckoned_way import Way
from audit.reports.workbook_layout import BY_RULE, RERUN
from audit.tables import Results
from audit.wording import Lang, Words, join

PARAMETERS = Words("Parameters", "参数")
COLUMNS = {
    "name": Column(Words("Parameter", "参数"), 34), "value": Column(Words("Value", "取值"), 18, "code"),
    "kept": Column(Words("When the audit was made", "审计时的值"), 18, "code"),
    "source": Column(Words("Source", "来源"), 62), "effect": Column(Words("If you change it", "改动的效果"), 40),
    "state": Column(Words("Changed?", "是否已改"), 16, "code"),
}  # fmt: skip
_SUMS = Words("interest and sums follow at once", "利息与合计立即随之变动")
_DAYS = Words("deadlines follow at once", "各期限立即随之变动")
_BOTH = Words(
    "interest, three-year column and deadlines follow; rows after the audit's day need a rerun",
    "利息、超三年标记与期限随之变动；审计基准日之后的账单行需重新运行",
)
_AGAIN = Words("nothing here follows: write it in case.xlsx and run again", "本表不随之变动：请填入案情表后重新运行")
_TOLD = Words("no input", "不是输入")
CHANGED = Words("changed", "已改")
_BY_RUN = Words("the day of the run, or --as-of", "运行之日，或 --as-of 所给日期")
_BY_CASE = Words("case file, sheet options, row {row}", "案情表“选项”表第 {row} 行")
_NO_RULE = Words("default: no rule fixes 365 or 360, 365 gives less", "默认：无规则规定 365 或 360，365 天算得较少")
_HEAD_ONLY = Words("default: the first day counts, the last does not", "默认：算头不算尾")
_NAMED = Words("default: a refund returns the debit it names", "默认：退款冲抵其所指的那笔扣款")
_PRACTICE = Words("default of this program, no legal term", "本程序默认值，非法定期限")
_UNTICKED = Words("default: off, and in no sum", "默认：不主张，不入合计")
_DERIVED = Words("reckoned from the day above", "由上方日期算得")
_IN_LAW = Words("rate table of this program, checked {on}", "本程序利率表（{on} 核对）")

_LIMITATION = Words("Limitation, years", "诉讼时效（年）")
_HOURS = Words("Support answers within, hours", "客服答复期限（小时）")
_EVIDENCE = Words("Keep evidence at least, months", "证据至少保存（月）")


@dataclass(frozen=True)
class _Parameter:
    key: str
    name: Words
    value: Cell
    source: Words
    effect: Words = _SUMS
    choices: tuple[str | int, ...] = ()


def parameters_grid(results: Results, lang: Lang) -> tuple[Grid, dict[str, str]]:
    """Where the sheet stands, and the cell of every parameter by its key."""
    keys = [p.key for p in _parameters(results, Way.of(results), lang)]
    grid = Grid(PARAMETERS.to(lang), tuple(COLUMNS), 0, len(keys))
    return grid, {key: grid.at("value", n) for n, key in enumerate(keys)}


def write_parameters(book: Book, results: Results) -> None:
    """Add the sheet: inputs on yellow, beside each what it was and where it comes from."""
    sheet = book.sheet(PARAMETERS)
    grid, _ = parameters_grid(results, book.lang)
    known = _parameters(results, Way.of(results), book.lang)
    rows = [_row(book.lang, p, grid.cells(n)) for n, p in enumerate(known)]
    write_grid(book, sheet, COLUMNS, rows)


def _row(lang: Lang, p: _Parameter, cell: dict[str, str]) -> list[Cell]:
    if p.effect is _TOLD:
        return [p.name.to(lang), p.value, None, p.source.to(lang), None, None]
    told = RERUN if p.effect is _AGAIN else CHANGED
    state = Formula(f'=IF({cell["value"]}={cell["kept"]},"","{told.to(lang)}")', "", "code")
    value = p.value if isinstance(p.value, str | int | date) else None
    given = Input(value, p.choices, p.effect.to(lang), strict=bool(p.choices))
    return [p.name.to(lang), given, value, p.source.to(lang), p.effect.to(lang), state]


def _parameters(results: Results, way: Way, lang: Lang) -> Iterator[_Parameter]:
    yield _Parameter("as_of", Words("As of (day of filing)", "计算基准日"), way.as_of, _BY_RUN, _BOTH)
    if way.law.claim.interest:
        yield from _interest(results, way, lang)
    yield from _clocks(way)


def _interest(results: Results, way: Way, lang: Lang) -> Iterator[_Parameter]:
    terms, no_yes = way.law.claim, YES_NO[lang]
    modes = (BY_RULE.to(lang), *(labels.value("rate_mode", mode).to(lang) for mode in terms.rate_modes))
    orders = tuple(labels.value("refund_allocation", name).to(lang) for name in terms.refund_allocations)
    mode = labels.value("rate_mode", way.rate_mode).to(lang) if way.rate_mode else modes[0]
    order = labels.value("refund_allocation", way.refund_allocation).to(lang)
    known = way.law.rate_series(terms.rate_series).valid_through
    yield _Parameter(
        "day_count", labels.column("day_count"), way.day_count, _source(way, "day_count", _NO_RULE),
        choices=terms.day_count_options,
    )  # fmt: skip
    yield _Parameter(
        "rate_mode", Words("Which rate", "利率取法"), mode, _source(way, "rate_mode", _cited(way, "interest_basis")),
        choices=modes,
    )  # fmt: skip
    yield _Parameter(
        "count_last_day", Words("Interest on the last day too", "末日也计息"), no_yes[way.count_last_day],
        _source(way, "count_last_day", _HEAD_ONLY), choices=no_yes,
    )  # fmt: skip
    last = f'{parameters_cell("count_last_day", _ORDER)}="{no_yes[1]}"'
    until = Formula(f"={parameters_cell('as_of', _ORDER)}+IF({last},1,0)", way.until, "day")
    yield _Parameter("until", Words("Interest runs until (not counted)", "计息截止（不含）"), until, _DERIVED, _TOLD)
    yield _Parameter(
        "refund_allocation", Words("A refund lowers first", "退款冲抵顺序"), order,
        _source(way, "refund_allocation", _NAMED), _AGAIN, orders,
    )  # fmt: skip
    known_words = _IN_LAW.fill(on=way.law.checked)
    yield _Parameter("known", Words("Rates known up to", "利率已知至"), known, known_words, _TOLD)
    claimed = no_yes[bool(results.claims.totals["statutory_claimed"].any())]
    yield _Parameter(
        "statutory", Words("Statutory damages claimed, apart", "另行主张法定增加赔偿"), claimed,
        _source(way, "statutory_damages", _UNTICKED), _AGAIN, no_yes,
    )  # fmt: skip


_ORDER = ("as_of", "day_count", "rate_mode", "count_last_day", "until")  # the order the cells stand in


def parameters_cell(key: str, order: tuple[str, ...]) -> str:
    """The cell of a parameter on its own sheet."""
    return f"$B${order.index(key) + 2}"


def _clocks(way: Way) -> Iterator[_Parameter]:
    clocks = way.law.clocks
    known: tuple[tuple[str, Words, int, Words], ...] = (
        ("limitation", _LIMITATION, clocks.limitation_years, _cited(way, "limitation")),
        ("support_hours", _HOURS, clocks.support_hours, _PRACTICE),
        ("evidence", _EVIDENCE, clocks.evidence_months_min, _PRACTICE),
    )  # fmt: skip
    yield from (_Parameter(key, name, n, source, _DAYS) for key, name, n, source in known if n)


def _source(way: Way, option: str, default: Words) -> Words:
    return _BY_CASE.fill(row=way.rows[option]) if way.rows.get(option) else default


def _cited(way: Way, effect: str) -> Words:
    """The rules behind a parameter that may be quoted, else that it is this program's own."""
    on = way.as_of
    found = way.law.rules_on(effect, charge=on, cancellation=on, claim=on, filing=on)
    cited = join([r.citation for r in found if r.quotable], "; ", "；")
    return cited if cited.en else _PRACTICE
