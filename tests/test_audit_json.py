"""audit.json: its promised shape and schema, its figures on W01, its order, and what is null."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from results_sample import every_kind, w01

from audit import tables
from audit.reports import audit_json

VALIDATOR = jsonschema.Draft202012Validator(audit_json.schema())


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, Any]:
    return audit_json.build(w01(tmp_path), "en")


def test_the_schema_itself_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(audit_json.schema())


@pytest.mark.parametrize("make", [w01, every_kind])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_audit_keeps_to_the_schema(make: Any, lang: Any, tmp_path: Path) -> None:
    VALIDATOR.validate(audit_json.build(make(tmp_path), lang))


def test_the_first_example_comes_out_to_the_fen(plain: dict[str, Any]) -> None:
    sums = {"currency": "CNY", "principal": "60.00", "interest": "0.23", "costs": "0.00", "total": "60.23"}
    damages = {"claimed": False, "amount": "500.00"}
    assert plain["totals"] == [{**sums, "in_question": "0.00"}]
    assert plain["claims"] == [{"cancellation": "C1", **sums, "in_question": "0.00", "statutory_damages": damages}]


def test_a_finding_carries_its_place_its_period_and_its_figures(plain: dict[str, Any]) -> None:
    assert plain["findings"][1] == {
        "id": "F2",
        "cancellation": "C1",
        "subscription": "s1",
        "verdict": "after_end",
        "reason": "The period begins on or after the service end 2025-07-01.",
        "question": None,
        "in_question": "0.00",
        "decision": None,
        "same_as": None,
        "transaction_id": "t00000000000000a3",
        "reference": "2025070122001411110000000003",
        "merchant_reference": "M3",
        "channel": "alipay",
        "respondent": "merchant",
        "file": "alipay_record.csv",
        "row": 5,
        "also_seen": [],
        "occurred_at": "2025-07-01T00:12:33",
        "amount": "30.00",
        "currency": "CNY",
        "period_start": "2025-07-01",
        "period_end": "2025-08-01",
        "refunds": [],
        "refunded": "0.00",
        "principal": "30.00",
        "interest": "0.15",
    }


def test_a_cancellation_holds_its_end_its_watch_and_its_next_steps_in_order(plain: dict[str, Any]) -> None:
    (cancellation,) = plain["cancellations"]
    assert list(cancellation) == [
        "id", "service", "cancelled_at", "service_end", "rule", "steps", "watch", "next_steps",
    ]  # fmt: skip
    assert (cancellation["service"], cancellation["cancelled_at"]) == ("卡盟钻", "2025-06-10T00:00:00")
    assert cancellation["service_end"] == "2025-07-01"
    assert [w["state"] for w in cancellation["watch"]] == ["charged", "charged", "upcoming"]
    assert [s["by"] for s in cancellation["next_steps"]] == ["2025-07-04T10:00:00", "2025-12-10"]


def test_sources_say_what_they_state_and_what_was_read(plain: dict[str, Any]) -> None:
    (source,) = plain["sources"]
    assert (source["from"], source["to"], source["exported_at"]) == ("2025-05-01", "2025-08-31", "2025-09-01T09:30:00")
    stated, read = {"count": 4, "amount": "120.00"}, {"count": 0, "amount": "0.00"}
    assert source["totals"] == [
        {"name": "支出", "stated": stated, "read": stated, "result": "agrees"},
        {"name": "收入", "stated": None, "read": read, "result": "not stated"},
    ]


def test_refunds_mirrors_copies_currencies_and_problems_are_told(tmp_path: Path) -> None:
    document = audit_json.build(every_kind(tmp_path), "zh")
    by_id = {f["id"]: f for f in document["findings"]}
    assert by_id["F2"]["refunds"] == [{"on": "2025-07-09", "amount": "5.00", "basis": "reference"}]
    assert (by_id["F2"]["refunded"], by_id["F2"]["principal"], by_id["F2"]["interest"]) == ("5.00", "25.00", "0.13")
    assert (by_id["F5"]["verdict"], by_id["F5"]["same_as"], by_id["F5"]["principal"]) == ("mirror", "F2", "0.00")
    assert by_id["F4"]["also_seen"] == [{"file": "old.csv", "row": 8}]
    assert (by_id["F4"]["question"], by_id["F4"]["in_question"]) == ("您是否重新订阅？", "30.00")
    assert by_id["F4"]["refunds"] == []  # a refund that may belong elsewhere lowers nothing
    assert [(t["currency"], t["total"]) for t in document["totals"]] == [("CNY", "87.74"), ("USD", "9.99")]
    assert [(p["file"], p["row"]) for p in document["problems"]] == [("alipay_record.csv", 9), ("sheet.csv", None)]


def test_printed_lines_sum_to_printed_claims_and_claims_to_totals(tmp_path: Path) -> None:
    document = audit_json.build(every_kind(tmp_path), "zh")
    for claim in document["claims"]:
        own = [
            f for f in document["findings"]
            if (f["cancellation"], f["currency"]) == (claim["cancellation"], claim["currency"])
        ]  # fmt: skip
        for head in ("principal", "interest", "in_question"):
            assert sum(Decimal(f[head]) for f in own) == Decimal(claim[head])
        assert sum(Decimal(claim[h]) for h in ("principal", "interest", "costs")) == Decimal(claim["total"])
    for total in document["totals"]:
        claims = [c for c in document["claims"] if c["currency"] == total["currency"]]
        assert sum(Decimal(c["total"]) for c in claims) == Decimal(total["total"])


def test_order_of_rows_in_the_tables_does_not_matter(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    turned = replace(
        results,
        **{
            name: getattr(results, name).iloc[::-1].reset_index(drop=True)
            for name in ("findings", "refunds", "watch", "next_steps", "problems", "subscriptions")
        },
        claims=tables.Claims(results.claims.lines.iloc[::-1], results.claims.totals.iloc[::-1]),
    )
    assert audit_json.to_bytes(audit_json.build(turned, "zh")) == audit_json.to_bytes(audit_json.build(results, "zh"))


def test_a_cancellation_that_fits_several_plans_is_one_entry_without_an_end(tmp_path: Path) -> None:
    results = w01(tmp_path)
    both = pd.concat([results.ends, results.ends.assign(subscription_id="s2")], ignore_index=True)
    (cancellation,) = audit_json.build(replace(results, ends=both), "en")["cancellations"]
    assert cancellation["service_end"] is None
    assert cancellation["rule"] == "The end of the last period paid for."
    assert len(cancellation["steps"]) == 2


def test_the_tenth_cancellation_follows_the_ninth(tmp_path: Path) -> None:
    results = w01(tmp_path)
    many = tables.CANCELLATIONS.of({"cancellation_id": ["C10", "C2", "C1"], "service": "x"})
    document = audit_json.build(replace(results, case=replace(results.case, cancellations=many)), "en")
    assert [c["id"] for c in document["cancellations"]] == ["C1", "C2", "C10"]
    assert document["cancellations"][1] == {
        "id": "C2", "service": "x", "cancelled_at": None, "service_end": None, "rule": None, "steps": [], "watch": [],
        "next_steps": [],
    }  # fmt: skip


def test_an_unclear_interval_is_null(tmp_path: Path) -> None:
    results = w01(tmp_path)
    unclear = results.subscriptions.assign(interval="", interval_count=0, billing_day=0, next_expected_on=pd.NaT)
    unclear = tables.SUBSCRIPTIONS.of(unclear)
    document = audit_json.build(replace(results, subscriptions=unclear), "en")
    VALIDATOR.validate(document)
    (subscription,) = document["subscriptions"]
    assert [subscription[k] for k in ("interval", "interval_count", "billing_day", "next_expected_on")] == [None] * 4


def test_the_file_is_readable_text(tmp_path: Path) -> None:
    written = audit_json.to_bytes(audit_json.build(w01(tmp_path), "zh"))
    assert "卡盟钻".encode() in written
    assert written.endswith(b"}\n")
    assert json.loads(written)["schema"] == "renewal-audit/1"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("totals", 0, "total"), 60.23),
        (("totals", 0, "total"), "60.2"),
        (("totals", 0, "total"), "-60.23"),
        (("findings", 0, "occurred_at"), "2025-06-01"),
        (("findings", 0, "verdict"), "owed"),
        (("findings", 0, "more"), 1),
        (("sources", 0, "sha256"), "abc"),
    ],
)
def test_the_schema_refuses(path: tuple[Any, ...], value: Any, plain: dict[str, Any]) -> None:
    place: Any = plain
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(plain)
