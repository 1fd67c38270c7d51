"""What the user is asked where the bills cannot tell, and what each answer means; in both languages."""

from __future__ import annotations

from audit.wording import Words

MIRROR = Words(
    "Is the row of {day} ({amount}) the same payment as one in another bill? The same: not_owed. A second one: owed.",
    "{day}的这笔{amount}与另一份账单中的付款是同一笔吗？同一笔填“不应退”；另外一笔填“应退”。",
)
PRECHARGED = Words(
    "This {amount} was taken before you cancelled, for the time after. Has the merchant agreed to give it back? "
    "Agreed: owed. Not: not_owed.",
    "这笔{amount}在取消前已扣，付的是取消后的周期。商家是否同意退还？同意填“应退”；未同意填“不应退”。",
)
NOTICE = Words(
    "Were you told of this renewal ({amount}) beforehand, with time, amount and a way out, and have you used the "
    "service since? Not told and not used: owed. Else: not_owed.",
    "此次续费（{amount}）扣款前，商家是否明显告知过扣款时间、金额和取消方式？之后您是否用过该服务？未告知且未使用填“应退”；否则填“不应退”。",
)
WRONG_RAIL = Words(
    "Did you also cancel with {rail} before this debit? Yes: owed, with the proof in the case file. No: not_owed, "
    "and cancel there now. {where}",
    "此笔扣款之前，您是否也在{rail}取消过？取消过填“应退”，并在案件表补充凭证；没有填“不应退”，并请立即办理。{where}",
)
LATE = Words(
    "You cancelled shortly before the renewal; ask the store first. Has it agreed to give {amount} back? Agreed: "
    "owed. Not: not_owed.",
    "取消时间距续费过近，请先向应用商店申请退款。商店是否同意退还{amount}？同意填“应退”；未同意填“不应退”。",
)
SEVERAL = Words(
    "Which plan or account did you cancel? Write its text, account or beneficiary into the sheet of cancellations "
    "({amount} depends on it).",
    "您取消的是哪个服务或账户？请在“取消”表填写交易原文、账户或受益账号（涉及{amount}）。",
)
INTERVAL = Words(
    "How often is this plan billed, and on which day? Write interval (“irregular” if there is none) and billing day "
    "into the sheet of cancellations ({amount} of {day} depends on it).",
    "该服务多久扣费一次、哪天扣费？请在“取消”表填写周期（没有固定周期填“不定期”）和扣费日（涉及{day}的{amount}）。",
)
IRREGULAR = Words(
    "Was this {amount} of {day} for something you ordered or used yourself? Yes: not_owed. Nothing you ordered: owed.",
    "{day}的这笔{amount}，是您自己订购或使用过的吗？是填“不应退”；不是您订购的填“应退”。",
)
RECORD_LATER = Words(
    "You wrote that you cancelled on {own}; the store's own record says {record}. Does a mail or page of the store "
    "show {own}? Yes: owed, and enter that proof (grade A or B). No: not_owed. {amount} of {day} hangs on it.",
    "您填写的取消日期是{own}，应用商店的记录是{record}。您有商店的邮件或页面能证明{own}已取消吗？"
    "有填“应退”，并在案件表补填凭证（A级或B级）；没有填“不应退”。涉及{day}的{amount}。",
)
RECORD_EARLIER = Words(
    "You wrote that you cancelled on {own}; the store's own record says {record}, which is earlier. Had you cancelled "
    "by {record}, and not switched renewal on again before {own}? Yes: owed. No: not_owed. {amount} of {day} hangs "
    "on it.",
    "您填写的取消日期是{own}，应用商店的记录是{record}，比您填的更早。您是否在{record}就已取消，且到{own}之前没有重新开启？"
    "是填“应退”；不是填“不应退”。涉及{day}的{amount}。",
)
SAME_DAY = Words(
    "Did you cancel before the debit of {day} ({amount})? Write the time of the cancellation into the sheet of "
    "cancellations; or answer: before it: owed, after it: not_owed.",
    "您是在{day}这笔{amount}扣款之前取消的吗？请在“取消”表填写取消的具体时间；或直接回答：扣款之前取消填“应退”，之后取消填“不应退”。",
)
BUNDLE = Words(
    "How much of this {amount} was the cancelled subscription? The store's purchase history shows it. All of it: "
    "owed. Nothing: not_owed. Part: the amount.",
    "这笔{amount}中有多少属于已取消的订阅？可在应用商店的购买记录中查看。全部属于填“应退”；全不属于填“不应退”；部分属于填金额。",
)
LATE_COLLECTED = Words(
    "Is {amount} the late payment for the period beginning {start}, and did you use the service then? Yes: "
    "not_owed. No: owed.",
    "这笔{amount}是补扣自{start}起的那一周期吗？该周期您是否用过服务？是补扣且用过填“不应退”；否则填“应退”。",
)
AGAIN = Words(
    "Did you subscribe again around {day}? Yes: not_owed. No: owed; or write “no” under resubscribed_at, which "
    "answers it for all later debits.",
    "您是否在{day}前后重新订阅过？订阅过填“不应退”；没有填“应退”。也可在“取消”表的“重新订阅时间”填“否”，之后各笔一并适用。",
)
DENIED = Words(
    "Was renewal switched on again on {day}, as the store's own record says? Yes: not_owed. No: owed, with the proof "
    "in the case file.",
    "自动续订是否如应用商店的记录所示于{day}重新开启？是：填“不应退”；不是：填“应退”，并在案件表附上凭证。",
)
FULL_EXPORT = Words(
    "Was the debit of {day} refunded? Add the full export, which shows it. {export}",
    "{day}的扣款是否已退款？请补充能显示退款的完整账单。{export}",
)
DUPLICATE = Words(
    "Was this period charged twice by mistake, so that {amount} has to come back? Yes: owed. If the second payment "
    "bought something else: not_owed.",
    "该周期是否被重复扣款、应退还{amount}？是填“应退”；如第二笔买的是别的，填“不应退”。",
)
FAULT = Words(
    "Did the contract end through the merchant's fault, or by agreement? Then {share} for the unused days is due: "
    "owed. If you simply left: not_owed.",
    "合同终止是因商家原因，或经双方协商吗？是则未使用天数对应的{share}应予退还，填“应退”；如只是您自己不再使用，填“不应退”。",
)
OWN_FAULT = Words(
    "You ended the contract yourself. Has the merchant agreed to give {share} back for the unused days? Agreed: "
    "owed. Not: not_owed.",
    "合同因您本人原因终止。商家是否同意退还未使用天数对应的{share}？同意填“应退”；未同意填“不应退”。",
)
EXTRA = Words(
    "What was this {amount} for? Nothing you ordered: owed. Something you ordered: not_owed.",
    "这笔{amount}是什么款项？不是您订购的填“应退”；是您订购的填“不应退”。",
)
STATUS = Words(
    "Was {amount} really taken on {day} (status “{word}”), and not given back? Yes: owed. No: not_owed.",
    "{day}的这笔{amount}（状态“{word}”）是否确已扣款且未退回？是填“应退”；否填“不应退”。",
)
CHANGED = Words(
    "The facts have changed since your answer: is {amount} owed back now? Yes: owed. No: not_owed. Part: the amount.",
    "您回答之后情况有变：这笔{amount}现在应退吗？是填“应退”；否填“不应退”；部分应退填金额。",
)
NEW_ACCOUNT = Words(
    "Is the account “{account}” yours, and is this {amount} the cancelled subscription going on? "
    "Yes: owed. No: not_owed.",
    "账户“{account}”是您本人的吗？这笔{amount}是否为已取消的订阅继续扣款？是填“应退”；否填“不应退”。",
)
SUCCESSOR = Words(
    "Is this {amount} of {day} the cancelled service under another name? Yes: owed. A new order of yours: not_owed.",
    "{day}的这笔{amount}是已取消的服务换名继续扣款吗？是填“应退”；是您另行订购的填“不应退”。",
)
