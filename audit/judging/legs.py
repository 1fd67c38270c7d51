"""The few facts of a row by which it is recognised in another bill: day, amount, card tail, and who names whom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.catalogue import channel

LARGEST = 1 << 40  # minor units; no payment of a person is larger
DAYS = (pd.Timestamp("1990-01-01"), pd.Timestamp("2200-01-01"))  # a row dated outside is seen in no other bill
DEAD = ("declined", "voided")  # rows that moved no money
BACK = ("refund", "reversal", "chargeback")
_DISCOUNT = re.compile(r"红包|优惠|立减|满减|券|抵扣|积分|折扣|奖励|礼金|免单")
_PARTS = re.compile(r"[&＆+、,，;；]")
_TAIL = re.compile(r"[(（](\d{4})[)）]")


def legs(rows: pd.DataFrame) -> pd.DataFrame:
    """One narrow record per row that moved money, under the row's own index.

    `flow` is out or in: refunds flow in whatever their bill prints; a neutral row flows out. The amount is what another
    bill shows: the deposit made for the payment, else its cost at home, else its own.
    """
    alive = rows[moved_money(rows) & rows["amount_minor"].lt(LARGEST) & rows["civil_date"].between(*DAYS)]
    back = alive["kind"].isin(BACK) | alive["direction"].eq("in")
    amount, currency = _shown(alive)
    return pd.DataFrame(
        {
            "group": alive.assign(currency=currency).groupby(["person", "currency", back], sort=False).ngroup(),
            "flow": back.map({True: "in", False: "out"}),
            "amount": amount,
            "day": to_day(alive["civil_date"]),
            "at": alive["occurred_at"].to_numpy().astype("datetime64[s]").astype(np.int64),
            "side": of_unique(alive["channel"], lambda c: channel(c).kind),
            "id": alive["transaction_id"],
        }
    )


def _shown(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """What another bill shows of each row, in which currency."""
    amount, currency = rows["amount_minor"], rows["currency"]
    for name in ("posted", "asked"):
        if f"{name}_minor" in rows:
            known = rows[f"{name}_minor"].notna() & rows[f"{name}_currency"].ne("")
            amount = amount.mask(known, rows[f"{name}_minor"]).astype("int64")
            currency = currency.mask(known, rows[f"{name}_currency"])
    return amount, currency


def moved_money(rows: pd.DataFrame) -> pd.Series:
    """True for rows that are or mirror a payment: not declined, not voided, no store's record, not zero.

    What a bank has not booked yet may still change or vanish, and comes again when it is booked.
    """
    unbooked = rows["status"].eq("pending")
    if unbooked.any():
        unbooked &= rows["channel"].str.startswith("bank")
    return ~unbooked & ~rows["status"].isin(DEAD) & rows["kind"].ne("purchase") & rows["amount_minor"].gt(0)


def to_day(dates: pd.Series) -> npt.NDArray[np.int64]:
    """Civil dates as days since 1970-01-01."""
    days: npt.NDArray[np.int64] = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days


CARD = ["channel", "account_id", "method", "funding_account"]  # what `tails` reads


def tails(rows: pd.DataFrame) -> pd.Series:
    """The last four digits of the card behind each row: a bank's own account, a wallet's funding card; "" if none."""
    printed = of_unique(rows["method"], _tail_in)
    funded = rows["funding_account"].where(rows["funding_account"].ne(""), printed)
    bank = rows["channel"].str.startswith("bank")
    return funded.where(~bank, of_unique(rows["account_id"], _tail_of)).astype("str")


def own_money(rows: pd.DataFrame) -> pd.Series:
    """True where the row was paid from its channel's own balance or credit alone, so that no bank row can mirror it."""
    return _of_methods(rows, _is_own)


def part_discount(rows: pd.DataFrame) -> pd.Series:
    """True where the method names a red packet, coupon or second source beside the card: the bank may show less."""
    return _of_methods(rows, _is_mixed)


def text_of(rows: pd.DataFrame) -> pd.Series:
    """Counterparty, description and method in one folded string, for finding names in."""
    joined = rows["counterparty"] + " " + rows["description"] + " " + rows["method"]
    return of_unique(joined, fold)


def fold(text: str) -> str:
    """Full width as half width, no case, single blanks."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def of_unique(values: pd.Series, function: Callable[[str], object]) -> pd.Series:
    """The function of each value, computed once per distinct value."""
    codes, distinct = pd.factorize(values)
    return pd.Series(pd.Series([function(v) for v in distinct]).array.take(codes), index=values.index)


def _of_methods(rows: pd.DataFrame, function: Callable[[str, str], bool]) -> pd.Series:
    pairs = rows["channel"] + "\n" + rows["method"]
    return of_unique(pairs, lambda pair: function(*pair.split("\n", 1))).astype(bool)


def _parts(method: str) -> list[str]:
    return [p for p in map(str.strip, _PARTS.split(unicodedata.normalize("NFKC", method))) if p and p != "/"]


def _is_own(channel_id: str, method: str) -> bool:
    balances = tuple(map(fold, channel(channel_id).balances))
    parts = _parts(method)
    return bool(parts) and all(_DISCOUNT.search(p) or fold(p).startswith(balances) for p in parts)


def _is_mixed(channel_id: str, method: str) -> bool:
    return not _is_own(channel_id, method) and (len(_parts(method)) > 1 or bool(_DISCOUNT.search(method)))


def _tail_in(method: str) -> str:
    found = _TAIL.search(method)
    return found[1] if found else ""


def _tail_of(account: str) -> str:
    digits = re.findall(r"\d+", account)
    return digits[-1][-4:] if digits and len(digits[-1]) >= 4 else ""
