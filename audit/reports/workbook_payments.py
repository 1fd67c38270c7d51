"""The sheet of payments: every charge with its verdict, a cell for the reader's own decision, and what follows from it.

Every formula carries the audit's own figure as its stored value, and stands only where the sheets' plain arithmetic
gives that figure. Elsewhere (refunds that pay interest first, say) the figure stays as long as nothing is changed, and
the cell asks for a rerun once something is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from audit.money import exponent, to_decimal
from audit.reports import labels
from audit.reports.book import Book, Cell, Formula, Input, Money
from audit.reports.grid import YES_NO, Column, Grid, cancel_number, cells, column, write_grid
from audit.reports.reckoned import Reckoned, Row, at_stake, contract_day
from audit.reports.workbook_layout import NO_CANCELLATION, NOT_OWED, OWED, RERUN, Layout, rounded
from audit.wording import Lang, Words

PAYMENTS = Words("Payments", "逐笔")
COLUMNS = {
    "finding_id": column("finding_id", 11), "cancellation_id": cancel_number(),
    "civil_date": column("civil_date", 11), "channel": column("channel", 10),
    "text": Column(Words("Text on the bill", "账单文字"), 20), "reference": column("reference", 16),
    "file": column("file", 17), "row": column("row", 6), "amount_minor": column("amount_minor", 10),
    "refunded_minor": column("refunded_minor", 10), "period_start": column("period_start", 11),
    "period_end": column("period_end", 11), "machine_verdict": Column(Words("Verdict", "认定"), 11),
    "reason": column("reason", 30), "decision": Column(Words("Your decision", "您的决定"), 11, "code"),
    "effective": Column(Words("Verdict that counts", "生效认定"), 14), "principal_minor": column("principal_minor", 10),
    "in_question_minor": column("in_question_minor", 10), "interest_minor": column("interest_minor", 9),
    "line_total": Column(Words("Line total", "小计"), 10), "currency": column("currency", 7),
    "machine_claimable_minor": column("machine_claimable_minor", 11),
    "machine_questioned_minor": column("machine_questioned_minor", 11),
    "kept": Column(Words("Decision, when audited", "审计时的决定"), 11, "code"),
    "claimable_minor": column("claimable_minor", 11), "questioned_minor": column("questioned_minor", 11),
    "doubtful": Column(Words("Refund in question", "待核实退款"), 11),
    "not_claimed": Column(Words("Not claimed", "不主张"), 11), "limitation_on": column("limitation_on", 12),
    "over_three_years": column("over_three_years", 10, "code"), "interest_note": column("interest_note", 40),
    "question_key": column("question_key", 14), "question": column("question", 40), "same_as": column("same_as", 20),
    "occurred_at": column("occurred_at", 18), "respondent": column("respondent", 12),
    "account_id": column("account_id", 18), "method": column("method", 16),
    "merchant_reference": column("merchant_reference", 22), "unused_days": column("unused_days", 9),
    "period_days": column("period_days", 9), "contract_day": Column(Words("Contract day", "合同日"), 12, "day"),
    "decision_reason": column("decision_reason", 22), "also_seen": column("also_seen", 30),
}  # fmt: skip
PRINTED = list(COLUMNS).index("currency")
_PLAIN = (
    "finding_id", "cancellation_id", "civil_date", "channel", "reference", "file", "row", "amount_minor",
    "refunded_minor", "period_start", "period_end", "reason", "principal_minor", "in_question_minor", "interest_minor",
    "currency", "claimable_minor", "questioned_minor", "limitation_on", "over_three_years", "interest_note",
    "question_key", "question", "same_as", "occurred_at", "respondent", "account_id", "method", "merchant_reference",
    "unused_days", "period_days", "decision_reason", "also_seen",
)  # fmt: skip
_IN_PART = Words("owed in part, by your answer", "经您确认部分应退")
_BY_OWED, _BY_NOT = Words("owed, by your answer", "经您确认应退"), Words("not owed, by your answer", "经您确认不应退")
_UNREADABLE = Words("answer not understood", "答复无法识别")
_HINT = Words(
    "owed, not owed, or the amount still owed. The totals follow. For the next run enter it in case.xlsx, decisions.",
    "选“应退”“不应退”，或填仍应退的金额；合计随之变动。如要下次运行也采用，请填入案情表的“决定”表。",
)
_MONTHS = 12


def payments_grid(reckoned: Reckoned, lang: Lang) -> Grid:
    """Where the sheet of payments stands."""
    return Grid(PAYMENTS.to(lang), tuple(COLUMNS), 0, len(reckoned.lines))


def write_payments(book: Book, layout: Layout) -> None:
    """Add the sheet: claimed charges and open questions stand on colour, cells for decisions on yellow."""
    lines = layout.reckoned.lines
    plain = cells(layout.reckoned.table, _PLAIN, book.lang)
    rows = [_Line(layout, n, line, plain[n]).row() for n, line in enumerate(lines)]
    asked = [bool(ln["in_question_minor"] or (ln["question"] and not ln["decision"])) for ln in lines]
    fills = ["asked" if a else "claimed" if ln["principal_minor"] else "" for a, ln in zip(asked, lines, strict=True)]
    write_grid(book, book.sheet(PAYMENTS), COLUMNS, rows, fills=fills, printed=PRINTED)


@dataclass(frozen=True)
class _Line:
    """One charge as a row of the sheet."""

    layout: Layout
    number: int
    line: Row
    plain: tuple[Cell, ...]

    def row(self) -> list[Cell]:
        """Its cells in the order of the columns."""
        line, lang = self.line, self.layout.lang
        shown: dict[str, Cell] = dict(zip(_PLAIN, self.plain, strict=True))
        verdict = labels.value("verdict", line["machine_verdict"] or line["verdict"]).to(lang)
        shown |= {
            "cancellation_id": line["cancellation_id"] or NO_CANCELLATION, "machine_verdict": verdict,
            "text": " · ".join(t for t in (line["counterparty"], line["description"]) if t), "effective": verdict,
            "machine_claimable_minor": self._machine(), "decision": None, "kept": self._answer(),
            "machine_questioned_minor": Money(line["base_questioned"], line["currency"]),
            "doubtful": self._money(self._back(self.layout.no), self._returned(certain=False)),
            "contract_day": contract_day(line), "line_total": self._total(), "not_claimed": self._rest(),
        }  # fmt: skip
        shown |= self._limitation()
        if at_stake(line):
            shown |= self._decided()
        return [shown[key] for key in COLUMNS]

    @property
    def _cell(self) -> dict[str, str]:
        return self.layout.payments.cells(self.number)

    def _returned(self, *, certain: bool) -> int:
        return self.layout.reckoned.refunded(self.line, certain=certain)

    def _back(self, certain: str) -> str:
        return self.layout.refunds_of(self._cell["finding_id"], f"{self.layout.refunds.all('certain')},{certain}")

    def _money(self, text: str, minor: int) -> Formula:
        return rounded(text, minor, self.line["currency"])

    def _answer(self) -> str | Decimal | None:
        """The decision the audit was made with, as it may be typed in the sheet."""
        said = {"": None, "owed": OWED.to(self.layout.lang), "not_owed": NOT_OWED.to(self.layout.lang)}
        answer = self.line["decision"]
        return said[answer] if answer in said else Decimal(answer)

    def _machine(self) -> Cell:
        """What the verdict claims before any answer; the unused part of a period as its own arithmetic."""
        line, cell = self.line, self._cell
        full = Money(line["base_claimable"], line["currency"])
        days = line["unused_days"], line["period_days"]
        if line["machine_verdict"] != "prorated" or any(pd.isna(d) for d in days) or not line["base_claimable"]:
            return full
        share = to_decimal(line["amount_minor"], line["currency"]) * days[0] / days[1]
        if round(share, exponent(line["currency"])) != to_decimal(line["base_claimable"], line["currency"]):
            return full
        return self._money(f"{cell['amount_minor']}*{cell['unused_days']}/{cell['period_days']}", full.minor)

    def _total(self) -> Formula:
        heads = f"SUM({self._cell['principal_minor']},{self._cell['interest_minor']})"
        return self._money(heads, self.line["principal_minor"] + self.line["interest_minor"])

    def _rest(self) -> Cell:
        """What of the charge is neither refunded nor claimed nor asked; a mirror is no charge of its own."""
        line, cell = self.line, self._cell
        if line["verdict"] == "mirror":
            return Money(0, line["currency"])
        heads = ("refunded_minor", "principal_minor", "in_question_minor")
        rest = max(0, line["amount_minor"] - sum(line[head] for head in heads))
        return self._money(f"MAX(0,{cell['amount_minor']}-SUM({','.join(cell[h] for h in heads)}))", rest)

    def _limitation(self) -> dict[str, Cell]:
        """The last day of limitation reckoned from the debit, and whether it was over on the day of filing."""
        line, cell, rules = self.line, self._cell, self.layout.reckoned.way.law
        years = rules.clocks.limitation_years
        if not years:
            return {}
        plain = line["civil_date"] + pd.DateOffset(years=years)
        end = f"EDATE({cell['civil_date']},{_MONTHS}*{self.layout.parameters['limitation']})"
        no_yes = YES_NO[self.layout.lang]
        over = f'=IF({end}<{self.layout.parameters["as_of"]},"{no_yes[1]}","{no_yes[0]}")'
        told: dict[str, Cell] = {"over_three_years": Formula(over, no_yes[bool(line["over_three_years"])], "code")}
        if plain == line["limitation_on"]:  # else a demand began the term anew
            told["limitation_on"] = Formula(f"={end}", plain.date(), "day")
        return told

    def _decided(self) -> dict[str, Cell]:
        """What the decision makes of the charge; figures that plain arithmetic does not give ask for a rerun."""
        line = self.line
        hint, choices = _HINT.to(self.layout.lang), (OWED.to(self.layout.lang), NOT_OWED.to(self.layout.lang))
        shown: dict[str, Cell] = {
            "decision": Input(self._answer(), choices, hint), "effective": self._effective(),
            "refunded_minor": self._money(self._back(self.layout.yes), line["refunded_minor"]),
        }  # fmt: skip
        texts = self._texts() if self.layout.reckoned.adds_up(line) else {}
        heads = ("claimable_minor", "questioned_minor", "principal_minor", "in_question_minor")
        shown |= {key: self._money(texts[key], line[key]) if texts else self._held(key, "decision") for key in heads}
        if self.layout.reckoned.interest_moves(line):
            shown["interest_minor"] = self._interest()
        elif self.layout.reckoned.stretches[line["finding_id"]] or line["interest_minor"]:
            shown["interest_minor"] = self._held("interest_minor", "decision")
        return shown if texts else {k: v for k, v in shown.items() if k != "refunded_minor"}

    def _texts(self) -> dict[str, str]:
        """Claimable after the answer less refunds; in question what was asked, and what a doubtful refund takes."""
        cell = self._cell
        said, back, doubtful, claimable = (
            cell[k] for k in ("decision", "refunded_minor", "doubtful", "claimable_minor")
        )
        machine, asked = cell["machine_claimable_minor"], cell["machine_questioned_minor"]
        owed, not_owed = self.layout.word(OWED), self.layout.word(NOT_OWED)
        amount = f"IF(ISNUMBER({said}),IF({said}<0,{machine},MIN({said}+{back},{cell['amount_minor']})),{machine})"
        answered = f"OR({said}={owed},{said}={not_owed},IF(ISNUMBER({said}),{said}>=0,FALSE))"
        left = f"MAX(0,{cell['questioned_minor']}-MAX(0,{back}-{claimable}))"
        return {
            "claimable_minor": f"IF({said}={not_owed},0,IF({said}={owed},{machine}+{asked},{amount}))",
            "questioned_minor": f"IF({answered},0,{asked})",
            "principal_minor": f"MAX(0,{claimable}-{back}-{doubtful})",
            "in_question_minor": f"{left}+MAX(0,{claimable}-{back})-{cell['principal_minor']}",
        }

    def _interest(self) -> Formula:
        """The stretches of the charge added up and rounded once."""
        grid, basis = self.layout.stretches, self.layout.parameters["day_count"]
        products = f"SUMIFS({grid.all('product')},{grid.all('finding_id')},{self._cell['finding_id']})"
        return self._money(f"{products}/100/{basis}", self.line["interest_minor"])

    def _held(self, key: str, by: str) -> Formula:
        """The audit's figure while the decision stands, then a plain word that only a rerun gives the next one."""
        cell, value = self._cell, to_decimal(int(self.line[key]), self.line["currency"])
        same, again = f"{cell[by]}={cell['kept']}", self.layout.word(RERUN)
        return Formula(f"=IF({same},{value},{again})", value, self.line["currency"])

    def _effective(self) -> Formula:
        """The machine's verdict, or in words what the answer makes of it."""
        said, lang = self._cell["decision"], self.layout.lang
        owed, not_owed, part, odd = (self.layout.word(w) for w in (_BY_OWED, _BY_NOT, _IN_PART, _UNREADABLE))
        amount = f"IF(ISNUMBER({said}),IF({said}<0,{odd},IF({said}=0,{not_owed},{part})),{odd})"
        text = f"IF({said}={self.layout.word(OWED)},{owed},IF({said}={self.layout.word(NOT_OWED)},{not_owed},{amount}))"
        machine = self._cell["machine_verdict"]
        return Formula(f'=IF({said}="",{machine},{text})', self._said().to(lang), "text")

    def _said(self) -> Words:
        if not self.line["decision"]:
            return labels.value("verdict", self.line["machine_verdict"] or self.line["verdict"])
        return {"owed": _BY_OWED, "not_owed": _BY_NOT}.get(self.line["decision"], _IN_PART)
