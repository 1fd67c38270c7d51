"""The first page of each package: for whom it is, what is in it, how to check it, and what not to do with it."""

from __future__ import annotations

from audit import law
from audit.money import to_print
from audit.reports import labels
from audit.tables import Results
from audit.wording import Lang, Words

_EVIDENCE = Words(
    """EVIDENCE PACKAGE
For: the user's own lawyer, or the court. For nobody else.

This package holds whole, unmasked bills. Keep it on your own machine; do not post it, and do not send it to a
merchant, a platform or a chat. For those there is share.zip.

Reckoned as of {as_of} (law of {jurisdiction}).
{claim}

Inside
  originals/        the exported bills, the case file and the evidence named in it, byte for byte as they were found;
                    the file given with --formats, where one was
  audit/audit.json  the finished audit: every finding with its file and row
  audit/claim.xlsx  the calculation, with live formulas
  manifest.json     the SHA-256 of every file, each line chained to the one before it

Check it
  renewal-audit verify evidence.zip
recomputes every hash, and the claim from the bills inside.

{footer}
""",
    """证据包
供：用户本人的律师或法院使用，不供他人使用。

本包内为完整、未遮盖的账单。请只保存在本人设备上，不要公开，也不要发给商家、平台或聊天对象；对外提供请用 share.zip。

计算基准日：{as_of}（适用法律：{jurisdiction}）。
{claim}

内容
  originals/        导出的账单、案情表及其所列证据，以及用 --formats 指定的格式文件（如有），与原文件逐字节一致
  audit/audit.json  审计结果：每项认定均注明文件与行号
  audit/claim.xlsx  计算表，公式可直接重算
  manifest.json     每个文件的 SHA-256，逐行相连

核验
  renewal-audit verify evidence.zip
将重算全部校验值，并用包内账单重新计算金额。

{footer}
""",
)
_SHARE = Words(
    """COPY TO SHARE
For: a merchant's support, a platform, a consumer association, or anyone else who must see the rows in dispute.

Only the rows the findings cite are here, and what names a person is masked: phones, e-mails, cards, names, identity
numbers, order numbers. Where an addressee needs a whole order number, the letter to it has it.

Reckoned as of {as_of} (law of {jurisdiction}).
{claim}

Inside
  cited-rows.csv    the bill rows the findings rest on, masked
  findings.csv      every finding with its reason and its figures
  manifest.json     the SHA-256 of every file

The whole, untouched bills stay with the user, in evidence.zip.

{footer}
""",
    """对外提供的副本
供：商家客服、平台、消费者协会等需要查看争议记录者使用。

本包只含认定所引用的账单行，并已遮盖个人信息：手机号、邮箱、卡号、姓名、身份证号、订单号。收件方需要完整订单号的，见发给该方的函件。

计算基准日：{as_of}（适用法律：{jurisdiction}）。
{claim}

内容
  cited-rows.csv    认定所依据的账单行（已遮盖）
  findings.csv      各项认定及其理由、金额
  manifest.json     每个文件的 SHA-256

完整、未改动的账单由用户本人保存于 evidence.zip。

{footer}
""",
)
_CLAIM = Words(
    "{cancellation}: claimed {total} (principal {principal}, interest {interest}, costs {costs}); in question {asked}.",
    "{cancellation}：应退（主张）{total}（本金 {principal}，利息 {interest}，费用 {costs}）；待核实 {asked}。",
)
_NO_CLAIM = Words("Nothing is claimed.", "无主张金额。")


def evidence_page(results: Results, lang: Lang) -> str:
    """The first page of `evidence.zip`."""
    return _page(_EVIDENCE, results, lang)


def share_page(results: Results, lang: Lang) -> str:
    """The first page of `share.zip`."""
    return _page(_SHARE, results, lang)


def _page(words: Words, results: Results, lang: Lang) -> str:
    lines = [
        _CLAIM.fill(
            cancellation=row.cancellation_id,
            total=to_print(row.total_minor, row.currency),
            principal=to_print(row.principal_minor, row.currency),
            interest=to_print(row.interest_minor, row.currency),
            costs=to_print(row.costs_minor, row.currency),
            asked=to_print(row.in_question_minor, row.currency),
        ).to(lang)
        for row in results.claims.totals.itertuples()
    ]
    text = words.fill(
        as_of=results.as_of.isoformat(),
        jurisdiction=labels.value("jurisdiction", results.jurisdiction),
        claim="\n".join(lines) or _NO_CLAIM,
        footer=law.load(results.jurisdiction).wording.footer,
    )
    return text.to(lang)
