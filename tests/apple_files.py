"""Stores' own histories as tests tell them: Apple's purchases and subscriptions, as the files of a data copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

PURCHASES = "Store Transaction Purchase and Free Apps History.csv"
SUBSCRIPTIONS = "Subscription History.csv"
_BOUGHT = (
    "Apple ID Number,Item Purchased Date,Content Type,Item Reference Number,Item Description,Container Description,"
    "Seller,Invoice Item Total,Refund Amount,Document Number,Order Number,Payment Type,Currency ID"
)
_SUBSCRIBED = (
    "Apple ID Number,Subscription Initiated Date,Content Type,Item Reference Number,Item Description,"
    "Container Description,Seller,Invoice Item Total,Automatic Renewal?,Last Automatic Renewal Disabled Date,"
    "Last Automatic Renewal Enabled Date"
)
CLOUD = ("1440000001", "云盘会员 (自动续期)", "云盘", "云盘科技")
GAME = ("1440000002", "游戏道具", "星河远征", "星河互娱")
MUSIC = ("1440000003", "音乐会员 (自动续期)", "乐海", "乐海文化")
Item = tuple[str, str, str, str]


def bought(at: str, amount: str, item: Item = CLOUD, *, order: str = "", refund: str = "", pay: str = "Alipay") -> str:
    """One line of the purchases; `at` in UTC, amounts in yuan."""
    number, name, app, seller = item
    kind = "In-App Purchases" if item == GAME else "In-App Subscription"
    back = f"¥{refund}" if refund else ""
    order = order or f"M{at[2:10].replace('-', '')}{number[-1]}"
    return f"200000077,{at}Z,{kind},{number},{name},{app},{seller},¥{amount},{back},,{order},{pay},CNY"


def switched_off(at: str, item: Item = CLOUD, *, on: str = "2025-04-24T01:12:33", renews: str = "No") -> str:
    """One line of the subscriptions; times in UTC."""
    number, name, app, seller = item
    off = f"{at}Z" if at else ""
    return (
        f"200000077,2025-04-24T01:12:33Z,In-App Subscription,{number},{name},{app},{seller},¥25.00,{renews},{off},{on}Z"
    )


def apple(folder: Path, purchases: Sequence[str] = (), subscriptions: Sequence[str] = ()) -> None:
    """Write Apple's files into a case folder; none for no lines."""
    for name, header, lines in ((PURCHASES, _BOUGHT, purchases), (SUBSCRIPTIONS, _SUBSCRIBED, subscriptions)):
        if lines:
            (folder / name).write_bytes(("\ufeff" + "\n".join([header, *lines, ""])).encode())
