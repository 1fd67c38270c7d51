"""The sheets of interest: the rate table, and each charge's stretches of balance, rate and days, all live."""

from __future__ import annotations

from audit.money import exponent, to_minor
from audit.reports import labels
from audit.reports.book import Book, Cell, Formula, Input, Money
from audit.reports.grid import Column, Grid, column, write_grid
from audit.reports.reckoned import Reckoned, Stretch
from audit.reports.reckoned_way import Step
from audit.reports.workbook_layout import BY_RULE, RERUN, Layout
from audit.wording import Lang, Words

RATES, STRETCHES = Words("Rates", "利率"), Words("Interest", "利息分段")
_RATE_COLUMNS = {
    "from": Column(Words("From", "起"), 13), "percent": Column(Words("% a year", "年利率（%）"), 13, "percent"),
    "kept_from": Column(Words("From, when audited", "审计时的起日"), 15),
    "kept": Column(Words("%, when audited", "审计时的利率"), 15, "percent"),
    "series": Column(Words("Rate", "利率名称"), 34), "source": Column(Words("Source", "来源"), 56),
}  # fmt: skip
_COLUMNS = {
    "finding_id": column("finding_id", 14), "from": Column(Words("From", "起（含）"), 13),
    "to": Column(Words("Until (not counted)", "止（不含）"), 13), "days": Column(Words("Days", "天数"), 8),
    "balance": Column(Words("Balance", "余额"), 12), "mode": Column(Words("Which rate", "利率取法"), 18, "code"),
    "rate_day": Column(Words("Rate of the day", "取该日利率"), 13),
    "percent": Column(Words("% a year", "年利率（%）"), 11, "percent"),
    "product": Column(Words("Balance × % × days", "余额×利率×天数"), 18),
    "unrounded": Column(Words("Interest, not rounded", "利息（未取整）"), 18),
    "state": Column(Words("Note", "备注"), 16, "code"),
}  # fmt: skip
_PUBLISHED = Words("published; table of this program, checked {on}", "公布值；本程序利率表（{on} 核对）")
_OWN = Words("case file, sheet rates, row {row}", "案情表“利率”表第 {row} 行")
_FOOT = Words(
    "The rate of each stretch is looked up here, so a changed rate moves the interest. "
    "A further step has to be entered in case.xlsx, sheet rates: stretches are cut at each step.",
    "各分段的利率均从本表查得，改动利率，利息随之变动。新增利率变动日须填入案情表的“利率”表后重新运行（分段在变动日切开）。",
)
_ROUNDED = Words(
    "Rounded once per charge, on the sheet of payments. Violet: no interest unless you decide that the charge is owed.",
    "每笔扣款的利息合计后取整一次，见“逐笔”表。紫底：您认定应退后才计息。",
)


def rate_grids(reckoned: Reckoned, lang: Lang) -> tuple[Grid, Grid]:
    """Where the prime and the deposit rates stand, one below the other."""
    steps, title, keys = reckoned.rates, RATES.to(lang), tuple(_RATE_COLUMNS)
    return Grid(title, keys, 0, len(steps.prime)), Grid(title, keys, len(steps.prime), len(steps.deposit))


def stretches_grid(reckoned: Reckoned, lang: Lang) -> Grid:
    """Where the stretches of interest stand."""
    return Grid(STRETCHES.to(lang), tuple(_COLUMNS), 0, len(_listed(reckoned)))


def write_rates(book: Book, layout: Layout) -> None:
    """Add the rate table; nothing is added where the jurisdiction provides for no interest."""
    steps = (*layout.reckoned.rates.prime, *layout.reckoned.rates.deposit)
    if not steps:
        return
    sheet = book.sheet(RATES)
    write_grid(book, sheet, _RATE_COLUMNS, [_rate_row(layout, step) for step in steps])
    book.put(sheet, len(steps) + 2, 0, _FOOT.to(book.lang), "aside")


def _rate_row(layout: Layout, step: Step) -> list[Cell]:
    rules = layout.reckoned.way.law
    source = _OWN.fill(row=step.own_row) if step.own_row else _PUBLISHED.fill(on=rules.checked)
    name = rules.rate_series(step.series).name.to(layout.lang)
    rate = Input(step.percent, look="percent")
    return [Input(step.from_on), rate, step.from_on, step.percent, name, source.to(layout.lang)]


def write_stretches(book: Book, layout: Layout) -> None:
    """Add the stretches of every charge that bears interest or would, were it owed."""
    if not layout.reckoned.rates.prime:
        return
    laid = _listed(layout.reckoned)
    rows = []
    for n, stretch in enumerate(laid):
        follows = n + 1 < len(laid) and laid[n + 1].line["finding_id"] == stretch.line["finding_id"]
        rows.append(_row(layout, n, stretch, last=not follows))
    fills = ["claimed" if s.line["claimable_minor"] else "asked" for s in laid]
    sheet = book.sheet(STRETCHES)
    write_grid(book, sheet, _COLUMNS, rows, fills=fills)
    book.put(sheet, len(rows) + 2, 0, _ROUNDED.to(book.lang), "aside")


def _listed(reckoned: Reckoned) -> list[Stretch]:
    return [stretch for line in reckoned.lines for stretch in reckoned.stretches[line["finding_id"]]]


def _row(layout: Layout, n: int, stretch: Stretch, *, last: bool) -> list[Cell]:
    cell, currency = layout.stretches.cells(n), stretch.line["currency"]
    days = Formula(f"={cell['to']}-{cell['from']}", stretch.days, "count")
    basis = layout.parameters["day_count"]
    product = Formula(f"=ROUND({cell['balance']}*{cell['percent']}*{cell['days']},6)", stretch.product, "product")
    raw = Formula(f"={cell['product']}/100/{basis}", stretch.product / 100 / layout.reckoned.way.day_count, "exact")
    name: list[Cell] = [stretch.line["finding_id"], stretch.begin]
    if not stretch.live:
        balance = Money(to_minor(stretch.balance, currency), currency)
        return [*name, stretch.to, days, balance, None, None, stretch.percent, product, raw, None]
    until = layout.parameters["until"]
    end = until if last else f"MIN({layout.stretches.cell('from', n + 1)},{until})"
    to = Formula(f"=MAX({cell['from']},{end})", max(stretch.begin, stretch.to), "day")
    return [*name, to, days, _balance(layout, cell, stretch), *_rate(layout, cell, stretch), product, raw,
            _state(layout, cell)]  # fmt: skip


def _balance(layout: Layout, cell: dict[str, str], stretch: Stretch) -> Formula:
    """What is claimable on the sheet of payments less the refunds up to the first day of the stretch."""
    payments, finding, currency = layout.payments, cell["finding_id"], stretch.line["currency"]
    claimable = f"SUMIFS({payments.all('claimable_minor')},{payments.all('finding_id')},{finding})"
    back = layout.refunds_of(finding, f'{layout.refunds.all("counts_from")},"<="&{cell["from"]}')
    return Formula(f"=ROUND(MAX(0,{claimable}-{back}),{exponent(currency)})", stretch.balance, currency)


def _rate(layout: Layout, cell: dict[str, str], stretch: Stretch) -> list[Cell]:
    """How the rate is set, the day it is looked up on, and the rate."""
    named = {mode: layout.word(labels.value("rate_mode", mode)) for mode in layout.reckoned.way.law.claim.rate_modes}
    by_rule = stretch.line["rate_mode"] or layout.reckoned.way.law.claim.rate_mode
    asked, mode = layout.parameters["rate_mode"], cell["mode"]
    text = f"=IF({asked}={layout.word(BY_RULE)},{named[by_rule]},{asked})"
    day = f"IF({mode}={named['segmented']},{cell['from']},IF({mode}={named['fixed_at_charge']},{{debit}},{{contract}}))"
    at = f"MATCH({cell['finding_id']},{layout.payments.all('finding_id')},0)"
    found = {
        name: f"INDEX({layout.payments.all(key)},{at})"
        for name, key in (("debit", "civil_date"), ("contract", "contract_day"))
    }
    prime, deposit = (_looked_up(grid, cell["rate_day"]) for grid in (layout.prime, layout.deposit))
    fixed = f"IF({mode}={named['deposit_benchmark']},{deposit},{prime})" if "deposit_benchmark" in named else prime
    return [
        Formula(text, labels.value("rate_mode", stretch.mode).to(layout.lang), "code"),
        Formula(f"={day.format(**found)}", stretch.rate_day or stretch.begin, "day"),
        Formula(f"=IFERROR({fixed},0)", stretch.percent, "percent"),
    ]


def _looked_up(grid: Grid, day: str) -> str:
    return f"INDEX({grid.all('percent')},MATCH({day},{grid.all('from')},1))"


def _state(layout: Layout, cell: dict[str, str]) -> Formula:
    """A later day of filing may lie beyond a change of the rate at which the stretch would have to be cut."""
    at_end = _looked_up(layout.prime, f"{cell['to']}-1")
    segmented = layout.word(labels.value("rate_mode", "segmented"))
    test = f"AND({cell['mode']}={segmented},{cell['days']}>0,IFERROR({at_end},0)<>{cell['percent']})"
    return Formula(f'=IF({test},{layout.word(RERUN)},"")', "", "code")
