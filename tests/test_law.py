"""The law files: which version applies on which day, what may be quoted, and what the loader refuses."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from forbidden_words import banned_in

from audit.errors import RuleError, UsageError
from audit.law import JURISDICTIONS, load
from audit.law.loader import parse

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
            "xx.toml: xx.a@1 ends on 2021-01-01 but xx.a@2 begins on 2021-01-02",
        ),
        (
            'in_force_from = "2021-01-01"',
            'in_force_from = "2020-12-31"',
            "xx.toml: xx.a@1 ends on 2021-01-01 but xx.a@2 begins on 2020-12-31",
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
        ('rate_series = "xx.rate"', 'rate_series = "xx.none"', "xx.toml: named but not defined: xx.none"),
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
    with pytest.raises(RuleError, match=r"cn\.crpl\.55: floor is '五百', not a number"):
        parse(text.replace('floor = "500.00"', 'floor = "五百"'), "cn.toml")


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
