"""What a store's history says was bought, and no payment in the bills was for: the bill that paid for it is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging import texts
from audit.judging.itemised import RELATION
from audit.judging.legs import DEAD, own_money
from audit.judging.plan_names import Plan, match_plans
from audit.judging.store_records import BILL
from audit.wording import Words

Row = dict[str, Any]


def unexplained(transactions: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The purchases in stores' histories that took money and that no payment was linked to; credit there is none."""
    bought = transactions[transactions["kind"].eq("purchase") & transactions["direction"].eq("out")]
    bought = bought[bought["amount_minor"].gt(0) & ~bought["status"].isin(DEAD)]
    bought = bought[~own_money(bought)]
    linked = links[links["relation"].eq(RELATION)]
    known = pd.MultiIndex.from_frame(linked[["person", "from_id"]])
    own = ["person", "transaction_id"]
    return bought[~pd.MultiIndex.from_frame(bought[own]).isin(known)].drop_duplicates(own)


def bought_as(case: Mapping[str, Any], purchases: pd.DataFrame) -> Words | None:
    """What to say of a row of the case file that no payment matches, where a store's history has the service."""
    if purchases.empty:
        return None
    own = purchases[purchases["person"].eq(case["person"])].sort_values(["channel", "file", "row"])
    rows = own.drop_duplicates(["channel", "counterparty", "description"]).to_dict("records")
    found = match_plans(case["service"], list(map(_plan, rows)))
    if not found:
        return None
    store = catalogue.channel(found[0].store).name
    return _HISTORY.fill(case=case["cancellation_id"], service=case["service"], store=store)


def bought_after(events: pd.DataFrame, purchases: pd.DataFrame) -> Iterator[tuple[Row, Words]]:
    """Records that renewal was switched off with purchases of that subscription after it, and what is missing."""
    told = events[events["source"].eq(BILL) & events["what"].eq("cancelled") & events["mandate_id"].ne("")]
    for event in told.drop_duplicates(["person", "channel", "mandate_id"], keep="last").to_dict("records"):
        own = purchases[
            purchases["person"].eq(event["person"])
            & purchases["channel"].eq(event["channel"])
            & purchases["mandate_id"].eq(event["mandate_id"])
            & purchases["occurred_at"].gt(event["occurred_at"])
        ]
        if len(own):
            facts = {"store": catalogue.channel(event["channel"]).name, "service": event["service"], "count": len(own)}
            yield event, _AFTER.fill(day=event["occurred_at"].date(), **facts)


def _plan(row: Row) -> Plan:
    printed = (row["counterparty"], row["description"])
    id = "\x1f".join((row["channel"], *printed))
    names = (texts.seller_key(printed[0]), texts.core_of(printed[1]))
    return Plan(id, *names, None, "", (printed,), store=row["channel"])


_HISTORY = Words(
    "{case}: “{service}” stands in the history of {store}, but no payment for it in the bills; add the bill of the "
    "card, bank account or wallet it was paid from.",
    "{case}：“{service}”见于{store}的购买记录，但账单中没有对应付款；请补充实际付款的银行卡、账户或钱包的账单。",
)
_AFTER = Words(
    "{store}: by its own record renewal of “{service}” was switched off on {day}, and its history holds {count} "
    "purchases of it after that, none of which stands in the bills; add the bill of the card, bank account or wallet "
    "they were paid from.",
    "{store}：其记录显示“{service}”的自动续订于{day}关闭，此后购买记录中仍有{count}笔，账单中均无对应付款；"
    "请补充实际付款的银行卡、账户或钱包的账单。",
)
