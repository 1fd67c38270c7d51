"""Bills of shopping platforms: JD in both its generations, and Meituan."""

from __future__ import annotations

from audit.statements.format import Format, Says, Total, When
from audit.wording import Words

_COUNT_AND_SUM = r"[:：]\s*(?P<count>\d+)笔(?:[(（][^)）]*[)）])?[,，\s]*(?P<amount>[\d,.]+)元"
_RECORDS = Total("记录", r"^共[:：](?P<count>\d+)笔记录", {})

JD = Format(
    name="jd-csv",
    channel="jd",
    title=Words("JD bill, CSV", "京东交易流水 CSV"),
    header=(
        "交易时间",
        "交易分类",
        "商户名称",
        "交易说明",
        "收/支",
        "金额",
        "收/付款方式",
        "交易状态",
        "交易订单号",
        "商家订单号",
    ),
    columns={
        "occurred_at": ("交易时间",),
        "category": ("交易分类",),
        "counterparty": ("商户名称",),
        "description": ("交易说明",),
        "direction": ("收/支",),
        "amount": ("金额",),
        "method": ("收/付款方式",),
        "status": ("交易状态",),
        "reference": ("交易订单号",),
        "merchant_reference": ("商家订单号",),
    },
    holds={"amount": r"(?P<amount>[\d,.]+)\s*[(（](?P<note>.*)[)）]"},  # since 2025: `131.77(已退款89.84)`
    directions={"支出": "out", "收入": "in", "不计收支": "neutral"},
    kinds=(
        When("refund", {"status": "退款成功"}),
        When("refund", {"description": "退款-.*|价保退款.*", "direction": "in|neutral"}),
        When("repayment", {"status": "还款成功"}),
        When("repayment", {"description": ".*(主动|自动|提前)?还款.*", "direction": "neutral"}),
        When("transfer", {"description": ".*(转入|转出|提现|转账|红包).*", "direction": "in|neutral"}),
        When("charge", {"direction": "out|neutral"}),  # neutral: a purchase refunded in full is counted as neither
        When("other", {}),
    ),
    statuses=(When("settled", {"status": "交易成功|支付成功|退款成功|还款成功|自动扣款成功"}),),
    refunded=(When("all", {"note": "已全额退款"}), When(r"已退款([\d,.]+)", {"note": ".+"})),
    refund_shares_number=True,
    says=Says(
        account=r"^京东账号名[:：]\s*(\S+)",
        from_at=r"^(?:起始时间|日期区间)[:：]\s*(\d{4}-\d{2}-\d{2})",
        to_at=r"^(?:起始时间[:：].*终止时间[:：]|日期区间[:：].*至)\s*(\d{4}-\d{2}-\d{2})",
        exported_at=r"^(?:导出时间|申请时间)[:：]\s*(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})",
        filter=r"^导出交易类型[:：]\s*(\S*)",
    ),
    totals=(
        _RECORDS,
        Total("收入", "^收入" + _COUNT_AND_SUM, {"direction": "in"}),
        Total("支出", "^支出" + _COUNT_AND_SUM, {"direction": "out"}, net="column"),
        Total("不计收支", "^不计收支" + _COUNT_AND_SUM, {"direction": "neutral"}, by_count=True),
    ),
    aside="导出信息[:：]|京东账号名[:：]",
    opens="导出信息[:：]",
)

MEITUAN = Format(
    name="meituan-csv",
    channel="meituan",
    title=Words("Meituan bill, CSV", "美团账单 CSV"),
    header=(
        "交易创建时间",
        "交易成功时间",
        "交易类型",
        "订单标题",
        "收/支",
        "支付方式",
        "订单金额",
        "实付金额",
        "交易单号",
        "商家单号",
    ),
    columns={
        "occurred_at": ("交易成功时间", "交易创建时间"),
        "category": ("交易类型",),
        "counterparty": ("订单标题",),  # the bill names no seller; its title is what a refund has in common
        "description": ("订单标题",),
        "direction": ("收/支",),
        "amount": ("实付金额",),
        "method": ("支付方式",),
        "reference": ("交易单号",),
        "merchant_reference": ("商家单号",),
    },
    directions={"支出": "out", "收入": "in", "不计收支": "neutral"},
    kinds=(
        When("refund", {"category": "退款"}),
        When("repayment", {"category": "还款"}),
        When("repayment", {"description": ".*还款.*账单.*"}),  # what was bought on credit stands in the bill already
        When("transfer", {"category": "充值|提现|转账"}),
        When("charge", {"direction": "out|neutral"}),
        When("other", {}),
    ),
    statuses=(When("settled", {}),),  # the bill prints none
    says=Says(
        account=r"^美团用户名[:：]\s*\[(.*?)\]",
        from_at=r"^起始时间[:：]\s*\[(.*?)\]",
        to_at=r"终止时间[:：]\s*\[(.*?)\]",
        exported_at=r"^导出时间[:：]\s*\[(.*?)\]",
        filter=r"^导出交易类型[:：]\s*\[(.*?)\]",
    ),
    totals=(  # the bill itself says that its sums need not be the sums of its rows
        _RECORDS,
        Total("支出", "^支出" + _COUNT_AND_SUM, {"direction": "out"}, by_count=True),
        Total("收入", "^收入" + _COUNT_AND_SUM, {"direction": "in"}, by_count=True),
        Total("不计收支", "^不计收支" + _COUNT_AND_SUM, {"direction": "neutral"}, by_count=True),
    ),
    aside="美团交易账单明细",
    opens="美团交易账单明细",
)
