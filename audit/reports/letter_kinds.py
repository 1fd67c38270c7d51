"""The kinds of letters there are: what each is called, and whether it is also signed and sent on paper."""

from __future__ import annotations

from dataclasses import dataclass

from audit.wording import Words


@dataclass(frozen=True)
class Kind:
    """One kind of letter; a printed one is written as .docx and .pdf too, the others are text to paste."""

    label: Words
    printed: bool = False


KINDS = {
    "support": Kind(Words("Message to customer support", "给客服的留言")),
    "merchant": Kind(Words("Letter to the merchant", "致商家的函"), printed=True),
    "part-payment": Kind(Words("Follow-up: part of it was refunded", "跟进：已部分退款"), printed=True),
    "new-debit": Kind(Words("Follow-up: charged again since I wrote", "跟进：联系后又被扣款"), printed=True),
    "silence": Kind(Words("Follow-up: no answer", "跟进：未获答复"), printed=True),
    "complaint": Kind(Words("12315 complaint", "12315 投诉"), printed=True),
    "complaint-short": Kind(Words("12315 complaint, short text", "12315 投诉（短文本）")),
    "report": Kind(Words("12315 report (no money claim)", "12315 举报（不含退款请求）"), printed=True),
    "association": Kind(Words("To the consumer association", "致消费者协会"), printed=True),
    "platform": Kind(Words("To the payment service or store", "致支付平台或应用商店")),
    "bank": Kind(Words("Dispute with the bank", "向银行提出争议"), printed=True),
    "court": Kind(
        Words("Court pack: claim, evidence, calculation", "诉讼材料：起诉状框架、证据清单、计算"), printed=True
    ),
    "closing": Kind(Words("Closing note: everything was refunded", "结清确认：已全额退款")),
    "factsheet": Kind(Words("Neutral fact sheet", "事实说明")),
}
