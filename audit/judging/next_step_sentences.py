"""What the user is told to do next, in both languages: one short sentence first, the details after it."""

from __future__ import annotations

from audit.wording import Words

CLOSE_MANDATE = Words(
    "Close the mandate at {rail}, or see that it is closed, before {first}: later may be too late for the next debit "
    "(billing day {due}). {where}",
    "在 {first} 之前关闭{rail}的扣费授权，或确认已关闭：再晚可能来不及阻止下次扣款（扣费日 {due}）。{where}",
)
CLOSE_MANDATE_TODAY = Words(
    "Close the mandate at {rail} today, or see that it is closed: the next debit may come at any moment (billing day "
    "{due}). {where}",
    "今天就关闭{rail}的扣费授权，或确认已关闭：下次扣款随时可能发生（扣费日 {due}）。{where}",
)
CLOSE_MANDATE_NOW = Words(
    "Close the mandate at {rail}, or see that it is closed. {where}", "关闭{rail}的扣费授权，或确认已关闭。{where}"
)
DECIDE = Words(
    "Answer what only you can know: {amount} hangs on it (charges in question: {count}). See the sheet “decisions”.",
    "请回答只有您知道的问题：有 {count} 笔扣款（{amount}）待核实，见“决定”表。",
)
NOTICE = Words(
    "Look in your messages and the app for the notice of the renewal of {on}: it had to come {by} ({citations}).",
    "请在短信和应用消息中查找 {on} 续费的提醒：依规定应在{by}发出（{citations}）。",
)
NOTICE_BY = Words("by {by}", " {by} 或之前")
NOTICE_BEFORE = Words("before the debit", "扣款之前")
NOTICE_SAYS = Words("It had to say when, how much, and how to cancel.", "提醒须写明扣款时间、金额和取消途径。")
CONTACT = Words(
    "Write to support with the letter and note the time and the ticket number: the {hours} hours run from there.",
    "把信函发给客服，记下时间和工单号：{hours} 小时的答复期限从此起算。",
)
WAIT = Words(
    "If support has not answered by {at} ({hours} hours after you wrote), go on to {agency}.",
    "如客服到 {at}（联系后 {hours} 小时）仍未答复，即向{agency}投诉。",
)
OVERDUE = Words(
    "Support has not answered by {at}, {hours} hours after you wrote: go on to {agency}.",
    "联系后 {hours} 小时（至 {at}）客服未答复：可向{agency}投诉。",
)
REFUSED = Words(
    "Support refused on {at}: go on to {agency} at once, there is nothing to wait for.",
    "客服已于 {at} 拒绝：可立即向{agency}投诉，无须再等。",
)
PLATFORM_OR_BANK = Words("the payment platform or the bank", "支付平台或银行")
ASK_PLATFORM = Words(
    "Complain at {rails}: open the payment in its bill, choose the entry for a dispute or complaint, and paste the "
    "letter to the platform.",
    "向{rails}投诉：在其账单中打开该笔付款，选择投诉或争议入口，粘贴致支付平台的信函。",
)
GIVE_TO_BANK = Words(
    "Give {banks} the letter to the bank: it says what it can do and by when; each bank has limits of its own.",
    "把致银行的信函交给{banks}：能否处理、期限多长以银行答复为准。",
)
CARD_BANK = Words("the bank of the card ending {tail}", "尾号{tail}银行卡的发卡行")
PROMISED = Words(
    "Support promised a solution on {at}. If no bill shows the money by {until}, go on to {agency}.",
    "客服于 {at} 承诺解决。如到 {until} 账单仍未见退款，即向{agency}投诉。",
)
PROMISE_OVER = Words(
    "Support promised a solution on {at}, and {amount} is still open: where a bill of a later day shows no refund, go "
    "on to {agency}.",
    "客服曾于 {at} 承诺解决，尚有 {amount} 未退：如其后的账单仍未见退款，可向{agency}投诉。",
)
ANSWERED = Words(
    "Support answered on {at}, and {amount} is still open: note in the sheet “events” whether it refused or promised; "
    "after a refusal go on to {agency}.",
    "客服已于 {at} 答复，尚有 {amount} 未退：请在“事件”表记下是拒绝还是承诺；如为拒绝，即可向{agency}投诉。",
)
REFUND_NOTED = Words(
    "You noted a refund on {at}, and {amount} is still open: where no bill shows that refund, export the bills again "
    "up to a later day and run the audit again.",
    "您记录了 {at} 的退款，但尚有 {amount} 未见退回：如账单没有这笔退款，请重新导出包含其后日期的账单，再运行一次。",
)
COURT = Words(
    "{agency} ended the matter on {on} without a result: court, for small sums on the small-claims track, or "
    "arbitration remain. Bring the original bills.",
    "{agency}已于 {on} 结束处理而未解决：之后可提起诉讼（金额小的可适用小额诉讼）或仲裁，请备好账单原件。",
)
COURT_ABROAD = Words(
    "The complaint was refused on {on}: court remains. Bring the original bills.",
    "投诉已于 {on} 被拒：之后可提起诉讼，请备好账单原件。",
)
OUTCOME = Words(
    "The complaint of {filed} was accepted on {on}: note its outcome in the sheet “events”.",
    "{filed} 的投诉已于 {on} 受理：请把结果记入“事件”表。",
)
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
    "Last day to dispute the debit of {on} ({amount}) with the bank or card issuer, counted from the debit, under "
    "{citations}.",
    "就 {on} 的扣款（{amount}）向银行或发卡机构提出异议的最后一日（自扣款日起算）：依{citations}。",
)
TAKEN_FROM = {
    "account": Words("(if taken from a bank account)", "（自银行账户扣款的）"),
    "credit_card": Words("(if charged to a credit card)", "（记入信用卡的）"),
}
ASK_BANK = Words(
    "Dispute the debits with the bank or card issuer now (debits: {count}, the oldest of {on}): time limits run for "
    "each debit apart.",
    "请尽快就这些扣款（{count} 笔，最早 {on}）向银行或发卡机构提出异议：每笔扣款的期限分别计算。",
)
MAYBE_OPEN = Words(
    "For the debit of {on} the {days} days are over if counted from the debit, but they count from the statement that "
    "shows it and may still run: write today ({citations}).",
    "{on} 的扣款如自扣款日起算已过 {days} 日，但该期限自载有该笔的对账单起算，可能尚未届满：请今天就书面提出"
    "（{citations}）。",
)
WINDOWS_OVER = Words(
    "For the debits of {on} the time limits named here are over; the bank may still help.",
    "{on} 的扣款已过此处所列的期限，仍可请银行协助。",
)
OTHER_LIMITS = Words(
    "Banks and card schemes have limits of their own, which are not named here because their texts were not checked: "
    "ask for them.",
    "银行和卡组织另有各自的期限，其条文未经核对，此处不列：请向发卡行问明。",
)
STOP_PAYMENT = Words(
    "Last day to order the bank to stop the debit due on {due}: at least {days} business days before it, where it is "
    "taken from a bank account ({citation}; bank holidays move it).",
    "要求银行停止支付 {due} 到期扣款的最后一日：须至少提前 {days} 个工作日，适用于自银行账户扣款（{citation}；"
    "遇银行假日提前）。",
)
IN_WRITING = Words(
    "The bank may want it confirmed in writing within {days} days.", "银行可要求在 {days} 日内书面确认。"
)
WITHDRAW = Words(
    "Last day to withdraw from the contract of {on}, unless it is for digital content whose delivery you agreed to at "
    "once ({citations}).",
    "撤回 {on} 所订合同的最后一日，您已同意立即提供的数字内容除外（{citations}）。",
)
WITHDRAWAL_FUNCTION = Words("The seller's site must offer a withdrawal function.", "商家的网站须提供撤回功能。")
EXPORT = Words(
    "Export the bill of {bill} from {first} to {last}, put it beside the others and run the audit again: no bill shows "
    "whether the periods from {cycles} are quiet. {how}",
    "请导出{bill}自 {first} 至 {last} 的账单，与其他账单放在一起后再运行一次：{cycles} 起的周期有无扣款，"
    "现有账单看不到。{how}",
)
WATCH = Words(
    "Look for a new debit at {rails}: a billing day, and debits may come from {first} on.",
    "留意{rails}是否再次扣款：此日为扣费日，最早可能从 {first} 起扣款。",
)
LIMITATION = Words(
    "Limitation of the debit of {on} ends ({years} years){day_off}{then}; a demand that arrives starts it again.",
    "{on} 扣款的诉讼时效届满（{years} 年）{day_off}{then}；向商家提出的要求送达后时效重新起算。",
)
LIMITATION_OF_LATER = Words(
    "; that of the later ones ({count}) ends after it, the last, of {of}, on {by}",
    "；其后 {count} 笔依次届满，最后一笔（{of} 扣款）为 {by}",
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
HOLIDAY = Words(", a public holiday: act before it", "，该日为节假日，请提前")
WEEKEND = {
    5: Words(", a Saturday: act before it", "，该日为星期六，请提前"),
    6: Words(", a Sunday: act before it", "，该日为星期日，请提前"),
}
