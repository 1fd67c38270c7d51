"""The bundled demo case: Lin Xiaoman cancels seven services, and not every merchant listens.

Kameng diamond goes on debiting the card through WeChat, the cloud disk through Alipay (and gives a little back), an
App Store debit cannot be told apart, the accelerator keeps its word; the disk of another firm was never cancelled.
Three earlier stories (`hard_rows`) take several bills to tell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from audit.money import to_text
from audit.samples.archive import zipped
from audit.samples.bills import encode, file_name
from audit.samples.casefile import Cell, Sheets
from audit.samples.hard_rows import HardRow, cloud, magazine, notes
from audit.samples.kinds_periods import owed
from audit.samples.lives import ACCOUNTS, CARD_METHOD, Life
from audit.samples.plans import Plan, Service
from audit.samples.rows import Bill, Row, alipay_charge, alipay_other, alipay_refund, bank_mirror, bank_row
from audit.samples.truth import Draft, Due, SampleCase, assemble

AS_OF = date(2026, 4, 20)
# What the case is worth stands in a folder that counts as the program's own, so that it is never read as a bill.
_OURS = '{"made_by": "renewal-audit", "holds": "what the sample case is worth: no bill"}\n'
BANK_ZIP = "招商银行交易记录.zip"
_KAMENG = Service("深圳星河卡盟科技有限公司", "卡盟钻会员连续包月", "卡盟钻", (3000,))
_DISK = Service("广州市动景计算机科技有限公司", "连续包月(网盘SVIP会员)", "网盘SVIP会员", (2000,))
_STORE = Service(
    "App Store & Apple Music", "App Store & Apple Music；{0:%m.%d}购买", "App Store & Apple Music", (2500,)
)
_SPEED = Service("清枫（北京）科技有限公司", "小黑盒加速器连续包月", "小黑盒加速器", (1600,))
_ACTIVE = Service("百度", "百度网盘超级会员(1个月-自动续费)", "百度网盘", (2500,))


def write_demo(folder: Path) -> Path:
    """Write the demo case into the folder, with the day it is judged as of and the claim to expect."""
    case = demo_case()
    case.write(folder)
    about = folder / "about"
    about.mkdir()
    (about / "demo.toml").write_text(f"as_of = {AS_OF}\n", encoding="utf-8")
    (about / "expected.json").write_text(_expected(case), encoding="utf-8")
    (about / "manifest.json").write_text(_OURS, encoding="utf-8")
    return folder


def demo_case() -> SampleCase:
    """The demo as a sample case, with the truth of its plans."""
    plans = _plans()
    kameng, disk, store, speed = (plans[k] for k in ("kameng", "disk", "store", "speed"))
    refund = alipay_refund(disk[10], datetime(2025, 12, 1, 16, 20, 5), 800)
    game_at = store[9].at
    mixed = alipay_charge(game_at, 4600, _STORE.seller, f"App Store & Apple Music；01.24至{game_at:%m.}25期间购买")
    alipay = (*disk, refund, *store[:9], mixed, *plans["active"])
    life = Life("demo", 1)
    dues = (
        Due(kameng[5], "in_term"), *map(owed, kameng[6:]),
        Due(disk[9], "in_term", cancellation="C2"),
        owed(disk[10], cancellation="C2", refunds=((refund.at.date(), refund.amount),)),
        *(owed(r, cancellation="C2") for r in disk[11:]),
        Due(store[8], "in_term", cancellation="C3"), Due(mixed, "unclear", asked=mixed.amount, cancellation="C3"),
        Due(speed[-1], "in_term", cancellation="C4"),
    )  # fmt: skip
    ends = {"C1": date(2025, 7, 1), "C2": date(2025, 11, 15), "C3": date(2026, 1, 24), "C4": date(2026, 3, 8)}
    hard = {"C5": magazine("C5"), "C6": cloud("C6"), "C7": notes("C7")}
    bills = _bills(life, (*kameng, *speed), alipay, tuple(hard.values()))
    draft = Draft(
        (*bills[:-1], *(b for h in hard.values() for b in h.bills)),
        _sheets(*(row for h in hard.values() for row in h.wrote)),
        AS_OF,
        (*dues, *(due for h in hard.values() for due in h.dues)),
        ends | {c: h.end for c, h in hard.items()},
        {"C1": 1200},
        {**_beside(bills[-1]), **{name: held for h in hard.values() for name, held in h.beside.items()}},
    )
    return assemble("demo", 1, draft, "zh")


def _plans() -> dict[str, tuple[Row, ...]]:
    def paid(service: Service, rail: str, first: date, count: int, clock: time, method: str = "") -> tuple[Row, ...]:
        plan = Plan(service, service.prices[0], rail, first, clock, method=method)
        return tuple(plan.charge(k) for k in range(count))

    return {
        "kameng": paid(_KAMENG, "wechat", date(2025, 1, 1), 9, time(0, 12, 33), CARD_METHOD),
        "disk": paid(_DISK, "alipay", date(2025, 1, 15), 13, time(9, 3, 41)),
        "store": paid(_STORE, "alipay", date(2025, 4, 24), 10, time(21, 40, 2)),
        "speed": paid(_SPEED, "wechat", date(2025, 9, 8), 6, time(7, 30, 19)),
        "active": paid(_ACTIVE, "alipay", date(2025, 6, 3), 11, time(13, 5, 50), "余额宝"),
    }


def _bills(life: Life, wechat: Sequence[Row], alipay: Sequence[Row], hard: Sequence[HardRow]) -> tuple[Bill, ...]:
    first, last, middle = date(2025, 1, 1), AS_OF, date(2025, 6, 30)
    exported, early = datetime(2026, 4, 20, 20, 31, 7), datetime(2025, 7, 2, 9, 15, 44)
    told = {bill: [r for h in hard for r in h.rows.get(bill, ())] for bill in ("wechat", "alipay", "card")}
    noise = [r for r in life.noise("wechat", first, last) if r.method != CARD_METHOD]
    wechat_rows = (*wechat, *noise, *told["wechat"])
    alipay_rows = (*alipay, *life.noise("alipay", first, last), _repaid(date(2026, 3, 9)), *told["alipay"])
    card = [*(bank_mirror(r, "财付通") for r in wechat if r.method == CARD_METHOD), *told["card"]]
    wages = [
        bank_row(datetime(2025, m, 10, 10, 0, 0), 860_000, "工资", direction="in", kind="代发工资")
        for m in range(1, 10)
    ]
    one = ACCOUNTS["wechat"]
    two = ACCOUNTS["alipay"]
    return (
        Bill("wechat-csv-2025", wechat_rows, one, first, middle, early),
        Bill("wechat-xlsx-2026", wechat_rows, one, date(2025, 6, 1), last, exported),
        Bill("alipay-web", alipay_rows, two, first, middle, early),
        Bill("alipay-app-2026", alipay_rows, two, date(2025, 6, 1), last, exported),
        Bill(
            "cmb-debit",
            (*card, *wages),
            ACCOUNTS["bank:cmb"],
            first,
            date(2025, 9, 30),
            datetime(2025, 10, 8, 18, 2, 0),
        ),
    )


def _repaid(on: date) -> Row:
    at = datetime.combine(on, time(6, 0, 1))
    return alipay_other(
        at, 42_180, "花呗", f"花呗主动还款-{at:%Y年%m月}账单", "neutral", "信用借还", "还款成功", funds="资金转移"
    )


def _beside(bank: Bill) -> dict[str, bytes]:
    texts = {
        "取消成功短信.txt": "【星河卡盟】您的卡盟钻会员自动续费已于2025年6月10日10:00关闭，感谢使用。\n",
        "客服聊天记录.txt": "10:05 我：已取消，为何7月1日又扣30元？\n10:09 客服：已登记，工单 KM-20250702-118。\n",
        "打印费收据.txt": "收据：打印账单 12.00 元，2026-04-18\n",
    }
    return {BANK_ZIP: zipped({file_name(bank): encode(bank)}), **{name: text.encode() for name, text in texts.items()}}


def _sheets(*more: Mapping[str, Cell]) -> Sheets:
    cancelled: list[Mapping[str, Cell]] = [
        {"service": "卡盟钻", "cancelled_at": datetime(2025, 6, 10, 10, 0), "path": "app", "proof": "B",
         "evidence": "取消成功短信.txt", "resubscribed_at": "no", "merchant_name": "深圳星河卡盟科技有限公司"},
        {"service": "网盘SVIP会员", "cancelled_at": datetime(2025, 10, 20, 19, 40), "path": "app", "proof": "B"},
        {"service": "App Store & Apple Music", "cancelled_at": datetime(2026, 1, 10, 8, 15), "path": "app_store",
         "proof": "A"},
        {"service": "小黑盒加速器连续包月", "cancelled_at": date(2026, 2, 12), "path": "app", "proof": "C"},
        *more,
    ]  # fmt: skip
    told = "客服称已登记，会退款"
    events: list[dict[str, Cell]] = [
        {"when": datetime(2025, 7, 2, 10, 5), "whom": "星河卡盟客服", "what": "contacted", "ticket": "KM-20250702-118",
         "evidence": "客服聊天记录.txt", "cancellation": "C1", "note": told},
        {"when": datetime(2025, 8, 4, 9, 30), "whom": "星河卡盟客服", "what": "demanded", "ticket": "KM-20250804-007",
         "amount": Decimal(60), "cancellation": "C1"},
    ]  # fmt: skip
    costs: list[dict[str, Cell]] = [
        {"date": date(2026, 4, 18), "what": "打印账单", "amount": Decimal(12), "receipt": "打印费收据.txt",
         "cancellation": "C1"},
    ]  # fmt: skip
    return {"cancellations": cancelled, "events": events, "costs": costs}


def _expected(case: SampleCase) -> str:
    claims = [
        {"cancellation": c, "service_end": f"{e.service_end}", "currency": e.currency,
         "principal": to_text(e.principal),
         "interest": to_text(e.interest), "costs": to_text(e.costs), "total": to_text(e.total),
         "in_question": to_text(e.in_question)} for c, e in case.claims.items()
    ]  # fmt: skip
    findings = [
        {"cancellation": f.cancellation, "file": f.file, "row": f.row, "reference": f.reference, "verdict": f.verdict,
         "principal": to_text(f.principal), "interest": to_text(f.interest), "in_question": to_text(f.in_question)}
        for f in case.findings
    ]  # fmt: skip
    return json.dumps({"as_of": f"{case.as_of}", "claims": claims, "findings": findings}, ensure_ascii=False, indent=1)
