"""Why a payment is judged as it is, and what the user is asked where the bills cannot tell; in both languages."""

from __future__ import annotations

from audit.wording import Words

PATHS = {
    "app": Words("in the app", "在App内"),
    "support": Words("through support", "通过客服"),
    "wechat_mandate": Words("by closing the WeChat mandate", "关闭微信扣费授权"),
    "alipay_mandate": Words("by closing the Alipay mandate", "关闭支付宝扣费授权"),
    "app_store": Words("in the app store", "在应用商店"),
    "bank": Words("at the bank", "通过银行"),
    "": Words("by a way not stated", "以未注明的方式"),
}
MIRROR = Words(
    "The same payment seen in another bill: evidence for the payment of {day}, not a second charge.",
    "同一笔付款在另一份账单中的记录：作为{day}那笔付款的佐证，不重复计算。",
)
OTHER_PRODUCT = Words(
    "Another product of the same seller, by its text “{text}”; not a renewal.",
    "从交易文字“{text}”看，是同一商家的其他商品，不是续费。",
)
OTHER_PLAN = Words(
    "The same seller, but another text (“{text}”) and no part of the cancelled plan.",
    "同一商家，但交易文字（“{text}”）不同，不属于已取消的服务。",
)
STRAY = Words(
    "{off} days from a billing day, another amount ({amount}) and no renewal wording: a purchase of its own.",
    "距扣费日{off}天，金额（{amount}）不同，也没有续费字样：属于单次消费。",
)
RESUBSCRIBED = Words(
    "You subscribed again on {day}; this charge came after.", "您已于{day}重新订阅，此笔扣款在其之后。"
)
PRECHARGED = Words(
    "Debited on {day}, before the cancellation, for the period beginning {start}.",
    "{day}扣款，早于取消时间，所付为自{start}起的周期。",
)
NOTICE_LONG = Words(
    "A renewal of a quarter or longer, debited on {day}, within {limit} days before the cancellation.",
    "季度及以上的长周期续费，于{day}扣款，在取消前{limit}天以内。",
)
NOTICE_TRIAL = Words(
    "The first full price after a trial, debited on {day}, within {limit} days before the cancellation.",
    "试用后的首次原价扣款，于{day}扣款，在取消前{limit}天以内。",
)
WRONG_RAIL = Words(
    "Cancelled {path}, but charged through {rail}, which that act does not reach.",
    "取消方式为“{path}”，而此笔经{rail}扣款，该取消并不及于此渠道。",
)
LATE_CANCEL = Words(
    "{rail} asks for {hours} hours before a renewal; cancelled at {at}, renewed at {due}.",
    "{rail}要求在续费前{hours}小时取消；取消时间为{at}，续费时间为{due}。",
)
AFTER_END = Words(
    "{amount} debited on {day} for the period beginning {start}; the service had ended on {end}.",
    "{day}扣款{amount}，所付周期自{start}起；服务已于{end}终止。",
)
DUPLICATE = Words(
    "A second payment for the period {start} to {end}, which had been paid on {first}.",
    "{start}至{end}这一周期已于{first}付费，此笔为第二次付款。",
)
PRORATED = Words(
    "The service ended on {end}: {unused} of {days} days unused, {amount} × {unused}/{days} = {share}.",
    "服务于{end}终止：周期{days}天中有{unused}天未使用，{amount} × {unused}/{days} = {share}。",
)
IN_TERM = Words(
    "Pays for {start} to {end}, which begins before the service end {service_end}.",
    "所付周期为{start}至{end}，起始日早于服务终止日{service_end}。",
)
IN_TERM_ARREARS = Words(
    "Paid in arrears for {start} to {end}, used before the service end {service_end}.",
    "后付费：所付周期为{start}至{end}，在服务终止日{service_end}之前已使用。",
)
TRIAL = Words(
    "The price of the trial ({amount}), used before the service end.", "试用价款（{amount}），在服务终止前已使用。"
)
BEFORE_END = Words("Debited on {day}, before the service end.", "于{day}扣款，早于服务终止日。")
SEVERAL = Words(
    "The name in the case file fits several plans, and this payment belongs to one of them.",
    "案件表中的服务名称对应多个服务，此笔付款属于其中之一。",
)
NO_INTERVAL = Words(
    "The billing interval is not known, so the day on which the service ended is not known either.",
    "续费周期不明，因此无法确定服务终止日。",
)
CONTRADICTS = Words(
    "The case file and the few payments in the bills contradict each other on the billing day or interval.",
    "案件表与账单中为数不多的付款在扣费日或周期上相互矛盾。",
)
SAME_DAY = Words(
    "Debited on {day}, the day of the cancellation, and the times do not tell which came first.",
    "扣款日{day}与取消日相同，现有时间无法判断先后。",
)
BUNDLE = Words(
    "A store's row (“{text}”) that does not say what was bought; it may hold several purchases.",
    "应用商店的交易（“{text}”）未写明所购内容，可能包含多笔购买。",
)
LATE_COLLECTED = Words(
    "The period beginning {start} was not paid when it fell due; this may be its late collection.",
    "自{start}起的周期到期时未付费，此笔可能是补扣。",
)
GAP = Words(
    "Before {day} a billing day passed without a charge, so the debits did not simply go on.",
    "在{day}之前有扣费日未发生扣款，扣款并非连续。",
)
OFF_BEAT = Words("The debit of {day} is not on the plan's billing day.", "{day}的扣款不在该服务的扣费日。")
HIDES_REFUNDS = Words(
    "Known only from an export filtered to expenses, which cannot show a refund.",
    "此笔仅见于筛选为“支出”的账单，无法看到是否已退款。",
)
EXTRA = Words(
    "The period {start} to {end} was already paid, and this is neither its debit nor the same price.",
    "{start}至{end}这一周期已付费，而此笔既不是该周期的扣款，金额或日期也不相符。",
)
MAYBE_MIRROR = Words(
    "This row may show a payment that another bill already shows; the bills do not settle which.",
    "此笔可能与另一份账单中的付款是同一笔，现有账单无法确定。",
)
ASK_MIRROR = Words(
    "Is the row of {day} ({amount}) the same payment as the one in the other bill, or a second one?",
    "{day}的这笔{amount}与另一份账单中的付款是同一笔，还是另外一笔？",
)
ASK_PRECHARGED = Words(
    "Did the merchant agree to give {amount} back although it was taken before you cancelled?",
    "此笔{amount}在取消前已扣，商家是否同意退还？",
)
ASK_NOTICE = Words(
    "Was this renewal ({amount}) announced beforehand with time, amount and a way out, "
    "and have you used the service since?",
    "此次续费（{amount}）事先是否以显著方式告知扣款时间、金额和取消途径？之后您是否使用过该服务？",
)
ASK_WRONG_RAIL = Words(
    "Did you also cancel with {rail}? If not, do it now. {where}",
    "您是否也在{rail}取消过？如未取消，请立即办理。{where}",
)
ASK_LATE = Words(
    "Cancelled shortly before the renewal: will the store give {amount} back? Ask there first.",
    "取消时间距续费过近，应用商店是否同意退还{amount}？请先向商店申请。",
)
ASK_SEVERAL = Words(
    "Which plan or account did you cancel? Write its text, account or beneficiary into the case file "
    "({amount} depends on it).",
    "您取消的是哪个服务或账户？请在案件表填写交易原文、账户或受益账号（涉及{amount}）。",
)
ASK_INTERVAL = Words(
    "How often is this plan billed, and on which day? Enter the interval and billing day "
    "({amount} of {day} depends on it).",
    "该服务多久扣费一次、哪天扣费？请填写周期和扣费日（涉及{day}的{amount}）。",
)
ASK_SAME_DAY = Words(
    "On {day}, did you cancel before the debit? Enter the time of the cancellation ({amount} depends on it).",
    "{day}当天，您是否在扣款之前取消？请填写取消的具体时间（涉及{amount}）。",
)
ASK_BUNDLE = Words(
    "How much of this {amount} was the cancelled subscription? The store's purchase history shows it.",
    "这笔{amount}中有多少属于已取消的订阅？可在应用商店的购买记录中查看。",
)
ASK_LATE_COLLECTED = Words(
    "Is {amount} the late payment for the period beginning {start}, which you used?",
    "这笔{amount}是否为您已使用的、自{start}起那一周期的补扣？",
)
ASK_AGAIN = Words(
    "Did you subscribe again around {day}? If not, enter “no” under resubscribed_at.",
    "您是否在{day}前后重新订阅过？如没有，请在“重新订阅时间”填“否”。",
)
ASK_FULL_EXPORT = Words(
    "Please add the full export that shows the debit of {day} and any refund. {export}",
    "请补充能显示{day}扣款及退款的完整账单。{export}",
)
ASK_DUPLICATE = Words(
    "Was this period charged twice, and is {amount} to be given back?",
    "该周期是否被重复扣款，应退还{amount}？",
)
ASK_FAULT = Words(
    "Did the contract end through the merchant's fault or by agreement? Then {share} for the unused days is due.",
    "合同终止是因商家原因，还是双方协商？如是，未使用天数对应的{share}应予退还。",
)
ASK_OWN_FAULT = Words(
    "You ended the contract yourself: does the merchant agree to give {share} back for the unused days?",
    "合同因您本人原因终止：商家是否同意退还未使用天数对应的{share}？",
)
ASK_EXTRA = Words("What was this {amount} for?", "这笔{amount}是什么款项？")
