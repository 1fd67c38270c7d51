"""Alipay bills: the web CSV with its four-line head and totals at the foot, and the app CSV of three ages.

All are GB18030 with bare line feeds and a comma at the end of each record. The web's 已支出 is net of what its own
column shows as refunded, the app's 支出 net of the refunds it lists with a payment's number (FORMATS-CN §2, §10).
"""

from __future__ import annotations

from datetime import timedelta

from audit.money import to_text
from audit.samples.rows import Bill, Row

WEB_HEADER = tuple(
    "交易号 商家订单号 交易创建时间 付款时间 最近修改时间 交易来源地 类型 交易对方 商品名称 金额（元）"
    " 收/支 交易状态 服务费（元） 成功退款（元） 备注 资金状态".split()
)
_WEB_WIDTHS = (0, 0, 20, 20, 20, 12, 16, 16, 20, 8, 8, 8, 8, 8, 20, 9)
APP_2021_HEADER = tuple(
    "收/支 交易对方 对方账号 商品说明 收/付款方式 金额 交易状态 交易分类 交易订单号 商家订单号 交易时间".split()
)
_APP_2021_WIDTHS = (20, 20, 20, 0, 18, 20, 20, 20, 0, 0, 20)
APP_2023_HEADER = tuple(
    "交易时间 交易分类 交易对方 对方账号 商品说明 收/支 金额 收/付款方式 交易状态 交易订单号 商家订单号 备注".split()
)
_ELSEWHERE = "其他（包括阿里巴巴和外部商家）"
_RULE = "-" * 84
_FIRM_2021 = "-" * 24 + "支付宝（中国）网络技术有限公司  电子客户回单" + "-" * 24
_FIRM_2026 = "-" * 24 + "支付宝支付科技有限公司  电子客户回单" + "-" * 24
_TIPS = (
    "1.本回单内容可表明支付宝受理了相应支付交易申请，因系统原因或通讯故障等偶发因素导致本回单与实际交易结果不符时，以实际交易情况为准；",
    "2.请勿将本回单作为收款方发货的凭据使用，请查证账户实际到账情况后再进行发货操作；",
    "3.支付宝快捷支付等非余额支付方式可能既产生支付宝交易也同步产生银行交易，因此请勿使用本回单进行重复记账；",
    "4.本回单如经任何涂改、编造，均立即失去效力；",
    "5.部分账单如：充值提现、账户转存或者个人设置收支等不计入为收入或者支出，记为不计收支类；",
    "6.因统计逻辑不同，明细金额直接累加后，可能会和下方统计金额不一致，请以实际交易金额为准；",
    "7.禁止将本回单用于非法用途；",
    "8.本明细仅展示当前账单中的交易，不包括已删除的记录；",
    "9.本明细仅供个人对账使用。",
)


def write_web(bill: Bill) -> bytes:
    """The web site's CSV (A1): padded cells, no payment method, refunds in a column of the purchase."""
    rows = bill.shown()
    neutral = _web_neutral(bill)
    head = [
        "支付宝交易记录明细查询",
        f"账号:[{bill.account}]",
        f"起始日期:[{bill.from_on} 00:00:00]    终止日期:[{bill.to_on} 23:59:59]",
        "-" * 33 + "交易记录明细列表" + "-" * 36,
        _padded(WEB_HEADER, _WEB_WIDTHS),
    ]
    return _encoded([*head, *(_web_line(r, neutral) for r in rows), *_web_totals(bill)])


def write_app_2021(bill: Bill) -> bytes:
    """The app's first CSV (A2): header on line 2, account and totals below the rows."""
    rows = bill.shown()
    foot = [
        _RULE,
        *_account(bill),
        f"导出时间：[{bill.exported_at:%Y-%m-%d %H:%M:%S}]",
        *_app_totals(bill, "其他", ","),
        "特别提示：",
        *_TIPS,
    ]
    lines = [_padded(_app_2021_cells(r), _APP_2021_WIDTHS) for r in rows]
    return _encoded([_FIRM_2021, _padded(APP_2021_HEADER, (20,) * 11), *lines, *foot])


def write_app_2023(bill: Bill) -> bytes:
    """The app's CSV from February 2023 to mid 2025 (A3): header on line 25, nothing below the rows."""
    return _app(bill, _FIRM_2021, _TIPS)


def write_app_2026(bill: Bill) -> bytes:
    """The same under the name of the new company."""
    return _app(bill, _FIRM_2026, _TIPS)


def write_app_2026_june(bill: Bill) -> bytes:
    """The same since June 2026: one line less above the header, which stands on line 24."""
    return _app(bill, _FIRM_2026, _TIPS[:-1])


def _app(bill: Bill, firm: str, tips: tuple[str, ...]) -> bytes:
    account = _account(bill)
    head = [
        _RULE,
        *account,
        f"导出交易类型：[{bill.filter}]",
        f"导出时间：[{bill.exported_at:%Y-%m-%d %H:%M:%S}]",
        *_app_totals(bill, "不计收支", " "),
        "",
        "特别提示：",
        *tips,
        "",
        firm,
        ",".join(APP_2023_HEADER) + ",",
    ]
    return _encoded([*head, *(",".join(_app_2023_cells(r)) + "," for r in bill.shown())])


def _account(bill: Bill) -> list[str]:
    return [
        "导出信息：",
        f"姓名：{bill.holder}",
        f"支付宝账户：{bill.account}",
        f"起始时间：[{bill.from_on} 00:00:00]    终止时间：[{bill.to_on} 23:59:59]",
    ]


def _app_totals(bill: Bill, neutral: str, gap: str) -> list[str]:
    rows = bill.shown()
    words = {"in": "收入", "out": "支出", "neutral": neutral}
    own = {word: [r for r in rows if r.direction == direction] for direction, word in words.items()}
    back = sum(r.amount for r in rows if r.status == "退款成功" and r.merchant_number)
    sums = {word: sum(r.amount for r in kept) - (back if word == "支出" else 0) for word, kept in own.items()}
    return [f"共{len(rows)}笔记录", *(f"{word}：{len(own[word])}笔{gap}{to_text(sums[word])}元" for word in own)]


def _web_totals(bill: Bill) -> list[str]:
    paid = [r for r in bill.shown() if r.direction == "out" and r.funds == "已支出"]
    got = [r for r in bill.shown() if r.direction == "in" and r.funds == "已收入"]
    return [
        _RULE,
        f"共{len(bill.shown())}笔记录",
        f"已收入:{len(got)}笔,{to_text(sum(r.amount for r in got))}元",
        "待收入:0笔,0.00元",
        f"已支出:{len(paid)}笔,{to_text(sum(r.amount - r.refunded for r in paid))}元",
        "待支出:0笔,0.00元",
        f"导出时间:[{bill.exported_at:%Y-%m-%d %H:%M:%S}]    用户:{bill.holder}",
    ]


def _web_neutral(bill: Bill) -> str:
    if bill.exported_at.year >= 2023:
        return "不计收支"
    return "其他" if (bill.exported_at.year, bill.exported_at.month) >= (2021, 12) else ""


def _web_line(row: Row, neutral: str) -> str:
    refund = row.status == "退款成功"
    created = row.at if refund else row.at - timedelta(seconds=19)
    paid = "" if refund or (row.status == "交易关闭" and not row.funds) else f"{row.at:%Y-%m-%d %H:%M:%S}"
    word = {"out": "支出", "in": "收入", "neutral": neutral}[row.direction]
    printed = (
        f"{row.number}\t",
        f"{row.merchant_number}\t",
        f"{created:%Y-%m-%d %H:%M:%S}",
        paid,
        f"{row.at + timedelta(seconds=2):%Y-%m-%d %H:%M:%S}",
        _ELSEWHERE,
        "即时到账交易",
        row.counterparty,
        row.text,
        to_text(row.amount),
        word,
        row.status,
        "0.00",
        to_text(row.refunded),
        "",
        row.funds,
    )
    return _padded(printed, _WEB_WIDTHS)


def _app_2021_cells(row: Row) -> tuple[str, ...]:
    word = {"out": "支出", "in": "收入", "neutral": "其他"}[row.direction]
    return (
        word,
        row.counterparty,
        row.account,
        row.text,
        row.method,
        to_text(row.amount),
        row.status,
        row.category,
        f"{row.number}\t",
        f"{row.merchant_number}\t",
        f"{row.at:%Y-%m-%d %H:%M:%S}",
    )


def _app_2023_cells(row: Row) -> tuple[str, ...]:
    word = {"out": "支出", "in": "收入", "neutral": "不计收支"}[row.direction]
    return (
        f"{row.at:%Y-%m-%d %H:%M:%S}",
        row.category,
        row.counterparty,
        row.account,
        row.text,
        word,
        to_text(row.amount),
        row.method,
        row.status,
        f"{row.number}\t",
        f"{row.merchant_number}\t",
        "",
    )


def _padded(printed: tuple[str, ...], widths: tuple[int, ...]) -> str:
    return "".join(f"{cell:<{width}}," for cell, width in zip(printed, widths, strict=True))


def _encoded(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("gb18030")
