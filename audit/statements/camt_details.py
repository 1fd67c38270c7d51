"""What a CAMT transaction says beside its amount: the other side, the mandate, the purpose, why it came back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from audit.statements.xml_tree import text_at, within

_NOTHING = ("NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOTAVAILABLE")
_REASONS = {  # ISO 20022, ExternalReturnReason1Code, in words
    "AC01": "incorrect account number / 账号错误",
    "AC04": "account closed / 账户已注销",
    "AC06": "account blocked / 账户被冻结",
    "AG01": "transaction forbidden / 不允许此类交易",
    "AM04": "insufficient funds / 余额不足",
    "AM05": "collected twice / 重复扣款",
    "BE05": "unknown creditor / 收款人不明",
    "FOCR": "cancelled on request / 应要求撤销",
    "MD01": "no mandate / 无授权",
    "MD06": "refund requested by the payer / 付款人要求退款",
    "MD07": "payer deceased / 付款人已故",
    "MS02": "refused by the payer / 付款人拒付",
    "MS03": "reason not given by the bank / 银行未说明原因",
    "SL01": "refused on the payer's standing instruction / 付款人预先拒付",
}
_RETURNED = "returned / 已退回"


def details_of(
    entry: Element, batch: Sequence[Element], whole: Mapping[str, str], own: str, owner: str
) -> dict[str, str]:
    """The cells that the transactions of an entry agree on; their texts one after the other."""
    every = [_of_one(entry, one, whole, own, owner) for one in batch] or [_of_one(entry, entry, whole, own, owner)]
    agreed = {name: value for name, value in every[0].items() if all(one[name] == value for one in every)}
    return {**agreed, "Text": "; ".join(dict.fromkeys(one["Text"] for one in every if one["Text"]))}


def _of_one(entry: Element, one: Element, whole: Mapping[str, str], own: str, owner: str) -> dict[str, str]:
    returned = _returned(one)
    sides = _sides(whole, undoes=bool(returned) or bool(whole["RvslInd"]))
    party = _party(one, sides, own, owner)
    served = _name(one, f"Ultmt{sides[0]}")  # whom a payment service collected for
    told = [*_texts(one, "RmtInf/Ustrd"), *_texts(one, "AddtlTxInf"), _structured(one), served, returned]
    end_to_end, mandate = (text_at(one, f"Refs/{name}") for name in ("EndToEndId", "MndtId"))
    creditor = _creditor(one)
    amount, currency = _original(entry, one, whole["Ccy"])
    return {
        "Party": party,
        "Text": " ".join(dict.fromkeys(text for text in told if text and text != party)),
        "RtrInf": returned,
        "EndToEndId": "" if end_to_end.upper() in _NOTHING else end_to_end,
        "Mandate": f"{creditor}/{mandate}" if creditor and mandate else mandate,
        "OrgnlAmt": amount,
        "OrgnlCcy": currency,
    }


def _texts(element: Element, path: str) -> list[str]:
    return [" ".join((found.text or "").split()) for found in within(element, path)]


def _structured(one: Element) -> str:
    return text_at(one, "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef")


def _returned(one: Element) -> str:
    """Why the payment came back, in words; "" where it did not."""
    code = text_at(one, "RtrInf/Rsn/Cd", "RtrInf/RtrRsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Prtry")
    said = " ".join(_texts(one, "RtrInf/AddtlInf"))
    if not any(True for _ in within(one, "RtrInf")):
        return ""
    return "; ".join(filter(None, (" ".join(filter(None, (code, _REASONS.get(code, _RETURNED)))), said)))


def _sides(whole: Mapping[str, str], *, undoes: bool) -> tuple[str, str]:
    """The other side and this one: who got the money, or whom it came from; undone, who had got it before."""
    undoes = undoes or ("RDDT" in whole["BkTxCd"] and whole["CdtDbtInd"] == "CRDT")
    paid = (whole["CdtDbtInd"] == "DBIT") != undoes
    return ("Cdtr", "Dbtr") if paid else ("Dbtr", "Cdtr")


def _party(one: Element, sides: tuple[str, str], own: str, owner: str) -> str:
    """The first of the sides that has a name and is not the account itself."""
    for side in sides:
        name = _name(one, side)
        account = text_at(one, f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id")
        if name and name != owner and (not own or account != own):
            return name
    return _name(one, f"Ultmt{sides[0]}")


def _name(one: Element, side: str) -> str:
    return text_at(one, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm")


def _creditor(one: Element) -> str:
    """The creditor's identifier, by which a mandate is unique."""
    return text_at(
        one,
        *(f"RltdPties/Cdtr/{pty}Id/{kind}/Othr/Id" for pty in ("", "Pty/") for kind in ("PrvtId", "OrgId")),
    )


def _original(entry: Element, one: Element, currency: str) -> tuple[str, str]:
    """The amount and the currency it was asked in, where that is another than the account's."""
    for element in (one, entry):
        for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "Amt"):
            for amount in within(element, path):
                asked = amount.get("Ccy", "").strip().upper()
                value = (amount.text or "").strip()
                if asked and asked != currency and re.search("[1-9]", value):
                    return value, asked
    for path in ("AmtDtls/TxAmt/CcyXchg", "AmtDtls/InstdAmt/CcyXchg"):
        for exchange in within(one, path):
            named = [text_at(exchange, name) for name in ("SrcCcy", "TrgtCcy")]
            return "", next((code for code in named if code and code != currency), "")
    return "", ""
