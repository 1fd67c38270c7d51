"""What judging has to say of the case file: services that match nothing or several plans, answers that are stale."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from operator import itemgetter
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging.found_cancellations import contradicted
from audit.judging.persons import Row, plain_rows, rows_of_persons
from audit.judging.store_records import BILL
from audit.judging.unexplained import bought_after, bought_as
from audit.money import to_minor, to_print
from audit.tables import PROBLEMS, Case
from audit.wording import Words, join


def judging_problems(
    ends: pd.DataFrame,
    findings: pd.DataFrame,
    refunds: pd.DataFrame,
    case: Case,
    events: pd.DataFrame,
    marked: pd.DataFrame,
    purchases: pd.DataFrame,
    *,
    as_of: date,
) -> pd.DataFrame:
    """The case file's rows that judging could not use, or bills contradict, as problems with the file and its row.

    Also stores' records of what no bill paid for; `purchases` are those that no payment was for.
    """
    file = ""  # until each person's own is known
    rows = [
        *_names(ends, marked, purchases, file),
        *_not_paid(events, purchases),
        *_stale(findings, refunds, case, file),
        *_too_much(findings, case, file),
    ]
    rows.extend(_recorded_otherwise(case.cancellations, events, marked, file))
    rows.extend(_to_come(case.cancellations, file, as_of))
    return _filed(PROBLEMS.of(pd.DataFrame(rows)), case) if rows else PROBLEMS.empty()


def _filed(problems: pd.DataFrame, case: Case) -> pd.DataFrame:
    """The problems under the name of the person's case file, where they are none of a bill."""
    names, alone = dict(case.files), case.path.name if case.path else "case"
    own = pd.Series([names.get(person, alone) for person in problems["person"]], index=problems.index, dtype="str")
    return problems.assign(file=problems["file"].where(problems["file"].ne(""), own))


def _names(ends: pd.DataFrame, marked: pd.DataFrame, purchases: pd.DataFrame, file: str) -> Iterator[dict[str, Any]]:
    several = marked["person"].isin(ends.loc[ends["match"].eq("several"), "person"])
    paid = rows_of_persons(marked[["person", *_PRINTED]][several & marked["plan_id"].ne("")])
    unbound: dict[tuple[str, str], list[Row]] = {}
    for row in plain_rows(ends[ends["match"].isin(["none", "several"])]):
        unbound.setdefault((row["person"], row["cancellation_id"]), []).append(row)
    for (person, case), rows in unbound.items():
        first = rows[0]
        if first["match"] == "none":
            names = json.loads(first["nearest"] or "[]")
            narrowed = names and (first["account"] or first["channel"] or first["beneficiary"])
            known = None if narrowed else bought_as(first, purchases)
            words = _NARROWED if narrowed else _NEAREST if names else _NOTHING
            words = known or words.fill(case=case, service=first["service"], names=_listed(names))
        else:
            meant = {row["subscription_id"] for row in rows}
            plans = _plans(row for row in paid[person] if row["plan_id"] in meant)
            words = _SEVERAL.fill(case=case, service=first["service"], count=len(rows), plans=plans)
        yield _problem(first, file, words, person)


_PRINTED = (
    "plan_id", "service", "counterparty", "channel", "account_id", "beneficiary", "amount_minor", "currency",
    "civil_date", "occurred_at", "payment_id",
)  # fmt: skip


def _plans(own: Iterable[Row]) -> Words:
    """The plans as their last payments print them: text, seller, account, beneficiary, price, day."""
    in_order = sorted(own, key=itemgetter("civil_date", "occurred_at", "payment_id"))
    last = {row["plan_id"]: row for row in in_order}
    return join(map(_plan, sorted(last.values(), key=itemgetter("service", "plan_id"))), "; ", "；")


def _plan(row: Row) -> Words:
    name, party = row["service"], row["counterparty"]
    channel = catalogue.channel(row["channel"]).name
    account = " ".join(filter(None, (row["account_id"], row["beneficiary"])))
    return _PLAN.fill(
        name=f"{party} {name}" if party != name else name,
        place=Words(f"{channel.en} {account}".strip(), f"{channel.zh} {account}".strip()),
        price=to_print(row["amount_minor"], row["currency"]),
        day=row["civil_date"].date(),
    )


def _not_paid(events: pd.DataFrame, purchases: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Stores' records of a switch-off with purchases after it that no bill paid for."""
    for event, words in bought_after(events, purchases):
        yield _problem(event, event["file"], words, event["person"])


def _recorded_otherwise(
    cancellations: pd.DataFrame, events: pd.DataFrame, marked: pd.DataFrame, file: str
) -> Iterator[dict[str, Any]]:
    """The case file's rows of which a store's own record says something else."""
    for row, act, other_day in contradicted(events, marked, cancellations):
        facts = {"case": row["cancellation_id"], "day": row["cancelled_at"].date(), "note": act.note}
        asked = _OTHER_DAY if pd.isna(row["recorded_at"]) else _OTHER_DAY_ASKED
        words = asked.fill(**facts) if other_day else _RESUMED.fill(again=act.at.date(), **facts)
        yield _problem(row, file, words, row["person"])


def _to_come(cancellations: pd.DataFrame, file: str, as_of: date) -> Iterator[dict[str, Any]]:
    """Cancellations dated after the day of the audit: a slip of the pen, most likely."""
    tomorrow = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    for row in (row for row in plain_rows(cancellations) if row["cancelled_at"] >= tomorrow):
        facts = {"case": row["cancellation_id"], "day": row["cancelled_at"].date(), "as_of": as_of}
        yield _problem(row, file, _FUTURE.fill(**facts), row["person"])


def _stale(findings: pd.DataFrame, refunds: pd.DataFrame, case: Case, file: str) -> Iterator[dict[str, Any]]:
    asked = set(findings["question_key"]) | set(refunds["question_key"])
    answered = case.decisions[case.decisions["answer"].ne("") & ~case.decisions["key"].isin(asked)]
    for row in answered.to_dict("records"):
        yield _problem(row, file, _STALE.fill(key=row["key"], answer=row["answer"]), row["person"])


def _too_much(findings: pd.DataFrame, case: Case, file: str) -> Iterator[dict[str, Any]]:
    """Answers in amounts that are more than the charge, or no amount in its currency."""
    asked = plain_rows(findings, ("person", "question_key", "amount_minor", "currency"))
    charges = {(charge["person"], charge["question_key"]): charge for charge in asked if charge["question_key"]}
    given = {(row["person"], row["key"]): row for row in plain_rows(case.decisions)}  # the last answer to a question
    for of, row in given.items():
        charge = charges.get(of)
        if row["answer"] in ("", "owed", "not_owed") or charge is None:
            continue
        facts = {
            "key": row["key"],
            "answer": row["answer"],
            "charge": to_print(charge["amount_minor"], charge["currency"]),
        }
        try:
            if to_minor(row["answer"], charge["currency"]) > charge["amount_minor"]:
                yield _problem(row, file, _MORE.fill(**facts), row["person"])
        except ValueError:
            yield _problem(row, file, _NO_AMOUNT.fill(**facts), row["person"])


def _problem(row: Any, file: str, words: Words, person: str) -> dict[str, Any]:
    place = row["file"] if row.get("source") == BILL and row["file"] else file
    return {"person": person, "file": place, "row": row["row"], "reason": words.en, "reason_zh": words.zh}


def _listed(names: list[str]) -> Words:
    return Words(", ".join(f"“{n}”" for n in names), "、".join(f"“{n}”" for n in names))


_NOTHING = Words(
    "{case}: “{service}” matches no payment in the bills; copy the service's text from a bill, or add the bill.",
    "{case}：“{service}”在账单中找不到对应付款；请照抄账单中的交易文字，或补充相应账单。",
)
_NEAREST = Words(
    "{case}: “{service}” matches no payment in the bills; nearest: {names}. Copy the text as printed.",
    "{case}：“{service}”在账单中找不到对应付款；最接近的有：{names}。请照抄账单中的交易文字。",
)
_NARROWED = Words(
    "{case}: no payment for “{service}” fits the account, channel and beneficiary given; in the bills: {names}.",
    "{case}：账单中没有同时符合“{service}”及所填账户、渠道、受益账号的付款；账单中有：{names}。",
)
_SEVERAL = Words(
    "{case}: “{service}” fits {count} plans: {plans}. Narrow it by account, channel, beneficiary, interval, "
    "billing day or the exact text.",
    "{case}：“{service}”对应{count}个服务：{plans}。请用账户、渠道、受益账号、周期、扣费日或交易原文加以区分。",
)
_PLAN = Words("“{name}” ({place}, last {price} on {day})", "“{name}”（{place}，最近{day}扣{price}）")
_OTHER_DAY = Words(
    "{case}: cancelled on {day} by the case file, at another time by the store's own record ({note}); the case file "
    "is used. Check which of the two is right.",
    "{case}：案件表写明{day}取消，而应用商店的记录为另一时间（{note}）；现按案件表计算，请核对以哪个为准。",
)
_OTHER_DAY_ASKED = Words(
    "{case}: cancelled on {day} by the case file, at another time by the store's own record ({note}). What hangs on "
    "the day is in question, not claimed; if a mail or page of the store proves {day}, enter the proof (grade A or B).",
    "{case}：案件表写明{day}取消，而应用商店的记录为另一时间（{note}）。取决于该日期的扣款只列为待确认，不予主张；"
    "如有商店的邮件或页面证明{day}已取消，请补填凭证等级（A或B）。",
)
_RESUMED = Words(
    "{case}: the case file says there was no new subscription after {day}; by the store's own record renewal was "
    "switched on again on {again} ({note}). Debits since then are in question; check which of the two is right.",
    "{case}：案件表写明{day}之后没有重新订阅，而应用商店的记录显示{again}又开启了续订（{note}）；"
    "此后的扣款均待您确认，请核对以哪个为准。",
)
_FUTURE = Words(
    "{case}: cancelled on {day}, after the day of the audit, {as_of}; check the year.",
    "{case}：取消日期{day}晚于基准日{as_of}，请核对年份。",
)
_MORE = Words(
    "The decision {key} ({answer}) is more than the charge of {charge}; the charge alone is claimed.",
    "决定 {key}（{answer}）超过该笔扣款{charge}，只按扣款金额主张。",
)
_NO_AMOUNT = Words(
    "The decision {key} ({answer}) is no amount in the currency of the charge of {charge}; it was not used.",
    "决定 {key}（{answer}）不是该笔扣款（{charge}）币种的有效金额，未予采用。",
)
_STALE = Words(
    "The decision {key} ({answer}) answers a question that is no longer asked; check it against the new findings.",
    "决定 {key}（{answer}）所回答的问题已不存在，请对照新的结果核对。",
)
