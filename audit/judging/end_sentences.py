"""How a service end is explained, step by step, in both languages."""

from __future__ import annotations

from audit.wording import Words

STATED = Words("the merchant's written word", "商家书面确认的终止日")
IMMEDIATE = Words("ends at once: the day after the cancellation", "立即生效：取消日的次日")
RESCINDED = Words("contract rescinded: the day after the cancellation", "合同解除：取消日的次日")
TRIAL = Words("the end of the trial", "试用期结束")
PERIOD_END = Words("the end of the paid period", "已付费周期结束")
NO_INTERVAL = Words("the billing interval is not known", "续费周期不明")
IRREGULAR = Words("the service is paid at no fixed interval", "该服务不定期扣费")
DOUBTFUL = Words("the case file and the payments contradict each other", "案件表与付款记录相互矛盾")
SEVERAL = Words("the name fits several plans", "该名称对应多个服务")
FOUND = Words(
    "This cancellation is told by the store's own record: {note}.", "此次取消见于应用商店自己的记录：{note}。"
)
FREE = Words(
    "The store's own history shows a free period that began on {day}: the trial.",
    "应用商店的购买记录显示{day}起有一段免费期，即试用期。",
)
FOLLOWS = Words(
    "{first}, the cancellation of {day}, binds already: this one stands beside it as evidence and claims nothing more.",
    "{first}（{day}的取消）已经生效：本行作为佐证保留，不重复主张。",
)
DAY_AFTER = Words("Cancelled on {day}; that day still counts as used.", "{day}取消，当日仍计为已使用。")
TRIAL_ENDS = Words(
    "Cancelled on {day} inside the trial; it ended on {end}, when the first full price would fall due.",
    "{day}在试用期内取消；试用期于{end}结束，即首次按原价扣费之日。",
)
LAST_PAID = Words(
    "Cancelled on {day}, inside the period from {start} to {end}: the service ends with it, on {end}.",
    "{day}取消，处于{start}至{end}的周期内：服务于该周期届满时（{end}）终止。",
)
UNPAID = Words(
    "The bills cover the debit day {start} and show no payment for the period to {end}: "
    "the last paid period ended on {start}.",
    "账单覆盖了扣费日{start}，但没有{start}至{end}这一周期的付款：最后一个已付费周期于{start}届满。",
)
NOT_SEEN = Words(
    "The bills do not show whether the period from {start} was paid; it is taken as paid, which lowers the claim.",
    "账单未能显示自{start}起的周期是否已付费；按已付费计算，主张金额从低。",
)
ANCHOR_UNSEEN = Words(
    "Cancelled on the billing day {day}; the bills do not cover that day, so the period is taken as paid to {end}.",
    "取消当天（{day}）正是扣费日，但账单未覆盖该日，按已付费至{end}计算。",
)
ANCHOR_UNPAID = Words(
    "Cancelled on the billing day {day} with nothing debited before: the service ends that day.",
    "取消当天（{day}）正是扣费日，取消前未发生扣款：服务于当日终止。",
)
ANCHOR_EARLY = Words(
    "Cancelled on the billing day {day}; the period had been paid on {paid}: the service ends on {end}.",
    "取消当天（{day}）正是扣费日，该周期已于{paid}付费：服务于{end}终止。",
)
ANCHOR_NO_TIMES = Words(
    "Cancelled on the billing day {day}, and the times do not tell which came first: "
    "reckoned to {end}, the lower claim.",
    "取消当天（{day}）正是扣费日，记录无法判断先后：按{end}终止计算，主张金额从低。",
)
DEBIT_NO_TIMES = Words(
    "Cancelled on {day}, the day of the debit for the period from {start}, and the times do not tell which came first: "
    "reckoned to {end}, the lower claim.",
    "取消当天（{day}）恰有{start}起这一周期的扣款，记录无法判断先后：按{end}终止计算，主张金额从低。",
)
ANCHOR_BEFORE = Words(
    "Cancelled at {at}, before the debit at {paid} of the same day: the service ends on {end}.",
    "{at}取消，早于当日{paid}的扣款：服务于{end}终止。",
)
ANCHOR_AFTER = Words(
    "Cancelled at {at}, after the debit at {paid} of the same day: that period is paid, the service ends on {end}.",
    "{at}取消，晚于当日{paid}的扣款：该周期已付费，服务于{end}终止。",
)
