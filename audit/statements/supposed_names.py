"""The names banks give their columns, in Chinese and in western languages, and what else holds of bills in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit.statements import currency_codes, western_words
from audit.statements.amount_text import currencies_of
from audit.statements.bank_words import CARD, CURRENCIES, KINDS, SETTLED
from audit.statements.format import WESTERN as WESTERN_ENCODINGS
from audit.statements.format import Says
from audit.wording import Words

NOT_PRINTED = Words("not printed", "未印")


@dataclass(frozen=True)
class Vocabulary:
    """Names of columns by ours, as headers are compared; words for directions; facts of a bill in that language.

    `unit` finds the currency behind a column's name.
    """

    names: Mapping[str, str]
    directions: Mapping[str, str]
    unit: re.Pattern[str]
    facts: Mapping[str, Any]
    signs_debits: bool = False  # a column of money out may print its amounts with a minus
    prints_currency: bool = False  # there is no currency a bill in this language is in for certain

    @cached_property
    def synonyms(self) -> Mapping[str, tuple[str, ...]]:
        """Every name of a column by ours, the likeliest first."""
        return {ours: tuple(names.split()) for ours, names in self.names.items()}

    def currency_in(self, names: Sequence[str]) -> str:
        """The currency that names of columns print, `XXX` where none does, "" where that needs no saying."""
        if not self.prints_currency:
            return ""
        marks = {found[1].upper() for name in names if (found := self.unit.search(name))}
        codes = {code for mark in marks for code in currencies_of(mark)} & western_words.CURRENCIES.keys()
        return codes.pop() if len(codes) == 1 else currency_codes.NONE


_CHINESE_NAMES = {
    "occurred_at": "交易日期 交易日 交易时间 日期 发生日期 业务日期 记账日期 记账日 入账日期",
    "occurred_time": "交易时间 记账时间 时间",
    "amount_in": "收入 收入金额 存入 存入金额 转入金额 贷方发生额 贷方金额 记账金额(收入)",
    "amount_out": "支出 支出金额 取出 取出金额 支取金额 转出金额 借方发生额 借方金额 记账金额(支出)",
    "amount": "交易金额 金额 发生额 人民币金额 入账金额 记账金额",
    "direction": "借贷 借贷标志 借贷方向 收支 收/支 收支类型 收付标志 交易方向 交易类型",
    "balance": "余额 账户余额 本次余额 联机余额 当前余额 交易后余额",
    "currency": "币种 币别 货币 交易币种",
    "account": "卡号末四位 卡号后四位 卡末四位",
    "category": "交易摘要 摘要 交易名称 业务类型",
    "counterparty": "对方户名 对方名称 交易对方 交易对手 交易对手名称 对手户名 对手信息 对方账户名 商户名称 交易场所 "
    "交易地点 交易描述 交易说明",
    "description": "附言 交易附言 用途 交易备注 备注",
}
_CHINESE_DIRECTIONS = {
    **dict.fromkeys(("借", "借方", "借 Dr", "借Dr", "支出", "支", "转出", "出账", "付", "付款"), "out"),
    **dict.fromkeys(("贷", "贷方", "贷 Cr", "贷Cr", "收入", "收", "转入", "入账", "收款"), "in"),
}
WALLETS = {"交易单号", "商户单号", "交易订单号", "商家订单号", "交易号", "账务流水号"}  # described, and only there
_WESTERN_NAMES = {
    "occurred_at": "date transactiondate trans.date transdate dateoftransaction posteddate postingdate bookingdate "
    "datum buchungstag buchungsdatum buchung belegdatum transactiedatum boekdatum boekingsdatum dateopération "
    "dateoperation dated'opération datedel'opération",
    "occurred_time": "time uhrzeit tijd heure",
    "amount_in": "credit credits creditamount deposit deposits moneyin paidin haben gutschrift einnahmen bij crédit "
    "montantcrédit ontvangen",
    "amount_out": "debit debits debitamount withdrawal withdrawals moneyout paidout soll belastung ausgaben af débit "
    "montantdébit uitgegeven",
    "amount": "amount transactionamount value betrag umsatz bedrag montant",
    "direction": "debit/credit credit/debit dr/cr cr/dr d/c c/d creditdebitindicator afbij af/bij soll/haben s/h sens "
    "type transactiontype",
    "balance": "balance runningbalance runningbal. runningbal accountbalance ledgerbalance saldo kontostand "
    "saldonamutatie saldonatrn solde",
    "currency": "currency ccy währung waehrung munt devise",
    "account": "accountnumber accountno. iban kontonummer rekening rekeningnummer",
    "category": "type transactiontype transaction buchungstext umsatzart vorgang mutatiesoort typed'opération",
    "counterparty": "payee payeename merchant counterparty description details transactiondetails narrative memo "
    "particulars empfänger auftraggeber/empfänger zahlungsempfänger beguenstigter/zahlungspflichtiger "
    "naamtegenpartij naam/omschrijving naam libellé libelle bénéficiaire tiers name",
    "status": "status state transactionstatus pending",
    "description": "reference notes description verwendungszweck omschrijving mededelingen communication",
}
_OUT, _IN = "debit dr db d debet soll s af débit out".split(), "credit cr c haben h bij crédit in".split()
_WESTERN_DIRECTIONS = {
    printed: way
    for way, words in (("out", _OUT), ("in", _IN))
    for word in words
    for printed in (word, word.upper(), word.title())
}
CHINESE = Vocabulary(
    names=_CHINESE_NAMES,
    directions=_CHINESE_DIRECTIONS,
    unit=re.compile(r"\((元|人民币|人民币元|rmb|cny)\)$"),
    facts={
        "kinds": KINDS,
        "statuses": SETTLED,
        "says": Says(account=rf"(?:卡号|账号|账户)[:：,\s]*{CARD}"),
        "aside": ".*合计|.*仅供参考",
        "currencies": CURRENCIES,
    },
)
WESTERN = Vocabulary(
    names=_WESTERN_NAMES,
    directions=_WESTERN_DIRECTIONS,
    unit=re.compile(r"(?:\(|in)([a-z]{3}|[£€$])\)?$"),
    facts={
        "kinds": western_words.ACCOUNT_KINDS,
        "statuses": western_words.STATUSES,
        "says": Says(account=r"(?i)(?:account|konto|rekening|compte|iban|card)\b.*?(\d{4})\b(?!.*\d)"),
        "currencies": western_words.CURRENCIES,
        "dates": "either",
        "decimal": "either",
        "encodings": WESTERN_ENCODINGS,
        "utc_offset": "",
    },
    signs_debits=True,
    prints_currency=True,
)
