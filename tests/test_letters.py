"""Letters: every amount is in the tables, every rule was in force, nothing is invented and nothing left out."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date

import docx
import pandas as pd
import pytest
import results_sample as sample
from docx.oxml.ns import qn
from forbidden_words import banned_in
from results_sample import days

from audit import tables
from audit.law import load
from audit.money import to_text
from audit.reports import letters
from audit.reports.letter_docx import Stationery
from audit.reports.letter_layout import lay_out
from audit.reports.letter_layout import to_text as as_text
from audit.reports.letter_words import counted, day, listed, moment, money
from audit.reports.letters import Letter, fact_sheet, letter_files
from audit.tables import Claims, Results
from audit.wording import Lang

AMOUNT = re.compile(r"(?<![\d.])\d[\d,]*\.\d{2}(?![\d.])")
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def w01(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return sample.w01(tmp_path_factory.mktemp("w01"))


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The sample with a second cancellation: an unused part, a charge in USD, a cost."""
    results = sample.every_kind(tmp_path_factory.mktemp("every_kind"))
    second = results.ends.assign(
        cancellation_id="C2", service="影音会员", subscription_id="s2", terms="immediate", proof="A",
        cancelled_at=days("2025-08-10"), service_end=days("2025-08-11"),
    )  # fmt: skip
    return replace(results, ends=pd.concat([results.ends, second], ignore_index=True))


def changed(results: Results, **columns: object) -> Results:
    """The results with other facts about the cancellation."""
    return replace(results, ends=tables.ENDS.of(results.ends.assign(**columns)))


def by_kind(results: Results, lang: Lang = "zh") -> dict[str, Letter]:
    return {f"{x.cancellation_id}-{x.kind}": x for x in letters.letters(results, lang)}


def texts(results: Results) -> list[str]:
    return [x.text for lang in LANGS for x in letters.letters(results, lang)]


def amounts_of(results: Results) -> set[str]:
    """Every amount any table of the audit holds, as digits."""
    known = set()
    found = (results.findings, results.refunds, results.claims.lines, results.claims.totals, results.subscriptions,
             results.case.events)  # fmt: skip
    for table in found:
        for column in [c for c in table.columns if c.endswith("_minor")]:
            pairs = zip(table[column], table["currency"], strict=True)
            known |= {to_text(int(m), c or "CNY") for m, c in pairs if pd.notna(m)}
    for segments in filter(None, results.claims.lines["segments"]):
        known |= {s[k] for s in json.loads(segments) for k in ("balance", "percent")}
    return known


def one_question(results: Results, verdict: str, **finding: object) -> Results:
    """Only one charge of 30.00, in question, nothing claimed."""
    findings = results.findings.tail(1).assign(
        verdict=verdict, claimable_minor=0, questioned_minor=3000, question="Was it?", question_zh="是吗？", **finding
    )
    lines = results.claims.lines.tail(1).assign(
        principal_minor=0, claimable_minor=0, interest_minor=0, in_question_minor=3000, segments=""
    )
    totals = results.claims.totals.assign(principal_minor=0, interest_minor=0, total_minor=0, in_question_minor=3000)
    return replace(results, findings=tables.FINDINGS.of(findings), claims=Claims(lines, totals))


def moved(results: Results, *on: str) -> Results:
    """The two claimed charges of the plain case on other days."""
    later = results.findings["claimable_minor"] > 0
    civil = results.findings["civil_date"].mask(later, pd.Series(days("2000-01-01", *on)))
    return replace(results, findings=tables.FINDINGS.of(results.findings.assign(civil_date=civil, occurred_at=civil)))


def test_every_amount_in_a_letter_stands_in_the_tables(every_kind: Results) -> None:
    known = amounts_of(every_kind)
    seen = {a.replace(",", "") for text in texts(every_kind) for a in AMOUNT.findall(text)}
    assert seen <= known
    assert {"55.00", "0.21", "55.21", "5.00", "10.00", "9.99", "20.00", "12.50", "32.53"} <= seen


def test_the_claim_of_the_article_is_in_its_letters(w01: Results) -> None:
    found = by_kind(w01)
    assert "退还多扣款项60.00元" in found["C1-merchant"].text
    assert "资金占用损失0.23元" in found["C1-complaint"].text
    assert "以上款项合计60.23元" in found["C1-complaint"].text
    english = by_kind(w01, "en")["C1-merchant"].text
    assert "Refund CNY 60.00" in english
    assert "together CNY 60.23" in english


def test_the_set_of_a_claim_and_of_a_question(w01: Results) -> None:
    first = {"C1-support", "C1-merchant", "C1-platform"}
    agencies = {"C1-complaint", "C1-complaint-short", "C1-report", "C1-association", "C1-court"}
    # support was written to on July 2 and never answered; the charge of August 1 came after that
    assert set(by_kind(w01)) == first | agencies | {"C1-silence", "C1-new-debit"}
    asked = one_question(w01, "unclear")
    assert set(by_kind(asked)) == first
    assert by_kind(asked)["C1-merchant"].title == "关于请求核实扣款的函"
    assert "请说明该笔对应的服务期间和扣款依据" in by_kind(asked)["C1-merchant"].text
    nothing = replace(asked, claims=Claims(tables.CLAIM_LINES.empty(), tables.CLAIM_TOTALS.empty()))
    assert letters.letters(nothing, "zh") == ()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("notice_disputed", "请提供扣款前向本人发出的续费提醒"),
        ("precharged", "预先扣取"),
        ("wrong_rail", "另一支付渠道"),
        ("late_cancel", "取消距扣款较近"),
        ("duplicate", "重复"),
        ("prorated", "部分未使用"),
    ],
)
def test_a_question_is_put_in_its_own_words(w01: Results, verdict: str, words: str) -> None:
    assert words in by_kind(one_question(w01, verdict))["C1-merchant"].text


def test_one_charge_is_spoken_of_as_one(w01: Results) -> None:
    one = replace(
        w01,
        findings=w01.findings.head(2),
        claims=Claims(
            w01.claims.lines.head(1),
            w01.claims.totals.assign(principal_minor=3000, interest_minor=15, total_minor=3015),
        ),
    )
    text = by_kind(one)["C1-merchant"].text
    assert "服务终止后，贵方于2025年7月1日仍扣款30.00元（交易单号2025070122001411110000000003）。" in text
    assert "2笔" not in text
    english = by_kind(one, "en")["C1-platform"].text
    assert "Charge 1: 1 July 2025, CNY 30.00" in english
    assert "Charge 2" not in english


def test_many_charges_are_summed_up_and_listed(w01: Results) -> None:
    on = days(*[f"2025-{m:02}-01" for m in range(7, 13)])
    ids = [f"F{n}" for n in range(6)]
    findings = tables.FINDINGS.of({
        "person": "示例", "finding_id": ids, "cancellation_id": "C1", "verdict": "after_end", "channel": "alipay",
        "civil_date": on, "occurred_at": on, "amount_minor": 1200, "currency": "CNY", "claimable_minor": 1200,
        "file": "bill.csv", "row": range(6), "respondent": "merchant",
    })  # fmt: skip
    lines = tables.CLAIM_LINES.of({
        "person": "示例", "finding_id": ids, "cancellation_id": "C1", "kind": "charge", "currency": "CNY",
        "amount_minor": 1200, "claimable_minor": 1200, "principal_minor": 1200,
    })  # fmt: skip
    totals = w01.claims.totals.assign(principal_minor=7200, interest_minor=0, total_minor=7200)
    many = replace(w01, findings=findings, claims=Claims(lines, totals))
    text = by_kind(many)["C1-merchant"].text
    assert "自2025年7月1日至2025年12月1日仍扣款6笔" in text
    assert text.count("扣款12.00元（支付宝）") == 6
    assert "资金占用损失" not in text
    assert len(by_kind(many)["C1-support"].text) <= 300


def test_refunds_and_a_new_subscription_are_never_left_out(every_kind: Results) -> None:
    again = changed(every_kind, resubscribed="yes", resubscribed_at=pd.Timestamp("2025-08-20"))
    found = by_kind(again)
    for kind in ("merchant", "complaint"):
        text = found[f"C1-{kind}"].text
        assert "2025年7月9日本人已收到退款5.00元，对应2025年7月1日的扣款，已予扣除" in text
        assert "2025年8月25日本人收到一笔10.00元的退款，未注明对应哪一笔扣款" in text
        assert "本人于2025年8月20日重新订阅" in text
    assert "收到退款2笔" in found["C1-support"].text
    english = by_kind(again, "en")["C1-merchant"].text
    assert "a refund of CNY 5.00 for the charge of 1 July 2025" in english
    assert "I subscribed again on 20 August 2025" in english


def test_a_refund_known_from_a_status_alone_has_no_day(every_kind: Results) -> None:
    status = every_kind.refunds.assign(refund_id=every_kind.refunds["payment_id"], basis="status")
    text = by_kind(replace(every_kind, refunds=status))["C1-merchant"].text
    assert "账单显示2025年7月1日的扣款已退5.00元（未载明退款日期），已予扣除" in text
    assert "2025年7月9日" not in text
    assert re.search("—  +收到退款5.00元（对应2025年7月1日的扣款）", text)


def test_an_enquiry_cites_no_ground_for_a_refund(w01: Results) -> None:
    text = by_kind(one_question(w01, "notice_disputed"))["C1-merchant"].text
    assert "民法典第九百八十五条" not in text
    assert "实施条例第十条" in text


def test_charges_typed_by_hand_are_called_so_and_name_no_rail(w01: Results) -> None:
    typed = replace(w01, findings=w01.findings.assign(channel="hand", file="case.xlsx"))
    found = by_kind(typed)
    assert "C1-platform" not in found
    assert "通过" not in found["C1-merchant"].text.split("二、时间线")[0]
    assert "手工录入的扣款（文件 case.xlsx，第4、5、6行）【请附上：各笔扣款的账单或截图】" in found["C1-merchant"].text


def test_questions_stay_out_of_the_complaint(every_kind: Results) -> None:
    found = by_kind(every_kind)
    assert "2025年8月19日的扣款30.00元" in found["C1-merchant"].text
    assert "8月19日" not in found["C1-complaint"].text


def test_the_unused_part_and_costs_are_explained(every_kind: Results) -> None:
    text = by_kind(every_kind)["C2-merchant"].text
    assert "共30天，服务终止后有20天未使用" in text
    assert "服务于2025年8月11日零时终止（依据：最后一个已付周期的结束日）。" in text
    assert "承担必要费用12.50元（打印费 12.50元，附票据）" in text
    assert "退还多扣款项USD 9.99" in text


@pytest.mark.parametrize(
    ("first", "second", "cited", "not_cited"),
    [
        ("2025-07-01", "2025-08-01", "（2025年修正）第十八条", "五日"),
        ("2024-08-01", "2024-09-01", "前五日，以显著方式", "（2025年修正）"),
        ("2026-05-01", "2026-06-01", "互联网平台价格行为规则第二十条", "五日"),
        ("2023-08-01", "2023-09-01", "前五日，以显著方式", "实施条例第十条"),
    ],
)
def test_rules_are_those_of_the_day_of_the_charge(
    w01: Results, first: str, second: str, cited: str, not_cited: str
) -> None:
    text = by_kind(moved(w01, first, second))["C1-report"].text
    assert cited in text
    assert not_cited not in text


def test_a_rule_for_some_charges_says_for_which(w01: Results) -> None:
    text = by_kind(moved(w01, "2025-04-30", "2025-05-01"))["C1-report"].text
    assert re.search("（2021年）第十八条：“[^”]*”（适用于2025年4月30日的扣款）", text)
    assert re.search("（2025年修正）第十八条：“[^”]*”（适用于2025年5月1日的扣款）", text)


def test_no_letter_cites_what_was_only_remembered(every_kind: Results) -> None:
    law = load("cn")
    barred = [r.citation for r in law.rules if not r.quotable]
    assert barred
    for text in texts(every_kind):
        assert [c for c in barred if c.zh in text or c.en in text] == []


def test_memory_alone_is_said_to_be_memory_and_bears_no_interest(w01: Results) -> None:
    bare = changed(w01, proof="D")
    lines = w01.claims.lines.assign(interest_minor=0, segments="")
    totals = w01.claims.totals.assign(interest_minor=0, total_minor=6000)
    found = by_kind(replace(bare, claims=Claims(lines, totals)))
    for kind in ("support", "merchant", "complaint", "report"):
        assert "据本人回忆" in found[f"C1-{kind}"].text
        assert "资金占用损失" not in found[f"C1-{kind}"].text
    assert "取消成功" not in found["C1-merchant"].text
    assert "LPR" not in found["C1-merchant"].text


@pytest.mark.parametrize(
    ("proof", "words"),
    [("A", "支付机构或应用商店的解约记录"), ("C", "取消请求已经发出并送达，尚未收到确认"), ("", "【请附上：取消操作")],
)
def test_the_proof_is_called_what_it_is(w01: Results, proof: str, words: str) -> None:
    assert words in by_kind(changed(w01, proof=proof))["C1-merchant"].text


def test_what_is_older_than_three_years_is_not_filed_with_12315(w01: Results) -> None:
    old = w01.claims.lines.assign(over_three_years=[True, False])
    sums = w01.claims.totals.assign(recent_principal_minor=3000, recent_interest_minor=8, recent_total_minor=3008)
    found = by_kind(replace(w01, claims=Claims(old, sums)))
    assert "7月1日00:12扣款" not in found["C1-complaint"].text
    assert "8月1日00:12扣款30.00元" in found["C1-complaint"].text
    assert "60.00元" not in found["C1-complaint"].text  # the sum of both is not the sum of this text
    assert "30.08元" in found["C1-complaint"].text  # its own sum stands there instead
    assert "于2025年8月1日以自动续费方式扣款1笔" in found["C1-report"].text
    assert "2025年7月1日（距今已逾三年）" in found["C1-merchant"].text
    all_old = replace(w01, claims=Claims(w01.claims.lines.assign(over_three_years=True), w01.claims.totals))
    assert {"C1-complaint", "C1-report"} & set(by_kind(all_old)) == set()


def test_the_report_asks_for_no_money(every_kind: Results) -> None:
    for lang in LANGS:
        text = by_kind(every_kind, lang)["C1-report"].text
        assert AMOUNT.findall(text) == []
        assert "claim.xlsx" not in text


def test_unknown_facts_are_blanks_and_known_ones_are_not(w01: Results) -> None:
    open_text = by_kind(w01)["C1-complaint"].text
    assert "名称：____【请填写：商家全称" in open_text
    known = changed(w01, merchant_name="示例互娱科技有限公司", credit_code="91110000EXAMPLE0X1",
                    merchant_address="北京市某区某路1号", evidence="取消截图.png")  # fmt: skip
    text = by_kind(replace(known, ends=known.ends.assign(opened_at=pd.Timestamp("2025-05-01"))))["C1-complaint"].text
    # what only the platform's own form settles stays open
    assert re.findall("【请填写：[^】]*】", text) == [
        "【请填写：同意或不同意】", "【请填写：同意或不同意】",
        "【请填写：商家公布的联系人、客服电话；没有的写“未公布”】",
    ]  # fmt: skip
    assert "示例互娱科技有限公司" in text
    blank = by_kind(changed(w01, path="", cancelled_at=pd.NaT))["C1-merchant"].text
    assert "____【请填写：取消日期】，本人取消了该项服务（____【请填写：取消方式" in blank
    assert (
        "[Please fill in: date of the cancellation]"
        in by_kind(changed(w01, cancelled_at=pd.NaT), "en")["C1-merchant"].text
    )


def test_no_letter_asks_for_an_identity_number(every_kind: Results) -> None:
    for text in texts(every_kind):
        assert "身份证" not in text
        assert not re.search(r"请填写：[^】]*证件", text)


def test_no_letter_says_what_a_record_cannot_carry(every_kind: Results) -> None:
    law = load("cn").wording
    found = replace(every_kind, case=replace(every_kind.case, events=events_of_every_kind()))
    for letter in [x for lang in LANGS for x in letters.letters(found, lang)]:
        ours = re.sub("“[^”]*”", "", letter.text).replace("民事起诉状（框架）", "")  # a title, and no threat
        assert banned_in(law, ours) == ()
        assert re.findall("曝光|必须赔偿|起诉|律师|一定|保证|盗刷", ours) == []


def events_of_every_kind() -> pd.DataFrame:
    kinds = ["contacted", "answered", "refused", "promised", "complained", "accepted", "demanded", "refunded"]
    return tables.EVENTS.of({
        "person": "示例", "source": "case", "cancellation_id": "C1", "what": kinds, "whom": ["", "商家客服"] * 4,
        "occurred_at": days(*[f"2025-07-{d:02}" for d in range(2, 10)]), "has_time": False,
        "ticket": ["T-1", *[""] * 7], "amount_minor": pd.array([None] * 7 + [500], "Int64"), "currency": "CNY",
        "evidence": ["", "reply.png", *[""] * 6], "file": "case.xlsx",
    })  # fmt: skip


def test_what_was_exchanged_is_told_in_order(w01: Results) -> None:
    text = by_kind(replace(w01, case=replace(w01.case, events=events_of_every_kind())))["C1-merchant"].text
    assert (
        "2025年7月2日，本人联系商家（工单号T-1）。2025年7月3日，商家客服作出答复。2025年7月4日，商家拒绝处理。" in text
    )
    assert "2025年7月9日，商家客服退款（5.00元）。" in text
    assert "证据3：2025年7月3日与商家客服的往来记录（reply.png）" in text
    assert re.search(r"2025年7月3日 +商家客服作出答复 +3", text)


def test_statutory_damages_are_reserved_only_where_the_user_chose_so(w01: Results) -> None:
    sentence = load("cn").wording.h4.zh
    assert all(sentence not in t for t in texts(w01))
    chosen = replace(w01, claims=Claims(w01.claims.lines, w01.claims.totals.assign(statutory_claimed=True)))
    for kind in ("merchant", "complaint"):
        assert sentence in by_kind(chosen)[f"C1-{kind}"].text
    assert all("500" not in t for t in texts(chosen))  # the box's amount is in no letter


def test_a_store_is_written_to_in_its_own_name(w01: Results) -> None:
    results = one_question(w01, "wrong_rail", channel="apple", respondent="store", method="Apple")
    found = by_kind(results)
    assert set(found) == {"C1-support", "C1-platform"}
    assert found["C1-platform"].name == "C1-platform-apple-zh"
    assert found["C1-platform"].title == "致Apple（App Store）：关于订阅扣款的退款申请"
    assert "请核实并协助退还" in found["C1-platform"].text


def test_a_store_paid_through_a_wallet_is_written_to_all_the_same(w01: Results) -> None:
    printed = "App Store & Apple Music；08.24至08.25期间购买"
    results = one_question(
        changed(w01, service="星图记账"), "unclear", respondent="store", counterparty="App Store & Apple Music",
        description=printed,
    )  # fmt: skip
    results = replace(results, subscriptions=results.subscriptions.assign(service=printed))
    letter = by_kind(results)["C1-platform"]
    assert letter.name == "C1-platform-apple-zh"
    assert "请列明该笔包含的各项购买及金额" in letter.text
    assert "“星图记账”" in letter.text


def test_the_same_payment_in_a_bank_bill_is_an_exhibit(every_kind: Results) -> None:
    text = by_kind(every_kind)["C1-merchant"].text
    assert "证据2：招商银行账单（文件 bank.csv，第20行，系同笔付款的记录）" in text
    assert "证据3：【请附上：商家显示取消成功的页面或短信】" in text
    assert "本人在商家应用内关闭了自动续费（证据3）" in text


def test_what_was_one_of_several_things_in_a_debit_is_said_to_be(w01: Results) -> None:
    payments = w01.payments.assign(debited_minor=pd.array([None, None, None, 4800], "Int64"))
    parts = {kind: x.text for kind, x in by_kind(replace(w01, payments=payments)).items()}
    for kind in ("merchant", "complaint", "platform", "court"):
        assert "2025080122001411110000000004，系一笔48.00元扣款中的一部分）" in parts[f"C1-{kind}"]
        assert "2025070122001411110000000003，系一笔" not in parts[f"C1-{kind}"]
    carded = replace(w01, payments=payments, findings=w01.findings.assign(funding_account="1234"))
    assert "2025年8月1日的30.00元系一笔48.00元扣款中的一部分。" in by_kind(carded)["C1-bank"].text


def test_a_stores_own_record_is_the_proof_of_a_cancellation_found_in_it(w01: Results) -> None:
    found = changed(w01, source="bill", proof="A", path="app_store", note="Subscription History.csv:2")
    assert "证据2：支付机构或应用商店的解约记录（Subscription History.csv:2）" in by_kind(found)["C1-merchant"].text
    typed = changed(w01, proof="A", note="for myself")  # a person's own note is no exhibit
    assert "for myself" not in by_kind(typed)["C1-merchant"].text


def test_two_equal_notes_are_two_events(w01: Results) -> None:
    twice = pd.concat([w01.case.events, w01.case.events], ignore_index=True)
    letter = by_kind(replace(w01, case=replace(w01.case, events=twice)))["C1-merchant"].text
    assert letter.count("，本人联系商家客服（工单号T-17）。") == 2


def answered(results: Results, verdict: str, on: str) -> Results:
    """The last claimed charge on another day, owed by the user's answer."""
    last = results.findings.index[-1]
    findings = results.findings.copy()
    findings.loc[last, ["verdict", "machine_verdict", "decision"]] = [verdict, verdict, "owed"]
    findings.loc[last, ["civil_date", "occurred_at"]] = pd.Timestamp(on)
    return replace(results, findings=findings)


@pytest.mark.parametrize("verdict", ["precharged", "notice_disputed", "unclear", "wrong_rail"])
def test_a_debit_from_before_the_cancellation_is_never_called_one_after_the_end(w01: Results, verdict: str) -> None:
    found = by_kind(answered(w01, verdict, "2025-06-02"))
    for kind in ("merchant", "complaint"):
        assert "2025年6月2日的扣款30.00元" in found[f"C1-{kind}"].text
        assert "发生在取消之前，经本人核对确认应退。" in found[f"C1-{kind}"].text
        assert "于2025年7月1日仍扣款30.00元" in found[f"C1-{kind}"].text
    assert "此后仍于2025年7月1日被扣款30.00元" in found["C1-support"].text
    assert "另有2025年6月2日、即取消之前的扣款30.00元" in found["C1-support"].text
    assert "此后，被举报人" not in found["C1-report"].text
    english = by_kind(answered(w01, verdict, "2025-06-02"), "en")["C1-merchant"].text
    assert "on 2 June 2025 (transaction no. 2025080122001411110000000004) came before the cancellation" in english


def test_a_debit_on_the_day_of_the_cancellation_is_called_neither(w01: Results) -> None:
    ends = w01.ends.assign(cancelled_has_time=False)
    found = by_kind(replace(answered(w01, "unclear", "2025-06-10"), ends=ends))
    assert "发生在取消当日，经本人核对确认应退。" in found["C1-merchant"].text
    assert "即取消当日的扣款30.00元" in found["C1-support"].text


def test_a_debit_between_cancellation_and_end_says_so(w01: Results) -> None:
    between = by_kind(answered(w01, "late_cancel", "2025-06-30"))["C1-merchant"].text
    assert "其时本人已经取消，经本人核对确认应退。" in between
    assert "仍扣款2笔" not in between


def test_only_debits_after_the_end_go_to_the_bank_and_it_is_named(w01: Results) -> None:
    before = answered(w01, "notice_disputed", "2025-06-02")
    by_card = before.findings.assign(funding_account="1234", method="招商银行信用卡(1234)")
    bank = by_kind(replace(before, findings=by_card))["C1-bank"].text
    assert "致：招商银行" in bank
    assert "2025年7月1日" in bank
    assert "2025年6月2日" not in bank
    only_before = by_card.assign(claimable_minor=[0, 0, 3000])
    assert "C1-bank" not in by_kind(replace(before, findings=only_before))


def test_a_price_is_told_only_where_it_was_always_the_same(w01: Results) -> None:
    assert "每月30.00元" in by_kind(w01)["C1-merchant"].text
    risen = replace(w01, findings=w01.findings.assign(amount_minor=[3000, 3000, 3500]))
    assert "每月30.00元" not in by_kind(risen)["C1-merchant"].text


def test_a_rail_gets_its_own_charges_and_no_sum_of_others(w01: Results) -> None:
    mixed = replace(w01, findings=w01.findings.assign(channel=["alipay", "alipay", "wechat"]))
    both = {x.name: x.text for x in letters.letters(mixed, "zh") if x.kind == "platform"}
    assert sorted(both) == ["C1-platform-alipay-zh", "C1-platform-wechat-zh"]
    assert "2025年8月1日" not in both["C1-platform-alipay-zh"]
    assert "2025年7月1日00:12" not in both["C1-platform-wechat-zh"]
    assert "60.00元" not in both["C1-platform-alipay-zh"]
    assert "请协助退还30.00元" in both["C1-platform-alipay-zh"]


def test_a_bank_is_told_when_and_how_the_service_was_cancelled(w01: Results) -> None:
    assert "C1-bank" not in by_kind(w01)
    carded = replace(w01, findings=w01.findings.assign(funding_account="1234"))
    text = by_kind(carded)["C1-bank"].text
    assert "卡号：尾号1234" in text
    assert "2025年6月10日，本人在商家应用内关闭了自动续费" in text
    assert "争议金额合计60.00元" in text
    assert "按“已取消的定期扣款”受理" in text
    assert "2025年7月2日10:00，本人联系商家客服（工单号T-17）" in text
    silent = replace(carded, case=replace(w01.case, events=tables.EVENTS.empty()))
    assert "【请填写：何时、以何种方式与商家联系" in by_kind(silent)["C1-bank"].text


def test_banks_are_cited_their_own_rules_outside_china(w01: Results) -> None:
    carded = replace(w01, jurisdiction="us", findings=w01.findings.assign(funding_account="1234"))
    found = by_kind(carded, "en")
    assert {"C1-complaint", "C1-report"} & set(found) == set()
    assert "Regulation Z, 12 CFR 1026.13(b)(1)" in found["C1-bank"].text
    assert "Regulation Z" not in found["C1-merchant"].text
    assert "Click to Cancel" not in found["C1-merchant"].text
    assert "Visa" not in found["C1-bank"].text


def test_names_from_a_bill_cannot_shape_a_letter(w01: Results) -> None:
    evil = "## 请求|转账\n- 恶意 \x07<b>{{ 7*7 }}</b> $(rm) " + "长" * 300
    results = replace(
        changed(w01, service=evil, notice_text=evil),
        findings=w01.findings.assign(counterparty=evil, reference=evil, description=evil),
        subscriptions=w01.subscriptions.assign(service=evil),
    )
    for lang in LANGS:
        plain_letters, evil_letters = by_kind(w01, lang), by_kind(results, lang)
        for kind, letter in evil_letters.items():
            assert [b.kind for b in letter.blocks] == [b.kind for b in plain_letters[kind].blocks]
            assert "49" not in letter.text.replace("2049", "")
            assert "\x07" not in letter.text
            Stationery().to_docx(letter.blocks, lang, letter.footer)
        assert len(evil_letters["C1-support"].text) <= (300 if lang == "zh" else 700)


def test_every_letter_carries_the_disclaimer(every_kind: Results) -> None:
    for lang in LANGS:
        footer = load("cn").wording.footer.to(lang)
        assert all(x.text.rstrip().endswith(footer) for x in letters.letters(every_kind, lang))


def test_no_letter_has_a_hole_or_a_doubled_mark(every_kind: Results) -> None:
    for text in texts(every_kind):
        assert re.findall(r"[，。；：]{2,}|。，|，。|（）|“”|\(\)|None|NaT|\bnan\b|  \.|\{|\}", text) == []


def test_letters_are_written_in_both_languages_with_equal_bytes(w01: Results) -> None:
    made = dict(letter_files(w01, "zh"))
    assert {"C1-merchant-zh.docx", "C1-merchant-zh.pdf", "C1-support-zh.txt"} <= set(made)
    assert "C1-support-zh.docx" not in made
    assert made == dict(letter_files(w01, "zh"))
    english = dict(letter_files(w01, "en", to_send=False))
    assert {"C1-merchant-en.docx", "C1-complaint-en.txt"} <= set(english)
    assert not [name for name in english if name.endswith(".pdf")]


def test_a_document_has_tables_headings_chinese_fonts_and_marked_blanks(w01: Results) -> None:
    letter = by_kind(w01)["C1-merchant"]
    document = docx.Document(io.BytesIO(Stationery().to_docx(letter.blocks, "zh", letter.footer)))
    timeline, calculation = document.tables
    assert [c.text for c in calculation.rows[1].cells][:4] == ["2025年7月1日", "30.00元", "30.00元", "0.15元"]
    assert [c.text for c in timeline.rows[0].cells] == ["时间", "事项", "证据"]
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert headings[:2] == ["一、事实", "二、时间线"]
    fonts = document.styles["Body Text 2"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "宋体"
    marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color is not None]
    assert marked == [
        "____【请填写：商家全称，以营业执照或应用页面公示为准】",
        "【请附上：商家显示取消成功的页面或短信】",
        "____【请填写：姓名】",
        "____【请填写：电话】",
        "____【请填写：发出日期】",
    ]
    assert document.core_properties.author == ""
    assert document.sections[0].footer.paragraphs[0].text.startswith(load("cn").wording.footer.zh)


def test_the_fact_sheet_is_masked_and_neutral(w01: Results) -> None:
    named = replace(w01, findings=w01.findings.assign(counterparty="客服13812345678"))
    text = fact_sheet(named, "C1", "zh")
    assert "138****5678" in text
    assert "13812345678" not in text
    assert "请求" not in text
    assert "主张退还的扣款2笔，其中尚未退还60.00元" in text
    assert all("factsheet" not in x.kind for x in letters.letters(named, "zh"))


def test_the_layout_joins_lines_until_a_blank_one() -> None:
    blocks = lay_out("# 标题\n\n一句。\n二句。\n\n- 项\n- 项二\n| 甲 | 乙 |\n| 1 | 22 |\n> 签名\n", "zh")
    assert [b.kind for b in blocks] == ["title", "paragraph", "item", "item", "table", "signature"]
    assert as_text(blocks, "zh") == "标题\n\n　　一句。二句。\n\n1. 项\n2. 项二\n\n甲  乙\n1   22\n\n签名\n"
    assert as_text(lay_out("One\n,  two .\nThree\n", "en"), "en") == "One, two. Three\n"


def test_days_are_written_as_each_language_writes_them() -> None:
    on = pd.Timestamp("2025-07-01 00:12:33")
    assert [day(on, "zh"), day(on, "en"), day(pd.NaT, "zh")] == ["2025年7月1日", "1 July 2025", ""]
    assert [moment(on, True, "zh"), moment(on, False, "en")] == ["2025年7月1日00:12", "1 July 2025"]
    assert [money(123450, "CNY", "zh"), money(999, "USD", "zh"), money(1500, "JPY", "en")] == [
        "1,234.50元",
        "USD 9.99",
        "JPY 1,500",
    ]
    assert [listed(["a"], "en"), listed(["a", "b", "c"], "en"), listed(["a", "b"], "zh")] == ["a", "a, b and c", "a、b"]
    assert [counted(1, "en"), counted(2, "en"), counted(1, "zh")] == ["one charge", "2 charges", "1笔"]
    assert day(date(2025, 7, 1), "en") == "1 July 2025"
