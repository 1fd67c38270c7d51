"""Alipay: the web export, and both generations of the app's export."""

from __future__ import annotations

from dataclasses import replace

from audit.statements.format import Format, Says, Total, When
from audit.wording import Words

_NO_PURCHASE = (
    ".*(收益发放|转入|转出|提现|买入|卖出|赎回|充值到余额).*"
    "|转账.*|.*-转账|红包|红包-.*|.*(口令|现金|拼手气|普通)红包.*"
)
_REPAYMENT = "花呗.*还款.*|信用卡还款.*|.*(自动|主动|提前)还款.*"
_PAID = (
    "交易成功|支付成功|等待确认收货|等待对方确认收货|等待对方发货|等待发货|还款成功|退款成功|退税成功|代付成功"
    "|亲情卡付款成功|转入成功|转出成功"
)
_UNPAID = "等待付款|等待买家付款|待付款|支付失败|付款失败"

_KINDS = (
    When("authorization", {"status": "冻结成功|解冻成功|信用服务使用成功"}),
    When("transfer", {"description": ".*-买入退款"}),  # a fund's order that was not filled: no purchase was refunded
    When("refund", {"status": "退款成功"}),
    When("refund", {"category": "退款"}),
    When("refund", {"description": "退款-.*", "direction": "in|neutral"}),
    When("repayment", {"status": "还款成功"}),
    When("repayment", {"category": "信用借还", "direction": "out|neutral"}),
    When("repayment", {"description": _REPAYMENT, "direction": "neutral"}),
    When("transfer", {"funds": "资金转移"}),
    When("transfer", {"status": "转入成功|转出成功"}),
    When("transfer", {"category": "转账红包|投资理财|账户存取"}),
    When("transfer", {"description": _NO_PURCHASE, "direction": "neutral"}),
    When("transfer", {"description": "转账|转账-.*|.*-转账|红包", "direction": "out"}),
    When("charge", {"direction": "out|neutral"}),  # neutral: the owner may set any real purchase to 不计收支
    When("other", {}),
)

ALIPAY_WEB = Format(
    name="alipay-web-csv",
    channel="alipay",
    title=Words("Alipay bill from the web site, CSV", "支付宝网页版交易记录 CSV"),
    header=(
        "交易号",
        "商家订单号",
        "交易创建时间",
        "付款时间",
        "类型",
        "交易对方",
        "商品名称",
        "金额(元)",
        "收/支",
        "交易状态",
        "资金状态",
    ),
    columns={
        "occurred_at": ("付款时间", "交易创建时间"),
        "category": ("类型",),
        "counterparty": ("交易对方",),
        "description": ("商品名称",),
        "direction": ("收/支",),
        "amount": ("金额(元)",),
        "status": ("交易状态",),
        "funds": ("资金状态",),
        "refunded": ("成功退款(元)",),
        "reference": ("交易号",),
        "merchant_reference": ("商家订单号",),
    },
    directions={"支出": "out", "收入": "in", "不计收支": "neutral", "其他": "neutral", "": "neutral"},
    kinds=_KINDS,
    statuses=(
        When("voided", {"status": "交易关闭|已关闭", "funds": "", "refunded": r"0*([.,]0*)?"}),  # ordered, never paid
        When("voided", {"status": _UNPAID}),
        When("settled", {"status": f"{_PAID}|交易关闭|已关闭|"}),
    ),
    refunded=(When("column", {"status": "(?!退款成功).*"}),),
    says=Says(
        account=r"^账号[:：]\s*\[(.*?)\]",
        from_at=r"起始日期[:：]\s*\[(.*?)\]",
        to_at=r"终止日期[:：]\s*\[(.*?)\]",
        exported_at=r"导出时间[:：]\s*\[(.*?)\]",
    ),
    totals=(
        Total("记录", r"^共(?P<count>\d+)笔记录", {}),
        Total(
            "已收入",
            r"^已收入[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元",
            {"direction": "in", "funds": "已收入"},
            net="column",
        ),
        Total(
            "待收入",
            r"^待收入[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元",
            {"direction": "in", "funds": "待收入"},
            net="column",
        ),
        Total(
            "已支出",
            r"^已支出[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元",
            {"direction": "out", "funds": "已支出"},
            net="column",
        ),
        Total(
            "待支出",
            r"^待支出[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元",
            {"direction": "out", "funds": "待支出"},
            net="column",
        ),
    ),
    aside="-{8,}|支付宝交易记录明细查询|账号[:：]",
    opens="支付宝交易记录明细查询",
    refund_suffix="[_*]",
)

ALIPAY_APP = Format(
    name="alipay-app-csv",
    channel="alipay",
    title=Words("Alipay bill from the app, CSV (since 2023)", "支付宝 App 交易明细 CSV（2023 年起）"),
    header=(
        "交易时间",
        "交易分类",
        "交易对方",
        "对方账号",
        "商品说明",
        "收/支",
        "金额",
        "收/付款方式",
        "交易状态",
        "交易订单号",
    ),
    first="交易时间",
    columns={
        "occurred_at": ("交易时间",),
        "category": ("交易分类",),
        "counterparty": ("交易对方",),
        "counterparty_account": ("对方账号",),
        "description": ("商品说明",),
        "direction": ("收/支",),
        "amount": ("金额",),
        "method": ("收/付款方式",),
        "status": ("交易状态",),
        "reference": ("交易订单号",),
        "merchant_reference": ("商家订单号",),
    },
    directions={"支出": "out", "收入": "in", "不计收支": "neutral", "其他": "neutral"},
    kinds=_KINDS,
    statuses=(
        When("voided", {"status": "交易关闭|已关闭", "method": ""}),  # ordered, never paid
        When("voided", {"status": _UNPAID}),
        When("settled", {"status": f"{_PAID}|交易关闭|已关闭|冻结成功|解冻成功|信用服务使用成功"}),
    ),
    # closed with a way of paying: paid, and paid back in full; a part refunded shows on no row of its own
    refunded=(When("all", {"status": "交易关闭|已关闭", "method": ".+", "direction": "out|neutral"}),),
    says=Says(
        account=r"^支付宝账户[:：]\s*(\S+)",
        from_at=r"起始时间[:：]\s*\[(.*?)\]",
        to_at=r"终止时间[:：]\s*\[(.*?)\]",
        exported_at=r"^导出时间[:：]\s*\[(.*?)\]",
        filter=r"^导出交易类型[:：]\s*\[(.*?)\]",
    ),
    totals=(
        Total("记录", r"^共(?P<count>\d+)笔记录", {}),
        Total("收入", r"^收入[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元", {"direction": "in"}),
        Total("支出", r"^支出[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元", {"direction": "out"}, net="rows"),
        Total(
            "不计收支",
            r"^不计收支[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元",
            {"direction": "neutral"},
            by_count=True,
        ),
    ),
    aside="-{8,}|导出信息[:：]|特别提示[:：]",
    refund_suffix="[_*]",
)

ALIPAY_APP_2021 = replace(
    ALIPAY_APP,
    name="alipay-app-csv-2021",
    title=Words(
        "Alipay bill from the app, CSV (2021 to January 2023)", "支付宝 App 交易明细 CSV（2021 年至 2023 年 1 月）"
    ),
    first="收/支",
    totals=(
        *ALIPAY_APP.totals[:3],
        Total(
            "其他",
            r"^其他[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元",
            {"direction": "neutral"},
            by_count=True,
        ),
    ),
    opens=".*电子客户回单",
)

ALIPAY_MERCHANT = Format(
    name="alipay-merchant-csv",
    channel="alipay",
    title=Words("Alipay merchant account statement, CSV", "支付宝商家账务明细 CSV"),
    header=("账务流水号", "业务流水号", "商户订单号", "收入金额(+元)", "支出金额(-元)", "账户余额(元)", "发生时间"),
    columns={
        "occurred_at": ("发生时间",),
        "category": ("业务类型",),
        "counterparty": ("对方账号",),
        "description": ("商品名称", "业务描述", "备注"),
        "amount_in": ("收入金额(+元)",),
        "amount_out": ("支出金额(-元)",),
        "balance": ("账户余额(元)",),
        "reference": ("账务流水号",),
        "merchant_reference": ("商户订单号",),
    },
    amounts="split signed",
    kinds=(
        When("fee", {"category": ".*(收费|服务费|手续费).*"}),
        When("refund", {"category": ".*退款.*", "direction": "in"}),
        When("transfer", {"category": ".*(退款|转账|提现|充值|理财|转入|转出).*"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=(When("settled", {}),),
    says=Says(
        account=r"^#账号[:：]\s*\[\s*(.*?)\s*\]",
        from_at=r"^#起始日期[:：]\s*\[(.*?)\]",
        to_at=r"终止日期[:：]\s*\[(.*?)\]",
        exported_at=r"^#导出时间[:：]\s*\[(.*?)\]",
    ),
    totals=(
        Total("支出合计", r"^#支出合计[:：]\s*(?P<count>\d+)笔[,，\s]*共-?(?P<amount>[\d,.]+)元", {"direction": "out"}),
        Total("收入合计", r"^#收入合计[:：]\s*(?P<count>\d+)笔[,，\s]*共(?P<amount>[\d,.]+)元", {"direction": "in"}),
    ),
    aside='"?#',
    opens='"?#支付宝账务明细查询',
)
