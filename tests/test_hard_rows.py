"""The three rows DESIGN calls hard, from files on disk to the claim: what stands in which bill, and what remains.

The right answers are reckoned by hand from the stories, not taken from the program.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from casebook import BASE, CARD, SELLER, TEXT, Heard, alipay, audited, bill, cancelled, wechat

from audit.samples import Bill
from audit.samples.apple import Item, Order, Switch, privacy_copy
from audit.samples.paypal import paypal_payment, paypal_refund
from audit.samples.rows import Row, bank_mirror, bank_row, wechat_refund, without_time

STORE = "App Store & Apple Music"


def links(heard: Heard, relation: str) -> list[tuple[str, str, str, int, bool]]:
    """Links of a relation: channel and text of the row that refers, text of the other, amount, certain."""
    rows = heard.audit.bills.transactions.drop_duplicates("transaction_id").set_index("transaction_id")
    own = heard.audit.links[heard.audit.links["relation"].eq(relation)]
    return sorted(
        (rows["channel"][f], rows["description"][f], rows["description"][t], int(a), bool(c))
        for f, t, a, c in zip(own["from_id"], own["to_id"], own["amount_minor"], own["certain"], strict=True)
    )


class TestWalletRowByCardPartlyRefundedWithoutANumber:
    """Thirty a month by card through WeChat, 12.00 of the debit of July 1st given back on July 9th.

    The card's bill, without hours, has every debit one to three days later and the refund on July 14th. Nothing in the
    refund's row names the payment; the payment's own status says 已退款(￥12.00).
    """

    @pytest.fixture(scope="class")
    @classmethod
    def heard(cls, tmp_path_factory: pytest.TempPathFactory) -> Heard:
        late = wechat("2025-07-01", method=CARD, refunded=1200)
        back = wechat_refund(late, datetime(2025, 7, 9, 10, 0, 0), 1200)
        paid = [*(wechat(day, method=CARD) for day in BASE), late, wechat("2025-08-01", method=CARD)]
        seen = [bank_mirror(r, "财付通", days=1 + n % 3) for n, r in enumerate(paid)]
        seen.append(bank_mirror(back, "财付通", days=5))
        bills = [bill("wechat", [*paid, back]), bill("cmb", [without_time(r) for r in seen])]
        return audited(tmp_path_factory.mktemp("refunded"), bills)

    def test_fourteen_rows_are_seven_payments_each_seen_in_both_bills(self, heard: Heard) -> None:
        assert len(heard.audit.bills.transactions) == 14
        payments = heard.audit.payments
        assert payments["channel"].tolist() == ["wechat"] * 7
        assert [[m["channel"] for m in json.loads(text)] for text in payments["mirrors"]] == [["bank:cmb"]] * 7
        assert payments["kind"].value_counts().to_dict() == {"charge": 6, "refund": 1}

    def test_the_refund_is_its_charges_and_counts_once_from_the_wallets_day(self, heard: Heard) -> None:
        assert links(heard, "refunds") == [("wechat", SELLER, TEXT, 1200, True)]
        refunds = heard.audit.refunds
        assert refunds[["amount_minor", "basis", "certain"]].to_numpy().tolist() == [[1200, "status", True]]
        assert refunds["refunded_on"].item() == pd.Timestamp("2025-07-09")

    def test_what_is_left_is_claimed(self, heard: Heard) -> None:
        # 30.00 for the 8 days from July 1st and 18.00 for the 54 from July 9th to September 1st at 3.00 %: 9.96 fen;
        # 30.00 for 31 days: 7.64 fen
        assert heard.claim() == {
            "principal": "48.00", "interest": "0.18", "costs": "0.00", "total": "48.18", "in_question": "0.00",
        }  # fmt: skip
        assert heard.verdicts() == [("06-01", "in_term"), ("07-01", "after_end"), ("08-01", "after_end")]

    def test_without_the_status_the_row_alone_is_a_question_with_both_figures(self, tmp_path: Path) -> None:
        late = wechat("2025-07-01", method=CARD)
        back = wechat_refund(late, datetime(2025, 7, 9, 10, 0, 0), 1200)
        old = bill("wechat", [*map(wechat, BASE), late], until="2025-07-05", exported="2025-07-06 10:00")
        new = bill("wechat", [back], since="2025-07-06", shape="wechat-xlsx-2026")
        card = bill("cmb", [without_time(bank_mirror(r, "财付通", days=2)) for r in (late, back)])
        heard = audited(tmp_path, [old, new, card])
        assert heard.claim() | {"interest": "", "total": ""} == {
            "principal": "18.00", "in_question": "12.00", "costs": "0.00", "interest": "", "total": "",
        }  # fmt: skip


NOTES = Item("山雀笔记 专业版（包月）", "山雀笔记", "山雀软件", 2500)
GEMS = Item("600 宝石", "岛屿物语", "海风互动", 2100, "In-App Purchases")


class TestOpaqueStoreRowExplainedByTheStoresHistory:
    """Apple debits Alipay: 25.00 on the 24th of May to July, then 46.00 on August 25th for two days' purchases.

    Apple's own copy says what these were: a subscription's renewals, and once gems for 21.00; and that its renewal was
    switched off on August 10th at 21:15 in Beijing. The case file holds no cancellation at all.
    """

    @staticmethod
    def debits() -> list[Row]:
        named = [(f"2025-{m:02}-24 21:40:02", f"{m:02}.24购买", "25.00") for m in (5, 6, 7)]
        named.append(("2025-08-25 09:30:41", "08.24至08.25期间购买", "46.00"))
        return [alipay(day, fen, seller=STORE, text=f"{STORE}；{text}") for day, text, fen in named]

    @staticmethod
    def copy(off_at: datetime | None = datetime(2025, 8, 10, 21, 15, 0)) -> bytes:
        bought = [Order(datetime(2025, m, 24, 20, 5, 0), (NOTES,)) for m in (5, 6, 7, 8)]
        bought.append(Order(datetime(2025, 8, 25, 8, 12, 0), (GEMS,)))
        return privacy_copy("20000001", bought, [Switch(NOTES, datetime(2025, 5, 24, 20, 5, 0), off_at)])

    def heard(self, folder: Path, *rows: dict[str, Any]) -> Heard:
        (folder / "Apple Media Services information.zip").write_bytes(self.copy())
        return audited(folder, [bill("alipay", self.debits())], *(rows or ({"service": ""},)))

    def test_the_renewals_and_the_gems_explain_the_debits(self, tmp_path: Path) -> None:
        heard = self.heard(tmp_path)
        named = [
            (text, to.rpartition("；")[2], fen) for _, text, to, fen, certain in links(heard, "itemises") if certain
        ]
        assert named == [
            (GEMS.text, "08.24至08.25期间购买", 2100),
            *((NOTES.text, f"{m:02}.24购买", 2500) for m in (5, 6, 7)),
            (NOTES.text, "08.24至08.25期间购买", 2500),
        ]

    def test_the_stores_own_cancellation_enters_and_claims_the_subscription_alone(self, tmp_path: Path) -> None:
        heard = self.heard(tmp_path)
        ends = heard.audit.ends
        assert ends[["cancellation_id", "source", "service"]].to_numpy().tolist() == [["C1", "bill", NOTES.text]]
        assert ends["cancelled_at"].tolist() == [pd.Timestamp("2025-08-10 21:15:00")]
        assert ends["service_end"].tolist() == [pd.Timestamp("2025-08-24")]
        assert ends["file"].item().endswith("Subscription History.csv")
        assert (heard.claim()["principal"], heard.claim()["in_question"]) == ("25.00", "0.00")
        assert heard.verdicts() == [("07-24", "in_term"), ("08-25", "after_end")]

    def test_the_persons_no_to_a_new_subscription_changes_nothing(self, tmp_path: Path) -> None:
        heard = self.heard(
            tmp_path, cancelled("2025-08-10 21:15", service=NOTES.text, path="app_store", resubscribed_at="no")
        )
        assert (heard.claim()["principal"], heard.claim()["in_question"]) == ("25.00", "0.00")

    def test_the_persons_own_row_about_it_stands_with_one_claim(self, tmp_path: Path) -> None:
        heard = self.heard(tmp_path, cancelled("2025-08-10 21:00", service=NOTES.text, path="app_store"))
        totals = heard.audit.claims.totals
        assert totals[["principal_minor", "in_question_minor"]].to_numpy().sum(axis=0).tolist() == [2500, 0]

    def test_without_the_history_it_stays_a_question(self, tmp_path: Path) -> None:
        heard = audited(
            tmp_path,
            [bill("alipay", self.debits())],
            cancelled("2025-08-10 21:00", service=STORE, path="app_store"),
        )
        assert (heard.claim()["principal"], heard.claim()["in_question"]) == ("0.00", "46.00")


CLOUD, PLUS = "Skylark Cloud", "Skylark Plus"
ABROAD = "PAYPAL *SKYLARKCLOUD"


class TestPayPalGroupOfFourRows:
    """12.00 dollars a month from a card of Hong Kong dollars: price, deposit, and two rows of exchange each time.

    Billed on the 20th of March to June, cancelled on July 2nd, so paid until July 20th; debited on July 20th and August
    20th, and 5.00 dollars of the former given back on July 28th. The card's bill knows Hong Kong dollars alone.
    """

    @staticmethod
    def bills() -> list[Bill]:
        costs = {3: 9330, 4: 9312, 5: 9390, 6: 9420, 7: 9418, 8: 9401}
        groups = {
            m: paypal_payment(datetime(2025, m, 20, 15, 4, 5), 1200, "USD", CLOUD, PLUS, cost=cost, home="HKD")
            for m, cost in costs.items()
        }
        back = paypal_refund(groups[7], datetime(2025, 7, 28, 9, 0, 0), 500, 3924)
        seen = [
            replace(bank_row(datetime(2025, m, 21), cost, ABROAD), currency="HKD", has_time=False)
            for m, cost in costs.items()
        ]
        returned = bank_row(datetime(2025, 7, 30), 3924, ABROAD, direction="in")
        seen.append(replace(returned, currency="HKD", has_time=False))
        coffee = replace(
            bank_row(datetime(2025, 7, 21), 9418, "PACIFIC COFFEE CENTRAL"), currency="HKD", has_time=False
        )
        rows = [row for group in groups.values() for row in group] + list(back)
        return [
            bill("paypal", rows),
            bill("hsbc", [*seen, coffee]),
        ]

    @pytest.fixture(scope="class")
    @classmethod
    def heard(cls, tmp_path_factory: pytest.TempPathFactory) -> Heard:
        made = tmp_path_factory.mktemp("paypal")
        return audited(made, cls.bills(), cancelled("2025-07-02 12:00", service=PLUS, path="support"))

    def test_thirty_six_rows_are_six_charges_a_refund_and_a_coffee(self, heard: Heard) -> None:
        assert heard.audit.bills.transactions["channel"].value_counts().to_dict() == {"paypal": 28, "bank:hsbc_hk": 8}
        payments = heard.audit.payments
        assert payments.value_counts(["channel", "kind", "currency"]).to_dict() == {
            ("paypal", "charge", "USD"): 6,
            ("paypal", "refund", "USD"): 1,
            ("bank:hsbc_hk", "charge", "HKD"): 1,
        }
        seen = payments[payments["currency"].eq("USD")]
        assert [[m["channel"] for m in json.loads(text)] for text in seen["mirrors"]] == [["bank:hsbc_hk"]] * 7
        assert seen["posted_minor"].tolist() == [9330, 9312, 9390, 9420, 9418, 3924, 9401]

    def test_every_other_row_of_paypal_is_part_of_a_payment(self, heard: Heard) -> None:
        legs = heard.audit.links[heard.audit.links["relation"].eq("leg")]
        assert legs["certain"].all()
        assert (legs["from_id"].nunique(), legs["to_id"].nunique()) == (21, 7)
        listed = heard.audit.payments.set_index("occurred_at")["legs"]
        first = json.loads(listed[pd.Timestamp("2025-03-20 15:04:05")])
        assert sorted((leg["kind"], leg["currency"], leg["amount"]) for leg in first) == [
            ("funding", "HKD", "93.30"), ("fx_leg", "HKD", "93.30"), ("fx_leg", "USD", "12.00"),
        ]  # fmt: skip

    def test_the_refund_names_its_payment(self, heard: Heard) -> None:
        refunds = heard.audit.refunds
        assert refunds[["amount_minor", "currency", "basis"]].to_numpy().tolist() == [[500, "USD", "reference"]]

    def test_what_was_debited_after_the_end_is_claimed_in_its_own_currency_without_interest(self, heard: Heard) -> None:
        assert heard.end() == "2025-07-20"
        assert heard.verdicts() == [("06-20", "in_term"), ("07-20", "after_end"), ("08-20", "after_end")]
        totals = heard.audit.claims.totals
        columns = ["currency", "principal_minor", "interest_minor", "in_question_minor"]
        assert totals[columns].to_numpy().tolist() == [["USD", 1900, 0, 0]]
