"""Commercial banks: CITIC, SPDB, Industrial Bank, Guangfa, Ping An, and HSBC in Hong Kong."""

from __future__ import annotations

from audit.statements.bank_words import CARD, CREDIT_KINDS, CURRENCIES, KINDS, SETTLED
from audit.statements.format import Format, Says, When
from audit.wording import Words

CITIC_CREDIT = Format(
    name="citic-credit",
    channel="bank:citic",
    title=Words("CITIC credit card, XLS", "中信银行信用卡 账单明细 XLS"),
    header=("交易日期", "入账日期", "交易描述", "卡末四位", "交易币种", "结算币种", "交易金额", "结算金额"),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("入账日期",),
        "counterparty": ("交易描述",),
        "account": ("卡末四位",),
        "amount": ("结算金额",),
        "currency": ("结算币种",),
    },
    amounts="owed",
    kinds=CREDIT_KINDS,
    statuses=SETTLED,
    currencies=CURRENCIES,
)

SPDB_DEBIT = Format(
    name="spdb-debit",
    channel="bank:spdb",
    title=Words("SPDB debit card, XLS", "浦发银行借记卡 交易明细 XLS"),
    header=("顺序号", "交易日期", "交易类型", "存入金额", "取出金额", "余额", "交易对手名称", "附言"),
    columns={
        "occurred_at": ("交易日期",),
        "amount_in": ("存入金额",),
        "amount_out": ("取出金额",),
        "balance": ("余额",),
        "category": ("交易类型",),
        "counterparty": ("交易对手名称",),
        "counterparty_account": ("交易对手账号",),
        "description": ("附言",),
    },
    amounts="split",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(
        account=rf"^账号[:：,\s]*{CARD}",
        from_at=r"日期范围[:：,\s]*(\d{8})",
        to_at=r"日期范围[:：,\s]*\d{8}\s*-\s*(\d{8})",
    ),
)

SPDB_CREDIT = Format(
    name="spdb-credit",
    channel="bank:spdb",
    title=Words("SPDB credit card, XLS", "浦发银行信用卡 交易明细 XLS"),
    header=("交易日期", "记账日期", "交易摘要", "卡号末四位", "卡片类型", "交易币种", "交易金额"),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("记账日期",),
        "counterparty": ("交易摘要",),
        "account": ("卡号末四位",),
        "amount": ("交易金额",),
        "currency": ("交易币种",),
    },
    amounts="owed",
    kinds=CREDIT_KINDS,
    statuses=SETTLED,
    currencies=CURRENCIES,
)

CIB_DEBIT = Format(
    name="cib-debit",
    channel="bank:cib",
    title=Words("Industrial Bank debit card, XLS or XLSX", "兴业银行借记卡 交易明细 XLS/XLSX"),
    header=("交易时间", "记账日", "支出", "收入", "账户余额", "摘要", "对方户名", "对方账号", "用途", "交易渠道"),
    columns={
        "occurred_at": ("交易时间",),
        "posted_on": ("记账日",),
        "amount_in": ("收入",),
        "amount_out": ("支出",),
        "balance": ("账户余额",),
        "category": ("摘要",),
        "counterparty": ("对方户名",),
        "counterparty_account": ("对方账号",),
        "description": ("用途", "备注"),
    },
    amounts="split reversing",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(
        account=rf"账户账号[:：,\s]*{CARD}",
        from_at=r"起始日期[:：,\s]*(\d{4}.\d{2}.\d{2}.?)",
        to_at=r"截止日期[:：,\s]*(\d{4}.\d{2}.\d{2}.?)",
        exported_at=r"下载日期[:：,\s]*(\d{4}.\d{2}.\d{2}(?: \d{2}:\d{2}:\d{2})?)",
    ),
)

CGB_CREDIT = Format(
    name="cgb-credit-csv",
    channel="bank:cgb",
    title=Words("China Guangfa Bank credit card statement, turned into CSV", "广发银行信用卡账单 转 CSV"),
    header=("交易日期", "入账日期", "交易摘要", "交易金额", "交易货币", "入账金额", "入账货币"),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("入账日期",),
        "counterparty": ("交易摘要",),
        "amount": ("入账金额",),
        "currency": ("入账货币",),
    },
    holds={"counterparty": r"[（(](?P<category>消费|退款|还款|分期)[)）]\s*(?P<counterparty>.*)"},
    amounts="owed",
    kinds=CREDIT_KINDS,
    statuses=SETTLED,
    says=Says(account=rf"卡号.*?[:：,\s]{CARD}"),
    currencies=CURRENCIES,
)

PAB_DEBIT = Format(
    name="pab-debit",
    channel="bank:pab",
    title=Words("Ping An Bank debit card, XLS or XLSX", "平安银行借记卡 交易明细 XLS/XLSX"),
    header=("交易时间", "付款方姓名", "付款方账号", "收款方姓名", "收款方账号", "交易类型", "交易金额", "账户余额"),
    columns={
        "occurred_at": ("交易时间",),
        "account": ("付款方账号",),
        "counterparty": ("收款方姓名",),
        "counterparty_account": ("收款方账号",),
        "direction": ("交易类型",),
        "amount": ("交易金额",),
        "balance": ("账户余额",),
        "category": ("摘要",),
        "description": ("备注",),
        "reference": ("交易流水号",),
    },
    incoming={
        "account": ("收款方账号",),
        "counterparty": ("付款方姓名",),
        "counterparty_account": ("付款方账号",),
    },
    directions={"转出": "out", "转入": "in"},
    kinds=KINDS,
    statuses=SETTLED,
)

_ENGLISH_KINDS = (
    When("fee", {"counterparty": r"(?i).*\b(fee|charge)s?\b.*"}),
    When("repayment", {"counterparty": "(?i).*(payment - thank you|autopay|credit card repayment).*"}),
    When("transfer", {"counterparty": r"(?i).*\b(transfer|fps|atm|cash|salary|interest|dividend|deposit)\b.*"}),
    When("refund", {"direction": "in", "counterparty": "(?i).*(refund|return|reversal).*"}),
    When("charge", {"direction": "out"}),
    When("other", {}),
)

HSBC_HK = Format(
    name="hsbc-hk-csv",
    channel="bank:hsbc_hk",
    title=Words("HSBC Hong Kong, CSV", "汇丰银行（香港）CSV"),
    header=("Date", "Description", "Billing amount", "Billing currency", "Balance", "Balance currency"),
    columns={
        "occurred_at": ("Date",),
        "posted_on": ("Date",),
        "counterparty": ("Description",),
        "amount": ("Billing amount",),
        "currency": ("Billing currency",),
        "balance": ("Balance",),
    },
    amounts="signed",
    dates="dmy",
    kinds=_ENGLISH_KINDS,
    statuses=SETTLED,
    currency="HKD",
    currencies=CURRENCIES,
)
