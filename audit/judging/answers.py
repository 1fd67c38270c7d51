"""Questions' stable keys, and what the user's answers make of the findings.

A question's key has two parts: the payment, and what is asked of it. So an answer whose question is no longer asked is
known to be about this payment still, and is never passed over by a larger claim.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from audit.judging import question_sentences as ask
from audit.judging import verdict_sentences as say
from audit.money import to_minor, to_print

_PAYMENT = 7  # characters of a key that name the payment


def question_key(payment: str, code: str) -> str:
    """The key of a question about a payment: the same facts give the same key in every run."""
    return f"Q{_digest(payment)[: _PAYMENT - 1]}{_digest(code)[:4]}"


def key(kind: str, *parts: str) -> str:
    """A stable key of a finding (`F…`) or of a question about a refund (`Q…`)."""
    return kind + _digest("\x1f".join(parts))[:8]


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def answers_of(decisions: pd.DataFrame | None) -> dict[str, dict[str, str]]:
    """Each person's answers by their key; of several under one key the last stands."""
    if decisions is None or decisions.empty:
        return {}
    given = decisions[decisions["answer"].ne("")]
    return {
        person: dict(zip(own["key"], own["answer"], strict=True)) for person, own in given.groupby("person", sort=False)
    }


def answered(found: pd.DataFrame, given: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """The findings with the user's answers, which win; the machine's verdict and its two sums stay beside them."""
    found = found.assign(
        machine_claimable_minor=found["claimable_minor"], machine_questioned_minor=found["questioned_minor"]
    )
    if not given:
        return found
    return pd.DataFrame([_answered(row, given.get(row["person"], {})) for row in found.to_dict("records")])


def _answered(row: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    answer = given.get(row["question_key"], "") if row["question_key"] else ""
    if not answer:
        return _contradicted(row, given)
    if answer == "not_owed":
        verdict = "in_term" if row["verdict"] == "unclear" else row["verdict"]
        return row | {"verdict": verdict, "decision": answer, "claimable_minor": 0, "questioned_minor": 0}
    owed = row["questioned_minor"] if answer == "owed" else amount_of(answer, row)
    if owed is None:
        return row
    verdict = "after_end" if row["beyond_end"] else row["verdict"]
    return row | {"verdict": verdict, "decision": answer, "claimable_minor": owed, "questioned_minor": 0}


def amount_of(answer: str, row: Mapping[str, Any]) -> int | None:
    """An answer's amount, no more than the charge; None where it is none in the charge's currency."""
    try:
        return min(to_minor(answer, row["currency"]), int(row["amount_minor"]))
    except ValueError:
        return None


def _contradicted(row: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """A claim on a payment of which the user once said less: the difference is asked about, not claimed."""
    prefix = question_key(row["payment_id"], "")[:_PAYMENT]
    earlier = [a for k, a in given.items() if k.startswith(prefix)]
    if not earlier or not row["claimable_minor"] or row["verdict"] == "mirror":
        return row
    said = [0 if a == "not_owed" else row["claimable_minor"] if a == "owed" else amount_of(a, row) for a in earlier]
    least = min((s for s in said if s is not None), default=row["claimable_minor"])
    if least >= row["claimable_minor"]:
        return row
    question = ask.CHANGED.fill(amount=to_print(row["claimable_minor"], row["currency"]))
    return row | {
        "verdict": "unclear",
        "reason": say.CHANGED.en,
        "reason_zh": say.CHANGED.zh,
        "question": question.en,
        "question_zh": question.zh,
        "question_key": question_key(row["payment_id"], "changed"),
        **dict.fromkeys(("questioned_minor", "machine_questioned_minor"), row["claimable_minor"] - least),
        **dict.fromkeys(("claimable_minor", "machine_claimable_minor"), least),
    }


def settled(findings: pd.DataFrame, refunds: pd.DataFrame) -> pd.DataFrame:
    """The findings once refunds are known: no question where everything came back, and answers in amounts are net."""
    if findings.empty:
        return findings
    sure = refunds[refunds["certain"]].groupby(["person", "finding_id"])["amount_minor"].sum()
    back = sure.reindex(pd.MultiIndex.from_frame(findings[["person", "finding_id"]])).fillna(0).to_numpy()
    period = findings.assign(_back=back).groupby(["person", "cancellation_id", "period_start"], dropna=False)["_back"]
    back_for_period = period.transform("sum")  # of two payments for one period, one came back: nothing is double
    enough = (back >= findings["questioned_minor"]) | (
        findings["verdict"].eq("duplicate") & (back_for_period >= findings["questioned_minor"])
    )
    moot = findings["question_key"].ne("") & findings["decision"].eq("") & enough
    blank = {c: findings[c].where(~moot, "") for c in ("question", "question_zh", "question_key")}
    net = ~findings["decision"].isin(["", "owed", "not_owed"])
    gross = (findings["claimable_minor"] + back).clip(upper=findings["amount_minor"]).astype("int64")
    return findings.assign(
        **blank,
        questioned_minor=findings["questioned_minor"].where(~moot, 0),
        machine_questioned_minor=findings["machine_questioned_minor"].where(~moot, 0),
        claimable_minor=findings["claimable_minor"].where(~net, gross),
    )
