"""WeChat Pay: the personal bill as CSV (to mid 2025) and as XLSX (since July 2025, with numbers since March 2026)."""

from __future__ import annotations

from dataclasses import replace

from audit.statements.format import Format, Says, Total, When
from audit.wording import Words

_TRANSFERS = (
    "转账|微信红包|微信红包[(（].*[)）]|企业微信红包|群收款|二维码收款|零钱提现|零钱充值|购买理财通|理财通赎回|转入零钱通.*|零钱通转出.*"
    "|经营账户提现|赞赏码"
)

WECHAT_CSV = Format(
    name="wechat-csv",
    channel="wechat",
    title=Words("WeChat Pay bill, CSV", "微信支付账单 CSV"),
    container="text",
    header=("交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号"),
    columns={
        "occurred_at": ("交易时间",),
        "category": ("交易类型",),
        "counterparty": ("交易对方",),
        "description": ("商品",),
        "direction": ("收/支",),
        "amount": ("金额(元)",),
        "method": ("支付方式",),
        "status": ("当前状态",),
        "reference": ("交易单号",),
        "merchant_reference": ("商户单号",),
    },
    directions={"支出": "out", "收入": "in", "/": "neutral"},
    kinds=(
        When("refund", {"category": ".*-退款", "direction": "in"}),
        When("repayment", {"category": "信用卡还款"}),
        When("transfer", {"category": _TRANSFERS}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=(
        When("voided", {"status": "提现失败.*|支付失败|待支付|已取消|已关闭"}),
        When("pending", {"status": "待.*收钱|等待.*收钱|.*处理中"}),
        When(
            "settled",
            {
                "status": (
                    "支付成功|已存入零钱通?|已转入零钱通|已存入经营账户|已到账|已收钱|已转账|朋友已收钱|对方已收钱|对方已退还"
                    "|已全额退款|已退款.*|提现已到账|充值完成|充值成功"
                )
            },
        ),
    ),
    refunded=(
        When("all", {"direction": "out", "status": "已全额退款|对方已退还"}),
        When(r"已退款[(（]?[¥￥]?([\d,.]+)[)）]?", {"direction": "out", "status": "已退款.*"}),
        When("none", {"direction": "out"}),
    ),
    says=Says(
        account=r"^微信昵称[:：]\s*\[(.*)\]",
        from_at=r"起始时间[:：]\s*\[(.*?)\]",
        to_at=r"终止时间[:：]\s*\[(.*?)\]",
        exported_at=r"^导出时间[:：]\s*\[(.*?)\]",
        filter=r"^导出类型[:：]\s*\[(.*?)\]",
    ),
    totals=(
        Total("记录", r"^共(?P<count>\d+)笔记录", {}),
        Total("收入", r"^收入[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元", {"direction": "in"}),
        Total("支出", r"^支出[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元", {"direction": "out"}),
        Total("中性交易", r"^中性交易[:：]\s*(?P<count>\d+)笔[,，\s]*(?P<amount>[\d,.]+)元", {"direction": "neutral"}),
    ),
    aside="微信支付账单明细|微信昵称[:：]|-{8,}",
    # the number of a returned transfer or red packet is the merchant number of the one it returns
    refund_by_merchant_number={"category": "(转账|微信红包.*)-退款"},
)

WECHAT_XLSX = replace(
    WECHAT_CSV, name="wechat-xlsx", title=Words("WeChat Pay bill, XLSX", "微信支付账单 XLSX"), container="sheet"
)
