"""Banks nobody has described: what their columns' names tell, and what is never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.statements import read
from audit.tables import Bills

SPLIT = """日升银行账户明细
账号：6217********7788,币种：人民币
交易日期,摘要,支出金额(元),收入金额(元),账户余额(元),对方户名,附言
2025-07-01,快捷支付,30.00,,970.00,财付通-云帆网络,会员
2025-07-05,退款,,5.00,975.00,支付宝-星海音乐,
2025-07-08,转账,-20.00,,995.00,阿木,
合计,,30.00,5.00,,,
"""
WORD = """交易日期,交易时间,借贷标志,交易金额,摘要,对方户名
20250701,001233,借,30.00,快捷支付,财付通-云帆网络
20250705,090000,贷,5.00,退款,支付宝-星海音乐
20250708,100000,冲,5.00,其他,
"""
SIGNED = """交易日期,交易金额,余额,摘要,对方户名
2025-07-01,-30.00,970.00,快捷支付,财付通-云帆网络
2025-07-05,5.00,975.00,退款,支付宝-星海音乐
2025-07-08,-100.00,875.00,快捷支付,支付宝-山茶小铺
"""


def bill(folder: Path, text: str) -> Bills:
    (folder / "明细.csv").write_text(text, "utf-8")
    return read(folder / "明细.csv")


def moved(bills: Bills) -> list[tuple[str, int, str]]:
    rows = bills.transactions
    return list(zip(rows["direction"], rows["amount_minor"], rows["counterparty"], strict=True))


CHARGE, REFUND = ("out", 3000, "财付通-云帆网络"), ("in", 500, "支付宝-星海音乐")


def test_two_columns_say_which_way_money_went(tmp_path: Path) -> None:
    bills = bill(tmp_path, SPLIT)
    assert moved(bills) == [CHARGE, REFUND]
    assert list(bills.transactions["kind"]) == ["charge", "refund"]
    assert list(bills.problems["row"]) == [6], "a sign nobody explained"
    source = bills.sources.iloc[0]
    assert (source["format"], source["channel"], source["account_id"]) == ("bank-table", "bank", "7788")
    assert (source["rows"], source["transactions"], source["problems"]) == (3, 2, 1)


def test_a_word_says_which_way_money_went(tmp_path: Path) -> None:
    bills = bill(tmp_path, WORD)
    assert moved(bills) == [CHARGE, REFUND]
    assert str(bills.transactions["occurred_at"].iloc[0]) == "2025-07-01 00:12:33"
    assert list(bills.problems["row"]) == [4]
    assert "“冲” says neither" in bills.problems["reason"].iloc[0]


@pytest.mark.parametrize("upwards", [False, True])
def test_a_sign_counts_where_the_balance_proves_it(tmp_path: Path, upwards: bool) -> None:
    header, *rows = SIGNED.splitlines()
    bills = bill(tmp_path, "\n".join([header, *(rows[::-1] if upwards else rows), ""]))
    assert set(moved(bills)) == {CHARGE, REFUND, ("out", 10000, "支付宝-山茶小铺")}
    assert list(bills.totals["result"]) == ["agrees"]


@pytest.mark.parametrize(
    "text",
    [
        SIGNED.replace("975.00", "976.00"),
        SIGNED.replace("余额", "手续费率"),
        "\n".join(SIGNED.splitlines()[:2]) + "\n",
        SIGNED.replace("-30.00", "30.00").replace("-100.00", "100.00"),
        WORD.replace("借,", "甲,").replace("贷,", "乙,"),
    ],
    ids=["the balance contradicts", "no balance", "one row", "no sign at all", "words nobody knows"],
)
def test_a_direction_that_nothing_proves_is_asked_for(tmp_path: Path, text: str) -> None:
    bills = bill(tmp_path, text)
    assert bills.transactions.empty
    (problem,) = bills.problems.itertuples()
    assert "nothing in it proves which way the money went" in problem.reason
    assert "--formats" in problem.reason
    assert "交易金额" in problem.reason_zh


def test_what_was_assumed_is_said(tmp_path: Path) -> None:
    source = bill(tmp_path, SIGNED).sources.iloc[0]
    assert source["assumed"] == (
        "no format known, columns understood by their names; "
        "date: 交易日期; amount: 交易金额; balance: 余额; kind: 摘要; counterparty: 对方户名; "
        "negative is out: the balance proves it"
    )
    assert source["assumed_zh"] == (
        "未收录的格式，各列按列名识别；日期：交易日期；金额：交易金额；余额：余额；类型：摘要；对方：对方户名；负数为支出（余额可证）"
    )


def test_a_wallets_bill_without_a_column_is_no_banks(tmp_path: Path) -> None:
    header = "交易时间,交易类型,商品,收/支,金额(元),支付方式,当前状态,交易单号"
    bills = bill(tmp_path, f"{header}\n2025-07-01 10:00:00,商户消费,会员,支出,30.00,零钱,支付成功,1\n")
    assert bills.transactions.empty
    assert "交易对方" in bills.problems["reason"].iloc[0]


PAID_OUT = """Account 20-00-00 00007788
Date,Description,Paid Out (GBP),Paid In (GBP),Balance
14/07/2025,STREAMCO.EXAMPLE,9.99,,990.01
21/07/2025,REFUND STREAMCO.EXAMPLE,,9.99,1000.00
"""
AF_BIJ = """Datum;Naam;Bedrag;Af/Bij;Munt;Status
01-07-2025;Streamco;9,99;Af;EUR;Geboekt
20-07-2025;Streamco;1.009,99;Bij;EUR;In behandeling
21-07-2025;Gymhal;5,00;Storno;EUR;Geboekt
"""
SALDO = """Buchungstag;Empfänger;Verwendungszweck;Betrag (EUR);Saldo
03.07.2025;Strömungs GmbH;MITGLIED 7;-9,99;1.190,01
02.07.2025;Werkzeug AG;GEHALT;1.200,00;1.200,00
01.07.2025;Turnhalle;BEITRAG;-50,00;0,00
"""


def test_western_columns_of_both_directions(tmp_path: Path) -> None:
    bills = bill(tmp_path, PAID_OUT)
    rows = bills.transactions
    assert moved(bills) == [("out", 999, "STREAMCO.EXAMPLE"), ("in", 999, "REFUND STREAMCO.EXAMPLE")]
    assert list(rows["kind"]) == ["charge", "refund"]
    assert (set(rows["currency"]), set(rows["account_id"])) == ({"GBP"}, {"7788"})
    assert list(rows["civil_date"].dt.month) == [7, 7]
    assert bills.sources.iloc[0]["assumed"].endswith("currency: GBP")


def test_western_words_of_direction_and_status(tmp_path: Path) -> None:
    bills = bill(tmp_path, AF_BIJ)
    assert moved(bills) == [("out", 999, "Streamco"), ("in", 100999, "Streamco")]
    assert list(bills.transactions["status"]) == ["settled", "pending"]
    assert list(bills.problems["row"]) == [4]
    assert "“Storno” says neither" in bills.problems["reason"].iloc[0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_western_signs_that_the_balance_proves(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "umsatz.csv").write_text(SALDO, encoding)
    bills = read(tmp_path)
    assert moved(bills) == [("out", 999, "Strömungs GmbH"), ("in", 120000, "Werkzeug AG"), ("out", 5000, "Turnhalle")]
    assert list(bills.transactions["civil_date"].dt.day) == [3, 2, 1]
    assert list(bills.totals["result"]) == ["agrees"]


@pytest.mark.parametrize(
    "text", [SALDO.replace("1.190,01", "1.209,99"), SALDO.replace(";Saldo", ";Stand"), SALDO.replace("-9,99", "-9.99")]
)
def test_western_signs_that_nothing_proves_are_asked_for(tmp_path: Path, text: str) -> None:
    bills = bill(tmp_path, text)
    assert bills.transactions.empty
    assert "nothing in it proves" in bills.problems["reason"].iloc[0]


def test_a_currency_that_is_not_printed_is_not_supposed(tmp_path: Path) -> None:
    bills = bill(tmp_path, PAID_OUT.replace(" (GBP)", ""))
    assert set(bills.transactions["currency"]) == {"XXX"}
    assert bills.sources.iloc[0]["assumed_zh"].endswith("币种：未印")


def test_debits_printed_with_a_minus(tmp_path: Path) -> None:
    bills = bill(tmp_path, PAID_OUT.replace(",9.99,,", ",-9.99,,"))
    assert moved(bills)[0] == ("out", 999, "STREAMCO.EXAMPLE")


def test_records_of_several_lines_are_refused(tmp_path: Path) -> None:
    lines = PAID_OUT.splitlines()
    text = "\n".join([*lines[:3], ",07/13 SPRINGFIELD,,,", lines[3], ",07/20 SPRINGFIELD,,,"])
    assert "records of several lines" in bill(tmp_path, text).problems["reason"].iloc[0]
