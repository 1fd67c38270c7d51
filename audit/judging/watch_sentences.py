"""What the watch says of one cycle of one account."""

from __future__ import annotations

from datetime import date

from audit.catalogue import Channel
from audit.wording import Words

CHARGED = Words("Charged {amount} on {on}.", "{on} 扣款 {amount}。")
LATER = Words(
    "No charge around the billing day, but {amount} was charged on {on}.", "扣费日前后没有扣款，但 {on} 扣款 {amount}。"
)
_CLEAN = (
    Words("The bills show {first}, and no charge.", "账单覆盖 {first}，未见扣款。"),
    Words("The bills show {first} to {last}, and no charge.", "账单覆盖 {first} 至 {last}，未见扣款。"),
)
_UPCOMING = (
    Words("Still to come: look on {first}.", "尚未到期：请在 {first} 留意扣款。"),
    Words("Still to come: look from {first} to {last}.", "尚未到期：请在 {first} 至 {last} 留意扣款。"),
)
_NOT_COVERED = (
    Words(
        "No bill shows all of {first}. Export the bill of {bill} so that it includes that day.",
        "没有账单完整覆盖 {first}。请重新导出{bill}的账单，并包含这一天。",
    ),
    Words(
        "No bill shows all of {first} to {last}. Export the bill of {bill} so that it includes these days.",
        "没有账单完整覆盖 {first} 至 {last}。请重新导出{bill}的账单，并包含这些日期。",
    ),
)
_WHOSE = Words("{channel} ({account})", "{channel}（{account}）")


def clean(first: date, last: date) -> Words:
    """The bills show the days on which the debit would have come, the first and the last of which may be one day."""
    return _CLEAN[first < last].fill(first=first, last=last)


def upcoming(first: date, last: date) -> Words:
    """The days to look at are not over."""
    return _UPCOMING[first < last].fill(first=first, last=last)


def not_covered(first: date, last: date, bill: Words) -> Words:
    """No bill shows the days, and which one would."""
    return _NOT_COVERED[first < last].fill(first=first, last=last, bill=bill)


def whose(channel: Channel, account: str) -> Words:
    """A bill by its channel, and by its account where that is known."""
    return _WHOSE.fill(channel=channel.name, account=account) if account else channel.name
