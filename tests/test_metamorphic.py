"""One history in every form a person's files may take: whatever is done to the files, the judgement stays the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pytest
from histories import (
    History,
    audited,
    bill,
    card_rows,
    claimed,
    history,
    judged,
    readable,
    strangers,
    told,
    write,
)

from audit.case import read_case
from audit.pipeline import Audit, audit_bills, run
from audit.samples import Bill, Row
from audit.statements import read
from audit.tables import Bills, Case

SHAPES = ("wechat-csv-2025", "wechat-xlsx-2025", "wechat-xlsx-2026", "alipay-web", "alipay-app-2026")
Tables = TypeVar("Tables", Bills, Case)
Plain = Callable[[int, str], Audit]


def rail(shape: str) -> str:
    return shape.partition("-")[0]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    """The history of a seed in one export of one shape, audited once for all tests."""

    @cache
    def audit(seed: int, shape: str) -> Audit:
        past = history(seed)
        return audited(past, tmp_path_factory.mktemp("plain"), [bill(past, shape, told(past, rail(shape)))])

    return audit


def assert_same(one: Audit, other: Audit) -> None:
    """Equal findings, equal claims."""
    assert judged(one) == judged(other)
    assert claimed(one) == claimed(other)


@pytest.mark.parametrize(("seed", "shapes"), [(1, SHAPES), (2, ("wechat-csv-2025", "alipay-web"))])
def test_the_formats_of_one_history_give_the_judgement_its_plan_tells(
    seed: int, shapes: tuple[str, ...], plain: Plain
) -> None:
    past, first = history(seed), plain(seed, shapes[0])
    totals = first.claims.totals
    assert dict(zip(totals["cancellation_id"], totals["principal_minor"], strict=True)) == past.owed
    assert first.findings["verdict"].value_counts().to_dict() == {"after_end": 10, "in_term": 4, "one_off": 1}
    assert totals["in_question_minor"].sum() == 0
    for shape in shapes[1:]:
        assert_same(plain(seed, shape), first)


@pytest.mark.parametrize("shape", ["wechat-csv-2025", "alipay-app-2026"])
def test_a_history_in_two_overlapping_exports(shape: str, plain: Plain, tmp_path: Path) -> None:
    past = history(1)
    audit = audited(past, tmp_path, halves(past, shape))
    assert audit.links["relation"].eq("overlap").sum() > 3
    assert_same(audit, plain(1, shape))


def halves(past: History, shape: str) -> list[Bill]:
    """An export made while the first late debits had come but no refund had, and one that reaches back before it."""
    middle = min(b.at.date() for b in past.backs) - timedelta(days=1)
    early = bill(past, shape, (), until=middle)
    overlap = middle - timedelta(days=100)
    newer = "wechat-xlsx-2026" if rail(shape) == "wechat" else shape
    return [
        replace(early, rows=told(past, rail(shape), by=early.exported_at)),
        bill(past, newer, told(past, rail(shape)), since=overlap),
    ]


def test_the_order_of_arguments_and_the_names_of_files(plain: Plain, tmp_path: Path) -> None:
    past = history(2)
    bills = [*halves(past, "alipay-web"), bill(past, "cmb-debit", card_rows(past, "alipay"))]
    files = write(tmp_path, bills, ["z.csv", "账单 (1).csv", "0.txt"])
    case = write(tmp_path / "elsewhere", [], case=past)[-1]
    for order in (files, [files[1], files[2], files[0]]):
        assert_same(readable(run(order, case, as_of=past.as_of)), plain(2, "alipay-web"))


@pytest.mark.parametrize(("seed", "shape"), [(1, "wechat-xlsx-2026"), (2, "alipay-web")])
def test_the_cards_own_bill_beside_the_wallets(seed: int, shape: str, plain: Plain, tmp_path: Path) -> None:
    past = history(seed)
    card = card_rows(past, rail(shape))
    bills = [bill(past, shape, told(past, rail(shape))), bill(past, "cmb-debit", card)]
    audit = audited(past, tmp_path, bills)
    assert len(audit.payments) == len(plain(seed, shape).payments) + sum("云闪付" in r.text for r in card)
    assert audit.payments["maybe_mirror_of"].eq("").all()
    assert_same(audit, plain(seed, shape))


@pytest.mark.parametrize("shape", ["wechat-xlsx-2025", "alipay-app-2026"])
def test_other_shops_rows_in_the_bill(shape: str, plain: Plain, tmp_path: Path) -> None:
    past = history(1)
    more = strangers(past, rail(shape))
    assert {r.amount for r in more} & {r.amount for s in past.stories for r in s.late}
    assert_same(audited(past, tmp_path, [bill(past, shape, (*told(past, rail(shape)), *more))]), plain(1, shape))


class OldestFirst(Bill):
    """An export whose rows stand the other way round."""

    def shown(self) -> tuple[Row, ...]:
        return tuple(reversed(super().shown()))


@pytest.mark.parametrize("shape", ["wechat-xlsx-2026", "alipay-web"])
def test_rows_the_other_way_round(shape: str, plain: Plain, tmp_path: Path) -> None:
    past = history(1)
    assert_same(
        audited(past, tmp_path, [bill(past, shape, told(past, rail(shape)), kind=OldestFirst)]), plain(1, shape)
    )


def test_another_persons_folder_in_the_same_run(plain: Plain, tmp_path: Path) -> None:
    past = history(1)
    own, other = tmp_path / "own", tmp_path / "other"
    mine = write(own, [bill(past, "alipay-web", told(past, "alipay"))], case=past)
    write(other, [bill(past, "wechat-csv-2025", strangers(past, "wechat"), account="阿禾")])
    assert_same(readable(run([own, other], mine[-1], as_of=past.as_of)), plain(1, "alipay-web"))


def test_two_persons_with_the_very_same_files_judged_as_one_table(plain: Plain, tmp_path: Path) -> None:
    past = history(1)
    *_, case = write(tmp_path, [bill(past, "alipay-web", told(past, "alipay"))], case=past)
    bills = joined(*(read([tmp_path], skip=[case], person=p) for p in ("甲", "乙")))
    first, second = (read_case(case, person=p) for p in ("甲", "乙"))
    earlier = second.cancellations["cancelled_at"] - pd.Timedelta(days=62)
    second = replace(second, cancellations=second.cancellations.assign(cancelled_at=earlier))
    audit = audit_bills(bills, joined(first, second), as_of=past.as_of)
    assert judged(audit, "甲") == judged(plain(1, "alipay-web"))
    assert claimed(audit, "甲") == claimed(plain(1, "alipay-web"))
    assert claimed(audit, "乙") != claimed(audit, "甲")


def joined(one: Tables, other: Tables) -> Tables:
    """The tables of two persons, one below the other."""
    named = [f.name for f in fields(one) if isinstance(getattr(one, f.name), pd.DataFrame)]
    both = {name: pd.concat([getattr(one, name), getattr(other, name)], ignore_index=True) for name in named}
    return replace(one, **both)
