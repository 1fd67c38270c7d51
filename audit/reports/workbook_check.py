"""Whether the live workbook still says what the audit said, and which inputs were changed since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from audit.reports.book import Formula
from audit.reports.workbook_layout import RERUN, Layout
from audit.reports.workbook_parameters import CHANGED
from audit.wording import Words

_EQUAL, _DIFFERS = Words("equals the audit", "与审计一致"), Words("differs from the audit: ", "与审计不同：")
_NOTHING = Words("Nothing was changed: this is the audit.", "未作任何改动：本表即审计结果。")
_FOLLOWED = Words("Inputs were changed, and the sums have followed.", "有输入被改动，合计已随之变动。")
_AGAIN = Words(
    "Rerun needed: something was changed that this workbook does not reckon by itself.",
    "需重新运行：有改动是本表不能自行推算的。",
)


class Change(NamedTuple):
    """One kind of input: what it is, how many are changed (a formula), and whether sums cannot follow."""

    words: Words
    formula: str
    again: bool = False


def changes(layout: Layout) -> list[Change]:
    """Every kind of input of the workbook; first what nothing here follows."""
    rerun, payments = layout.word(RERUN), layout.payments
    asking = [payments.all(key) for key in ("principal_minor", "in_question_minor", "interest_minor")]
    asking += [layout.stretches.all("state")] if layout.reckoned.rates.prime else []
    kept = (("amount_minor", "kept"), ("certain", "kept_certain"))
    refunds = "+".join(layout.changed(layout.refunds, *pair) for pair in kept)
    costs = layout.changed(layout.costs, "amount_minor", "kept")
    options = layout.options.all("state")
    found = [
        Change(
            Words("Service ends changed (sheet Cancellations): rerun", "改动的服务终止日（“取消”表）：需重新运行"),
            layout.changed(layout.ends, "service_end", "kept"), True,
        ),
        Change(
            Words("Parameters changed that nothing here follows: rerun", "改动后本表不随之变动的参数：需重新运行"),
            f"COUNTIF({options},{rerun})", True,
        ),
        Change(
            Words("Cells that ask for a rerun (Payments, Interest)", "提示需重新运行的单元格（“逐笔”“利息分段”表）"),
            "+".join(f"COUNTIF({cells},{rerun})" for cells in asking), True,
        ),
        Change(
            Words("Decisions changed (sheet Payments)", "改动的决定（“逐笔”表）"),
            layout.changed(payments, "decision", "kept"),
        ),
        Change(Words("Parameters changed", "改动的参数（“参数”表）"), f"COUNTIF({options},{layout.word(CHANGED)})"),
        Change(Words("Refunds changed (sheet Refunds)", "改动的退款（“退款”表）"), refunds),
        Change(Words("Costs changed (sheet Costs)", "改动的费用（“费用”表）"), costs),
    ]  # fmt: skip
    if layout.reckoned.rates.prime:
        both = (("from", "kept_from"), ("percent", "kept"))
        text = "+".join(layout.changed(grid, *pair) for grid in (layout.prime, layout.deposit) for pair in both)
        found.append(Change(Words("Rates changed (sheet Rates)", "改动的利率（“利率”表）"), text))
    return found


def equals(layout: Layout, pairs: Mapping[str, tuple[str, str]]) -> Formula:
    """Whether each live cell is the audit's figure in the cell beside it, and by their names which are not."""
    same = [f"ABS({live}-{kept})<0.005" for live, kept in pairs.values()]
    ends = "；" if layout.lang == "zh" else "; "
    named = "&".join(f'IF({test},"","{name}{ends}")' for test, name in zip(same, pairs, strict=True))
    text = f"=IF(AND({','.join(same)}),{layout.word(_EQUAL)},{layout.word(_DIFFERS)}&{named})"
    return Formula(text, _EQUAL.to(layout.lang), "banner")


def verdict(layout: Layout, known: list[Change], counts: list[str]) -> Formula:
    """In one sentence whether anything was changed, and whether the sums could follow it."""
    again = "+".join(cell for change, cell in zip(known, counts, strict=True) if change.again)
    nothing, followed, rerun = (layout.word(words) for words in (_NOTHING, _FOLLOWED, _AGAIN))
    text = f"=IF({again}>0,{rerun},IF({'+'.join(counts)}>0,{followed},{nothing}))"
    return Formula(text, _NOTHING.to(layout.lang), "banner")
