"""Bank bills: China Merchants Bank, debit card."""

from __future__ import annotations

from audit.statements.format import Format, Says, Total, When
from audit.wording import Words

_WALLET = "(财付通|支付宝|微信支付|京东支付|拼多多支付|美团支付|抖音支付|网银在线|云闪付.*)[-－—].*"
_KINDS = (
    When("fee", {"category": ".*(手续费|年费|短信费|工本费).*"}),
    When("repayment", {"category": ".*还款.*"}),
    When("repayment", {"counterparty": ".*还款.*", "direction": "out"}),
    When("transfer", {"category": ".*(转账|汇款|汇入|提现|取款|存款|代发|结息|利息|理财|基金|朝朝宝|申购|赎回).*"}),
    When("transfer", {"counterparty": ".*(提现|转账|红包|零钱|余额宝).*", "direction": "in"}),
    When("refund", {"direction": "in", "category": ".*(退款|退货|撤销|冲正).*"}),
    When("refund", {"direction": "in", "counterparty": f".*(退款|退货).*|{_WALLET}"}),
    When("refund", {"direction": "in", "description": f".*(退款|退货).*|{_WALLET}"}),
    When("charge", {"direction": "out"}),
    When("other", {}),
)
_SETTLED = (When("settled", {}),)  # a bank prints what it has booked

CMB_WEB = Format(
    name="cmb-web-csv",
    channel="bank:cmb",
    title=Words("China Merchants Bank debit card, CSV from the web bank", "招商银行借记卡 网银 CSV"),
    header=("交易日期", "交易时间", "收入", "支出", "余额", "交易类型", "交易备注"),
    columns={
        "occurred_at": ("交易日期",),
        "occurred_time": ("交易时间",),
        "posted_on": ("交易日期",),
        "amount_in": ("收入",),
        "amount_out": ("支出",),
        "category": ("交易类型",),
        "counterparty": ("交易备注",),
    },
    amounts="split",
    kinds=_KINDS,
    statuses=_SETTLED,
    says=Says(
        account=r"账\s*号[:：]\s*\[.*?(\d{4})(?!\d|\*)",
        from_at=r"起始日期[:：]\s*\[\s*(.*?)\s*\]",
        to_at=r"终止日期[:：]\s*\[\s*(.*?)\s*\]",
        exported_at=r"导出时间[:：]\s*\[\s*(.*?)\s*\]",
        filter=r"过滤设置[:：]\s*\[?\s*(.*?)\s*\]?\s*$",
        currency=r"币\s*种[:：]\s*\[\s*(.*?)\s*\]",
    ),
    totals=(
        Total(
            "收入合计",
            r"收入合计[:：]\s*(?:(?P<count>\d+)\s*笔[,，\s]*)?(?:共)?\s*(?P<amount>[\d,.]+)\s*元?",
            {"direction": "in"},
        ),
        Total(
            "支出合计",
            r"支出合计[:：]\s*(?:(?P<count>\d+)\s*笔[,，\s]*)?(?:共)?\s*(?P<amount>[\d,.]+)\s*元?",
            {"direction": "out"},
        ),
    ),
    aside='"?#',
    opens='"?#.*招商银行交易记录',
    currencies={"人民币": "CNY", "美元": "USD", "港币": "HKD", "欧元": "EUR"},
)

CMB_PDF_TABLE = Format(
    name="cmb-table-csv",
    channel="bank:cmb",
    title=Words("China Merchants Bank debit card, PDF turned into CSV", "招商银行借记卡 PDF 转 CSV"),
    header=("记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息"),
    columns={
        "occurred_at": ("记账日期",),
        "posted_on": ("记账日期",),
        "amount": ("交易金额",),
        "currency": ("货币",),
        "category": ("交易摘要",),
        "counterparty": ("对手信息",),
        "description": ("客户摘要",),
    },
    amounts="signed",
    kinds=_KINDS,
    statuses=_SETTLED,
    currencies={"CNY": "CNY", "人民币": "CNY", "USD": "USD", "HKD": "HKD", "EUR": "EUR"},
)
