"""Large bills in the shapes of real exports: an Alipay account, the same in WeChat's words, the bank's side of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from audit.samples.alipay import write_app_2026_june
from audit.samples.bank import write_cmb
from audit.samples.rows import Bill, Direction, Row
from audit.samples.wechat import write_csv_2025, write_xlsx_2026
from benchmarks.ledger import LAST, REFUND, Ledger, cancellations, ledger
from benchmarks.printed_cells import ALIPAY_WAYS, PLAN_TEXTS, WECHAT_WAYS, alipay_cells, bank_cells, wechat_cells
from benchmarks.text_columns import Printer, lines, money

AS_OF = LAST.date()
_CHUNK = 250_000
_REPEATED, _NEWER = 10, 50  # the second export repeats a tenth of the first, a fiftieth of the rows is in it alone
_OPENING = 10**12  # fen on the card at first, so that the balance is never negative
_DIRECTIONS: dict[str, Direction] = {"支出": "out", "收入": "in", "/": "neutral", "不计收支": "neutral"}


def alipay_csv(folder: Path, rows: int) -> Path:
    """One export of the app, GB18030, newest row first."""
    return _alipay(folder / f"alipay-{rows}.csv", ledger(rows), LAST)


def alipay_case(folder: Path, rows: int) -> Path:
    """A case folder: so many rows in two exports that overlap, the bank's bill, and what was cancelled."""
    home = folder / f"case-{rows}"
    home.mkdir()
    whole = ledger(rows)
    last = rows - rows // _NEWER
    _alipay(home / "alipay-1.csv", whole.rows(slice(0, last)), _moment(whole.at[last - 1]))
    _alipay(home / "alipay-2.csv", whole.rows(slice(last - rows // _REPEATED, None)), LAST)
    _bank(home / "bank.csv", whole.rows(whole.by_card))
    cancelled_csv(home, rows)
    return home


def cancelled_csv(folder: Path, rows: int) -> Path:
    """What was cancelled of the plans in a bill of so many rows, as a case file."""
    sheet = ["服务,取消时间,凭证等级", *(f"{PLAN_TEXTS[c.plan]},{c.on} 10:00,B" for c in cancellations(rows)), ""]
    path = folder / "cancellations.csv"
    path.write_bytes("\r\n".join(sheet).encode("utf-8-sig"))
    return path


def wechat_csv(folder: Path, rows: int) -> Path:
    """The same account in WeChat's CSV: quotes round nearly every cell, a tab behind the numbers."""
    made, path, words = ledger(rows), folder / f"wechat-{rows}.csv", Printer("utf-8")
    with path.open("wb") as out:
        head = write_csv_2025(_empty("wechat-csv-2025", made, LAST, "林小满")).decode()
        out.write(_with_totals(head, made, WECHAT_WAYS, 0).encode())
        for part in _newest_first(made):
            at, *texts, status, number, merchant, note = wechat_cells(words, part)
            kind, seller, text, way, method = (words.joined('"', cells, '"') for cells in texts)
            numbers = [words.joined('"', cells, '"\t') for cells in (number, merchant)]
            amount = words.joined("¥", money(part.fen))
            rest = [words.joined('"', cells, '"') for cells in (status, note)]
            out.write(lines([at, kind, seller, text, way, amount, method, rest[0], *numbers, rest[1]], b",", b"\r\n"))
    return path


def wechat_xlsx(folder: Path, rows: int) -> Path:
    """The same as the workbook WeChat exports since 2026."""
    made, path = ledger(rows), folder / f"wechat-{rows}.xlsx"
    columns = [[cell.decode() for cell in cells.to_pylist()] for cells in wechat_cells(Printer("utf-8"), made)]
    printed = tuple(
        Row(_moment(at), seller, text, fen, _DIRECTIONS[way], method, status, kind, number, merchant, note=note)
        for at, fen, kind, seller, text, way, method, status, number, merchant, note in zip(
            made.at, made.fen.tolist(), *columns[1:], strict=True
        )
    )
    shape = "wechat-xlsx-2026"
    head = _empty(shape, made, LAST, "林小满")
    path.write_bytes(write_xlsx_2026(Bill(shape, printed, head.account, head.from_on, head.to_on, LAST)))
    return path


def _alipay(path: Path, made: Ledger, exported: datetime) -> Path:
    words = Printer("gb18030")
    given_back = int(made.fen[(made.kind == REFUND) & (made.ordered_at >= made.at[0])].sum())
    with path.open("wb") as out:
        head = write_app_2026_june(_empty("alipay-app-2026-june", made, exported, "linxiaoman@example.com")).decode(
            "gb18030"
        )
        out.write(_with_totals(head, made, ALIPAY_WAYS, given_back).encode("gb18030"))
        for part in _newest_first(made):
            out.write(lines(alipay_cells(words, part), b",", b",\n"))
    return path


def _bank(path: Path, made: Ledger) -> None:
    """The bank's own rows of what was paid by card, oldest first, a few seconds later."""
    words = Printer("utf-8")
    head, _, foot = write_cmb(_empty("cmb-debit", made, LAST, "1234")).decode().partition('"交易备注"\r\n')
    sums = {"收入": made.fen[made.kind == REFUND], "支出": made.fen[made.kind != REFUND]}
    for word, fen in sums.items():
        total = int(fen.sum())
        foot = foot.replace(
            f"{word}合计: 0 笔，共 0.00 元", f"{word}合计: {len(fen)} 笔，共 {total // 100}.{total % 100:02} 元"
        )
    body = lines([words.joined('"', cells, '"') for cells in bank_cells(words, made, _OPENING)], b",", b"\r\n")
    path.write_bytes(f'{head}"交易备注"\r\n'.encode() + body + foot.encode())


def _empty(shape: str, made: Ledger, exported: datetime, account: str) -> Bill:
    """An export's head: whose it is and what range was chosen; its rows are printed elsewhere."""
    return Bill(shape, (), account, _moment(made.at[0]).date(), exported.date(), exported)


def _moment(at: int) -> datetime:
    return datetime(1970, 1, 1) + timedelta(seconds=int(at))


def _with_totals(head: str, made: Ledger, ways: tuple[str, ...], given_back: int) -> str:
    """The head with the counts and sums of the rows; Alipay's expenses are net of refunds of its own rows."""
    head = head.replace("共0笔", f"共{len(made)}笔")
    for way in dict.fromkeys(ways):
        own = np.isin(made.kind, [kind for kind, word in enumerate(ways) if word == way])
        fen = int(made.fen[own].sum()) - (given_back if way == "支出" else 0)
        word = "中性交易" if way == "/" else way
        head = re.sub(rf"{word}：0笔 0\.00元", f"{word}：{own.sum()}笔 {fen // 100}.{fen % 100:02}元", head)
    return head


def _newest_first(made: Ledger) -> Iterator[Ledger]:
    for end in range(len(made), 0, -_CHUNK):
        yield made.rows(np.arange(end - 1, max(end - _CHUNK, 0) - 1, -1))
