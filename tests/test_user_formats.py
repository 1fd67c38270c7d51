"""Formats a user describes: the guide's own example, and what is said of a file with a fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.cli import main
from audit.errors import RuleError
from audit.money import to_text
from audit.statements import FORMATS, read
from audit.statements.runaway import is_runaway
from audit.statements.user_formats import load
from audit.tables import Bills

GUIDE = (Path(__file__).parent.parent / "docs" / "add-a-bank.md").read_text("utf-8")
(BILL, EJEMPLO), (FACTS, EJEMPLO_FACTS) = (
    [part.split("```")[0] for part in GUIDE.split(f"```{kind}\n")[1:]] for kind in ("csv", "toml")
)
TABLE, EJEMPLO_TABLE = (part.split("\n\n")[0] for part in GUIDE.split("|---|---|---|---|---|---|")[1:3])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "日升银行.csv").write_text(BILL, "utf-8")
    (tmp_path / "rising-sun.toml").write_text(FACTS, "utf-8")
    return tmp_path


@pytest.fixture
def bills(folder: Path) -> Bills:
    return read(folder, formats=folder / "rising-sun.toml")


def test_the_guides_example_reads_as_its_table_says(bills: Bills) -> None:
    told = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TABLE.splitlines()
        if line[:4] in ("| 5 ", "| 6 ", "| 7 ")
    ]
    rows = [
        [
            str(t.row),
            f"{t.occurred_at:%Y-%m-%d}",
            t.direction,
            t.kind,
            to_text(t.amount_minor),
            t.counterparty,
            t.reference,
        ]
        for t in bills.transactions.itertuples()
    ]
    assert rows == told
    assert len(told) == 3


def test_the_guides_example_proves_itself(bills: Bills) -> None:
    (problem,) = bills.problems.itertuples()
    assert (problem.row, "“?” says neither" in problem.reason) == (8, True)
    source = bills.sources.iloc[0]
    assert (source["format"], source["channel"], source["account_id"]) == ("rising-sun-csv", "bank:rising_sun", "7788")
    assert str(source["covered_until_at"]) == "2025-08-01 00:00:00"
    spent, balance = bills.totals.itertuples()
    assert (spent.stated_count, spent.stated_minor, spent.read_count, spent.read_minor) == (3, 154200, 2, 153000)
    assert (spent.result, balance.result, balance.stated_count) == ("differs", "agrees", 2)


@pytest.fixture
def ejemplo(tmp_path: Path) -> Bills:
    (tmp_path / "ejemplo.csv").write_text(EJEMPLO, "cp1252")
    (tmp_path / "ejemplo.toml").write_text(EJEMPLO_FACTS, "utf-8")
    return read(tmp_path, formats=tmp_path / "ejemplo.toml")


def test_the_guides_western_example_reads_as_its_table_says(ejemplo: Bills) -> None:
    told = [
        [cell.strip() for cell in line[1:-1].split("|")] for line in EJEMPLO_TABLE.splitlines() if line[2:3].isdigit()
    ]
    rows = [
        [
            *(str(t.row), f"{t.occurred_at:%Y-%m-%d}", t.direction, t.kind, to_text(t.amount_minor), t.counterparty),
            *(f"{to_text(t.original_minor)} {t.original_currency}" if t.original_currency else "", t.mandate_id),
        ]
        for t in ejemplo.transactions.itertuples()
    ]
    assert rows == told
    assert len(told) == 3


@pytest.mark.parametrize("fact", ["fee_alone", "number_repeats", "renumbers", "discreet"])
def test_a_fact_that_is_yes_or_no_is_taken_over(tmp_path: Path, fact: str) -> None:
    file = tmp_path / "ejemplo.toml"
    file.write_text(EJEMPLO_FACTS, "utf-8")
    assert getattr(load(file)[0], fact) is False
    file.write_text(EJEMPLO_FACTS.replace("[[format]]", f"[[format]]\n{fact} = true"), "utf-8")
    assert getattr(load(file)[0], fact) is True


def test_the_guides_western_example_proves_itself(ejemplo: Bills) -> None:
    source = ejemplo.sources.iloc[0]
    assert (source["rows"], source["transactions"], source["ignored"], source["problems"]) == (4, 3, 1, 0)
    assert "pendiente" in source["ignored_reasons"]
    assert source["account_id"] == "7788"
    (balance,) = ejemplo.totals.itertuples()
    assert (balance.stated_count, balance.result, balance.currency) == (2, "agrees", "EUR")
    assert list(ejemplo.transactions["fee_minor"]) == [15, 0, 0]


def test_without_the_file_the_direction_is_asked_for(folder: Path) -> None:
    reasons = " ".join(read(folder / "日升银行.csv").problems["reason"])
    assert "--formats" in reasons


def test_every_field_of_the_guide_is_known_and_every_known_one_is_in_the_guide() -> None:
    from audit.statements import user_formats

    told = set(re.findall(r"`(\w+)`", GUIDE[GUIDE.index("## The facts") :]))
    assert set(user_formats._FIELDS) - {"title"} <= told
    assert set(user_formats._OURS) <= told


def test_the_command_line_takes_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["transactions", str(folder), "--formats", str(folder / "rising-sun.toml")]) == 3
    assert "rising_sun" in capsys.readouterr().out


def test_a_users_format_stands_instead_of_ours_of_the_same_name(tmp_path: Path) -> None:
    facts = FACTS.replace("rising-sun-csv", FORMATS[0].name)
    (tmp_path / "mine.toml").write_text(facts, "utf-8")
    (tmp_path / "b.csv").write_text(BILL, "utf-8")
    assert list(read(tmp_path, formats=str(tmp_path / "mine.toml")).sources["channel"]) == ["bank:rising_sun"]


RUNAWAY = [
    *("(a+)+$", "(a*)*b", "(.*)*", r"(\s*\w+)*x", "(a|a.)*b", "(?:a|aa)+$", r"(\d{1,3})*x", r"(\w*\d* )+x", "(a?)*b"),
    *("(?:(x+x+)+y)?", r"^(([a-z])+.)+[A-Z]([a-z])+$", "(?=(a+)+)b", "(?:(?:a+){2})*b", "(?i)(a[A-Z]+)+1", "(.*a){15}"),
]
PLAIN = [
    *(".*(plan|fee).*", r"(\w+ )+", r"(?:\d{1,3},)*\d+", "(?:ab|cd)*", "(?:foo|bar|baz)+", "(?:a|b)*", "[^;]*;.*"),
    *(r"(?:\d+\.)+\d+", "(;[^;]+)*", "(a{1,3}){2}", "x{2,}y", "(?:(?!Ref|Re).)*x", "(ab+)+c", "", r"(\d{4})$"),
]


def test_patterns_that_could_run_for_ever_are_told_from_those_that_cannot() -> None:
    assert [pattern for pattern in RUNAWAY if not is_runaway(pattern)] == []
    assert [pattern for pattern in PLAIN if is_runaway(pattern)] == []


def test_a_pattern_of_ours_may_be_copied_into_a_users_file() -> None:
    ours = [pattern for fmt in FORMATS for pattern in (*fmt.holds.values(), *(t.pattern for t in fmt.totals))]
    ours += [
        pattern
        for fmt in FORMATS
        for rule in (*fmt.kinds, *fmt.statuses, *fmt.flows)
        for pattern in rule.where.values()
    ]
    assert len(set(ours)) > 200
    assert [pattern for pattern in dict.fromkeys(ours) if is_runaway(pattern)] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[[format]]", "[[bank]]"), "bank: is not known here"),
        (('amounts = "unsigned"', 'amounts = "guess"'), "format[1].amounts: is not known here; known are unsigned"),
        (('amounts = "unsigned"', ""), "format[1].amounts: is missing"),
        (('amounts = "unsigned"', 'amounts = "split"'), "need the columns occurred_at, amount_in, amount_out"),
        (('direction = "方向"', ""), "need the columns occurred_at, amount, direction"),
        (('balance = "余额"', 'saldo = "余额"'), "format[1].columns.saldo: is not known here"),
        (('balance = "余额"', "balance = 7"), "format[1].columns.balance: must be text or a list"),
        (('D = "out"', 'D = "away"'), "format[1].directions.D: is not known here; known are out, in, neutral"),
        ((r"(\d{4})$", r"\d{4}$"), "format[1].says.account: needs what it finds in round brackets"),
        ((r"(\d{4})$", r"(\d{4}$"), "format[1].says.account: is no pattern"),
        ((r"(\d{4})$", r"((\d+)+)$"), "format[1].says.account: repeats without end what can match"),
        (
            ('{ direction = "out" }', '{ direction = "(o|ou|t)+" }'),
            "where.direction: repeats without end what can match",
        ),
        (("(?P<count>", "(?P<number>"), ""),
        (("(?P<count>\\d+)笔 (?P<amount>", "(\\d+)笔 ("), "format[1].totals[1].pattern: needs"),
        (('{ direction = "out" }', '{ direction = "(?!in).*" }'), "format[1].totals[1].where.direction: is no pattern"),
        (('{ direction = "out" }', '{ way = "out" }'), "format[1].totals[1].where.way: is not known here"),
        (("header = [", 'colour = "red"\nheader = ['), "format[1].colour: is not known here"),
        (("header = [", "least_cells = -1\nheader = ["), "format[1].least_cells: must be a whole number"),
        (("header = [", 'header = ["'), "is no TOML"),
        (('name = "rising-sun-csv"', "name = 3"), "format[1].name: must be text"),
        (("header = [", 'dates = "ydm"\nheader = ['), "format[1].dates: is not known here; known are ymd, dmy, mdy"),
        (("header = [", 'decimal = ";"\nheader = ['), "format[1].decimal: is not known here"),
        (("header = [", 'currency = "EURO"\nheader = ['), "format[1].currency: must be a currency's code"),
        (
            ("header = [", 'currencies = { Euros = "euro" }\nheader = ['),
            "format[1].currencies.Euros: must be a currency",
        ),
        (
            ("header = [", 'currency_by_dates = { mdy = "$" }\nheader = ['),
            "format[1].currency_by_dates.mdy: must be a currency",
        ),
        (("header = [", 'utc_offset = "CET"\nheader = ['), "format[1].utc_offset: must be an offset from UTC"),
        (("header = [", 'zones = { CET = "+1" }\nheader = ['), "format[1].zones.CET: must be an offset from UTC"),
        (("header = [", 'encodings = ["utf-7"]\nheader = ['), "format[1].encodings: is not known here"),
        (("header = [", 'also = ["Date"]\nheader = ['), "format[1].also: must be a list of lists"),
        (("header = [", "also = [[]]\nheader = ["), "format[1].also: must be a list of lists"),
        (("header = [", 'exact = "yes"\nheader = ['), "format[1].exact: must be true or false"),
        (("header = [", 'number_with = ["colour"]\nheader = ['), "format[1].number_with: is not known here"),
        (
            ("[format.columns]", '[[format.sides]]\nvalue = "in"\nwhere = { category = "x" }\n[format.columns]'),
            "format[1].sides: can be proven by words only for `signed` and `owed` amounts",
        ),
    ],
)
def test_a_fault_is_said_with_its_place(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    assert change[0] in FACTS
    (tmp_path / "mine.toml").write_text(FACTS.replace(*change), "utf-8")
    if not says:
        assert load(tmp_path / "mine.toml")
        return
    with pytest.raises(RuleError) as fault:
        load(tmp_path / "mine.toml")
    assert "mine.toml" in str(fault.value)
    assert says in str(fault.value)
    assert re.search("[一-鿿]", fault.value.words.zh)


@pytest.mark.parametrize(
    ("text", "says"), [("", "holds no [[format]]"), (FACTS + FACTS, "format[1].name: is used twice")]
)
def test_a_file_of_none_or_of_two_alike(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(RuleError) as fault:
        load(tmp_path / "mine.toml")
    assert says in str(fault.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load(tmp_path / "mine.toml")
