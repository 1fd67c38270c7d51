"""A law file becomes a `Law`, or a RuleError that names the place of its fault; nothing in a file is passed over."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from audit.errors import RuleError, UsageError
from audit.law.consistency import PARAMS, check_references, check_rule, check_versions, params
from audit.law.rules import ClaimTerms, Clocks, Law, LegalWording, RateSeries, Remedy, Rule
from audit.law.section import Section
from audit.wording import Words

JURISDICTIONS = ("cn", "us", "eu", "uk")
APPLIES_ON = frozenset(("charge", "cancellation", "claim", "filing"))
STATUSES = frozenset(("in_force", "not_yet", "proposal", "vacated"))
CITES = frozenset(("yes", "no", "after_check"))
CONFIDENCES = frozenset(("statute_text", "secondary", "memory", "official_vendor_page"))
REMEDIES = frozenset(("refund", "complaint"))


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
    if f"{top.left.get('jurisdiction')}".lower() != name.removesuffix(".toml"):
        top.fail("jurisdiction is not the name of the file", "jurisdiction 与文件名不一致")
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
    check_versions(law.rules, name)
    check_references(law, name)
    return law


def _rule(s: Section) -> Rule:
    effect = s.choice("effect", frozenset(PARAMS))
    made = Rule(
        id=s.text("id"),
        title=s.text("title"),
        article=s.text("article"),
        citation=s.words("citation", "citation_en"),
        quote=s.text("quote", ""),
        effect=effect,
        applies_on=s.choice("applies_on", APPLIES_ON),
        in_force_from=s.day("in_force_from", date.min),
        in_force_to=s.day("in_force_to", date.max),
        params=params(s.part("params") if "params" in s.left else Section({}, s.place), effect),
        cite=s.choice("cite", CITES),
        confidence=s.choice("confidence", CONFIDENCES),
        status=s.choice("status", STATUSES, "in_force"),
        in_total=s.flag("in_total", True),
        note=s.text("note", ""),
    )
    s.done()
    check_rule(made, s)
    return made


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
        count_last_day=s.flag("count_last_day", False),
    )
    s.done()
    if not all(made.day_count_options):
        s.fail("day_count_options hold 0: a year has days", "day_count_options 含 0：一年不能是零天")
    if made.day_count not in made.day_count_options:
        s.fail("day_count is not among day_count_options", "day_count 不在 day_count_options 中")
    if made.interest and not made.rate_series:
        s.fail("interest needs a rate_series", "有利息时须设 rate_series")
    if "deposit_benchmark" in made.rate_modes and not made.deposit_series:
        s.fail("the mode deposit_benchmark needs a deposit_series", "deposit_benchmark 模式须设 deposit_series")
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
        kind=s.choice("kind", REMEDIES),
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
