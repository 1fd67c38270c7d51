"""Copies, mirrors and refunds: literal rows in, links out."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from bill_rows import ALIPAY, CMB, JD, REFUND, WECHAT, row, table
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from audit.judging.links import link
from audit.judging.overlaps import status_changes
from audit.judging.payments import consolidate

CARD: dict[str, Any] = {"method": "招商银行储蓄卡(1234)", "funding_account": "1234"}
VIA_WECHAT: dict[str, Any] = {"counterparty": "", "description": "财付通-微信支付"}


def links_of(*rows: dict[str, Any]) -> list[tuple[str, str, str, int, str, bool]]:
    """The links as (from, to, relation, amount, rule, certain), rows named by their `reference` or description."""
    names = {r["transaction_id"]: r.get("reference") or r.get("description", "") for r in rows}
    found = link(table(*rows))
    return [
        (names[f], names[t], *rest)
        for f, t, *rest in found[["from_id", "to_id", "relation", "amount_minor", "rule", "certain"]].itertuples(
            index=False
        )
    ]


class TestOverlap:
    def test_the_newest_export_stands_whatever_the_order_of_files(self) -> None:
        old = row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="1", file="b.csv", exported_at="2025-08-05", row=18)
        new = {**old, "file": "a.csv", "exported_at": "2025-09-01", "row": 40}
        for rows in ((old, new), (new, old)):
            found = link(table(*rows))
            assert found[["relation", "from_file", "from_row", "amount_minor"]].values.tolist() == [
                ["overlap", "b.csv", 18, 3000]
            ]
            assert found["from_id"].eq(found["to_id"]).all()

    def test_an_export_without_a_time_is_the_oldest(self) -> None:
        bare = row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="1", file="z.csv", exported_at=None)
        dated = {**bare, "file": "a.csv", "exported_at": "2025-09-01"}
        assert link(table(bare, dated))["from_file"].tolist() == ["z.csv"]

    @pytest.mark.parametrize("file", ["a.csv", "z.csv"])
    @pytest.mark.parametrize("exported_at", [None, "2025-08-01"])
    def test_what_is_booked_stands_before_what_was_pending_whatever_the_files_names(
        self, file: str, exported_at: str | None
    ) -> None:
        booked = row(CMB, "2025-07-01", "30.00", reference="1", file="m.csv", exported_at=None)
        noted = {**booked, "file": file, "status": "pending", "exported_at": exported_at}
        assert link(table(booked, noted))["from_file"].tolist() == [file]

    @pytest.mark.parametrize("file", ["a.csv", "z.csv"])
    def test_without_export_times_the_file_that_reaches_further_is_the_newer(self, file: str) -> None:
        paid = row(CMB, "2025-07-01", "30.00", reference="1", file=file, exported_at=None)
        undone = {**paid, "file": "m.csv", "status": "voided"}
        later = row(CMB, "2025-07-02", "5.00", reference="2", file="m.csv", exported_at=None)
        assert link(table(paid, undone, later))["from_file"].tolist() == [file]

    def test_two_copies_in_one_file_are_one_row(self) -> None:
        first = row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="1", row=18)
        found = link(table(first, {**first, "row": 90}))
        assert found[["relation", "from_row"]].values.tolist() == [["overlap", 18]]

    def test_a_status_that_changed_is_an_event_of_the_newer_export(self) -> None:
        paid = row(
            WECHAT, "2025-07-01 09:00:00", "30.00", reference="1", status_text="支付成功", exported_at="2025-08-05"
        )
        back = {**paid, "status_text": "已全额退款", "file": "new.csv", "exported_at": "2025-09-01 12:00:00", "row": 7}
        event = status_changes(table(back, paid)).iloc[0]
        assert (event["what"], event["note"], event["file"], event["row"]) == (
            "status_changed",
            "支付成功 → 已全额退款",
            "new.csv",
            7,
        )
        assert event["occurred_at"] == pd.Timestamp("2025-09-01 12:00:00")
        assert status_changes(table(paid, {**paid, "file": "c.csv"})).empty


class TestMirror:
    def test_a_bank_row_posted_after_the_weekend(self) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", **CARD)
        bank = row(CMB, "2025-07-07", "30.00", counterparty="", description="财付通-某某商户")
        assert links_of(wallet, bank) == [("财付通-某某商户", "w", "mirror", 3000, "name_and_tail", True)]

    @pytest.mark.parametrize(
        ("on", "seen"),
        [
            ("2025-07-03", True),
            ("2025-07-09", True),
            ("2025-07-02", False),
            ("2025-07-10", False),
        ],
    )
    def test_the_window_is_one_day_before_to_five_days_after(self, on: str, seen: bool) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", **CARD)
        assert bool(links_of(wallet, row(CMB, on, "30.00", **VIA_WECHAT))) is seen

    @pytest.mark.parametrize(("on", "seen"), [("2025-10-09", True), ("2025-10-10", False)])
    def test_long_holidays_make_the_window_ten_days(self, on: str, seen: bool) -> None:
        wallet = row(WECHAT, "2025-09-29 10:00:00", "30.00", reference="w", **CARD)
        assert bool(links_of(wallet, row(CMB, on, "30.00", **VIA_WECHAT))) is seen

    @pytest.mark.parametrize(
        "facts",
        [
            {"method": "零钱"},
            {"method": "零钱通"},
            {"method": "招商银行储蓄卡(5678)", "funding_account": "5678"},
            {"person": "q", **CARD},
        ],
    )
    def test_own_money_another_card_and_another_person_have_no_mirror(self, facts: dict[str, Any]) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", **facts)
        assert links_of(wallet, row(CMB, "2025-07-04", "30.00", **VIA_WECHAT)) == []

    @pytest.mark.parametrize(
        ("method", "seen"),
        [
            ("花呗", False),
            ("余额宝", False),
            ("花呗&红包", False),
            ("账户余额", False),
            ("", True),
            ("招商银行信用卡(1234)&优惠", True),
        ],
    )
    def test_alipay_methods(self, method: str, seen: bool) -> None:
        wallet = row(ALIPAY, "2025-07-04 10:00:00", "30.00", reference="w", method=method)
        bank = row(CMB, "2025-07-04", "30.00", counterparty="支付宝（中国）网络技术有限公司", description="网上支付")
        assert bool(links_of(wallet, bank)) is seen

    def test_a_bank_row_that_names_another_wallet_or_a_shop_without_the_card(self) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", **CARD)
        assert links_of(wallet, row(CMB, "2025-07-04", "30.00", counterparty="", description="支付宝-某某商户")) == []
        unknown = row(WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", method="招商银行")
        assert links_of(unknown, row(CMB, "2025-07-04", "30.00", counterparty="某某超市")) == []

    def test_the_card_alone_is_enough(self) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", **CARD)
        bank = row(CMB, "2025-07-04", "30.00", counterparty="", description="快捷支付")
        assert links_of(wallet, bank) == [("快捷支付", "w", "mirror", 3000, "tail", True)]

    def test_two_equal_payments_of_one_day_stay_two(self) -> None:
        wallet = [row(WECHAT, f"2025-07-01 09:0{i}:00", "15.00", reference=f"w{i}", **CARD) for i in (0, 1)]
        bank = [row(CMB, "2025-07-01", "15.00", row=i, counterparty="", description="财付通-某某商户") for i in (5, 6)]
        found = link(table(*wallet, *bank))
        assert found["certain"].all()
        assert found["from_id"].is_unique
        assert found["to_id"].is_unique
        assert len(consolidate(table(*wallet, *bank), found)) == 2

    def test_the_nearest_day_is_not_taken_where_another_needs_it(self) -> None:
        a = row(WECHAT, "2025-07-01 09:00:00", "15.00", reference="a", **CARD)
        b = row(WECHAT, "2025-07-03 09:00:00", "15.00", reference="b", **CARD)
        rows = [
            a,
            b,
            *(
                row(CMB, on, "15.00", counterparty="", description=f"财付通 {on[-2:]}")
                for on in ("2025-07-03", "2025-07-08")
            ),
        ]
        assert {(f, t) for f, t, *_ in links_of(*rows)} == {("财付通 03", "a"), ("财付通 08", "b")}

    def test_a_row_that_names_the_seller_is_not_taken_where_that_leaves_two_alone(self) -> None:
        a, b = (row(WECHAT, f"2025-07-0{d} 09:00:00", "15.00", reference=f"w{d}", **CARD) for d in (1, 3))
        named = row(CMB, "2025-07-04", "15.00", counterparty="", description="财付通-某某商户")
        silent = row(CMB, "2025-07-07", "15.00", counterparty="", description="财付通-微信支付")
        assert {(f, t) for f, t, *_ in links_of(a, b, named, silent)} == {
            ("财付通-某某商户", "w1"), ("财付通-微信支付", "w3"),
        }  # fmt: skip

    def test_a_row_that_names_one_seller_is_never_given_to_another_for_the_sake_of_number(self) -> None:
        a = row(WECHAT, "2025-07-01 09:00:00", "15.00", reference="a", counterparty="某甲", **CARD)
        b = row(WECHAT, "2025-07-04 09:00:00", "15.00", reference="b", counterparty="某乙", **CARD)
        theirs = row(CMB, "2025-07-05", "15.00", counterparty="", description="财付通-某乙")
        late = row(CMB, "2025-07-09", "15.00", counterparty="", description="财付通-微信支付")
        assert [(f, t) for f, t, *_ in links_of(a, b, theirs, late)] == [("财付通-某乙", "b")]

    def test_the_seller_decides_between_equal_candidates(self) -> None:
        wallet = [
            row(WECHAT, f"2025-07-01 0{i}:00:00", "15.00", reference=s, counterparty=s, **CARD)
            for i, s in enumerate(("某甲", "某乙"))
        ]
        bank = [row(CMB, "2025-07-01", "15.00", counterparty="", description=f"财付通-{s}") for s in ("某乙", "某甲")]
        assert {(f, t) for f, t, *_ in links_of(*wallet, *bank)} == {("财付通-某甲", "某甲"), ("财付通-某乙", "某乙")}

    def test_one_bank_row_and_two_sellers_is_one_of_several_and_still_no_payment(self) -> None:
        wallet = [row(WECHAT, "2025-07-01 09:00:00", "15.00", reference=s, counterparty=s) for s in ("某甲", "某乙")]
        rows = table(*wallet, row(CMB, "2025-07-01", "15.00", **VIA_WECHAT))
        found = link(rows)
        assert found[["rule", "certain"]].values.tolist() == [["one_of_several", False]]
        assert consolidate(rows, found)["channel"].tolist() == ["wechat", "wechat"]

    def test_two_bank_rows_that_read_differently_and_one_wallet_row_are_in_doubt(self) -> None:
        rows = table(
            row(WECHAT, "2025-07-01 09:00:00", "15.00", reference="w", counterparty="某甲"),
            *(row(CMB, "2025-07-01", "15.00", counterparty="", description=f"财付通-{s}") for s in ("某乙", "某丙")),
        )
        found = link(rows)
        assert found["certain"].tolist() == [False, False]
        payments = consolidate(rows, found)
        assert len(payments) == 3
        wallet = payments["payment_id"][payments["channel"].eq("wechat")].item()
        assert payments["maybe_mirror_of"][payments["channel"].eq("bank:cmb")].tolist() == [wallet, wallet]

    def test_a_red_packet_pays_a_part(self) -> None:
        wallet = row(
            WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", method="招商银行(1234)&红包", funding_account="1234"
        )
        bank = row(CMB, "2025-07-04", "25.00", counterparty="", description="财付通")
        assert links_of(wallet, bank) == [("财付通", "w", "mirror", 2500, "part", True)]

    def test_a_smaller_bank_row_without_a_word_of_a_red_packet(self) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", counterparty="某某商户", **CARD)
        named = row(CMB, "2025-07-04", "25.00", counterparty="", description="财付通-某某商户")
        other = row(CMB, "2025-07-04", "25.00", counterparty="", description="财付通-别的商户")
        assert links_of(wallet, named) == [("财付通-某某商户", "w", "mirror", 2500, "part", True)]
        assert links_of(wallet, other) == [("财付通-别的商户", "w", "mirror", 2500, "part", False)]

    def test_a_part_is_no_mirror_where_two_payments_compete(self) -> None:
        wallet = [
            row(WECHAT, "2025-07-04 10:00:00", a, reference=a, method="招商银行(1234)&红包", funding_account="1234")
            for a in ("30.00", "40.00")
        ]
        assert links_of(*wallet, row(CMB, "2025-07-04", "25.00", **VIA_WECHAT)) == []

    def test_platform_wallet_and_bank_are_one_payment(self) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:01", "99.00", reference="w", counterparty="京东", **CARD)
        shop = row(
            JD,
            "2025-07-04 10:00:00",
            "99.00",
            reference="j",
            method="微信支付",
            description="京东PLUS会员自动续费及支付",
        )
        bank = row(CMB, "2025-07-05", "99.00", counterparty="", description="财付通-京东")
        assert set(links_of(wallet, shop, bank)) == {
            ("j", "w", "mirror", 9900, "name", True),
            ("财付通-京东", "w", "mirror", 9900, "name_and_tail", True),
        }

    def test_credit_of_the_platform_is_not_the_wallets(self) -> None:
        wallet = row(WECHAT, "2025-07-04 10:00:01", "99.00", reference="w", counterparty="京东", **CARD)
        assert links_of(wallet, row(JD, "2025-07-04 10:00:00", "99.00", reference="j", method="京东白条")) == []

    def test_a_wallets_refund_comes_back_to_the_card_days_later(self) -> None:
        wallet = row({**WECHAT, **REFUND}, "2025-07-04 10:00:00", "30.00", reference="w", **CARD)
        bank = row({**CMB, **REFUND}, "2025-07-14", "30.00", **VIA_WECHAT)
        assert links_of(wallet, bank) == [("财付通-微信支付", "w", "mirror", 3000, "name_and_tail", True)]

    @pytest.mark.parametrize(
        ("facts", "same"),
        [
            ({}, True),
            ({"method": "wechat"}, True),
            ({"method": "wechat", "account_id": "小明"}, True),
            ({"method": "alipay"}, False),
            ({"account_id": "小红"}, False),
            ({"counterparty": "别家"}, False),
            ({"day": "2025-07-06"}, False),
            ({"day": "2025-07-05"}, True),
        ],
    )
    def test_a_payment_typed_by_hand_that_a_bill_shows_too(self, facts: dict[str, Any], same: bool) -> None:
        hand = {
            "channel": "hand",
            "file": "case.xlsx",
            "has_time": False,
            "counterparty": "某某商户",
            "description": "手",
        }
        typed = row(hand, facts.get("day", "2025-07-04"), "30.00", **{k: v for k, v in facts.items() if k != "day"})
        wallet = row(
            WECHAT, "2025-07-04 10:00:00", "30.00", reference="w", counterparty="深圳某某商户有限公司", method="零钱"
        )
        assert [(f, t, c) for f, t, _, _, _, c in links_of(typed, wallet)] == ([("手", "w", True)] if same else [])

    def test_five_hundred_equal_fares_are_paired_day_by_day(self) -> None:
        days = [date(2024, 1, 1) + timedelta(days=i) for i in range(500)]
        wallet = [row(WECHAT, f"{d} 08:00:00", "2.00", reference=f"w{i}", **CARD) for i, d in enumerate(days)]
        bank = [row(CMB, str(d + timedelta(days=i % 2)), "2.00", row=i, **VIA_WECHAT) for i, d in enumerate(days)]
        found = link(table(*wallet, *bank))
        assert len(found) == 500
        assert found["to_id"].is_unique
        assert found["certain"].all()


class TestRefund:
    def test_alipay_by_the_number_of_its_charge(self) -> None:
        charge = row(ALIPAY, "2025-07-01 09:00:00", "276.80", reference="2025001")
        backs = [
            row(
                {**ALIPAY, **REFUND, "direction": "neutral"},
                "2025-07-09 09:00:00",
                a,
                reference=f"2025001_{a}",
                original_reference="2025001",
            )
            for a in ("17.80", "259.00")
        ]
        assert sorted(links_of(charge, *backs)) == [
            ("2025001_17.80", "2025001", "refunds", 1780, "reference", True),
            ("2025001_259.00", "2025001", "refunds", 25900, "reference", True),
        ]

    def test_a_column_beyond_the_numbered_rows_is_counted_once(self) -> None:
        charge = row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="1", refunded_minor=500, status_text="交易成功")
        back = row({**ALIPAY, **REFUND}, "2025-07-09 09:00:00", "5.00", reference="1_1", original_reference="1")
        assert links_of(charge, back) == [("1_1", "1", "refunds", 500, "reference", True)]
        assert links_of(charge) == [("1", "1", "refunds", 500, "column", True)]

    def test_a_returned_transfer_stands_under_its_merchant_number(self) -> None:
        out = row(
            WECHAT,
            "2025-07-01 09:00:00",
            "30.00",
            reference="1000",
            merchant_reference="5301",
            kind="transfer",
            counterparty="李某",
        )
        back = row({**WECHAT, **REFUND}, "2025-07-02 09:00:00", "30.00", reference="5301", counterparty="李某")
        assert links_of(out, back) == [("5301", "1000", "refunds", 3000, "reference", True)]

    def test_a_status_and_its_row_are_one_refund(self) -> None:
        charge = row(
            WECHAT, "2025-07-01 09:00:00", "30.00", reference="w", refunded_minor=3000, status_text="已全额退款"
        )
        back = row({**WECHAT, **REFUND}, "2025-07-09 09:00:00", "30.00", reference="r")
        assert links_of(charge, back) == [("r", "w", "refunds", 3000, "status", True)]

    def test_a_status_without_a_row_counts_from_the_day_of_the_debit(self) -> None:
        charge = row(
            WECHAT, "2025-07-01 09:00:00", "30.00", reference="w", refunded_minor=500, status_text="已退款(￥5.00)"
        )
        found = link(table(charge))
        assert found[["relation", "amount_minor", "rule", "certain"]].values.tolist() == [
            ["refunds", 500, "status", True]
        ]
        assert found["from_id"].eq(found["to_id"]).all()
        assert found["from_on"].item() == pd.Timestamp("2025-07-01")

    def test_rows_that_add_up_to_what_the_status_says(self) -> None:
        charge = row(
            WECHAT, "2025-07-01 09:00:00", "30.00", reference="w", refunded_minor=3000, status_text="已全额退款"
        )
        backs = [
            row({**WECHAT, **REFUND}, f"2025-07-0{i} 09:00:00", a, reference=a)
            for i, a in ((5, "7.00"), (6, "12.00"), (7, "18.00"))
        ]
        assert sorted((f, a) for f, _, _, a, _, _ in links_of(charge, *backs)) == [("12.00", 1200), ("18.00", 1800)]

    def test_the_status_says_which_of_two_products_came_back(self) -> None:
        plan = row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="plan")
        game = row(
            WECHAT, "2025-07-03 09:00:00", "30.00", reference="game", refunded_minor=3000, status_text="已全额退款"
        )
        back = row({**WECHAT, **REFUND}, "2025-07-05 09:00:00", "30.00", reference="r")
        assert links_of(plan, game, back) == [("r", "game", "refunds", 3000, "status", True)]

    def test_where_no_row_says_anything_it_is_a_question_to_both(self) -> None:
        plan = row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="plan")
        game = row(WECHAT, "2025-07-03 09:00:00", "30.00", reference="game")
        back = row({**WECHAT, **REFUND}, "2025-07-05 09:00:00", "30.00", reference="r")
        asked = {
            ("r", "plan", "refunds", 3000, "unnumbered", False),
            ("r", "game", "refunds", 3000, "unnumbered", False),
        }
        assert set(links_of(plan, game, back)) == asked

    def test_a_charge_that_a_later_export_calls_paid_is_no_candidate(self) -> None:
        plain = row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="plain", file="new.csv", exported_at="2025-09-01")
        early = row(WECHAT, "2025-07-03 09:00:00", "30.00", reference="early", file="old.csv", exported_at="2025-07-04")
        back = row({**WECHAT, **REFUND}, "2025-07-05 09:00:00", "30.00", reference="r", file="new.csv")
        assert links_of(plain, early, back) == [("r", "early", "refunds", 3000, "unnumbered", True)]

    def test_the_only_charge_of_the_seller_is_the_answer(self) -> None:
        charge = row(
            ALIPAY,
            "2025-07-01 09:00:00",
            "30.00",
            reference="c",
            counterparty="阿斯**店",
            counterparty_account="a***@x.com",
        )
        other = row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="o", counterparty="别家")
        later = row(
            ALIPAY,
            "2025-07-08 09:00:00",
            "30.00",
            reference="l",
            counterparty="阿斯兰专营店",
            counterparty_account="a***@x.com",
        )
        back = row(
            {**ALIPAY, **REFUND},
            "2025-07-05 09:00:00",
            "5.00",
            reference="r",
            counterparty="阿斯兰专营店",
            counterparty_account="a***@x.com",
        )
        assert links_of(charge, other, later, back) == [("r", "c", "refunds", 500, "unnumbered", True)]

    @settings(max_examples=15)
    @given(st.lists(st.tuples(st.sampled_from([1500, 3000]), st.lists(st.integers(100, 700), max_size=3)), max_size=6))
    @example([(1500, [100, 300]), (1500, [400])])
    @example([(1500, [400]), (1500, [100, 300])])
    @example([(1500, [300, 100, 200]), (1500, [200, 400]), (3000, [600])])
    def test_for_every_charge_what_its_own_row_says_came_back_is_what_counts(
        self, truth: list[tuple[int, list[int]]]
    ) -> None:
        rows = []
        for i, (amount, parts) in enumerate(truth):
            told = {"refunded_minor": sum(parts), "status_text": "已退款" if parts else "支付成功"}
            rows.append(row(WECHAT, f"2025-0{i + 1}-01 09:00:00", f"{amount / 100:.2f}", reference=f"c{i}", **told))
            rows += [
                row({**WECHAT, **REFUND}, f"2025-0{i + 1}-0{n + 3} 09:00:00", f"{a / 100:.2f}", reference=f"r{i}-{n}")
                for n, a in enumerate(parts)
            ]
        found = [x for x in links_of(*rows) if x[2] == "refunds"] if rows else []
        assert all(certain for *_, certain in found)
        sums = {f"c{i}": sum(a for _, to, _, a, _, _ in found if to == f"c{i}") for i in range(len(truth))}
        assert sums == {f"c{i}": sum(parts) for i, (_, parts) in enumerate(truth)}
        used = [f for f, to, *_ in found if f != to]
        assert len(used) == len(set(used))

    def test_a_charge_that_no_row_explains_does_not_take_the_rows_of_those_that_are_explained(self) -> None:
        told = {"refunded_minor": 400, "status_text": "已退款(￥4.00)"}
        charges = [row(WECHAT, f"2025-0{m}-01 09:00:00", "15.00", reference=f"c{m}", **told) for m in (1, 2, 3)]
        backs = [
            row({**WECHAT, **REFUND}, f"2025-0{m}-{d}", amount, reference=f"r{amount}")
            for m, d, amount in ((1, "03", "1.00"), (1, "04", "3.00"), (2, "05", "4.00"))
        ]
        assert sorted(links_of(*charges, *backs), key=lambda found: found[1]) == [
            ("r1.00", "c1", "refunds", 100, "status", True),
            ("r3.00", "c1", "refunds", 300, "status", True),
            ("r4.00", "c2", "refunds", 400, "status", True),
            ("c3", "c3", "refunds", 400, "status", True),
        ]

    def test_money_goes_back_to_the_account_and_the_card_it_came_from(self) -> None:
        hers = row({**ALIPAY, "account_id": "hers"}, "2025-07-01 09:00:00", "30.00", reference="hers")
        his = row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="his", funding_account="5678")
        back = row({**ALIPAY, **REFUND}, "2025-07-05 09:00:00", "30.00", reference="r")
        assert links_of(hers, his, back) == [("r", "his", "refunds", 3000, "unnumbered", True)]
        banked = row({**CMB, **REFUND}, "2025-07-05", "30.00", counterparty="", description="支付宝-某某商户")
        assert links_of(his, banked) == []

    def test_a_refund_is_no_explanation_for_another_sellers_status(self) -> None:
        told = row(
            WECHAT,
            "2025-07-01 09:00:00",
            "30.00",
            reference="told",
            refunded_minor=3000,
            status_text="已全额退款",
            **CARD,
        )
        back = row({**WECHAT, **REFUND}, "2025-07-05 09:00:00", "30.00", reference="r", counterparty="别家", **CARD)
        assert links_of(told, back) == [("told", "told", "refunds", 3000, "status", True)]

    def test_a_bank_row_that_names_no_seller_explains_a_status_by_its_card(self) -> None:
        told = row(
            WECHAT,
            "2025-07-01 09:00:00",
            "30.00",
            reference="told",
            refunded_minor=3000,
            status_text="已全额退款",
            **CARD,
        )
        back = row({**CMB, **REFUND}, "2025-07-05", "30.00", counterparty="财付通支付科技有限公司", description="退款")
        assert links_of(told, back) == [("退款", "told", "refunds", 3000, "status", True)]

    def test_a_refund_larger_than_any_charge_is_asked_of_all(self) -> None:
        charges = [row(ALIPAY, f"2025-0{m}-01 09:00:00", "30.00", reference=f"c{m}") for m in (7, 8)]
        back = row({**ALIPAY, **REFUND}, "2025-08-05 09:00:00", "60.00", reference="r")
        assert set(links_of(*charges, back)) == {("r", c, "refunds", 6000, "unnumbered", False) for c in ("c7", "c8")}

    @pytest.mark.parametrize(
        ("back", "asked"),
        [
            ("10.20", "13"),  # a part of the dearer first month, or a later one with interest on top
            ("10.49", ""),  # the whole of the first month
            ("10.40", "13"),
            ("7.00", "123"),  # a part of any
        ],
    )
    def test_a_part_of_an_old_charge_may_be_a_later_one_with_interest_on_top(self, back: str, asked: str) -> None:
        prices = ("10.49", "4.99" if back != "7.00" else "9.99", "9.99")
        charges = [
            row(CMB, f"2025-0{n}-06", price, counterparty="示例影音", description=str(n))
            for n, price in enumerate(prices, start=1)
        ]
        came = row({**CMB, **REFUND}, "2025-09-10", back, counterparty="示例影音", description="r")
        found = {(to, certain) for _, to, _, _, _, certain in links_of(*charges, came)}
        assert found == ({(to, False) for to in asked} or {("1", True)})

    def test_a_refund_with_a_number_of_its_own_finds_the_charges_of_its_seller(self) -> None:
        charges = [
            row(CMB, f"2025-0{month}-06", "9.99", counterparty=f"STREAMCO 402935000{month} CA", description=str(month))
            for month in (7, 8)
        ]
        shop = row(CMB, "2025-08-01", "9.99", counterparty="SHOP 0042 CA", description="shop")
        back = row({**CMB, **REFUND}, "2025-09-10", "9.99", counterparty="STREAMCO 4020000001 CA", description="r")
        asked = {("r", name, "refunds", 999, "unnumbered", False) for name in "78"}
        assert set(links_of(*charges, shop, back)) == asked
        named = back | {"counterparty": "STREAMCO 4029350008 CA"}
        assert links_of(*charges, shop, named) == [("r", "8", "refunds", 999, "unnumbered", True)]
        again = row({**CMB, **REFUND}, "2025-09-12", "9.99", counterparty="SHOP 0099 CA", description="s")
        other = row(CMB, "2025-08-02", "9.99", counterparty="SHOP 0042 CA", description="other")
        assert links_of(shop, other, again) == []  # a number that comes again is part of the name
        assert links_of(shop, again) == [("s", "shop", "refunds", 999, "unnumbered", False)]  # perhaps another shop's

    def test_a_price_abroad_that_came_back_is_no_dearer_charges_because_the_rate_moved(self) -> None:
        dollars = {"original_minor": 999, "original_currency": "USD", "currency": "EUR"}
        charges = [
            row(CMB, f"2026-0{month}-02", euros, description=str(month), **dollars)
            for month, euros in ((4, "9.33"), (5, "9.15"), (6, "9.08"))
        ]
        back = row({**CMB, **REFUND}, "2026-06-20", "9.25", description="r", **dollars)
        asked = {("r", name, "refunds", 925, "unnumbered", False) for name in "456"}
        assert set(links_of(*charges, back)) == asked
        half = row({**CMB, **REFUND}, "2026-06-20", "9.25", description="r", **{**dollars, "original_minor": 1500})
        assert {link[1] for link in links_of(*charges, half)} == set("456")  # larger than any
        only = row(CMB, "2026-04-02", "9.08", description="4", **dollars)
        assert links_of(only, back) == [("r", "4", "refunds", 925, "unnumbered", True)]

    def test_as_many_equal_refunds_as_charges_leave_no_question(self) -> None:
        charges = [row(ALIPAY, f"2025-0{m}-01 09:00:00", "30.00", reference=f"c{m}") for m in (7, 8)]
        backs = [row({**ALIPAY, **REFUND}, f"2025-08-0{d} 09:00:00", "30.00", reference=f"r{d}") for d in (5, 6)]
        assert sorted(links_of(*charges, *backs)) == [
            ("r5", "c7", "refunds", 3000, "unnumbered", True),
            ("r6", "c8", "refunds", 3000, "unnumbered", True),
        ]

    def test_a_numbered_refund_of_a_charge_outside_the_bills_is_offered_to_no_one(self) -> None:
        charge = row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="c")
        back = row({**ALIPAY, **REFUND}, "2025-07-05 09:00:00", "30.00", reference="x_1", original_reference="x")
        assert links_of(charge, back) == []

    def test_one_refund_in_the_wallet_bill_and_in_the_card_bill_is_one(self) -> None:
        charges = [row(WECHAT, f"2025-0{m}-01 09:00:00", "30.00", reference=f"c{m}", **CARD) for m in (7, 8)]
        charges[0] |= {"refunded_minor": 3000, "status_text": "已全额退款"}
        seen = [row(CMB, f"2025-0{m}-01", "30.00", **VIA_WECHAT) for m in (7, 8)]
        back = row({**WECHAT, **REFUND}, "2025-08-10 09:00:00", "30.00", reference="r", **CARD)
        banked = row({**CMB, **REFUND}, "2025-08-12", "30.00", counterparty="", description="财付通-退款")
        refunds = [x for x in links_of(*charges, *seen, back, banked) if x[2] == "refunds"]
        assert refunds == [("r", "c7", "refunds", 3000, "status", True)]

    def test_a_bank_takes_back_its_own_row(self) -> None:
        charge = row(CMB, "2025-07-01", "30.00", counterparty="STRIPE*XYZ", description="c")
        back = row(
            {**CMB, "direction": "in", "kind": "reversal"},
            "2025-07-02",
            "30.00",
            counterparty="STRIPE*XYZ",
            description="r",
        )
        assert sorted(links_of(charge, back)) == [
            ("r", "c", "refunds", 3000, "unnumbered", True),
            ("r", "c", "reverses", 3000, "unnumbered", True),
        ]

    def test_a_charge_presented_again_after_it_came_back_is_not_what_came_back(self) -> None:
        again = [
            row(CMB, day, "30.00", merchant_reference="E-07", description=day[-2:])
            for day in ("2025-07-06", "2025-07-14")
        ]
        back = row({**CMB, "direction": "in", "kind": "reversal"}, "2025-07-08", "30.00", merchant_reference="E-07")
        named = {"description": "r"}
        assert sorted(links_of(*again, back | named)) == [
            ("r", "06", "refunds", 3000, "reference", True),
            ("r", "06", "reverses", 3000, "reference", True),
        ]
        before = [x[:2] for x in links_of(again[1], back | named) if x[2] == "refunds"]
        assert before == [("r", "14")]  # the only charge under that number, whatever the days say

    def test_a_bank_refund_that_names_no_seller_is_only_a_question(self) -> None:
        charge = row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="c", **CARD)
        back = row({**CMB, **REFUND}, "2025-07-08", "30.00", counterparty="", description="退款")
        assert links_of(charge, back) == [("退款", "c", "refunds", 3000, "unnumbered", False)]


def test_no_rows_make_no_links() -> None:
    assert link(table()).empty
    assert consolidate(table(), link(table())).empty


def renewals_seen_twice(seed: int) -> tuple[pd.DataFrame, int]:
    """Sixty renewals, each in a wallet and in the bank, among decoys; and how many payments there really are."""
    dice, rows, number = random.Random(seed), [], 0
    for i in range(60):
        on = date(2023, 1, 1) + timedelta(days=30 * (i // 2) + dice.randrange(3))
        wallet, names = (WECHAT, "财付通") if i % 2 else (ALIPAY, "支付宝")
        amount = dice.choice(["15.00", "30.00", "18.80"])
        told = None if wallet is ALIPAY else 0
        rows.append(
            row(wallet, f"{on} 09:{dice.randrange(60):02}:00", amount, reference=f"w{i}", refunded_minor=told, **CARD)
        )
        posted = on + timedelta(days=dice.choice([0, 0, 1, 1, 3]))
        rows.append(
            row(
                CMB,
                str(posted),
                amount,
                row=2 * i,
                counterparty="",
                description=f"{names}-{dice.choice(['某某商户', '特约商户'])}",
            )
        )
        if dice.random() < 0.4:  # the same amount from the wallet's own balance: no bank row
            rows.append(
                row(wallet, f"{on} 10:00:00", amount, reference=f"own{i}", method="零钱" if i % 2 else "余额宝")
            )
            number += 1
        if dice.random() < 0.4:  # the same amount by card at a shop: no wallet row
            rows.append(
                row(CMB, str(posted), amount, row=1000 + i, counterparty="某某超市", description="云闪付-某某超市")
            )
            number += 1
    return table(*rows), 60 + number


@pytest.mark.parametrize("seed", range(6))
def test_sixty_renewals_seen_twice_are_sixty_payments(seed: int) -> None:
    transactions, expected = renewals_seen_twice(seed)
    payments = consolidate(transactions, link(transactions))
    assert len(payments) == expected
    assert payments["mirrors"].ne("").sum() == 60
    assert payments["maybe_mirror_of"].eq("").all()


@settings(max_examples=6)
@given(st.integers(0, 4), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(seed: int, dice: random.Random) -> None:
    transactions, _ = renewals_seen_twice(seed)
    order = list(range(len(transactions)))
    dice.shuffle(order)
    shuffled = transactions.iloc[order].reset_index(drop=True)
    links = link(transactions)
    assert_frame_equal(link(shuffled), links)
    assert_frame_equal(consolidate(shuffled, links), consolidate(transactions, links))


@settings(max_examples=6)
@given(st.lists(st.booleans(), min_size=40, max_size=40), st.integers(0, 4))
def test_an_older_export_of_some_of_the_rows_adds_no_payment(again: list[bool], seed: int) -> None:
    transactions, expected = renewals_seen_twice(seed)
    some = transactions[: len(again)][again].assign(
        file="older.csv", exported_at=pd.Timestamp("2024-01-01").as_unit("s")
    )
    both = pd.concat([transactions, some], ignore_index=True)
    payments = consolidate(both, link(both))
    assert len(payments) == expected
    assert_frame_equal(
        payments.drop(columns="also_seen"), consolidate(transactions, link(transactions)).drop(columns="also_seen")
    )


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["15.00", "30.00"])), max_size=9),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["15.00", "30.00"])), max_size=9),
)
def test_pairs_are_one_to_one_and_as_many_as_can_be(wallet: list[tuple[int, str]], bank: list[tuple[int, str]]) -> None:
    rows = [
        row(WECHAT, f"2025-03-{d + 1:02} 09:00:00", a, reference=f"w{i}", **CARD) for i, (d, a) in enumerate(wallet)
    ]
    rows += [row(CMB, f"2025-03-{d + 1:02}", a, row=i, **VIA_WECHAT) for i, (d, a) in enumerate(bank)]
    found = link(table(*rows))
    sure = found[found["certain"]]
    assert sure["from_id"].is_unique
    assert sure["to_id"].is_unique
    equal = found[found["rule"].isin(["name_and_tail", "one_of_several"])]
    matched = equal.drop_duplicates("to_id")
    assert len(matched) == most_pairs(wallet, bank)


def most_pairs(wallet: list[tuple[int, str]], bank: list[tuple[int, str]]) -> int:
    """The size of the largest one-to-one pairing, by trying augmenting paths: another algorithm than the program's."""
    mate: dict[int, int] = {}

    def improve(u: int, tried: set[int]) -> bool:
        for v, (day, amount) in enumerate(bank):
            if v not in tried and amount == wallet[u][1] and -1 <= day - wallet[u][0] <= 5:
                tried.add(v)
                if v not in mate or improve(mate[v], tried):
                    mate[v] = u
                    return True
        return False

    return sum(improve(u, set()) for u in range(len(wallet)))
