"""Every amount, date and number of every letter stands in `audit.json`; no letter holds a word it may not say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
import results_sample as sample
from forbidden_words import banned_in
from results_sample import days

import audit
from audit import catalogue, tables
from audit.bundled import sample_data
from audit.judging.next_steps import next_steps
from audit.law import load
from audit.reports import audit_json, letter_pdf
from audit.reports.letters import Letter, letters
from audit.tables import Claims, Results
from audit.wording import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")
MONTHS = "January February March April May June July August September October November December".split()
DATE_ZH = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
DATE_EN = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
ISO = re.compile(r"\d{4}-\d\d-\d\d")
CLOCK = re.compile(r"(?<!\d)\d\d:\d\d(?!\d)")
AMOUNT = re.compile(r"(?<![\d.])\d[\d,]*\.\d{2}(?![\d.])")
NUMBER = re.compile(r"[0-9A-Za-z]*\d[0-9A-Za-z]*")
# Numbers that count or order the letter's own parts: exhibits, charges, lines, sections.
OWN = re.compile(
    r"^\d+\. |^\d+  |  \d+$|证据\d+|Exhibit \d+|第\d+笔：|Charge \d+:|\d+笔|\d+ charges|\d+ times|\d+ refunds|共\d+次|"
    r"noted: \d+|12315|1-year|一年期|48小时|48 hours",
    re.MULTILINE,
)


def subscribed_again(results: Results) -> Results:
    """The same with the service taken up again on 28 August, and the cancellation known from memory alone."""
    again = {"resubscribed": "yes", "resubscribed_at": pd.Timestamp("2025-08-28"), "proof": "D"}
    noted = tables.CANCELLATIONS.of(results.case.cancellations.assign(**again))
    ends = tables.ENDS.of(results.ends.assign(**again))
    return replace(results, ends=ends, case=replace(results.case, cancellations=noted))


def abroad(results: Results) -> Results:
    """W01 by a card and under the law of the United States, with the steps that follow from it."""
    carded = results.findings.assign(funding_account="1234")
    us = {"as_of": results.as_of, "jurisdiction": "us"}
    steps = next_steps(results.ends, carded, results.case.events, results.claims, **us)
    return replace(results, jurisdiction="us", findings=carded, next_steps=steps)


def part_paid(results: Results) -> Results:
    """W01 with 10.00 of the July charge back after support was written to, and no answer."""
    back = tables.REFUNDS.of({
        "person": "示例", "finding_id": ["F2"], "payment_id": sample.PAYMENTS[2], "refund_id": "r1",
        "refunded_on": days("2025-07-20"), "amount_minor": 1000, "currency": "CNY", "basis": "reference",
        "certain": True, "file": sample.BILL, "row": 9,
    })  # fmt: skip
    lines = results.claims.lines.assign(refunded_minor=[1000, 0], principal_minor=[2000, 3000])
    totals = results.claims.totals.assign(principal_minor=5000, total_minor=5023)
    return replace(results, refunds=back, claims=Claims(lines, totals))


def paid_in_full(results: Results) -> Results:
    """W01 with both charges back and nothing else claimed."""
    back = tables.REFUNDS.of({
        "person": "示例", "finding_id": ["F2", "F3"], "payment_id": list(sample.PAYMENTS[2:]),
        "refund_id": ["r1", "r2"],
        "refunded_on": days("2025-08-20", "2025-08-20"), "amount_minor": 3000, "currency": "CNY", "basis": "reference",
        "certain": True, "file": sample.BILL, "row": [9, 10],
    })  # fmt: skip
    lines = results.claims.lines.assign(refunded_minor=3000, principal_minor=0, interest_minor=0, segments="")
    totals = results.claims.totals.assign(principal_minor=0, interest_minor=0, total_minor=0)
    return replace(results, refunds=back, claims=Claims(lines, totals))


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Results]:
    """The bundled case, and by hand: two kinds of claim, a part payment, a payment in full, a bank abroad."""
    w01 = sample.w01(tmp_path_factory.mktemp("w01"))
    more = sample.every_kind(tmp_path_factory.mktemp("more"))
    return {
        "bundled": audit.run(sample_data(), as_of="2026-04-20"),
        "plain": w01,
        "every kind": more,
        "again": subscribed_again(more),
        "part": part_paid(w01),
        "full": paid_in_full(w01),
        "us": abroad(w01),
    }  # fmt: skip


def every_letter(audits: dict[str, Results]) -> Iterator[tuple[Results, Letter]]:
    for results in audits.values():
        for lang in LANGS:
            yield from ((results, letter) for letter in letters(results, lang))


def without_law(text: str, results: Results) -> str:
    """The letter without what the law file and the catalogue say in their own words."""
    law = load(results.jurisdiction)
    said = [w for r in law.rules for w in (r.quote, r.citation.zh, r.citation.en)]
    said += [w for c in catalogue.channels() for w in (c.terminate.zh, c.terminate.en, str(c.checked))]
    for words in sorted(filter(None, said), key=len, reverse=True):
        text = text.replace(words, "")
    return text


def dates_of(text: str) -> set[str]:
    zh = {f"{y}-{int(m):02}-{int(d):02}" for y, m, d in DATE_ZH.findall(text)}
    return zh | {f"{y}-{MONTHS.index(m) + 1:02}-{int(d):02}" for d, m, y in DATE_EN.findall(text)}


def test_every_amount_date_and_number_stands_in_the_audit(audits: dict[str, Results]) -> None:
    kinds = set()
    for results in audits.values():
        for lang in LANGS:
            document = json.dumps(audit_json.build(results, lang), ensure_ascii=False)
            known_numbers = set(NUMBER.findall(document))
            for letter in letters(results, lang):
                kinds.add(letter.kind)
                text = without_law(letter.text, results)
                assert dates_of(text) <= set(ISO.findall(document)), letter.name
                assert set(CLOCK.findall(text)) <= set(CLOCK.findall(document)), letter.name
                amounts = {a.replace(",", "") for a in AMOUNT.findall(text)}
                assert amounts <= set(AMOUNT.findall(document)), letter.name
                for pattern in (DATE_ZH, DATE_EN, CLOCK, AMOUNT, OWN):
                    text = pattern.sub(" ", text)
                assert set(NUMBER.findall(text)) <= known_numbers, letter.name
    assert kinds >= {
        "support", "merchant", "complaint", "complaint-short", "report", "association", "platform", "bank", "court",
        "part-payment", "new-debit", "silence", "closing",
    }  # fmt: skip


def test_no_letter_says_more_than_a_record_can_carry(audits: dict[str, Results]) -> None:
    threats = "曝光|必须赔偿|律师|一定|保证|盗刷|骗|黑心|lawyer|guarantee|expose|stolen|fraud"
    for results, letter in every_letter(audits):
        ours = re.sub("“[^”]*”", "", letter.text)
        assert banned_in(load(results.jurisdiction).wording, ours) == (), letter.name
        assert re.findall(threats, ours, re.IGNORECASE) == [], letter.name


def test_a_pdf_says_what_the_letter_says(audits: dict[str, Results], monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    write = letter_pdf._Sheet._write

    def noted(sheet: letter_pdf._Sheet, text: str, *at: float, **how: bool) -> None:
        if not text.startswith(sheet.footer):  # it may stand within a sentence that runs over two pages
            drawn.append(text)
        write(sheet, text, *at, **how)

    monkeypatch.setattr(letter_pdf._Sheet, "_write", noted)
    printed = [x for _, x in every_letter({"plain": audits["plain"], "part": audits["part"]}) if x.has_document]
    for letter in printed:
        drawn.clear()
        assert letter_pdf.to_pdf(letter.blocks, letter.lang, letter.footer).startswith(b"%PDF")
        page = "".join("".join(drawn).split())
        texts = [b.text for b in letter.blocks if b.text != letter.footer] + [
            cell for b in letter.blocks for row in b.rows for cell in row
        ]
        assert [t for t in texts if "".join(t.split()) not in page] == []


def test_part_of_it_back_is_told_with_what_is_still_open(audits: dict[str, Results]) -> None:
    found = {x.kind: x for x in letters(audits["part"], "zh")}
    text = found["part-payment"].text
    assert "2025年7月2日10:00，本人联系商家客服（工单号T-17）。" in text
    assert "2025年7月20日本人已收到退款10.00元，对应2025年7月1日的扣款，已予扣除。尚有本金50.00元未退。" in text
    assert "退还多扣款项50.00元" in text
    assert (
        "Principal of CNY 50.00 is still open."
        in {x.kind: x for x in letters(audits["part"], "en")}["part-payment"].text
    )
    assert "part-payment" not in {x.kind for x in letters(audits["plain"], "zh")}


def test_a_debit_since_the_letter_and_silence_are_told_by_their_days(audits: dict[str, Results]) -> None:
    found = {x.kind: x for x in letters(audits["plain"], "zh")}
    # written to on July 2: the charge of July 1 is no new one
    assert "此后贵方又扣款1笔：\n\n1. 2025年8月1日00:12扣款30.00元" in found["new-debit"].text
    assert "截至2025年9月1日已超过48小时，本人记录中未见答复。" in found["silence"].text
    early = replace(audits["plain"], next_steps=tables.NEXT_STEPS.empty())  # the hours are not over
    assert "silence" not in {x.kind for x in letters(early, "zh")}
    answered = audits["plain"].case.events.assign(what="refused", occurred_at=days("2025-07-03"))
    both = pd.concat([audits["plain"].case.events, answered], ignore_index=True)
    heard = replace(audits["plain"], case=replace(audits["plain"].case, events=tables.EVENTS.of(both)))
    assert "silence" not in {x.kind for x in letters(heard, "zh")}
    promised = replace(
        heard, case=replace(heard.case, events=tables.EVENTS.of(both.assign(what=["contacted", "promised"])))
    )
    kept = {x.kind: x.text for x in letters(promised, "zh")}["silence"]
    assert "2025年7月3日00:00，商家客服承诺处理" in kept or "2025年7月3日，商家客服承诺处理" in kept
    assert "承诺的事项尚未办结" in kept


def test_payment_in_full_leaves_a_closing_note_alone(audits: dict[str, Results]) -> None:
    (note,) = letters(audits["full"], "zh")
    assert note.kind == "closing"
    assert "2025年7月1日的扣款30.00元（交易单号2025070122001411110000000003），应退部分已退30.00元" in note.text
    assert "本人没有其他未了的请求" in note.text
    assert "请求退还" not in note.text


def test_the_short_complaint_fits_a_field_of_500(audits: dict[str, Results]) -> None:
    for results, letter in every_letter(audits):
        if letter.kind == "complaint-short" and letter.lang == "zh":
            start = letter.text.index("事实依据")
            assert len(letter.text[start:]) <= 500
            assert ("重新订阅" in letter.text) == bool(results is audits["again"] and letter.cancellation_id == "C1")


def test_a_wallet_gets_one_text_for_each_debit(audits: dict[str, Results]) -> None:
    text = {x.kind: x.text for x in letters(audits["plain"], "zh")}["platform"]
    first, second = text.split("第1笔：")[1].split("第2笔：")
    assert "附件" in second
    for number, one in ((3, first), (4, second.split("附件")[0])):
        assert "请协助退还30.00元" in one
        assert "本人在商家应用内关闭了自动续费" in one
        assert one.count(f"{number:06}") == 1  # its own transaction number and no other
        assert len(one) <= 400


def test_a_bank_is_told_the_last_day_of_each_charge_where_one_may_be_quoted(audits: dict[str, Results]) -> None:
    text = {x.kind: x.text for x in letters(audits["us"], "en")}["bank"]
    # 60 days from 1 July 2025 are over on 1 September, those from 1 August run to 30 September
    assert "1 August 2025, CNY 30.00: 30 September 2025 (Regulation E" in text
    assert "1 July 2025, CNY 30.00: over if counted from the debit" in text
    assert "30 August 2025" not in text
    china = replace(audits["us"], jurisdiction="cn")
    assert "Last day" not in {x.kind: x.text for x in letters(china, "en")}["bank"]


def test_every_letter_says_how_sure_it_is_and_leaves_nothing_unfavourable_out(audits: dict[str, Results]) -> None:
    for letter in letters(audits["again"], "zh"):
        assert "据本人回忆" in letter.text, letter.name  # proof D
        assert "2025年8月28日重新订阅" in letter.text, letter.name
        refunded = ["2025年7月9日", "已退5.00元", "退款5.00元", "退款2笔"]  # a chat or a short text may count them
        told = any(words in letter.text for words in refunded)
        assert told or letter.kind in ("report",), letter.name  # which speaks of no money
    for letter in letters(audits["again"], "en"):
        assert re.search("as I remember it", letter.text, re.IGNORECASE), letter.name
        assert "subscribed again on 28 August 2025" in letter.text, letter.name
