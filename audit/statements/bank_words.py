"""The words banks share: what kind of money a row moved, and how currencies and accounts are printed."""

from __future__ import annotations

from audit.statements.format import When

CURRENCIES = {
    **dict.fromkeys(("人民币", "人民币元", "CNY", "RMB", "156"), "CNY"),
    **dict.fromkeys(("美元", "USD"), "USD"),
    **dict.fromkeys(("港币", "港元", "HKD"), "HKD"),
    **dict.fromkeys(("欧元", "EUR"), "EUR"),
    **dict.fromkeys(("英镑", "GBP"), "GBP"),
    **dict.fromkeys(("日元", "JPY"), "JPY"),
    **dict.fromkeys(("澳元", "澳大利亚元", "AUD"), "AUD"),
    **dict.fromkeys(("加元", "加拿大元", "CAD"), "CAD"),
    **dict.fromkeys(("新加坡元", "SGD"), "SGD"),
}
CARD = r"[\d*xX]*?(\d{4})(?![\d*])"  # a card's number, of which the last four digits are its name

_WALLET = "(财付通|支付宝|微信支付|京东支付|拼多多支付|美团支付|抖音支付|网银在线|云闪付.*)[-－—].*"
KINDS = (
    When("fee", {"category": ".*(手续费|年费|短信费|工本费).*"}),
    When("reversal", {"category": ".*冲账.*", "direction": "in"}),
    When("repayment", {"category": ".*还款.*"}),
    When("repayment", {"counterparty": ".*还款.*", "direction": "out"}),
    When("transfer", {"category": ".*(转账|网转|汇款|汇入|提现|取款|存款|代发|结息|利息).*"}),
    When("transfer", {"category": ".*(理财|基金|朝朝宝|申购|赎回).*"}),
    When("transfer", {"counterparty": ".*(提现|转账|红包|零钱|余额宝).*", "direction": "in"}),
    When("refund", {"direction": "in", "category": ".*(退款|退货|撤销|冲正).*"}),
    When("refund", {"direction": "in", "counterparty": f".*(退款|退货).*|{_WALLET}"}),
    When("refund", {"direction": "in", "description": f".*(退款|退货).*|{_WALLET}"}),
    When("charge", {"direction": "out"}),
    When("other", {}),
)
_TEXTS = ("category", "counterparty", "description")
CREDIT_KINDS = (  # on a credit card's bill money comes in by repayment, or is given back
    *(When("fee", {text: ".*(手续费|年费|违约金|滞纳金|循环利息|分期利息).*"}) for text in _TEXTS),
    *(When("repayment", {text: ".*(还款|自动转[账帐]|约定扣款).*", "direction": "in"}) for text in _TEXTS),
    *(When("transfer", {text: ".*(取现|转账|转帐|汇款|存款|利息|溢缴).*"}) for text in _TEXTS),
    *(When("other", {text: ".*(返现|返还|奖励|立减|红包|抵扣|积分|分润).*", "direction": "in"}) for text in _TEXTS),
    When("refund", {"direction": "in"}),
    When("charge", {"direction": "out"}),
)
SETTLED = (When("settled", {}),)  # a bank prints what it has booked
