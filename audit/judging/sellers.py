"""Under which names a payment's seller goes in all the bills it stands in, so that a refund finds its seller."""

from __future__ import annotations

import re

import pandas as pd

from audit.catalogue import channels
from audit.judging.among import among
from audit.judging.legs import BACK, fold, of_unique, tails
from audit.judging.seller_numbers import other_names

_NONE = ("", "/", "-", "--", "----")
_CARRIERS = "|".join(
    re.escape(fold(name))
    for c in channels()
    for name in c.wallet_prefixes
    if c.kind == "wallet" or (c.kind == "platform" and "支付" in name)
)
_CARRIER = re.compile(
    rf"^(?:(?:{_CARRIERS}|网银在线)(?:支付科技有限公司|\(中国\)网络技术有限公司|支付|app)?[-—:*\s]*)+"
)
_BACK = re.compile(r"退款|退货|退回|冲正|撤销|快捷支付|网上支付|消费|\brefund\b|\(退\)")
_EDGES = re.compile(r"^[-—:*_\s]+|[-—:*_\s]+$")


def seller_keys(rows: pd.DataFrame, payment_of: pd.Series, refunds: pd.Index) -> pd.DataFrame:
    """Pairs of a payment's row label and a name of its seller: `payment`, `key`, each pair once.

    Names under which none of these `refunds` (labels of payments) goes are left out. A payment has the names of every
    row that is a view of it (`payment_of`: row label to payment label). Accounts of sellers count like names, since
    one shop prints its name now masked and now whole. A refund whose name carries a number of its own also goes by its
    name without it, `bare:shop #`, and so do the charges of that name: the number may be the shop's. A bank's refund
    that names no seller goes by its card, `card:1234`, which says where money came back to and no more.
    """
    bank, back = rows["channel"].str.startswith("bank"), rows["kind"].isin(BACK)
    counterparty = of_unique(rows["counterparty"], bare_seller).astype("str")
    name = counterparty.mask(counterparty.eq("") & bank, of_unique(rows["description"].where(bank, ""), bare_seller))
    other = other_names(name, rows["person"], back)
    account = rows["counterparty_account"].where(~rows["counterparty_account"].isin(_NONE), "")
    card, sought = tails(rows), payment_of.loc[rows.index].isin(refunds)
    keys = pd.concat([
        _keyed(name, "name:", name.ne(""), sought),
        _keyed(other, "bare:", other.ne(""), sought),
        _keyed(account, "account:", account.ne("") & ~bank, sought),
        _keyed(card, "card:", card.ne("") & (~back | (bank & name.eq(""))), sought),
    ])  # fmt: skip
    return keys.assign(payment=payment_of.loc[keys["row"]].to_numpy())[["payment", "key"]].drop_duplicates()


def bare_seller(text: str) -> str:
    """A seller's name without the wallet before it and the words of a refund around it; "" if nothing is left.

    >>> bare_seller("财付通-某某商户"), bare_seller("支付宝－退款－某某商户"), bare_seller("财付通-微信支付")
    ('某某商户', '某某商户', '')
    """
    bare = _EDGES.sub("", _BACK.sub("", fold(text)))
    bare = _EDGES.sub("", _CARRIER.sub("", bare))
    return "" if bare in _NONE else bare


def _keyed(values: pd.Series, prefix: str, kept: pd.Series, sought: pd.Series) -> pd.DataFrame:
    kept = kept & among(values, values[kept & sought])
    return pd.DataFrame({"row": values.index[kept], "key": prefix + values[kept].astype("str").to_numpy()})
