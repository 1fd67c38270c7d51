"""Why a payment is judged as it is, in both languages."""

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
RECORD = Words(
    "The purchase history of {store} on what was bought with the payment of {day}: evidence, not a second charge.",
    "{store}购买记录中{day}那笔付款所购的内容：作为佐证，不重复计算。",
)
TOLD = Words("What was bought is told by the purchase history of {store}.", "所购内容依据{store}的购买记录。")
PART = Words(
    "It is part of one debit of {total}, by the purchase history of {store}.",
    "按{store}的购买记录，此项是一笔{total}扣款的一部分。",
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
    "You subscribed again on {day}; {amount} was debited after that, on {on}.",
    "您已于{day}重新订阅，此笔{amount}于其后的{on}扣款。",
)
PRECHARGED = Words(
    "{amount} debited on {day}, before the cancellation of {cancelled}, for the period beginning {start}.",
    "{day}扣款{amount}，早于{cancelled}的取消，所付为自{start}起的周期。",
)
NOTICE_LONG = Words(
    "A renewal for a quarter or longer: {amount} debited on {day}, {days} days before the cancellation (up to {limit} "
    "are asked about).",
    "季度及以上的长周期续费：{day}扣款{amount}，距取消{days}天（{limit}天以内的均需确认）。",
)
NOTICE_TRIAL = Words(
    "The first full price after a trial: {amount} debited on {day}, {days} days before the cancellation (up to {limit} "
    "are asked about).",
    "试用后的首次原价扣款：{day}扣款{amount}，距取消{days}天（{limit}天以内的均需确认）。",
)
WRONG_RAIL = Words(
    "Cancelled {path} on {cancelled}, but {amount} was debited on {day} through {rail}, where that cancellation has no "
    "effect.",
    "取消方式为“{path}”（{cancelled}），而{day}的{amount}是经{rail}扣款的，上述取消对{rail}不起作用。",
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
    "{amount} debited on {day} is a second payment for the period {start} to {end}, which had been paid on {first}.",
    "{start}至{end}这一周期已于{first}付费，{day}的{amount}是第二次付款。",
)
PRORATED = Words(
    "The service ended on {end}: {unused} of {days} days unused, {amount} × {unused}/{days} = {share}.",
    "服务于{end}终止：周期{days}天中有{unused}天未使用，{amount} × {unused}/{days} = {share}。",
)
IN_TERM = Words(
    "{amount} debited on {day} pays for {start} to {end}, which begins before the service end {service_end}.",
    "{day}扣款{amount}，所付周期为{start}至{end}，起始日早于服务终止日{service_end}。",
)
IN_TERM_ARREARS = Words(
    "{amount} debited on {day} pays afterwards for {start} to {end}, used before the service end {service_end}.",
    "{day}扣款{amount}，为后付费，所付周期为{start}至{end}，在服务终止日{service_end}之前已使用。",
)
TRIAL = Words(
    "The price of the trial ({amount}), used before the service end.", "试用价款（{amount}），在服务终止前已使用。"
)
BEFORE_CANCELLED = Words(
    "Debited on {day}, not after the cancellation of {cancelled}.", "于{day}扣款，不晚于{cancelled}的取消。"
)
SEVERAL = Words(
    "The name in the case file fits several plans or accounts, and this payment belongs to one of them.",
    "案件表中的服务名称对应多个服务或账户，此笔付款属于其中之一。",
)
NO_INTERVAL = Words(
    "The billing interval is not known, so the day on which the service ended is not known either.",
    "续费周期不明，因此无法确定服务终止日。",
)
CONTRADICTS = Words(
    "The case file and the few payments in the bills contradict each other on the billing day or interval; {amount} of "
    "{day} hangs on it.",
    "案件表与账单中为数不多的付款在扣费日或周期上相互矛盾，涉及{day}的{amount}。",
)
IRREGULAR = Words(
    "The service has no fixed billing day; {amount} was debited on {day}, after you cancelled on {cancelled}.",
    "该服务没有固定扣费日；{day}扣款{amount}，在您{cancelled}取消之后。",
)
RECORDED_OTHERWISE = Words(
    "Whether {amount} of {day} is owed depends on when you cancelled: {own} by the case file, {record} by the store's "
    "own record.",
    "{day}的{amount}是否应退，取决于取消日期：案件表写的是{own}，应用商店的记录是{record}。",
)
SAME_DAY = Words(
    "The bill shows {day} for this debit, which does not tell whether it came before or after the cancellation.",
    "账单显示此笔日期为{day}，无法判断扣款在取消之前还是之后。",
)
BUNDLE = Words(
    "A store's row (“{text}”) that does not say what was bought; it may hold several purchases.",
    "应用商店的交易（“{text}”）未写明所购内容，可能包含多笔购买。",
)
MAYBE_ITEM = Words(
    "A store's row that does not say what was bought; by the purchase history of {store} it may be this service, or "
    "something else bought in those days.",
    "应用商店的交易未写明所购内容；按{store}的购买记录，可能是该服务，也可能是那几天的其他购买。",
)
UNLISTED = Words(
    "A store's row (“{text}”) that does not say what was bought, later than the purchase history of {store} reaches; "
    "a newer export of it would tell.",
    "应用商店的交易（“{text}”）未写明所购内容，且晚于{store}购买记录的截止时间；重新导出购买记录即可查明。",
)
LATE_COLLECTED = Words(
    "The period beginning {start} was not paid when it fell due; {amount} of {day} may be its late collection.",
    "自{start}起的周期到期时未付费，{day}的{amount}可能是补扣。",
)
MAYBE_LATE = Words(
    "Debited on {day}, inside the period {start} to {end}; whether that period had been paid when it fell due the "
    "bills do not show.",
    "{day}扣款，处于{start}至{end}的周期内；该周期到期时是否已付费，账单未能显示。",
)
GAP = Words(
    "{amount} was debited on {on}; before {day} a billing day had passed without a charge, so the debits did not "
    "simply go on.",
    "{on}扣款{amount}；在{day}之前有扣费日未发生扣款，扣款并非连续。",
)
RECORDED = Words(
    "{amount} was debited on {on}. The store's own record shows renewal switched off, and {day} brought a debit for a "
    "period after it; what was done after that record was made it does not show.",
    "{on}扣款{amount}。应用商店的记录显示已关闭自动续订，而{day}又就其后的周期扣款；该记录形成之后的操作，记录中看不到。",
)
DENIED = Words(
    "{amount} was debited on {on}. The case file says that nobody subscribed again; the store's own record shows "
    "renewal switched on again on {day}.",
    "{on}扣款{amount}。案件表写明未重新订阅，但应用商店的记录显示自动续订于{day}重新开启。",
)
OFF_BEAT = Words(
    "{amount} was debited on {on}; the debit of {day} is not on the plan's billing day.",
    "{on}扣款{amount}；{day}的扣款不在该服务的扣费日。",
)
HIDES_REFUNDS = Words(
    "{amount} of {day} is known only from an export filtered to expenses, which cannot show a refund.",
    "{day}的{amount}仅见于筛选为“支出”的账单，无法看到是否已退款。",
)
EXTRA = Words(
    "The period {start} to {end} was already paid; {amount} of {day} is a further payment inside it.",
    "{start}至{end}这一周期已付费，{day}的{amount}是该周期内的另一笔付款。",
)
MAYBE_MIRROR = Words(
    "This row may show a payment that another bill already shows; the bills do not settle which.",
    "此笔可能与另一份账单中的付款是同一笔，现有账单无法确定。",
)
STATUS = Words(
    "The bill gives the status “{word}”, which is not known: it may not have been paid at all.",
    "账单中的状态“{word}”含义不明，可能并未真正付款。",
)
CHANGED = Words(
    "It would be claimed, but an earlier answer of yours said otherwise, to a question that is no longer asked.",
    "按现有资料应予主张，但您此前对该笔付款的回答与此不同，而当时的问题现已不再提出。",
)
NEW_ACCOUNT = Words(
    "The account “{account}” first paid for this plan after the cancellation; until then “{other}” did.",
    "账户“{account}”在取消之后才首次为该服务付款，此前一直由“{other}”付款。",
)
SUCCESSOR = Words(
    "The same seller, under another text (“{text}”) that begins only after the cancellation.",
    "同一商家，在取消之后才开始以另一文字（“{text}”）扣款。",
)
