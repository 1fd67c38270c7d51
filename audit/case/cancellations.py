"""The cancellations sheet as rows of its table, and what other sheets mean by `C1` or a service's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from audit.case.cells import is_channel
from audit.case.columns import plain
from audit.case.evidence import in_one_cell
from audit.case.moments import Moment
from audit.case.records import Record
from audit.errors import Problem
from audit.periods import Interval
from audit.wording import Words

Row = dict[str, Any]

_TEXTS = (
    "service account channel beneficiary fault path proof plan_shown autorenew_state notice_text "
    "merchant_name credit_code merchant_address note"
).split()
_DATES = ("service_end", "next_renewal_shown", "rights_until")
_BY_HAND = (  # a row with one of these was filled in by a person, so a missing cancellation time is worth saying
    "terms fault service_end trial_days next_renewal_shown path proof evidence resubscribed_at notice_text"
).split()

_NO_TIME = Words(
    "the cancellation time is missing; without it this row is not used", "缺少取消时间；没有它，此行不会使用"
)
_NO_DAY = Words(
    "“cancelled?” says yes, but the time of cancelling is missing: fill in the day (the time too, if you know it); "
    "until then this row is not used",
    "「取消了吗？」填了「是」，但缺少取消时间：请填写日期（知道几点就加上时间）；在此之前，此行不会使用",
)
_NOT_CANCELLED = Words(
    "“cancelled?” says no, but a time of cancelling stands beside it: mend one of the two; until then this row is not"
    " used",
    "「取消了吗？」填了「否」，旁边却填了取消时间：请改正其中一处；在此之前，此行不会使用",
)
_NO_SERVICE = Words("the service is missing; without it this row is not used", "缺少服务名称；没有它，此行不会使用")
_NO_CHANNEL = Words(
    "is no channel this program knows (wechat, alipay, bank:cmb …), so no payment matches it",
    "不是程序认识的渠道（如微信、支付宝、招商银行），因此没有扣款与之相符",
)
_EARLIER = {
    "confirmed_at": Words("the confirmation lies before the cancellation", "确认时间早于取消时间"),
    "resubscribed_at": Words(
        "the new subscription lies before the cancellation; until this is mended no later charge is claimed",
        "重新订阅时间早于取消时间；改正之前，之后的扣款一律不列入索赔",
    ),
}


def cancellation_rows(records: Sequence[Record], person: str, file: str) -> tuple[list[Row], list[Problem]]:
    """One row per cancellation: a record with a time of cancelling (or, failing that, of its confirmation).

    One said to be cancelled that lacks a usable time keeps its id, so that those of later rows stay when it is mended.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    number = 0
    for record in records:
        cancelled: Moment | None = record["cancelled_at"] or record["confirmed_at"]
        is_dated = cancelled is not None or "cancelled_at" in record.faulty
        if not is_dated and record["is_cancelled"] != "yes":
            is_filled = any(record[key] is not None or key in record.faulty for key in _BY_HAND)
            if is_filled and record["is_cancelled"] != "no":
                problems.append(record.problem(file, "cancelled_at", _NO_TIME))
            continue
        number += 1
        faults = list(_unusable(record, is_dated, file))
        problems += faults
        if not faults and cancelled is not None and "cancelled_at" not in record.faulty:
            problems += _contradictions(record, cancelled, file)
            rows.append({"person": person, "file": file, "cancellation_id": f"C{number}", **_row(record, cancelled)})
    return rows, problems


def _unusable(record: Record, is_dated: bool, file: str) -> Iterator[Problem]:
    """Why a row that speaks of a cancellation cannot be one."""
    if not (record.text("service") or record.text("plan_shown")):
        yield record.problem(file, "service", _NO_SERVICE)
    elif not is_dated:
        yield record.problem(file, "cancelled_at", _NO_DAY)
    elif record["is_cancelled"] == "no":
        yield record.problem(file, "is_cancelled", _NOT_CANCELLED)


def resolve(record: Record, rows: Sequence[Row], file: str, is_needed: bool) -> tuple[str, list[Problem]]:
    """The id of the cancellation a record of another sheet belongs to; the only one where it names none.

    Blank among several is a problem only where the answer changes the claim (`is_needed`).
    """
    written = record.text("cancellation")
    if not written:
        if len(rows) == 1 or not is_needed:
            return (rows[0]["cancellation_id"] if len(rows) == 1 else ""), []
        return "", [record.problem(file, "cancellation", _which(rows))] if rows else []
    id = re.fullmatch(r"c(\d+)", plain(written))
    wanted = f"C{int(id[1])}" if id else ""
    found = [
        r
        for r in rows
        if wanted == r["cancellation_id"] or plain(written) in (plain(r["service"]), plain(r["plan_shown"]))
    ]
    if len(found) == 1:
        return found[0]["cancellation_id"], []
    words = _which(rows).fill() if rows else Words("there is no cancellation in this file", "表格里没有取消记录")
    return "", [
        record.problem(file, "cancellation", Words(f"“{written}”: {words.en}", f"“{written}”：{words.zh}"), written)
    ]


def _row(record: Record, cancelled: Moment) -> Row:
    interval = record["interval"]
    return {
        **{key: record.text(key) for key in _TEXTS},
        **{key: record[key] for key in _DATES},
        "row": record.row,
        "cancelled_at": cancelled.at,
        "cancelled_has_time": cancelled.has_time,
        "confirmed_at": record["confirmed_at"] and record["confirmed_at"].at,
        "confirmed_has_time": bool(record["confirmed_at"] and record["confirmed_at"].has_time),
        "opened_at": record["opened_at"] and record["opened_at"].at,
        "terms": record["terms"] or "period_end",
        "billing": record["billing"] or "advance",
        "trial_days": record["trial_days"],
        "billing_day": record["billing_day"],
        "interval": interval.name if isinstance(interval, Interval) else interval or "",
        "interval_count": interval.count if isinstance(interval, Interval) else None,
        "evidence": in_one_cell(record["evidence"] or ()),
        **_resubscribed(record, cancelled),
    }


def _resubscribed(record: Record, cancelled: Moment) -> Row:
    """What is known of a new subscription; an entry that cannot be read, or lies earlier, stops every later claim."""
    again = record["resubscribed_at"]
    if again is None and "resubscribed_at" not in record.faulty:
        return {"resubscribed": ""}
    if again == "no":
        return {"resubscribed": "no"}
    at: datetime = max(again.at, cancelled.at) if again else cancelled.at
    return {"resubscribed": "yes", "resubscribed_at": at, "resubscribed_has_time": at.time() != time()}


def _contradictions(record: Record, cancelled: Moment, file: str) -> list[Problem]:
    later = {key: record[key] for key in _EARLIER if isinstance(record[key], Moment)}
    channel = record.text("channel")
    unknown = [] if not channel or is_channel(channel) else [record.problem(file, "channel", _NO_CHANNEL, channel)]
    return unknown + [
        record.problem(file, key, _EARLIER[key])
        for key, moment in later.items()
        if (
            moment.at < cancelled.at
            if moment.has_time and cancelled.has_time
            else moment.at.date() < cancelled.at.date()
        )
    ]


def _which(rows: Sequence[Row]) -> Words:
    listed = [f"{r['cancellation_id']} {r['service'] or r['plan_shown']}" for r in rows]
    return Words(f"say which cancellation is meant: {', '.join(listed)}", f"请写明属于哪一项取消：{'、'.join(listed)}")
