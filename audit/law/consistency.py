"""What one entry of a law file owes to the others and to its kind: parameters it may have, versions, names it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from audit.errors import RuleError
from audit.law.rules import Law, Param, Rule
from audit.law.section import Section
from audit.wording import Words

LONGEST_QUOTE = 200  # characters: the words a letter needs, not the article
_SERIES = ("rate_series", "no_fault_series", "consumer_cause_series")
_EXACT = ("multiplier", "floor")
_WINDOW = ("days", "weeks", "months")
# What the rules of each effect may set; a name misspelt would be a term of no days.
PARAMS: Mapping[str, Mapping[str, type]] = {
    "refund_basis": {
        "formula": str, "rate_mode": str, "interest_from": str, "consumer_cause_series": str, "with": str, "rail": str,
    },
    "interest_basis": {"rate_series": str, "no_fault_series": str},
    "notice_duty": {
        "days_before": int, "each_renewal": bool, "cancel_any_time": bool, "extra_fee": bool, "must_state": list,
        "applies_to": list, "state": str, "yearly_reminder": bool, "price_change_days_min": int,
        "price_change_days_max": int, "cancel_same_medium": bool,
    },
    "cancel_right": {
        "withdrawal_days": int, "lost_for": str, "online_withdrawal_function": bool, "private_claim": bool,
        "cooling_off_days": int, "refund_days": int,
    },
    "conditional_damages": {"multiplier": str, "floor": str, "floor_per": str, "base": str, "requires": list},
    "procedure": {
        "accept_working_days": int, "mediation_days": int, "mediation_working_days": int, "real_identity": bool,
        "max_age_years": int, "complaint_and_report_separate": bool,
    },
    "limitation": {"years": int, "max_years": int, "start": str, "restart_on": list},
    "record_duty": {},
    "fraud_test": {"standard": str},
    "dispute_window": {
        "days": int, "weeks": int, "months": int, "from": str, "with": str, "taken_from": str,
        "bank_answers_business_days": int,
    },
    "stop_payment": {"business_days_before": int, "bank_may_want_writing_days": int, "with": str},
}  # fmt: skip


def params(s: Section, effect: str) -> Mapping[str, Param]:
    """The parameters of one rule, each of a name and type its effect knows."""
    known = PARAMS[effect]
    made: dict[str, Param] = {}
    for key, kind in known.items():
        if key in s.left:
            made[key] = _param(s, key, kind)
    s.done()
    return MappingProxyType(made)


def _param(s: Section, key: str, kind: type) -> Param:
    if kind is bool:
        return s.flag(key)
    if kind is int:
        return s.number(key)
    if kind is list:
        return s.texts(key)
    if key in _EXACT:
        s.as_decimal(s.left[key], key)
    return s.text(key)


def check_rule(made: Rule, s: Section) -> None:
    """What one rule owes to itself; the fault names its place."""
    if not made.in_force_from < made.in_force_to:
        s.fail("in_force_from is not before in_force_to", "in_force_from 不早于 in_force_to")
    if made.confidence == "memory" and made.cite == "yes":
        s.fail('a rule known from memory cannot have cite = "yes"', '凭记忆的规则不能设 cite = "yes"')
    if made.status != "in_force" and made.cite == "yes":
        s.fail('a rule not in force cannot have cite = "yes"', '未生效的规则不能设 cite = "yes"')
    if made.effect == "conditional_damages" and made.in_total:
        s.fail("conditional damages must have in_total = false", "附条件赔偿必须设 in_total = false")
    if not (made.citation.en and made.citation.zh):
        s.fail("citation and citation_en are both needed", "citation 与 citation_en 缺一不可")
    if len(made.quote) > LONGEST_QUOTE:
        s.fail(
            f"quote has {len(made.quote)} characters, more than {LONGEST_QUOTE}: quote the words that matter",
            f"quote 有 {len(made.quote)} 个字符，超过 {LONGEST_QUOTE}：请只引用关键文字",
        )
    if made.effect == "dispute_window" and made.quotable and not any(made.number(p) for p in _WINDOW):
        s.fail("a dispute window needs days, weeks or months", "异议期限须设 days、weeks 或 months")


def check_versions(rules: Iterable[Rule], file: str) -> None:
    """Versions of one article (`id@version`) follow each other without overlap and without a gap."""
    versions: dict[str, list[Rule]] = {}
    for rule in rules:
        if "@" in rule.id:
            versions.setdefault(rule.id.split("@")[0], []).append(rule)
    for found in versions.values():
        ordered = sorted(found, key=lambda r: r.in_force_from)
        for old, new in pairwise(ordered):
            if old.in_force_to != new.in_force_from:
                raise RuleError(_VERSIONS.fill(file=file, new=new.id, begins=new.in_force_from, old=old.id,
                                               ends=old.in_force_to))  # fmt: skip


def check_references(law: Law, file: str) -> None:
    """Every series and rule that another part of the file names must be there."""
    series, rules = {s.id for s in law.series}, {r.id for r in law.rules}
    named: list[tuple[str, str, str, Any]] = [
        ("[claim]", "rate_series", law.claim.rate_series, series),
        ("[claim]", "deposit_series", law.claim.deposit_series, series),
        ("[claim]", "conditional_damages", law.claim.conditional_damages, rules),
    ]
    named += [(f"rule {r.id}", key, r.text(key), series) for r in law.rules for key in _SERIES]
    for place, key, name, known in named:
        if name and name not in known:
            raise RuleError(_NOWHERE.fill(file=file, place=place, key=key, name=name))


_VERSIONS = Words(
    "{file}: rule {new}: in_force_from is {begins}, but {old} has in_force_to {ends}: versions of one article leave "
    "no gap and do not overlap",
    "{file}：rule {new}：in_force_from 为 {begins}，而 {old} 的 in_force_to 为 {ends}：同一条文的各版本须首尾相接",
)
_NOWHERE = Words(
    "{file}: {place}: {key} names {name}, which is not defined", "{file}：{place}：{key} 引用了没有定义的 {name}"
)
