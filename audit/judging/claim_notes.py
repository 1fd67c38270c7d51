"""What a claim says for information: money that came back beyond a charge, and what an exchange rate made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from audit.money import to_print
from audit.tables import Claims
from audit.wording import Words

SURPLUS = Words(
    "{amount} more came back than was charged: shown for information, it lowers no other charge.",
    "退款比扣款多 {amount}：仅供参考，不抵减其他扣款。",
)
EXCHANGE = Words(
    "It was charged as {paid} and came back as {back}: the difference of {difference} lies in the exchange rate; it is"
    " shown for information and not claimed.",
    "扣款入账 {paid}，退款入账 {back}：差额 {difference} 因汇率产生，仅供参考，不主张。",
)
_PAYMENT = ["person", "payment_id"]
_FINDING = ["person", "finding_id"]
_SUMS = ["amount_minor", "posted_minor"]


def surplus_told(lines: pd.DataFrame) -> pd.DataFrame:
    """The claim lines with a sentence where more was refunded than charged (RULES §3.4)."""
    over = lines[lines["surplus_minor"] > 0]
    said = [
        SURPLUS.fill(amount=to_print(minor, currency))
        for minor, currency in zip(over["surplus_minor"], over["currency"], strict=True)
    ]
    return _told(lines, over.index, said)


def exchange_told(claims: Claims, findings: pd.DataFrame, refunds: pd.DataFrame, payments: pd.DataFrame) -> Claims:
    """The claim with a sentence where a charge came back in full in its own currency, and not so in the account's.

    Both bills' own figures are needed: what the charge and every refund of it were posted as, in one other currency.
    """
    posted = payments.loc[payments["posted_minor"].notna(), [*_PAYMENT, "posted_minor", "posted_currency"]]
    if posted.empty or refunds.empty:
        return claims
    sure = refunds.loc[refunds["certain"], [*_FINDING, "refund_id", "amount_minor"]]
    came = sure.merge(posted.rename(columns={"payment_id": "refund_id"}), on=["person", "refund_id"], how="left")
    back = came.groupby(_FINDING, as_index=False).agg(
        amount_minor=("amount_minor", "sum"), back=("posted_minor", "sum"), known=("posted_minor", "count"),
        times=("amount_minor", "size"), kinds=("posted_currency", "nunique"), money=("posted_currency", "first"),
    )  # fmt: skip
    charged = findings[[*_FINDING, "payment_id", "amount_minor", "currency"]].merge(posted, on=_PAYMENT)
    both = charged.merge(back, on=[*_FINDING, "amount_minor"])
    both = both[(both["known"] == both["times"]) & (both["kinds"] == 1) & (both["money"] == both["posted_currency"])]
    both = both[(both["money"] != both["currency"]) & (both["back"] != both["posted_minor"])]
    lines = claims.lines.assign(_place=range(len(claims.lines)))
    at = both.merge(lines[[*_FINDING, "_place"]], on=_FINDING)
    return replace(claims, lines=_told(claims.lines, at["_place"], map(_exchange, at.to_dict("records"))))


def _exchange(row: dict[str, object]) -> Words:
    paid, back, money = int(str(row["posted_minor"])), int(str(row["back"])), str(row["money"])
    difference = to_print(abs(paid - back), money)
    return EXCHANGE.fill(paid=to_print(paid, money), back=to_print(back, money), difference=difference)


def _told(lines: pd.DataFrame, at: Iterable[int], said: Iterable[Words]) -> pd.DataFrame:
    """The lines with a sentence more at each of these places."""
    en, zh = lines["interest_note"].tolist(), lines["interest_note_zh"].tolist()
    for place, words in zip(at, said, strict=True):
        en[place], zh[place] = f"{en[place]} {words.en}".strip(), zh[place] + words.zh
    notes = {"interest_note": en, "interest_note_zh": zh}
    return lines.assign(**{name: pd.Series(text, index=lines.index, dtype="str") for name, text in notes.items()})
