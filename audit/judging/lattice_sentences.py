"""How a plan's interval and billing day are explained, in both languages."""

from __future__ import annotations

from audit.periods import Interval, Lattice
from audit.wording import Words


def interval_words(interval: Interval) -> Words:
    """An interval as a reader says it: monthly 每月, every 30 days 每30天."""
    if interval.count == 1:
        return _EACH[interval.name]
    unit = interval.name.replace("_", "-")
    return Words(f"every {interval.count} {unit}s", f"每{interval.count}{_UNIT[interval.name]}")


def day_words(lattice: Lattice) -> Words:
    """Where the periods begin: the billing day of a calendar plan, the first day of one that counts days."""
    if lattice.interval.months:
        return Words(f", on day {lattice.day} of the month", f"，扣费日为{lattice.day}日")
    return Words(f", counted from {lattice.origin}", f"，自{lattice.origin}起算")


_EACH = {
    "day": Words("daily", "每天"),
    "week": Words("weekly", "每周"),
    "month": Words("monthly", "每月"),
    "quarter": Words("quarterly", "每季度"),
    "half_year": Words("half-yearly", "每半年"),
    "year": Words("yearly", "每年"),
}
_UNIT = {"day": "天", "week": "周", "month": "个月", "quarter": "个季度", "half_year": "个半年", "year": "年"}
PROVEN = Words("The payments show a plan billed {interval}{day}.", "付款记录显示该服务{interval}续费{day}。")
INTERVAL_LOSES = Words(
    "The case file says {case}, but the payments are {found}: the payments stand.",
    "案件表填写为{case}，但付款记录显示为{found}，以付款记录为准。",
)
DAY_LOSES = Words(
    "The case file says billing day {case}, but the payments fall on day {found}: the payments stand.",
    "案件表填写的扣费日为{case}日，但付款记录落在{found}日，以付款记录为准。",
)
DAY_KEPT = Words("The case file gives billing day {day}.", "案件表给出的扣费日为{day}日。")
FROM_CASE = Words(
    "The payments in the bills ({count}) prove no interval; the case file says {interval}.",
    "账单中的{count}笔付款不足以证明周期，案件表填写为{interval}续费。",
)
FROM_TEXT = Words(
    "The payments in the bills ({count}) prove no interval; their text says {interval}.",
    "账单中的{count}笔付款不足以证明周期，交易文字表明{interval}续费。",
)
UNKNOWN = Words(
    "The payments in the bills ({count}) prove no interval, and neither their text nor the case file names one.",
    "账单中的{count}笔付款不足以证明周期，交易文字和案件表也没有写明周期。",
)
IRREGULAR = Words(
    "The case file says that this service is paid at no fixed interval; the payments in the bills ({count}) keep none.",
    "案件表写明该服务不定期扣费，账单中的{count}笔付款也没有固定周期。",
)
NO_INTERVAL = Words("at no fixed interval", "不定期")
INTERVAL_DOUBT = Words(
    "The case file says {case}, the payments say {found}: which is right? Enter the interval shown on the plan's page.",
    "案件表写的是{case}，付款记录却像{found}：哪个正确？请按服务页面填写周期。",
)
NO_BEAT_DOUBT = Words(
    "The case file says {case}, but most of the {count} payments lie on other days: are the interval and the billing "
    "day right?",
    "案件表写的是{case}，但{count}笔付款大多不在相应的日子：周期和扣费日填写得对吗？",
)
DAY_DOUBT = Words(
    "The case file says billing day {case}, the payment fell on day {found}: which is right?",
    "案件表写的扣费日是{case}日，付款却在{found}日：哪个正确？",
)
