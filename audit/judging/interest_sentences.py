"""Why a charge bears no interest, or less than one might expect, in both languages."""

from __future__ import annotations

from audit.wording import Words

OFF = Words("No interest: none is provided for here.", "本法域不计利息。")
FOREIGN = Words("No interest: it is reckoned on CNY only.", "利息只按人民币计算，本笔不计息。")
MEMORY = Words(
    "No interest: the cancellation rests on memory only (proof D).", "取消凭证为 D 级（仅凭本人回忆），不计利息。"
)
REFUNDED = Words("No interest: refunded in full before a demand.", "在提出退款要求之前已全额退款，不计利息。")
MAYBE_REFUNDED = Words(
    "No interest as long as a refund of the whole charge is in question.", "是否已全额退款尚待核实，暂不计利息。"
)
NO_RATE = Words(
    "No interest for days before the published rate begins; earlier rates can be entered in the case file.",
    "公布利率起始日之前的日子不计利息；可在案件文件中补录更早的利率。",
)
UNDATED = Words(
    "A refund shown only by the charge's own status counts from the day of the debit, so that part bears no interest.",
    "仅由原交易状态显示的退款按扣款当日计，该部分不计利息。",
)
CARRIED_ON = Words(
    "Part of the interest uses the last known rate; it is to be checked against newer publications.",
    "部分利息按最后一次已知的利率计算，须按最新公布的利率核对。",
)
AT_CONTRACT = Words("At the rate of the day of the contract.", "按合同成立时的利率计算。")
AT_CHARGE = Words("At the rate of the day of the debit.", "按扣款当日的利率计算。")
AT_DEPOSIT = Words(
    "At the benchmark deposit rate of the day of the contract.", "按合同成立时的一年期存款基准利率计算。"
)
OWN_UNUSED = Words(
    "A rate entered in the case file was not used: the published table covers its day.",
    "案件文件中补录的利率有未采用的：公布的利率表已覆盖其日期。",
)
INTEREST_FIRST = Words(
    "Refunds were set off against interest first; interest accrued before the last refund is not in the segments.",
    "退款先抵充利息；最后一次退款之前的利息不在分段之内。",
)
YEAR_360 = Words("On a year of 360 days.", "按一年 360 天计算。")
LAST_DAY = Words("The day of the claim is counted too.", "计算日当天也计入。")
