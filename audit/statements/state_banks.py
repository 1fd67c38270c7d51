"""The large state banks: ICBC, Construction Bank, Agricultural Bank, Bank of China, Bank of Communications."""

from __future__ import annotations

from audit.statements.bank_words import CARD, CREDIT_KINDS, CURRENCIES, KINDS, SETTLED
from audit.statements.format import Format, Says, Total, When
from audit.wording import Words

_SUM = r"-?\d[\d,]*\.\d{2}"
_BOOKED = rf'"?\s*(?:{_SUM})?\s*"?,'  # a cell of a line of sums, empty or not

ICBC_DEBIT = Format(
    name="icbc-debit-csv",
    channel="bank:icbc",
    title=Words("ICBC debit card, CSV from the web bank", "工商银行借记卡 网银 CSV"),
    header=(
        "交易日期",
        "摘要",
        "交易场所",
        "钞/汇",
        "记账金额(收入)",
        "记账金额(支出)",
        "记账币种",
        "余额",
        "对方户名",
    ),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("交易日期",),
        "category": ("摘要",),
        "counterparty": ("交易场所", "对方户名"),
        "counterparty_account": ("对方账户",),
        "description": ("交易详情",),
        "amount_in": ("记账金额(收入)",),
        "amount_out": ("记账金额(支出)",),
        "currency": ("记账币种",),
        "balance": ("余额",),
    },
    amounts="split",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(account=rf"卡号[:：]\s*{CARD}"),
    totals=(
        Total(
            "收入合计",
            rf"^人民币合计,{{8,9}}\"?\s*(?P<amount>{_SUM})",
            {"direction": "in", "currency": "人民币"},
        ),
        Total(
            "支出合计",
            rf"^人民币合计,{{8,9}}{_BOOKED}\"?\s*(?P<amount>{_SUM})",
            {"direction": "out", "currency": "人民币"},
        ),
    ),
    aside="人民币合计|明细查询文件下载",
    opens="明细查询文件下载",
    currencies=CURRENCIES,
)

ICBC_CREDIT = Format(
    name="icbc-credit-csv",
    channel="bank:icbc",
    title=Words("ICBC credit card, CSV from the web bank", "工商银行信用卡 网银 CSV"),
    header=(
        "交易日期",
        "记账日期",
        "摘要",
        "交易场所",
        "记账金额(收入)",
        "记账金额(支出)",
        "记账币种",
        "余额",
        "对方户名",
    ),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("记账日期",),
        "category": ("摘要",),
        "counterparty": ("交易场所", "对方户名"),
        "amount_in": ("记账金额(收入)",),
        "amount_out": ("记账金额(支出)",),
        "currency": ("记账币种",),
        "balance": ("余额",),
    },
    amounts="split",
    kinds=CREDIT_KINDS,
    statuses=SETTLED,
    says=Says(account=rf"卡号[:：]\s*{CARD}"),
    totals=(
        Total(
            "收入合计",
            rf"^合计金额,{{5}}{_BOOKED}{_BOOKED}\s*,\"?\s*(?P<amount>{_SUM})",
            {"direction": "in"},
        ),
        Total(
            "支出合计",
            rf"^合计金额,{{5}}{_BOOKED}{_BOOKED}\s*,{_BOOKED}\"?\s*(?P<amount>{_SUM})",
            {"direction": "out"},
        ),
    ),
    aside="合计金额|明细查询文件下载",
    opens="明细查询文件下载",
    currencies=CURRENCIES,
)

CCB_DEBIT = Format(
    name="ccb-debit",
    channel="bank:ccb",
    title=Words("China Construction Bank debit card, XLS or CSV", "建设银行借记卡 交易明细 XLS/CSV"),
    header=("记账日", "交易日期", "交易时间", "支出", "收入", "账户余额", "币种", "摘要", "对方户名", "交易地点"),
    columns={
        "occurred_at": ("交易日期",),
        "occurred_time": ("交易时间",),
        "posted_on": ("记账日",),
        "amount_in": ("收入",),
        "amount_out": ("支出",),
        "currency": ("币种",),
        "balance": ("账户余额",),
        "category": ("摘要",),
        "counterparty": ("交易地点", "对方户名"),
        "counterparty_account": ("对方账号",),
    },
    amounts="split",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(account=rf"^账\s*号[:：,\s]*{CARD}"),
    aside="以上数据仅供参考",
    currencies=CURRENCIES,
)

CCB_NUMBERED = Format(
    name="ccb-debit-numbered",
    channel="bank:ccb",
    title=Words("China Construction Bank debit card, numbered rows", "建设银行借记卡 交易明细（带序号）"),
    header=("序号", "摘要", "币别", "交易日期", "交易金额", "账户余额", "交易地点/附言", "对方账号与户名"),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("交易日期",),
        "amount": ("交易金额",),
        "currency": ("币别",),
        "balance": ("账户余额",),
        "category": ("摘要",),
        "counterparty": ("交易地点/附言", "对方账号与户名"),
        "counterparty_account": ("对方账号与户名",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(
        account=rf"(?:卡号|账号)[:：,\s]*{CARD}",
        from_at=r"起止日期[:：,\s]*(\d{8})",
        to_at=r"起止日期[:：,\s]*\d{8}\s*-\s*(\d{8})",
    ),
    aside="以上数据仅供参考",
    currencies=CURRENCIES,
)

ABC_DEBIT = Format(
    name="abc-debit",
    channel="bank:abc",
    title=Words("Agricultural Bank of China debit card, XLSX or CSV", "农业银行借记卡 明细 XLSX/CSV"),
    header=("交易日期", "交易时间", "交易摘要", "交易金额", "本次余额", "对手信息", "日志号", "交易渠道", "交易附言"),
    columns={
        "occurred_at": ("交易日期",),
        "occurred_time": ("交易时间",),
        "posted_on": ("交易日期",),
        "amount": ("交易金额",),
        "balance": ("本次余额",),
        "category": ("交易摘要",),
        "counterparty": ("对手信息",),
        "description": ("交易附言",),
        "reference": ("日志号",),
    },
    amounts="signed",
    least_cells=5,
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(account=rf"(?:卡号|账号|账户)[:：,\s]*{CARD}"),
)

BOC_DEBIT = Format(
    name="boc-debit-csv",
    channel="bank:boc",
    title=Words("Bank of China debit card, PDF turned into CSV", "中国银行借记卡 交易流水明细 PDF 转 CSV"),
    header=("记账日期", "记账时间", "币别", "金额", "余额", "交易名称", "附言", "对方账户名"),
    columns={
        "occurred_at": ("记账日期",),
        "occurred_time": ("记账时间",),
        "posted_on": ("记账日期",),
        "amount": ("金额",),
        "currency": ("币别",),
        "balance": ("余额",),
        "category": ("交易名称",),
        "counterparty": ("对方账户名",),
        "counterparty_account": ("对方卡号/账号",),
        "description": ("附言",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(account=rf"(?:借记卡号|卡号|账号)[:：,\s]*{CARD}"),
    currencies=CURRENCIES,
)

BOC_CREDIT = Format(
    name="boc-credit-csv",
    channel="bank:boc",
    title=Words("Bank of China credit card statement, turned into CSV", "中国银行信用卡账单 转 CSV"),
    header=("交易日", "银行记账日", "卡号后四位", "交易描述", "存入", "支出", "币种"),
    columns={
        "occurred_at": ("交易日",),
        "posted_on": ("银行记账日",),
        "account": ("卡号后四位",),
        "counterparty": ("交易描述",),
        "amount_in": ("存入",),
        "amount_out": ("支出",),
        "currency": ("币种",),
    },
    amounts="split",
    kinds=CREDIT_KINDS,
    statuses=SETTLED,
    aside="中国银行信用卡账单",
    opens="中国银行信用卡账单",
    currencies=CURRENCIES,
)

BOCOM_DEBIT = Format(
    name="bocom-debit-csv",
    channel="bank:bocom",
    title=Words("Bank of Communications debit card, XLS or CSV", "交通银行借记卡 交易明细 XLS/CSV"),
    header=("序号", "交易日期", "交易时间", "交易类型", "借贷", "交易金额", "余额", "对方户名", "交易地点", "摘要"),
    columns={
        "occurred_at": ("交易日期",),
        "occurred_time": ("交易时间",),
        "posted_on": ("交易日期",),
        "direction": ("借贷",),
        "amount": ("交易金额",),
        "balance": ("余额",),
        "category": ("交易类型",),
        "counterparty": ("交易地点", "对方户名"),
        "counterparty_account": ("对方账号",),
        "description": ("摘要",),
    },
    directions={"借 Dr": "out", "借Dr": "out", "借": "out", "贷 Cr": "in", "贷Cr": "in", "贷": "in"},
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(account=rf"(?:卡号|账号).*?[:：,\s]{CARD}"),
)

BOCOM_CREDIT = Format(
    name="bocom-credit-csv",
    channel="bank:bocom",
    title=Words("Bank of Communications credit card statement, turned into CSV", "交通银行信用卡账单 转 CSV"),
    header=("交易日期", "记账日期", "交易说明", "交易币种/金额", "入账币种/金额"),
    columns={
        "occurred_at": ("交易日期",),
        "posted_on": ("记账日期",),
        "counterparty": ("交易说明",),
        "amount": ("入账币种/金额",),
    },
    holds={
        "amount": r"(?P<currency>[A-Z]{3})\s*(?P<amount>\S+)",
        "counterparty": r"(?P<category>消费|退货|退款|取现|信用卡还款|还款|年费|利息)\s+(?P<counterparty>.*)",
    },
    flows=(When("out", {"category": "消费|取现|年费|利息"}), When("in", {"category": "退货|退款|信用卡还款|还款"})),
    kinds=CREDIT_KINDS,
    statuses=SETTLED,
    says=Says(account=rf"卡号.*?[:：,\s]{CARD}"),
    aside="还款、退货|消费、取现",
    currencies=CURRENCIES,
)
