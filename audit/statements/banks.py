"""China Merchants Bank: debit and credit card."""

from __future__ import annotations

from audit.statements.bank_words import CREDIT_KINDS, CURRENCIES, KINDS, SETTLED
from audit.statements.format import Format, Says, Total, When
from audit.wording import Words

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
        "balance": ("余额",),
        "category": ("交易类型",),
        "counterparty": ("交易备注",),
    },
    amounts="split",
    kinds=KINDS,
    statuses=SETTLED,
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
    currencies=CURRENCIES,
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
        "balance": ("联机余额",),
        "category": ("交易摘要",),
        "counterparty": ("对手信息",),
        "description": ("客户摘要",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    currencies=CURRENCIES,
)

CMB_CREDIT_WEB = Format(
    name="cmb-credit-csv",
    channel="bank:cmb",
    title=Words("China Merchants Bank credit card, CSV from the web bank", "招商银行信用卡 网银 CSV"),
    header=("交易日期", "记账日期", "交易摘要", "交易地点", "卡号末四位", "人民币金额"),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("记账日期",),
        "counterparty": ("交易摘要",),
        "account": ("卡号末四位",),
        "amount": ("人民币金额",),
    },
    amounts="owed",
    kinds=CREDIT_KINDS,
    statuses=(When("pending", {"posted_on": "尚未入账"}), *SETTLED),
)

CMB_CREDIT_STATEMENT = Format(
    name="cmb-credit-statement-csv",
    channel="bank:cmb",
    title=Words("China Merchants Bank credit card statement, PDF turned into CSV", "招商银行信用卡对账单 PDF 转 CSV"),
    header=("交易日", "记账日", "交易摘要", "人民币金额", "卡号末四位"),
    columns={
        "occurred_at": ("交易日", "记账日"),  # a repayment has no day of its own
        "posted_on": ("记账日",),
        "counterparty": ("交易摘要",),
        "account": ("卡号末四位",),
        "amount": ("人民币金额",),
    },
    amounts="owed",
    dates="md",
    kinds=CREDIT_KINDS,
    statuses=SETTLED,
    says=Says(month=r"对账单.*?(\d{4}年\d{1,2}月)"),
)
