"""A law file becomes a `Law`, or a RuleError that names the place of its fault; nothing in a file is passed over."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType

from audit.errors import RuleError, UsageError
from audit.law.rules import ClaimTerms, Clocks, Law, LegalWording, Param, RateSeries, Remedy, Rule
from audit.law.section import Section
from audit.wording import Words

JURISDICTIONS = ("cn", "us", "eu", "uk")
EFFECTS = frozenset(
    (
        "refund_basis",
        "interest_basis",
        "notice_duty",
        "cancel_right",
        "conditional_damages",
        "procedure",
        "limitation",
        "record_duty",
        "fraud_test",
        "dispute_window",
        "stop_payment",
    )
)
APPLIES_ON = frozenset(("charge", "cancellation", "claim", "filing"))
STATUSES = frozenset(("in_force", "not_yet", "proposal", "vacated"))
CITES = frozenset(("yes", "no", "after_check"))
CONFIDENCES = frozenset(("statute_text", "secondary", "memory", "official_vendor_page"))
_MONEY_PARAMS = ("multiplier", "floor")


@cache
def load(jurisdiction: str = "cn") -> Law:
    """The law of one jurisdiction (`cn`, `us`, `eu`, `uk`), read once and checked."""
    if jurisdiction not in JURISDICTIONS:
        known = ", ".join(JURISDICTIONS)
        raise UsageError(
            Words(
                f"unknown jurisdiction {jurisdiction!r}; choose one of {known}",
                f"未知的法域 {jurisdiction!r}；可选：{known}",
            )
        )
    name = f"{jurisdiction}.toml"
    return parse((files("audit.law") / name).read_text(encoding="utf-8"), name)


def parse(text: str, name: str) -> Law:
    """A law file's text as a `Law`; `name` is how faults call the file."""
    try:
        top = Section(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(Words(f"{name}: not a TOML file: {fault}", f"{name}：不是有效的 TOML 文件：{fault}")) from fault
    if top.number("schema") != 1:
        top.fail("schema must be 1", "schema 必须为 1")
    law = Law(
        jurisdiction=top.text("jurisdiction"),
        currency=top.text("currency"),
        timezone=top.text("timezone"),
        checked=top.day("checked"),
        claim=_claim_terms(top.part("claim")),
        clocks=_clocks(top.part("clocks")),
        wording=_wording(top.part("wording")),
        rules=tuple(_rule(s) for s in top.parts("rule", "id")),
        series=tuple(_rate_series(s) for s in top.parts("rate_series", "id")),
        remedies=tuple(_remedy(s) for s in top.parts("remedy", "id")),
    )
    top.done()
    _check_versions(law.rules, name)
    _check_references(law, name)
    return law


def _rule(s: Section) -> Rule:
    made = Rule(
        id=s.text("id"),
        title=s.text("title"),
        article=s.text("article"),
        citation=s.words("citation", "citation_en"),
        quote=s.text("quote", ""),
        effect=s.choice("effect", EFFECTS),
        applies_on=s.choice("applies_on", APPLIES_ON),
        in_force_from=s.day("in_force_from", date.min),
        in_force_to=s.day("in_force_to", date.max),
        params=_params(s.part("params") if "params" in s.left else Section({}, s.place)),
        cite=s.choice("cite", CITES),
        confidence=s.choice("confidence", CONFIDENCES),
        status=s.choice("status", STATUSES, "in_force"),
        in_total=s.flag("in_total", True),
        note=s.text("note", ""),
    )
    s.done()
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
    for name in _MONEY_PARAMS:
        if name in made.params:
            s.as_decimal(made.params[name], name)
    return made


def _params(s: Section) -> Mapping[str, Param]:
    made: dict[str, Param] = {}
    for key, value in s.left.items():
        if isinstance(value, list):
            made[key] = tuple(str(v) for v in value)
        elif isinstance(value, str | int):
            made[key] = value
        else:
            s.fail(f"{key} is {value!r}; write a number with a point as text", f"{key} 的值 {value!r}：小数须写成文本")
    return MappingProxyType(made)


def _rate_series(s: Section) -> RateSeries:
    s.choice("unit", ("percent_per_year",))
    points = tuple(
        (s.as_day(p[0], "points"), s.as_decimal(p[1], "points"))
        if isinstance(p, list) and len(p) == 2
        else s.fail(f"points hold {p!r}, not [day, percent]", f"points 中的 {p!r} 不是 [日期, 百分比]")
        for p in s.take("points", list, None)
    )
    made = RateSeries(
        s.text("id"), s.words("title", "title_en"), points, s.day("valid_through"), s.choice("confidence", CONFIDENCES)
    )
    s.done()
    days = [day for day, _ in points]
    if not days or any(a >= b for a, b in pairwise(days)):
        s.fail("points must rise strictly in time", "points 的日期必须严格递增")
    if made.valid_through < days[-1]:
        s.fail("valid_through lies before the last point", "valid_through 早于最后一个日期")
    return made


def _claim_terms(s: Section) -> ClaimTerms:
    made = ClaimTerms(
        interest=s.flag("interest"),
        day_count=s.number("day_count"),
        day_count_options=s.numbers("day_count_options"),
        rate_series=s.text("rate_series", ""),
        deposit_series=s.text("deposit_series", ""),
        rate_mode=s.text("rate_mode", ""),
        rate_modes=s.texts("rate_modes"),
        refund_allocation=s.text("refund_allocation"),
        refund_allocations=s.texts("refund_allocations"),
        conditional_damages=s.text("conditional_damages", ""),
    )
    s.done()
    if made.day_count not in made.day_count_options:
        s.fail("day_count is not among day_count_options", "day_count 不在 day_count_options 中")
    if made.interest and made.rate_mode not in made.rate_modes:
        s.fail("rate_mode is not among rate_modes", "rate_mode 不在 rate_modes 中")
    if made.refund_allocation not in made.refund_allocations:
        s.fail("refund_allocation is not among refund_allocations", "refund_allocation 不在 refund_allocations 中")
    return made


def _clocks(s: Section) -> Clocks:
    made = Clocks(
        support_hours=s.number("support_hours"),
        evidence_months_min=s.number("evidence_months_min"),
        evidence_months_suggested=s.number("evidence_months_suggested"),
        watch_cycles=s.numbers("watch_cycles"),
        complaint_accept_working_days=s.number("complaint_accept_working_days", 0),
        limitation_years=s.number("limitation_years", 0),
        limitation_max_years=s.number("limitation_max_years", 0),
    )
    s.done()
    return made


def _wording(s: Section) -> LegalWording:
    made = LegalWording(
        footer=s.words("footer_zh", "footer_en"),
        h4=s.words("h4_zh", "h4_en"),
        banned_zh=s.texts("banned_zh"),
        banned_en=s.texts("banned_en"),
        only_in_h4_zh=s.texts("only_in_h4_zh"),
        only_in_h4_en=s.texts("only_in_h4_en"),
    )
    s.done()
    return made


def _remedy(s: Section) -> Remedy:
    made = Remedy(
        id=s.text("id"),
        kind=s.text("kind"),
        name=s.words("name_zh", "name_en"),
        url=s.text("url", ""),
        confidence=s.choice("confidence", CONFIDENCES),
        advise_within_days=s.number("advise_within_days", 0),
        pending_charge_allowed=s.flag("pending_charge_allowed", True),
        fields=s.texts("fields"),
        user_types_on_site=s.texts("user_types_on_site"),
    )
    s.done()
    return made


def _check_versions(rules: Iterable[Rule], name: str) -> None:
    """Versions of one article (`id@version`) follow each other without overlap and without a gap."""
    versions: dict[str, list[Rule]] = {}
    for rule in rules:
        if "@" in rule.id:
            versions.setdefault(rule.id.split("@")[0], []).append(rule)
    for found in versions.values():
        ordered = sorted(found, key=lambda r: r.in_force_from)
        for old, new in pairwise(ordered):
            if old.in_force_to != new.in_force_from:
                raise RuleError(
                    Words(
                        f"{name}: {old.id} ends on {old.in_force_to} but {new.id} begins on {new.in_force_from}",
                        f"{name}：{old.id} 止于 {old.in_force_to}，而 {new.id} 始于 {new.in_force_from}",
                    )
                )


def _check_references(law: Law, name: str) -> None:
    """Every series and rule that another part of the file names must be there."""
    wanted = [law.claim.rate_series, law.claim.deposit_series]
    wanted += [r.text(k) for r in law.rules for k in ("rate_series", "no_fault_series", "consumer_cause_series")]
    missing = sorted({w for w in wanted if w} - {s.id for s in law.series})
    if law.claim.conditional_damages not in ("", *(r.id for r in law.rules)):
        missing.append(law.claim.conditional_damages)
    if missing:
        listed = ", ".join(missing)
        raise RuleError(Words(f"{name}: named but not defined: {listed}", f"{name}：引用了但没有定义：{listed}"))
