"""The law files: which version applies on which day, what may be quoted, and what the loader refuses."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pandas as pd
import pytest
from forbidden_words import banned_in

from audit import run
from audit.errors import RuleError, UsageError
from audit.judging.claims import compute_claims
from audit.law import JURISDICTIONS, load
from audit.law.loader import parse
from audit.reports import audit_json, page
from audit.reports.letters import letters
from audit.tables import FINDINGS, REFUNDS

SMALL = """
schema = 1
jurisdiction = "XX"
currency = "CNY"
timezone = "Asia/Shanghai"
checked = "2026-11-22"
[claim]
interest = true
day_count = 365
day_count_options = [365]
rate_series = "xx.rate"
rate_mode = "segmented"
rate_modes = ["segmented"]
refund_allocation = "principal_first"
refund_allocations = ["principal_first"]
[clocks]
support_hours = 48
evidence_months_min = 6
evidence_months_suggested = 36
watch_cycles = [1, 2]
[[rate_series]]
id = "xx.rate"
title = "利率"
title_en = "rate"
unit = "percent_per_year"
valid_through = "2026-01-01"
confidence = "secondary"
points = [["2020-01-01", "4.00"], ["2021-01-01", "3.00"]]
[[rule]]
id = "xx.a@1"
title = "甲"
article = "1"
citation = "甲第一条"
citation_en = "A, art. 1"
in_force_from = "2020-01-01"
in_force_to = "2021-01-01"
effect = "notice_duty"
applies_on = "charge"
cite = "yes"
confidence = "secondary"
[[rule]]
id = "xx.a@2"
title = "甲"
article = "1"
citation = "甲第一条"
citation_en = "A, art. 1"
in_force_from = "2021-01-01"
in_force_to = ""
effect = "notice_duty"
applies_on = "charge"
cite = "yes"
confidence = "secondary"
[wording]
footer_zh = "仅陈述事实"
footer_en = "facts only"
"""


def ids(rules):
    return [r.id for r in rules]


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_every_bundled_file_loads_and_names_its_rules_in_both_languages(jurisdiction):
    law = load(jurisdiction)
    assert law.jurisdiction == jurisdiction.upper()
    assert all(r.citation.en and r.citation.zh for r in law.rules)
    assert law.wording.footer.zh.startswith("本文件由工具根据用户自有记录生成")


@pytest.mark.parametrize(
    ("charge", "found"),
    [
        ("2021-04-30", []),
        ("2021-05-01", ["cn.otsm.18@2021"]),
        ("2024-07-01", ["cn.crpl_ir.10", "cn.otsm.18@2021", "cn.miit.app2023"]),
        ("2025-04-30", ["cn.crpl_ir.10", "cn.otsm.18@2021", "cn.miit.app2023"]),
        ("2025-05-01", ["cn.crpl_ir.10", "cn.otsm.18@2025", "cn.miit.app2023"]),
        ("2026-04-09", ["cn.crpl_ir.10", "cn.otsm.18@2025", "cn.miit.app2023"]),
        ("2026-04-10", ["cn.crpl_ir.10", "cn.otsm.18@2025", "cn.pricerules.20", "cn.miit.app2023"]),
    ],
)
def test_the_duty_to_give_notice_is_that_of_the_day_of_the_charge(charge, found):
    assert ids(load("cn").rules_on("notice_duty", charge=date.fromisoformat(charge))) == found


def test_five_days_are_general_law_only_before_may_2025():
    def days(on):
        return {r.number("days_before") for r in load("cn").rules_on("notice_duty", charge=on) if r.quotable}

    assert days(date(2024, 7, 1)) == {0, 5}
    assert days(date(2025, 7, 1)) == {0}


def test_the_complaint_procedure_is_that_of_the_day_of_filing():
    # CASES 34: a debit of 2025-07-01, filed on 2026-11-20
    (rule,) = load("cn").rules_on("procedure", charge=date(2025, 7, 1), filing=date(2026, 11, 20))
    assert (rule.id, rule.number("mediation_days")) == ("cn.order121", 60)
    (old,) = load("cn").rules_on("procedure", filing=date(2026, 4, 14))
    assert (old.id, old.quotable) == ("cn.order20", False)


def test_the_basis_of_interest_is_that_of_the_day_of_the_claim():
    # CASES 35: a debit of 2023-08-01, before the interpretation of 2023-12-05, claimed in 2025
    early, late = date(2023, 8, 1), date(2025, 9, 1)
    assert ids(load("cn").rules_on("interest_basis", charge=early, claim=late)) == ["cn.cc.987", "cn.spc.contract.25"]
    assert ids(load("cn").rules_on("interest_basis", charge=early, claim=early)) == ["cn.cc.987"]


def test_a_rule_whose_day_is_not_given_is_left_out():
    assert load("cn").rules_on("procedure", charge=date(2026, 11, 20)) == ()


def test_nothing_from_memory_and_nothing_out_of_force_can_be_quoted():
    rules = [r for j in JURISDICTIONS for r in load(j).rules]
    doubtful = [r for r in rules if r.confidence == "memory" or r.status != "in_force" or r.cite != "yes"]
    assert {"cn.order20", "us.ftc.negopt", "uk.dmcc", "eu.psr", "eu.psd2.76_77", "card.visa.13_2"} <= {
        r.id for r in doubtful
    }
    assert not any(r.quotable for r in doubtful)


@pytest.mark.parametrize(
    ("jurisdiction", "effect", "absent"),
    [("us", "cancel_right", "us.ftc.negopt"), ("uk", "cancel_right", "uk.dmcc"), ("eu", "dispute_window", "eu.psr")],
)
def test_a_rule_not_in_force_is_never_picked(jurisdiction, effect, absent):
    day = date(2026, 11, 22)
    found = load(jurisdiction).rules_on(effect, charge=day, cancellation=day, claim=day, filing=day)
    assert absent not in ids(found)
    assert load(jurisdiction).rule(absent).status != "in_force"


@pytest.mark.parametrize("jurisdiction", ["us", "eu", "uk"])
def test_outside_china_there_is_no_interest_and_no_statutory_multiple(jurisdiction):
    terms = load(jurisdiction).claim
    assert (terms.interest, terms.conditional_damages) == (False, "")


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        ("2019-08-19", None),
        ("2019-08-20", "4.25"),
        ("2021-12-19", "3.85"),
        ("2021-12-20", "3.80"),
        ("2024-07-21", "3.45"),
        ("2024-07-22", "3.35"),
        ("2025-05-19", "3.10"),
        ("2025-05-20", "3.00"),
        ("2026-09-20", "3.00"),
    ],
)
def test_the_prime_rate_of_a_day(on, percent):
    points = load("cn").rate_series("cn.lpr.1y").points
    found = [p for begins, p in points if begins <= date.fromisoformat(on)]
    assert found[-1:] == ([] if percent is None else [Decimal(percent)])


def test_the_prime_rate_table_says_how_far_it_is_known():
    assert load("cn").rate_series("cn.lpr.1y").valid_through == date(2026, 10, 19)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("被投诉人此后继续扣款2笔。", ()),
        ("被投诉人是骗子，涉嫌诈骗。", ("诈骗", "骗子")),
        ("被投诉人构成欺诈。", ("欺诈",)),
        ("如经认定构成欺诈，本人保留依据消费者权益保护法第五十五条主张增加赔偿的权利。", ()),
        ("You kept charging; this is Fraud.", ("fraud",)),
    ],
)
def test_words_a_record_cannot_carry_are_found(text, found):
    assert banned_in(load("cn").wording, text) == found


def test_the_small_file_of_these_tests_is_sound():
    law = parse(SMALL, "xx.toml")
    assert ids(law.rules_on("notice_duty", charge=date(2021, 1, 1))) == ["xx.a@2"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "xx.a@2"', 'id = "xx.a@1"', "xx.toml: rule xx.a@1: its id is used twice"),
        (
            'in_force_from = "2020-01-01"',
            'in_force_from = "2021-01-01"',
            "xx.toml: rule xx.a@1: in_force_from is not before in_force_to",
        ),
        (
            'in_force_from = "2021-01-01"',
            'in_force_from = "2021-01-02"',
            "xx.toml: rule xx.a@2: in_force_from is 2021-01-02, but xx.a@1 has in_force_to 2021-01-01",
        ),
        (
            'in_force_from = "2021-01-01"',
            'in_force_from = "2020-12-31"',
            "xx.toml: rule xx.a@2: in_force_from is 2020-12-31, but xx.a@1 has in_force_to 2021-01-01",
        ),
        (
            '["2021-01-01", "3.00"]',
            '["2020-01-01", "3.00"]',
            "xx.toml: rate_series xx.rate: points must rise strictly in time",
        ),
        ('"3.00"]]', '"three"]]', "xx.toml: rate_series xx.rate: points is 'three', not a number as text"),
        ('"3.00"]]', "3.0]]", "xx.toml: rate_series xx.rate: points is 3.0, not a number as text"),
        (
            'confidence = "secondary"\n[wording]',
            'confidence = "memory"\n[wording]',
            'xx.toml: rule xx.a@2: a rule known from memory cannot have cite = "yes"',
        ),
        (
            'effect = "notice_duty"',
            'effect = "conditional_damages"',
            "xx.toml: rule xx.a@1: conditional damages must have in_total = false",
        ),
        ('effect = "notice_duty"', 'effect = "revenge"', "xx.toml: rule xx.a@1: effect is 'revenge', not one of"),
        ('applies_on = "charge"', 'applies_on = "whim"', "xx.toml: rule xx.a@1: applies_on is 'whim', not one of"),
        ('applies_on = "charge"\n', "", "xx.toml: rule xx.a@1: applies_on is missing"),
        ('cite = "yes"', 'cite = "yes"\nqoute = "x"', "xx.toml: rule xx.a@1: unknown keys: qoute"),
        (
            'in_force_from = "2020-01-01"',
            'in_force_from = "soon"',
            "xx.toml: rule xx.a@1: in_force_from is 'soon', not a date like 2025-07-01",
        ),
        (
            'rate_series = "xx.rate"',
            'rate_series = "xx.none"',
            "xx.toml: [claim]: rate_series names xx.none, which is not defined",
        ),
        (
            "interest = true",
            'interest = true\nconditional_damages = "xx.gone"',
            "xx.toml: [claim]: conditional_damages names xx.gone, which is not defined",
        ),
        (
            'effect = "notice_duty"',
            'effect = "interest_basis"\nparams = { rate_series = "xx.none" }',
            "xx.toml: rule xx.a@1: rate_series names xx.none, which is not defined",
        ),
        (
            'effect = "notice_duty"',
            'effect = "notice_duty"\nparams = { day_before = 5 }',
            "xx.toml: rule xx.a@1: [params]: unknown keys: day_before",
        ),
        (
            'effect = "notice_duty"',
            'effect = "notice_duty"\nparams = { days_before = "5" }',
            "xx.toml: rule xx.a@1: [params]: days_before is '5', not int",
        ),
        (
            'effect = "notice_duty"',
            'effect = "notice_duty"\nparams = { days_before = -5 }',
            "xx.toml: rule xx.a@1: [params]: days_before is -5, less than 0",
        ),
        (
            'effect = "notice_duty"',
            'effect = "notice_duty"\nparams = { must_state = [1.5] }',
            "xx.toml: rule xx.a@1: [params]: must_state holds [1.5], not texts",
        ),
        (
            'effect = "notice_duty"',
            'effect = "dispute_window"\nparams = { with = "bank" }',
            "xx.toml: rule xx.a@1: a dispute window needs days, weeks or months",
        ),
        (
            'cite = "yes"',
            'status = "vacated"\ncite = "yes"',
            'xx.toml: rule xx.a@1: a rule not in force cannot have cite = "yes"',
        ),
        ('cite = "yes"', 'status = "dead"\ncite = "yes"', "xx.toml: rule xx.a@1: status is 'dead', not one of"),
        ('cite = "yes"', 'cite = "maybe"', "xx.toml: rule xx.a@1: cite is 'maybe', not one of"),
        ('cite = "yes"', 'cite = "yes"\nin_total = "no"', "xx.toml: rule xx.a@1: in_total is 'no', not bool"),
        ('confidence = "secondary"\n[[rule]]', "[[rule]]", "xx.toml: rule xx.a@1: confidence is missing"),
        ('citation_en = "A, art. 1"\n', "", "xx.toml: rule xx.a@1: citation and citation_en are both needed"),
        (
            'cite = "yes"',
            f'cite = "yes"\nquote = "{"字" * 201}"',
            "xx.toml: rule xx.a@1: quote has 201 characters, more than 200",
        ),
        (
            'in_force_from = "2020-01-01"',
            'in_force_from = "20200101"',
            "xx.toml: rule xx.a@1: in_force_from is '20200101', not a date like 2025-07-01",
        ),
        (
            'in_force_from = "2020-01-01"',
            "in_force_from = 2020-01-01",
            "xx.toml: rule xx.a@1: in_force_from is datetime.date(2020, 1, 1), not str",
        ),
        (
            'in_force_to = "2021-01-01"',
            'in_force_to = "2021-02-30"',
            "xx.toml: rule xx.a@1: in_force_to is '2021-02-30', not a date like 2025-07-01",
        ),
        ('checked = "2026-11-22"', 'checked = "today"', "xx.toml: checked is 'today', not a date like 2025-07-01"),
        (
            '["2020-01-01", "4.00"]',
            '["early", "4.00"]',
            "xx.toml: rate_series xx.rate: points is 'early', not a date like 2025-07-01",
        ),
        ('["2020-01-01", "4.00"]', '"4.00"', "xx.toml: rate_series xx.rate: points hold '4.00', not [day, percent]"),
        ('"3.00"]]', '"-3.00"]]', "xx.toml: rate_series xx.rate: points is '-3.00', not a number as text"),
        ('"3.00"]]', '"NaN"]]', "xx.toml: rate_series xx.rate: points is 'NaN', not a number as text"),
        (
            'valid_through = "2026-01-01"',
            'valid_through = "2020-12-31"',
            "xx.toml: rate_series xx.rate: valid_through lies before the last point",
        ),
        ('unit = "percent_per_year"', 'unit = "percent"', "xx.toml: rate_series xx.rate: unit is 'percent'"),
        ("support_hours = 48", "support_hours = -1", "xx.toml: [clocks]: support_hours is -1, less than 0"),
        ("support_hours = 48", "support_hour = 48", "xx.toml: [clocks]: support_hours is missing"),
        ("watch_cycles = [1, 2]", 'watch_cycles = [1, "2"]', "xx.toml: [clocks]: watch_cycles holds [1, '2']"),
        ("watch_cycles = [1, 2]", "watch_cycles = [1, 2]\nmoon = 1", "xx.toml: [clocks]: unknown keys: moon"),
        ("interest = true", "interest = true\nquantum = 1", "xx.toml: [claim]: unknown keys: quantum"),
        ('rate_mode = "segmented"', 'rate_mode = "free"', "xx.toml: [claim]: rate_mode is not among rate_modes"),
        (
            'refund_allocation = "principal_first"',
            'refund_allocation = "later"',
            "xx.toml: [claim]: refund_allocation is not among refund_allocations",
        ),
        ("day_count_options = [365]", "day_count_options = [365, 0]", "xx.toml: [claim]: day_count_options hold 0"),
        ("[wording]", '[wording]\nmotto = "x"', "xx.toml: [wording]: unknown keys: motto"),
        ("[wording]", '[wordings]\nx = "y"\n[wording]', "xx.toml: unknown keys: wordings"),
        ('rate_series = "xx.rate"\n', "", "xx.toml: [claim]: interest needs a rate_series"),
        (
            'rate_modes = ["segmented"]',
            'rate_modes = ["segmented", "deposit_benchmark"]',
            "xx.toml: [claim]: the mode deposit_benchmark needs a deposit_series",
        ),
        (
            "[wording]",
            '[[remedy]]\nid = "xx.r"\nkind = "revenge"\nname_zh = "甲"\n[wording]',
            "xx.toml: remedy xx.r: kind is 'revenge', not one of complaint, refund",
        ),
        ("[clocks]", "[clocks.more]", "xx.toml: [clocks]: support_hours is missing"),
        ('jurisdiction = "XX"', 'jurisdiction = "CN"', "xx.toml: jurisdiction is not the name of the file"),
        ("schema = 1", "schema = 2", "xx.toml: schema must be 1"),
        ('id = "xx.rate"', 'id = ""', "xx.toml: [claim]: rate_series names xx.rate, which is not defined"),
        ("support_hours = 48", 'support_hours = "48"', "xx.toml: [clocks]: support_hours is '48', not int"),
        (
            "day_count_options = [365]",
            "day_count_options = [360]",
            "xx.toml: [claim]: day_count is not among day_count_options",
        ),
        ("schema = 1", "schema = ", "xx.toml: not a TOML file"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_the_place(old, new, message):
    assert old in SMALL
    with pytest.raises(RuleError) as fault:
        parse(SMALL.replace(old, new, 1), "xx.toml")
    assert str(fault.value).startswith(message)
    assert fault.value.words.zh != fault.value.words.en


def test_damages_params_must_be_exact_numbers():
    text = (files("audit.law") / "cn.toml").read_text(encoding="utf-8")
    with pytest.raises(RuleError, match=r"cn\.crpl\.55: \[params\]: floor is '五百', not a number"):
        parse(text.replace('floor = "500.00"', 'floor = "五百"'), "cn.toml")


ABROAD = {
    # RULES §2, row by row: effect, the numbers it sets, status, whose words were read, may it be quoted
    "us.rosca": ("cancel_right", {}, "in_force", "secondary", "yes"),
    "us.ftc.negopt": ("cancel_right", {}, "vacated", "secondary", "no"),
    "us.ca.arl": (
        "notice_duty", {"price_change_days_min": 7, "price_change_days_max": 30},
        "in_force", "secondary", "after_check",
    ),
    "us.rege.stop": (
        "stop_payment", {"business_days_before": 3, "bank_may_want_writing_days": 14}, "in_force", "secondary", "yes",
    ),
    "us.rege.error": ("dispute_window", {"days": 60}, "in_force", "secondary", "yes"),
    "us.regz": ("dispute_window", {"days": 60}, "in_force", "secondary", "yes"),
    "card.visa.13_2": ("dispute_window", {"days": 120}, "in_force", "memory", "after_check"),
    "card.mc.4853": ("dispute_window", {"days": 120}, "in_force", "secondary", "after_check"),
    "card.amex.C28": ("dispute_window", {"days": 120}, "in_force", "memory", "after_check"),
    "card.discover.4541": ("dispute_window", {"days": 120}, "in_force", "memory", "after_check"),
    "eu.crd.9": ("cancel_right", {"withdrawal_days": 14}, "in_force", "secondary", "yes"),
    "eu.crd.11a": ("cancel_right", {"withdrawal_days": 14}, "in_force", "secondary", "yes"),
    "eu.psd2.71": ("dispute_window", {"months": 13}, "in_force", "secondary", "yes"),
    "eu.psd2.76_77": (
        "dispute_window", {"weeks": 8, "bank_answers_business_days": 10}, "in_force", "memory", "after_check",
    ),
    "eu.psr": ("dispute_window", {}, "not_yet", "secondary", "no"),
    "eu.dfa": ("cancel_right", {}, "proposal", "secondary", "no"),
    "uk.dmcc": ("cancel_right", {"cooling_off_days": 14, "refund_days": 14}, "not_yet", "secondary", "no"),
    "uk.ddg": ("refund_basis", {}, "in_force", "secondary", "after_check"),
    "uk.psrs.76_79": ("dispute_window", {"weeks": 8, "months": 13}, "in_force", "memory", "after_check"),
}  # fmt: skip


def test_every_row_of_the_rules_abroad_is_a_rule_with_its_window_status_and_confidence():
    found = {
        r.id: (
            r.effect,
            {k: v for k, v in r.params.items() if isinstance(v, int) and not isinstance(v, bool)},
            r.status,
            r.confidence,
            r.cite,
        )
        for j in ("us", "eu", "uk")
        for r in load(j).rules
    }
    assert found == ABROAD


def test_the_withdrawal_function_of_the_union_is_there_from_19_june_2026_and_within_fourteen_days():
    def rights(cancelled, contract):
        days = {"charge": cancelled, "cancellation": cancelled, "contract": contract}
        return ids(load("eu").rules_on("cancel_right", **days))

    assert rights(date(2026, 6, 19), date(2026, 6, 10)) == ["eu.crd.9", "eu.crd.11a"]
    assert rights(date(2026, 6, 18), date(2026, 6, 10)) == ["eu.crd.9"]
    assert rights(date(2026, 7, 15), date(2026, 7, 1)) == ["eu.crd.9", "eu.crd.11a"]
    assert rights(date(2026, 7, 16), date(2026, 7, 1)) == []  # the fourteen days are over
    assert rights(date(2026, 7, 16), None) == []  # the day of the contract is not known


def test_a_file_that_turns_interest_on_has_it_reckoned_outside_china(monkeypatch):
    text = (files("audit.law") / "us.toml").read_text(encoding="utf-8")
    series = """
    [[rate_series]]
    id = "us.judgment"
    title = "示例利率"
    title_en = "an example rate"
    unit = "percent_per_year"
    valid_through = "2027-01-01"
    confidence = "secondary"
    points = [["2020-01-01", "3.65"]]
    """
    on = 'interest = true\nrate_series = "us.judgment"\nrate_mode = "segmented"'
    text = text.replace("interest = false", on).replace("rate_modes = []", 'rate_modes = ["segmented"]') + series
    law = parse(text, "us.toml")
    finding = FINDINGS.of(
        pd.DataFrame(
            {
                "person": ["p"], "finding_id": ["F1"], "cancellation_id": ["C1"], "verdict": ["after_end"],
                "civil_date": pd.to_datetime(["2026-01-01"]), "currency": ["USD"], "proof": ["B"],
                "interest_from_on": pd.to_datetime(["2026-01-01"]), "amount_minor": [10000], "claimable_minor": [10000],
            }
        )
    )  # fmt: skip

    def interest():
        claims = compute_claims(finding, REFUNDS.empty(), as_of=date(2026, 1, 11), jurisdiction="us")
        return claims.totals[["principal_minor", "interest_minor", "total_minor"]].values.tolist()

    assert interest() == [[10000, 0, 10000]]
    monkeypatch.setattr("audit.judging.claims.load", lambda _: law)
    assert interest() == [[10000, 10, 10010]]  # 100.00 × 3.65 % × 10 / 365


CARD = """Transaction Date,Post Date,Description,Category,Type,Amount,Memo
11/05/2026,11/06/2026,STREAMLY SUBSCRIPTION,Entertainment,Sale,-14.99,
10/05/2026,10/06/2026,STREAMLY SUBSCRIPTION,Entertainment,Sale,-14.99,
09/05/2026,09/06/2026,STREAMLY SUBSCRIPTION,Entertainment,Sale,-14.99,
08/05/2026,08/06/2026,STREAMLY SUBSCRIPTION,Entertainment,Sale,-14.99,
07/05/2026,07/06/2026,STREAMLY SUBSCRIPTION,Entertainment,Sale,-14.99,
06/05/2026,06/06/2026,STREAMLY SUBSCRIPTION,Entertainment,Sale,-14.99,
"""


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    """A credit card in US dollars debited on after the cancellation of 20 June 2026."""
    folder = tmp_path_factory.mktemp("card")
    (folder / "Chase1234_Activity.csv").write_text(CARD, "utf-8")
    told = "service,cancelled_at,path,proof\nSTREAMLY SUBSCRIPTION,2026-06-20,app,B\n"
    (folder / "cancellations.csv").write_text(told, "utf-8")
    return folder


def everything_said(audit):
    """All that an audit writes as text, in both languages."""
    for lang in ("en", "zh"):
        yield page.render(audit, lang)
        yield from (letter.text for letter in letters(audit, lang))
        yield json.dumps(audit_json.build(audit, lang), ensure_ascii=False)
    yield from audit.next_steps[["what", "what_zh"]].to_numpy().ravel()
    yield audit.claims.lines.to_csv()


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_no_output_quotes_a_rule_from_memory_or_one_not_in_force(card, jurisdiction):
    audit = run(card, as_of="2026-11-22", jurisdiction=jurisdiction)
    said = "\n".join(everything_said(audit))
    rules = load(jurisdiction).rules
    silent = [r for r in rules if not r.quotable]
    assert [r.id for r in silent for name in (r.id, *r.citation) if name in said] == []
    assert {r.citation.en for r in rules if r.quotable and r.citation.en in said} == QUOTED[jurisdiction]
    assert audit.claims.totals[["principal_minor", "interest_minor"]].values.tolist() == [[7495, 0]]


QUOTED = {
    "us": {
        "Restore Online Shoppers' Confidence Act, 15 U.S.C. 8403", "Regulation E, 12 CFR 1005.10(c)",
        "Regulation E, 12 CFR 1005.11", "Regulation Z, 12 CFR 1026.13(b)(1)",
    },
    "eu": {"Directive (EU) 2015/2366 (PSD2), art. 71"},
    "uk": set(),
    "cn": {
        "Civil Code of the PRC, art. 577", "Civil Code of the PRC, art. 985",
        "Consumer Rights Protection Law of the PRC, art. 9", "Consumer Rights Protection Law of the PRC, art. 52",
        "Civil Code of the PRC, art. 563(2)", "E-Commerce Law of the PRC, art. 62",
        "Regulations implementing the Consumer Rights Protection Law of the PRC, art. 10",
        "Measures for the Supervision of Online Trading (as amended in 2025), art. 18",
        "Rules on the Pricing Conduct of Internet Platforms, art. 20",
    },
}  # fmt: skip


def test_an_unknown_jurisdiction_is_a_wrong_argument():
    with pytest.raises(UsageError, match="choose one of cn, us, eu, uk"):
        load("fr")


def test_no_number_in_a_law_file_is_a_float():
    def floats(value):
        if isinstance(value, dict):
            return [f for v in value.values() for f in floats(v)]
        if isinstance(value, list):
            return [f for v in value for f in floats(v)]
        return [value] if isinstance(value, float) else []

    for jurisdiction in JURISDICTIONS:
        text = (files("audit.law") / f"{jurisdiction}.toml").read_text(encoding="utf-8")
        assert floats(tomllib.loads(text)) == []
