"""What is new since the audit before this one, told by comparing the two `audit.json` documents.

Only codes, days and amounts are compared, never sentences: the two audits may be written in two languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from audit.reports.counterparts import counterparts, present, renumbered

Json = dict[str, Any]
Key = tuple[str, str]
# Interest grows by the day and is no news; these are.
_NEWS = ("verdict", "decision", "in_question", "refunded", "principal")
_STANDING = ("verdict", "decision", "principal", "in_question")
_SUMS = ("principal", "interest", "costs", "total", "in_question")
# What a person does and is then done with; mandates, billing days and limitation only move on.
ACTS = (
    "contact", "decide", "notice", "escalate", "promise", "answer", "refund_noted", "ask_platform", "ask_store",
    "ask_bank", "stop_payment", "withdraw", "export", "acceptance", "court",
)  # fmt: skip


def since_last(previous: Mapping[str, Any], current: Mapping[str, Any], letters: Iterable[str] = ()) -> Json:
    """Bills, debits, refunds, verdicts, answers, sums, cycles and steps that differ from the previous audit's.

    A finding is the same one when it judges the same transaction for the same cancellation. `new`, `changed` and
    `gone` hold the ids of findings; `totals` are the previous sums. `letters` are the names of the letters in the
    previous output (`C1-merchant-zh`); those of them that rest on something else now come back under that name.
    A cancellation whose number moved, because a row above it was filled in, is compared with itself.
    """
    ids = counterparts(previous, current)
    previous = renumbered(previous, ids)
    before, now = _by_transaction(previous), _by_transaction(current)
    both = [(before[key], now[key]) for key in sorted(now.keys() & before.keys())]
    changed = [(old, new) for old, new in both if any(old[n] != new[n] for n in _NEWS)]
    new = [now[key] for key in now.keys() - before.keys()]
    return {
        "as_of": previous["as_of"],
        "cancellations": {
            "new": [c["id"] for c in current["cancellations"] if c["id"] not in ids.values()],
            "renumbered": [{"before": old, "now": new} for old, new in sorted(ids.items()) if old != new],
        },
        "new": sorted(f["id"] for f in new),
        "changed": sorted(f["id"] for _, f in changed),
        "gone": sorted(before[key]["id"] for key in before.keys() - now.keys()),
        "totals": previous["totals"],
        "bills": _new_bills(previous, current),
        "debits": _in_order(_debit(f) for f in new if f["verdict"] != "mirror"),
        "refunds": _in_order(_new_refunds(before, now)),
        "verdicts": _in_order(_verdict(old, f) for old, f in changed if any(old[n] != f[n] for n in _STANDING)),
        "questions": {
            "answered": sorted(f["id"] for old, f in both if f["decision"] and f["decision"] != old["decision"]),
            "asked": sorted(f["id"] for key, f in now.items() if _is_open(f) and not _is_open(before.get(key))),
            "open": sorted(f["id"] for f in now.values() if _is_open(f)),
        },
        "sums": _sums(previous["totals"], current["totals"]),
        "watch": _cycles(previous, current),
        "steps": _steps(previous, current),
        "letters": _out_of_date(previous, current, letters, ids),
        "closed": sorted(_with_step(current, "closed") - _with_step(previous, "closed")),
        "reopened": sorted(_with_step(current, "reopened") - _with_step(previous, "reopened")),
    }


def same_audit(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two documents say the same of the same day, whatever each says of the audit before it."""
    return {**one, "since_last": None} == {**other, "since_last": None}


def _by_transaction(document: Mapping[str, Any]) -> dict[Key, Json]:
    return {(f["transaction_id"], f["cancellation"] or ""): f for f in document["findings"]}


def _in_order(entries: Iterable[Json]) -> list[Json]:
    return sorted(entries, key=lambda e: (e["on"] or "", e["id"], e["amount"]))


def _is_open(finding: Mapping[str, Any] | None) -> bool:
    return finding is not None and _is_some(finding["in_question"])


def _is_some(amount: str) -> bool:
    return Decimal(amount) > 0


def _new_bills(previous: Mapping[str, Any], current: Mapping[str, Any]) -> list[str]:
    """Files whose content the audit before did not have, whatever they were called."""
    had = {s["sha256"] for s in previous["sources"]}
    return sorted(s["file"] for s in current["sources"] if s["sha256"] not in had)


def _debit(finding: Mapping[str, Any]) -> Json:
    keys = ("id", "cancellation", "amount", "currency", "verdict", "principal", "in_question")
    return {"on": _day(finding), **{key: finding[key] for key in keys}}


def _verdict(old: Mapping[str, Any], finding: Mapping[str, Any]) -> Json:
    keys = ("id", "cancellation", "amount", "currency")
    standing = {name: {key: f[key] for key in _STANDING} for name, f in (("before", old), ("now", finding))}
    return {"on": _day(finding), **{key: finding[key] for key in keys}, **standing}


def _new_refunds(before: Mapping[Key, Json], now: Mapping[Key, Json]) -> Iterator[Json]:
    """Refunds the audit before did not know, each with the debit it repays; one that a status shows has no day."""
    for key, finding in now.items():
        known = [(r["on"], r["amount"]) for r in before.get(key, {"refunds": []})["refunds"]]
        for refund in finding["refunds"]:
            if (told := (refund["on"], refund["amount"])) in known:
                known.remove(told)
                continue
            yield {
                "on": None if refund["basis"] == "status" else refund["on"], "id": finding["id"],
                "cancellation": finding["cancellation"], "amount": refund["amount"], "currency": finding["currency"],
                "of": _day(finding),
            }  # fmt: skip


def _day(finding: Mapping[str, Any]) -> str | None:
    return finding["occurred_at"][:10] if finding["occurred_at"] else None


def _sums(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Every currency's sums then and now; null where there were none."""
    old, new = ({t["currency"]: {key: t[key] for key in _SUMS} for t in totals} for totals in (before, now))
    return [{"currency": c, "before": old.get(c), "now": new.get(c)} for c in sorted(old.keys() | new.keys())]


def _cycles(previous: Mapping[str, Any], current: Mapping[str, Any]) -> list[Json]:
    """Watched cycles of which the bills now show something else, and those that have come since."""
    before, now = _states(previous), _states(current)
    return [
        {"cancellation": key[0], "from": key[1], "before": sorted(before.get(key, ())), "now": sorted(now[key])}
        for key in sorted(now)
        if before.get(key, {"upcoming"}) != now[key]
    ]


def _states(document: Mapping[str, Any]) -> dict[Key, set[str]]:
    states: dict[Key, set[str]] = defaultdict(set)
    for cancellation in document["cancellations"]:
        for cycle in cancellation["watch"]:
            states[cancellation["id"], cycle["from"]].add(cycle["state"])
    return states


def _out_of_date(
    previous: Mapping[str, Any], current: Mapping[str, Any], letters: Iterable[str], ids: Mapping[str, str]
) -> list[str]:
    """The letters of cancellations whose sums or facts are others now; interest alone makes no letter old."""
    before, now = _grounds(previous), _grounds(current)
    of = {name: present(name.partition("-")[0], ids) for name in set(letters)}
    return sorted(name for name, id in of.items() if before.get(id) != now.get(id))


def _grounds(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What the letters of each cancellation rest on: its days, its debits as judged and refunded, its costs."""
    grounds: dict[str, list[Any]] = {
        c["id"]: [c["service"], c.get("cancelled_at"), c.get("service_end")] for c in document["cancellations"]
    }
    for finding in sorted(document["findings"], key=lambda f: str(f["transaction_id"])):
        if finding["cancellation"] in grounds:
            kept = [finding[key] for key in ("transaction_id", "amount", "currency", *_NEWS)]
            grounds[finding["cancellation"]] += [kept]
    for claim in document.get("claims", ()):
        if claim["cancellation"] in grounds:
            grounds[claim["cancellation"]] += [[claim["currency"], claim["costs"]]]
    return grounds


def _steps(previous: Mapping[str, Any], current: Mapping[str, Any]) -> Json:
    """Acts told last time that are no steps any more, and acts whose day has passed.

    What could be done at once was due on the day of the audit before; told again, it is overdue since that day.
    """
    before, now = _acts(previous), _acts(current)
    due = {key: by if (by := min(now[key], before.get(key, now[key])))[:10] < current["as_of"] else "" for key in now}
    still = {c["id"] for c in current["cancellations"]}
    return {
        "done": [{"cancellation": c, "kind": kind} for c, kind in sorted(before.keys() - now.keys()) if c in still],
        "overdue": [{"cancellation": c, "kind": kind, "by": due[c, kind]} for c, kind in sorted(due) if due[c, kind]],
    }


def _with_step(document: Mapping[str, Any], kind: str) -> set[str]:
    """The cancellations that have a step of that kind."""
    return {c["id"] for c in document["cancellations"] if any(s.get("kind") == kind for s in c["next_steps"])}


def _acts(document: Mapping[str, Any]) -> dict[Key, str]:
    """The acts of every cancellation with the earliest day each is due; earlier documents may not name the kind."""
    acts: dict[Key, str] = {}
    for cancellation in document["cancellations"]:
        for step in cancellation["next_steps"]:
            key = (cancellation["id"], step.get("kind", ""))
            if key[1] in ACTS:
                acts[key] = min(step["by"] or document["as_of"], acts.get(key, "9999"))
    return acts
