"""What the whole-program tests are told in: a few words for bills, a case file, and what the audit said of them.

The base of CASES.md: one plan of ¥30.00 a month with renewal wording through WeChat, paid on the first of March to
June 2025, bills from January to August exported on September 1st, cancelled on June 10th at ten in the app.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from audit.money import to_minor, to_text
from audit.pipeline import Audit, run
from audit.samples import Bill, Row, encode, file_name
from audit.samples.casefile import Cell, write_case_file
from audit.samples.rows import alipay_charge, bank_row, wechat_charge

SELLER, TEXT = "深圳星河卡盟科技有限公司", "卡盟钻会员连续包月"
CARD = "招商银行储蓄卡(1234)"
BASE = ("2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01")
ACCOUNTS = {"wechat": "小满同学", "alipay": "linxiaoman@example.com", "cmb": "1234", "hsbc": "",
            "paypal": "lin@example.com"}  # fmt: skip
SHAPES = {"wechat": "wechat-csv-2025", "alipay": "alipay-app-2026", "cmb": "cmb-debit", "hsbc": "hsbc-hk",
          "paypal": "paypal-activity"}  # fmt: skip


def moment(text: str) -> datetime:
    """A day alone is at 09:12:33, an hour when nobody cancels in these tests unless they say so."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:12:33")


def wechat(day: str, amount: str = "30.00", *, text: str = TEXT, seller: str = SELLER, **more: Any) -> Row:
    """A WeChat payment; `refunded` in fen is what its status shows."""
    return wechat_charge(moment(day), to_minor(amount), seller, text, **more)


def alipay(day: str, amount: str = "30.00", *, text: str = TEXT, seller: str = SELLER, **more: Any) -> Row:
    """An Alipay payment."""
    return alipay_charge(moment(day), to_minor(amount), seller, text, **more)


def bank(day: str, amount: str = "30.00", remark: str = SELLER + TEXT, **more: Any) -> Row:
    """A row of the card's own bill."""
    return bank_row(moment(day), to_minor(amount), remark, **more)


def bill(rail: str, rows: Sequence[Row], *, since: str = "2025-01-01", until: str = "2025-08-31",
         exported: str = "2025-09-01 10:00", shape: str = "", **more: str) -> Bill:  # fmt: skip
    """An export of the base range unless told otherwise."""
    return Bill(shape or SHAPES[rail], tuple(rows), more.pop("account", ACCOUNTS[rail]), date.fromisoformat(since),
                date.fromisoformat(until), datetime.fromisoformat(exported), **more)  # fmt: skip


def cancelled(at: str = "2025-06-10 10:00", **cells: Cell) -> dict[str, Cell]:
    """A row of the sheet `cancellations`; a day alone is written as a day alone."""
    when = datetime.fromisoformat(at) if " " in at else date.fromisoformat(at)
    return {"service": TEXT, "cancelled_at": when, "path": "app", "proof": "B"} | cells


@dataclass(frozen=True)
class Heard:
    """What an audit said, in the terms of CASES.md: amounts as text, findings by day."""

    audit: Audit
    folder: Path

    def claim(self, cancellation: str = "C1") -> dict[str, str]:
        """Principal, interest, costs, total and amount in question in CNY; zeros where nothing is claimed."""
        names = ("principal", "interest", "costs", "total", "in_question")
        totals = self.audit.claims.totals
        own = totals[(totals["cancellation_id"] == cancellation) & (totals["currency"] == "CNY")]
        return {n: to_text(int(own[f"{n}_minor"].sum())) for n in names}

    def end(self, cancellation: str = "C1") -> str:
        """The service end of a cancellation."""
        own = self.audit.ends[self.audit.ends["cancellation_id"] == cancellation]
        ends = {f"{end:%Y-%m-%d}" for end in own["service_end"].dropna()}
        return ", ".join(sorted(ends))

    def findings(self, cancellation: str = "C1") -> list[dict[str, Any]]:
        """The findings of a cancellation in the order of their days, without lines that only mirror another."""
        own = self.audit.findings[self.audit.findings["cancellation_id"] == cancellation]
        own = own[own["verdict"] != "mirror"].sort_values(["occurred_at", "transaction_id"])
        records: list[dict[str, Any]] = own.to_dict("records")
        return records

    def verdicts(self, cancellation: str = "C1") -> list[tuple[str, str]]:
        """(day, verdict) of each finding."""
        return [(f"{f['civil_date']:%m-%d}", f["verdict"]) for f in self.findings(cancellation)]

    def on(self, day: str, cancellation: str = "C1") -> dict[str, Any]:
        """The one finding of a day, month and day suffice."""
        found = [f for f in self.findings(cancellation) if f"{f['civil_date']:%Y-%m-%d}".endswith(day)]
        assert len(found) == 1, f"{len(found)} findings on {day}: {self.verdicts(cancellation)}"
        return found[0]

    def mirrors(self) -> list[str]:
        """Channels of the rows in which payments with a finding are seen again, one entry a row."""
        payments = self.audit.payments
        judged = payments[payments["payment_id"].isin(self.audit.findings["payment_id"])]
        return sorted(m["channel"] for text in judged["mirrors"] if text for m in json.loads(text))

    def said(self) -> str:
        """Everything the audit says in sentences: reasons, questions, steps, problems, notes."""
        tables = (self.audit.findings, self.audit.ends, self.audit.problems, self.audit.watch, self.audit.next_steps,
                  self.audit.refunds, self.audit.claims.lines)  # fmt: skip
        spoken = ("reason", "question", "rule", "steps", "note", "what", "interest_note")
        return "\n".join(str(v) for t in tables for c in t.columns if c in spoken for v in t[c] if v)


def audited(folder: Path, bills: Sequence[Bill], *rows: dict[str, Cell], as_of: str = "2025-09-01",
            names: Sequence[str] = (), **sheets: list[dict[str, Cell]]) -> Heard:  # fmt: skip
    """Write the bills and the case, run the whole program on the folder; no input may be unusable."""
    for n, made in enumerate(bills):
        (folder / (names[n] if names else file_name(made))).write_bytes(encode(made))
    case = {"cancellations": list(rows or (cancelled(),)), **sheets}
    (folder / "case.xlsx").write_bytes(write_case_file(case, "en"))
    return Heard(run([folder], as_of=date.fromisoformat(as_of)), folder)
