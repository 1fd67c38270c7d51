"""What the user is told to do next, in both languages: one short sentence first, the details after it."""

from __future__ import annotations

from audit.wording import Words

CLOSE_MANDATE = Words(
    "Close the mandate at {rail}, or see that it is closed, before the next debit can come (due {due}). {where}",
    "在下次可能扣款之前关闭{rail}的扣费授权，或确认已关闭（下次扣费日 {due}）。{where}",
)
CLOSE_MANDATE_NOW = Words(
    "Close the mandate at {rail}, or see that it is closed. {where}", "关闭{rail}的扣费授权，或确认已关闭。{where}"
)
DECIDE = Words(
    "Answer what only you can know: {amount} hangs on it (charges in question: {count}). See the sheet “decisions”.",
    "请回答只有您知道的问题：有 {count} 笔扣款（{amount}）待核实，见“决定”表。",
)
CONTACT = Words(
    "Write to support with the letter and note the time and the ticket number: the {hours} hours run from there.",
    "把信函发给客服，记下时间和工单号：{hours} 小时的答复期限从此起算。",
)
WAIT = Words(
    "If support has not answered by {at} ({hours} hours after the first contact), go on to {agency}.",
    "如客服到 {at}（首次联系后 {hours} 小时）仍未答复，即向{agency}投诉。",
)
OVERDUE = Words(
    "Support has not answered within {hours} hours of the first contact ({at}): go on to {agency}.",
    "首次联系后 {hours} 小时（至 {at}）客服未答复：可向{agency}投诉。",
)
REFUSED = Words(
    "Support refused on {at}: go on to {agency} at once, there is nothing to wait for.",
    "客服已于 {at} 拒绝：可立即向{agency}投诉，无须再等。",
)
PLATFORM_OR_BANK = Words("the payment platform or the bank", "支付平台或银行")
CLOCKS = Words(
    "It decides on acceptance within {days} working days{mediation}.",
    "是否受理在 {days} 个工作日内决定{mediation}。",
)
MEDIATION = Words(
    "; mediation is closed where there is no agreement {days} days after acceptance",
    "；受理后 {days} 日内达不成一致的，终止调解",
)
RULE = Words(" under the {citation}", "（{citation}）")
NO_ORDER = Words("It mediates and cannot order a payment.", "它只能调解，不能责令赔偿。")
ACCEPTANCE = Words(
    "By now {agency} should have said whether it accepts the complaint of {on} (public holidays may move this).",
    "{agency}至迟于此日告知是否受理 {on} 的投诉（遇法定节假日顺延）。",
)
MEDIATION_ENDS = Words(
    "Mediation of the complaint accepted on {on} ends here without an agreement{rule}; court or arbitration remain.",
    "{on} 受理的投诉，至此日达不成一致即终止调解{rule}；之后可诉讼或仲裁。",
)
ASK_STORE = Words(
    "Ask for the refund at {store}, at once and not later than {days} days after the debit of {on}.",
    "尽快通过{store} 申请退款，最迟不超过 {on} 扣款后 {days} 日。",
)
ASK_STORE_LATE = Words(
    "Ask for the refund at {store} at once: more than the advised {days} days have passed since the debit of {on}.",
    "请立即通过{store} 申请退款：距 {on} 的扣款已超过建议的 {days} 日。",
)
PENDING = Words("A charge still pending cannot be asked about yet.", "尚在处理中的扣款暂不能申请。")
DISPUTE = Words(
    "Last day to dispute the debit of {on} with the bank or card issuer under {citation}, counted from the debit.",
    "依{citation}向银行或发卡机构对 {on} 的扣款提出异议的最后一日（自扣款日起算）。",
)
WATCH = Words(
    "Look for a new debit at {rails}: a billing day, and debits may come from {first} on.",
    "留意{rails}是否再次扣款：此日为扣费日，最早可能从 {first} 起扣款。",
)
LIMITATION = Words(
    "Limitation of the debit of {on} ends ({years} years){weekday}; a demand that arrives starts it again.",
    "{on} 扣款的诉讼时效届满（{years} 年）{weekday}；向商家提出的要求送达后时效重新起算。",
)
LIMITED = Words(
    "Limitation ({years} years) has passed for debits up to {on} ({count} in all): they stand apart in the claim.",
    "截至 {on} 的 {count} 笔扣款已过 {years} 年诉讼时效：在主张中单独列出。",
)
KEEP = Words(
    "Delete nothing before this day: {months} months from the cancellation of {on}; {years} years are advised.",
    "至少到此日之前不要删除任何记录：自 {on} 取消起 {months} 个月；建议保存 {years} 年。",
)
KEEP_ON = Words(
    "Delete nothing before this day, nor before the dispute is over: {months} months from the last event ({on}); "
    "{years} years are advised.",
    "至少到此日并在争议了结之前，不要删除任何记录：自最近一次事件（{on}）起 {months} 个月；建议保存 {years} 年。",
)
KEEP_OPEN = Words(
    "Delete nothing before the dispute is over; {years} years are advised.",
    "争议了结之前不要删除任何记录；建议保存 {years} 年。",
)
WEEKEND = {
    5: Words(", a Saturday: act before it", "，该日为星期六，请提前"),
    6: Words(", a Sunday: act before it", "，该日为星期日，请提前"),
}
