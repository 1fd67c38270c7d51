"""Purchase histories of Apple, Google Play and Amazon: events, privacy, prices, identity, and JSON from anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statement_bytes import zipped

from audit.judging.links import link
from audit.judging.overlaps import standing_rows
from audit.statements import read
from audit.statements.prices import read_price
from audit.tables import Bills

SAMPLES = Path(__file__).parent / "golden" / "statements"
STORES = ("apple", "google-play", "amazon")
APPLE = (
    "Apple ID Number,Item Purchased Date,Content Type,Item Reference Number,Item Description,Container Description,"
    "Device IP Address,Invoice Item Total,Order Number,Currency ID"
)
AMAZON = (
    "ASIN,Component Type,Digital Order Item ID,Offer Type Code,Order Date,Order ID,Order Status,Product Name,"
    "Base Currency Code,Transaction Amount"
)


def order(number: str = "GPA.1-1-1-1", at: str = "2026-01-05T10:00:00.100Z", **more: Any) -> dict[str, Any]:
    item = {"doc": {"documentType": "Subscription", "title": "Plus (Paper Boy)"}}
    fields = {"orderId": number, "creationTime": at, "totalPrice": "£7.99", "lineItem": [item], **more}
    return {"orderHistory": fields}


def purchase(at: str = "2026-01-05T10:00:00.900Z", price: str = "£7.99", **more: Any) -> dict[str, Any]:
    doc = {"documentType": "Subscription", "title": "Unknown Item"}
    return {"purchaseHistory": {"invoicePrice": price, "doc": doc, "purchaseTime": at, **more}}


def written(folder: Path, **files: str | bytes | list[Any]) -> Path:
    for name, content in files.items():
        text = json.dumps(content) if isinstance(content, list) else content
        data = text if isinstance(text, bytes) else text.encode()
        (folder / name.replace("__", ".").replace("_", " ")).write_bytes(data)
    return folder


def told(bills: Bills) -> list[tuple[str, str, str, str, str]]:
    return [
        (e.what, str(e.occurred_at), e.utc_offset, e.service, e.mandate_id or e.account_id)
        for e in bills.events.itertuples()
    ]


def everything(bills: Bills) -> str:
    tables = (bills.transactions, bills.events, bills.sources, bills.totals, bills.problems)
    return "\n".join(table.to_csv() for table in tables)


class TestEvents:
    def test_apple_tells_when_a_renewal_was_switched_off_and_on(self) -> None:
        bills = read(SAMPLES / "apple-subscriptions.csv")
        assert told(bills) == [
            ("renewed", "2025-03-24 12:36:18", "+00:00", "云帆网盘月度会员", "1550000001"),
            ("cancelled", "2025-08-20 09:30:00", "+00:00", "云帆网盘月度会员", "1550000001"),
            ("renewed", "2025-09-05 10:00:00", "+00:00", "Pro Monthly", "1550000003"),
        ]
        assert set(bills.events["account_id"]) == {"200000077"}
        assert set(bills.events["source"]) == {"bill"}

    def test_google_tells_every_cancellation_of_a_subscription(self) -> None:
        assert told(read(SAMPLES / "google-play-subscriptions.json")) == [
            ("renewed", "2025-06-24 00:27:33", "+00:00", "Premium Monthly (Cloudy Disk)", ""),
            ("cancelled", "2025-07-02 08:00:00", "+00:00", "Premium Monthly (Cloudy Disk)", ""),
            ("renewed", "2025-07-04 08:00:00", "+00:00", "Premium Monthly (Cloudy Disk)", ""),
            ("cancelled", "2025-07-27 00:10:29", "+00:00", "Premium Monthly (Cloudy Disk)", ""),
            ("renewed", "2024-08-01 23:46:43", "+00:00", "100 GB (Drive Plus)", ""),
        ]

    @pytest.mark.parametrize(
        ("name", "at", "mandate"),
        [
            ("apple-purchases.csv", "2025-09-01 07:00:00", "1550000003"),
            ("google-play-orders.json", "2025-06-24 00:27:33", "GPA.3385-1111-2222-33333"),
            ("amazon-subscription-periods.csv", "2021-03-02 00:00:00", "amzn1.subs.BBB"),
        ],
    )
    def test_a_free_period_of_a_subscription_is_a_trial(self, name: str, at: str, mandate: str) -> None:
        assert [(what, when, m) for what, when, _, _, m in told(read(SAMPLES / name))] == [("trial", at, mandate)]

    @pytest.mark.parametrize(
        ("name", "row"),
        [("apple-subscriptions.csv", 4), ("google-play-subscriptions.json", 3), ("amazon-subscriptions.csv", 2)],
    )
    def test_a_cancellation_without_a_day_asks_for_it(self, name: str, row: int) -> None:
        bills = read(SAMPLES / name)
        reasons = {one["row"]: one for one in json.loads(bills.sources["ignored_reasons"][0])}
        assert "enter the day" in reasons[row]["reason"]
        assert "请在案件表" in reasons[row]["reason_zh"]
        assert [one["row"] for one in reasons.values() if "enter the day" in one["reason"]] == [row]

    def test_what_two_downloads_tell_alike_is_one_event(self, tmp_path: Path) -> None:
        old = json.loads((SAMPLES / "google-play-subscriptions.json").read_text("utf-8"))
        written(tmp_path, new__json=old, old__json=old[:1])
        assert len(read(tmp_path).events) == 5


class TestPrivacy:
    def test_no_table_holds_addresses_devices_or_mail(self) -> None:
        bills = [p for p in sorted(SAMPLES.iterdir()) if p.name.startswith(STORES) and "expected" not in p.name]
        kept = everything(read(bills, root=SAMPLES))
        assert len(bills) > 15
        for private in ("203.0.113.9", "d-4f1c", "AppStore/3.0", "Made-up Road", "@example", "Happy birthday", "UPS("):
            assert any(private in p.read_text("utf-8-sig") for p in bills)
            assert private not in kept

    def test_a_row_that_is_cut_shows_nothing_behind_its_first_private_cell(self, tmp_path: Path) -> None:
        row = "200000099,2026-01-01T08:00:00Z,In-App Subscription,1551,Pro,FitPal,203.0.113.9"
        [problem] = read(written(tmp_path, a__csv=f"{APPLE}\n{row}\n")).problems.itertuples()
        assert problem.raw == "200000099,2026-01-01T08:00:00Z,In-App Subscription,1551,Pro,FitPal"

    def test_of_a_json_record_that_cannot_be_used_only_the_fields_names_are_kept(self, tmp_path: Path) -> None:
        records = [order(), {"orderHistory": {"orderId": "GPA.2", "deep": json.loads("[" * 20 + '"lin"' + "]" * 20)}}]
        [problem] = read(written(tmp_path, a__json=records)).problems.itertuples()
        assert (problem.row, problem.raw.strip(",")) == (2, "orderHistory {orderId, deep}")


class TestPrices:
    @pytest.mark.parametrize(
        ("text", "currency", "minor"),
        [
            ("£3.79", "GBP", 379), ("US$9.99", "USD", 999), ("A$4.99", "AUD", 499), ("R$ 14,90", "BRL", 1490),
            ("CLP 7,890", "CLP", 7890), ("2.690 CLP", "CLP", 2690), ("¥1,080", "JPY", 1080), ("￥25.00", "CNY", 2500),
            ("€0,99", "EUR", 99), ("0,99\u00a0€", "EUR", 99), ("1.234,50 €", "EUR", 123450),
            ("CHF 1’299.00", "CHF", 129900), ("1\u202f299,00 kr", "SEK", 129900),
            ("12,50 kr.", "DKK", 1250), ("KWD 1.500", "KWD", 1500),
            ("₩12,000", "KRW", 12000), ("₹123,456.00", "INR", 12345600),
            ("-9.99", "USD", -999), ("−9,99 €", "EUR", -999), ("£0", "GBP", 0), ("1,299", "USD", 129900),
            ("٣", "USD", 300), ("CN¥25.00", "CNY", 2500), ("RM 4.90", "MYR", 490), ("Rp 15.000", "IDR", 1500000),
            ("R14.99", "ZAR", 1499), ("3,99 лв.", "BGN", 399), ("S/ 9.90", "PEN", 990), ("120円", "JPY", 120),
        ],
    )  # fmt: skip
    def test_each_cell_says_itself_what_its_comma_is(self, text: str, currency: str, minor: int) -> None:
        assert read_price(text, currency) == minor

    @pytest.mark.parametrize("text", ["nine", "$", "9.99.99", "1,2,3", "£9.999.9", "9 99", "--9.99", "€9,99 $"])
    def test_what_is_no_price_is_none(self, text: str) -> None:
        with pytest.raises(ValueError, match="amount"):
            read_price(text, "USD")

    @given(
        minor=st.integers(0, 10**9),
        style=st.sampled_from(
            [("$", "", ",", "."), ("", " €", ".", ","), ("", "\u00a0kr", "\u202f", ","), ("CHF ", "", "’", ".")]
        ),
    )
    @settings(max_examples=50)
    def test_a_price_reads_the_same_in_every_countrys_hand(self, minor: int, style: tuple[str, str, str, str]) -> None:
        before, after, group, mark = style
        whole = f"{minor // 100:,}".replace(",", group)
        assert read_price(f"{before}{whole}{mark}{minor % 100:02}{after}", "EUR") == minor

    @pytest.mark.parametrize(
        ("price", "country", "expected"),
        [
            ("$4.99", "AU", "AUD"),
            ("$4.99", "US", "USD"),
            ("$4.99", None, "USD"),
            ("¥480", "JP", "JPY"),
            ("49 kr", "NO", "NOK"),
        ],
    )
    def test_the_country_says_whose_dollar_it_is(
        self, tmp_path: Path, price: str, country: str | None, expected: str
    ) -> None:
        bills = read(written(tmp_path, a__json=[purchase(price=price, userCountry=country)]))
        assert bills.transactions["currency"].tolist() == [expected]

    @pytest.mark.parametrize("price", ["¥480", "49 kr"])
    def test_a_mark_of_several_currencies_without_a_country_is_a_problem(self, tmp_path: Path, price: str) -> None:
        bills = read(written(tmp_path, a__json=[purchase(price=price)]))
        assert bills.transactions.empty
        assert "no currency that is known" in bills.problems["reason"][0]


class TestIdentity:
    def test_a_purchase_that_repeats_an_order_is_one_transaction_and_the_order_stands(self) -> None:
        rows = read([SAMPLES / "google-play-orders.json", SAMPLES / "google-play-purchases.json"]).transactions
        by_file = {name: own["transaction_id"].tolist() for name, own in rows.groupby("file")}
        orders, purchases = by_file["google-play-orders.json"], by_file["google-play-purchases.json"]
        assert purchases[:3] == [orders[0], orders[1], orders[3]]  # the last of them is refunded, its price gone
        assert not set(purchases[3:]) & set(orders)
        overlaps = link(rows)
        assert sorted(overlaps["from_id"][overlaps["relation"].eq("overlap")]) == sorted(purchases[:3])
        standing = standing_rows(rows).set_index("transaction_id").loc[purchases[:3]]
        assert set(standing["file"]) == {"google-play-orders.json"}
        assert standing["refunded_minor"].tolist() == [0, 250, 1298]

    def test_the_order_stands_whatever_the_files_are_called(self, tmp_path: Path) -> None:
        rows = read(written(tmp_path, a_purchases__json=[purchase()], z_orders__json=[order()])).transactions
        assert standing_rows(rows)["reference"].tolist() == ["GPA.1-1-1-1"]
        turned = tmp_path / "turned"
        turned.mkdir()
        rows = read(written(turned, a_orders__json=[order()], z_purchases__json=[purchase()])).transactions
        assert standing_rows(rows)["reference"].tolist() == ["GPA.1-1-1-1"]

    def test_one_plan_of_two_owners_is_of_two_accounts(self, tmp_path: Path) -> None:
        line = "{owner},2026-0{month}-05T10:00:00Z,In-App Subscription,1440000001,Pro,FitApp,,$9.99,{owner}-{month},USD"
        files = {
            f"{owner}__csv": "\n".join([APPLE, *(line.format(owner=owner, month=month) for month in (1, 2, 3))])
            for owner in ("10000001", "10000002")
        }
        bills = read(written(tmp_path, **files))
        assert bills.problems.empty
        assert bills.transactions["account_id"].value_counts().to_dict() == {"10000001": 3, "10000002": 3}

    @pytest.mark.parametrize(("said", "came_back"), [("£0.00", 799), ("", 799), ("£3.00", 300)])
    def test_a_refunded_purchase_without_its_price_is_the_refund_of_its_order(
        self, said: str, came_back: int, tmp_path: Path
    ) -> None:
        orders, echoes = [order(refundAmount=said)], [purchase(price="", purchaseState="Refunded")]
        rows = read(written(tmp_path, orders__json=orders, purchases__json=echoes)).transactions
        assert rows[["amount_minor", "currency"]].drop_duplicates().values.tolist() == [[799, "GBP"]]
        assert standing_rows(rows)["refunded_minor"].tolist() == [came_back]

    def test_two_orders_of_one_second_have_each_their_own_echo(self, tmp_path: Path) -> None:
        orders, echoes = [order("GPA.1"), order("GPA.2")], [purchase(), purchase(), purchase()]
        rows = read(written(tmp_path, orders__json=orders, purchases__json=echoes)).transactions
        assert rows["transaction_id"].nunique() == 3

    def test_an_echo_of_nothing_is_a_purchase_of_its_own(self, tmp_path: Path) -> None:
        other = [
            purchase("2026-01-05T10:00:01Z"),
            purchase(price="£8.99"),
            purchase(price="", purchaseState="Refunded"),
        ]
        orders = [order("GPA.1"), order("GPA.2", totalPrice="£3.00")]
        rows = read(written(tmp_path, orders__json=orders, purchases__json=other)).transactions
        assert rows["transaction_id"].nunique() == 5

    def test_renamed_products_of_cumulative_exports_are_the_same_rows(self, tmp_path: Path) -> None:
        row = "B1,Price Amount,ITEM1,Purchase,2026-03-06T21:10:00Z,D01-1,SUCCESS,{name},USD,14.99"
        newer = "B1,Price Amount,ITEM2,Purchase,2026-04-06T21:10:00Z,D01-2,SUCCESS,Prime,USD,14.99"
        first, second = row.format(name="Prime Membership Fee"), row.format(name="Amazon Prime")
        rows = read(written(tmp_path, a__csv=f"{AMAZON}\n{first}\n", b__csv=f"{AMAZON}\n{second}\n{newer}\n"))
        assert rows.transactions.groupby("reference")["transaction_id"].nunique().to_dict() == {"ITEM1": 1, "ITEM2": 1}

    def test_equal_parts_of_a_digital_order_are_two_and_equal_returns_are_one(self) -> None:
        parts = read(SAMPLES / "amazon-digital-orders.csv").transactions
        coins = parts[parts["reference"].eq("ITEMDDD1")]
        assert (len(coins), coins["transaction_id"].nunique()) == (2, 2)
        returned = read(SAMPLES / "amazon-digital-returns.csv").transactions
        prices = returned[returned["reference"].eq("ITEMAAA1") & returned["category"].eq("Price Amount")]
        assert (len(prices), prices["transaction_id"].nunique()) == (2, 1)

    def test_equal_parts_are_the_same_two_in_the_next_export(self, tmp_path: Path) -> None:
        again = (SAMPLES / "amazon-digital-orders.csv").read_bytes()
        rows = read(written(tmp_path, a__csv=again, b__csv=again)).transactions
        first, second = (own["transaction_id"].tolist() for _, own in rows.groupby("file"))
        assert first == second

    def test_what_was_paid_for_an_item_is_the_sum_of_its_parts(self) -> None:
        rows = read(SAMPLES / "amazon-digital-orders.csv").transactions
        signed = rows["amount_minor"].where(rows["direction"].eq("out"), -rows["amount_minor"])
        assert signed.groupby(rows["reference"]).sum().loc[["ITEMAAA1", "ITEMBBB1"]].tolist() == [1619, 0]

    def test_an_apple_row_is_the_same_under_either_header(self, tmp_path: Path) -> None:
        full = "200000099,2026-05-20T17:56:28.120Z,In-App Subscription,1551,Pro,FitPal,203.0.113.9,$9.99,M1,USD"
        short = APPLE.replace("Apple ID Number", "Apple Account Number").replace("Container Description,", "")
        short = short.replace("Device IP Address,", "").replace("Currency ID", "Currency")
        bare = "200000099,2026-05-20T17:56:28Z,In-App Subscription,1551,Pro Monthly,$9.99,M1,USD"
        rows = read(written(tmp_path, a__csv=f"{APPLE}\n{full}\n", b__csv=f"{short}\n{bare}\n")).transactions
        assert (len(rows), rows["transaction_id"].nunique()) == (2, 1)

    def test_a_renewal_is_another_row_than_the_first_payment(self, tmp_path: Path) -> None:
        rows = [f"2000,2026-0{m}-20T17:56:28Z,In-App Subscription,1551,Pro,FitPal,,$9.99,M{m},USD" for m in (5, 6)]
        read_rows = read(written(tmp_path, a__csv="\n".join([APPLE, *rows]))).transactions
        assert read_rows["transaction_id"].nunique() == 2
        assert read_rows["mandate_id"].tolist() == ["1551", "1551"]


class TestArchives:
    def test_zips_within_zips_with_blanks_that_do_not_break_and_folders_in_other_languages(
        self, tmp_path: Path
    ) -> None:
        sharing = (SAMPLES / "apple-family-sharing.csv").read_bytes()
        inner = zipped({"Apple_Media_Services/Stores Activity/Family Sharing History.csv": sharing})
        (tmp_path / "Apple.zip").write_bytes(zipped({"Apple Media Services/Apple_Media_Services.zip": inner}))
        one, other = json.dumps([order("GPA.1")]).encode(), json.dumps([order("GPA.2")]).encode()
        first = {"Takeout/Google\u00a0Play\u00a0Store/Order\u00a0History.json": one}
        second = {
            "Takeout/Google Play 商店/订单记录.json": other,
            "Takeout/Google Play 商店/Purchase History.json": b"[]",
        }
        (tmp_path / "takeout-001.zip").write_bytes(zipped(first))
        (tmp_path / "takeout-002.zip").write_bytes(zipped(second))
        bills = read(tmp_path)
        assert bills.problems.empty
        assert (
            bills.sources["file"].tolist()
            == [
                "Apple.zip!Apple Media Services/Apple_Media_Services.zip!"
                "Apple_Media_Services/Stores Activity/Family Sharing History.csv",
                "takeout-001.zip!Takeout/Google Play Store/Order History.json",
                "takeout-002.zip!Takeout/Google Play 商店/订单记录.json",
                "takeout-002.zip!Takeout/Google Play 商店/Purchase History.json",
            ]
            or bills.problems["raw"].tolist()
        )
        assert bills.transactions["reference"].tolist() == ["GPA.1", "GPA.2"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "content", "part"),
        [
            ("credit.csv", "Apple ID Number,Date,Store Credit Amount\n1,2026-01-01,$5\n", "store credit"),
            ("other.csv", "Apple ID Number,Device Name\n1,Phone\n", "holds no purchases"),
            ("other.csv", "ASIN,Borrowed Date\nB1,2026-01-01\n", "Amazon"),
            ("other.json", '[{"conversation": {"title": "x"}}]', "no store's list"),
            ("cut.json", '[{"orderHistory": {"orderId": "GPA', "breaks off or is damaged in line 1"),
            ("deep.json", "[" * 100_000, "without end"),
            ("text.json", b'[{"a": "\xff\xfe\xfa"}]', "no text in UTF-8"),
            ("crowd.json", json.dumps([{f"k{i}": {"a": 1}} for i in range(50)]), "no store's"),
        ],
    )  # fmt: skip
    def test_a_file_that_is_not_read_is_named_with_the_reason(
        self, tmp_path: Path, name: str, content: str | bytes, part: str
    ) -> None:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        bills = read(tmp_path)
        assert bills.sources.empty
        [problem] = bills.problems.itertuples()
        assert pd.isna(problem.row)
        assert part in problem.reason
        assert problem.reason_zh != problem.reason

    def test_a_list_without_records_is_a_bill_without_rows(self, tmp_path: Path) -> None:
        bills = read(written(tmp_path, Purchase_History__json="\ufeff [ ]\n"))
        assert bills.problems.empty
        assert bills.sources[["format", "rows"]].values.tolist() == [["json-empty", 0]]


def accounted_for(bills: Bills, records: int) -> None:
    """Every record is a transaction, a problem or ignored, and the source says so."""
    if bills.sources.empty:
        assert len(bills.problems) == 1
        return
    source = bills.sources.iloc[0]
    assert source["rows"] == len(bills.transactions) + len(bills.problems) + source["ignored"]
    assert source["rows"] <= records


class TestHostileJson:
    @pytest.mark.parametrize(
        ("record", "part"),
        [
            ('{"orderHistory": {"orderId": "GPA.2", "orderId": "GPA.3"}}', "stands in this record twice"),
            ('{"orderHistory": {"orderId": "GPA.2", "creationTime": NaN, "totalPrice": "£1.00"}}', "“NaN” is no time"),
            ('{"orderHistory": {"creationTime": "2026-01-01T00:00:00Z", "totalPrice": 1e999}}', "no amount"),
            ('{"orderHistory": {"orderId": "GPA.2", "creationTime": ["2026-01-01T00:00:00Z", 5]}}', "is no time"),
            ('{"orderHistory": {"orderId": {"\\ud800": "\\udfff"}, "totalPrice": []}}', "is no time"),
            ('{"purchaseHistory": {"doc": {"title": "x"}}}', "another kind"),
            ('{"orderHistory": {"orderId": "' + "9" * 200_000 + '"}}', "longer than any field"),
            ('"Tomato Timer"', "no record of fields"),
            ("null", "no record of fields"),
            ("[[1]]", "no record of fields"),
        ],
    )  # fmt: skip
    def test_a_record_that_is_none_is_a_problem_and_the_others_are_read(
        self, tmp_path: Path, record: str, part: str
    ) -> None:
        bills = read(written(tmp_path, a__json=f"[{json.dumps(order())}, {record}]"))
        assert bills.transactions["reference"].tolist() == ["GPA.1-1-1-1"]
        [problem] = bills.problems.itertuples()
        assert problem.row == 2
        assert part in problem.reason
        accounted_for(bills, 2)

    @pytest.mark.parametrize("piece", ["(", "()", "(a)", "- ", "a@", "@", "0", "£", " "])
    def test_endless_cells_take_no_time_to_speak_of(self, tmp_path: Path, piece: str) -> None:
        text = piece * (90_000 // len(piece))
        fields = {"totalPrice": text, "lineItem": {"doc": {"title": text}}, "billingInstrument": {"displayName": text}}
        accounted_for(read(written(tmp_path, a__json=[order(**fields)])), 1)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["orderId", "creationTime", "totalPrice", "type", "doc", "x", ""]), inner
                )
            ),
            max_leaves=8,
        ).flatmap(lambda value: st.lists(st.just({"orderHistory": value}) | st.just(value), max_size=3))
    )
    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_whatever_a_record_holds_it_is_accounted_for(self, tmp_path: Path, records: list[Any]) -> None:
        accounted_for(read(written(tmp_path, a__json=[order(), *records])), len(records) + 1)

    @given(st.binary(max_size=60))
    @settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_bytes_behind_a_bracket_never_crash(self, tmp_path: Path, tail: bytes) -> None:
        accounted_for(read(written(tmp_path, a__json=b'[{"orderHistory":' + tail)), 60)

    @given(st.lists(st.text(alphabet="ab,\"'$€¥.:-T0129Z\u00a0\ud7ff", max_size=12), min_size=1, max_size=10))
    @settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_whatever_a_csv_row_holds_it_is_accounted_for(self, tmp_path: Path, cells: list[str]) -> None:
        good = "2000,2026-05-20T17:56:28Z,In-App Subscription,1551,Pro,FitPal,,$9.99,M1,USD"
        bills = read(written(tmp_path, a__csv="\n".join([APPLE, good, ",".join(cells), good.replace("M1", "M2")])))
        source = bills.sources.iloc[0]
        assert source["rows"] == len(bills.transactions) + len(bills.problems) + source["ignored"]
