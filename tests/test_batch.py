"""Many persons as one: equal to single runs whatever the parts and workers, and nobody spoils another's audit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit
from audit.batch import audit_many, serial
from audit.batch.cases import Given, Person, Settings
from audit.batch.folders import Folders
from audit.batch.judged import DATASETS
from audit.batch.work import Piece, audit_piece
from audit.samples import make_case
from audit.statements import Format
from audit.tables import Bills, Case, Table

AS_OF = date(2026, 6, 30)
SETTINGS = Settings(AS_OF)
KINDS = {
    "陈一": "two_plans",
    "anna": "mirror",
    "berta": "status_and_row",
    "carla": "costs",
    "dora": "store_cancelled_by_itself",
    "ede": "resubscribed",
}
DEBIT = "2025-07-01 00:12:33,商户消费,卡盟网络,卡盟钻-连续包月,支出,¥30.00,零钱,支付成功,{number}\t,5{number}\t,/"
WECHAT = "\r\n".join(
    [
        "微信支付账单明细,,,,,,,,",
        "微信昵称：[{nick}],,,,,,,,",
        "起始时间：[2025-05-01 00:00:00] 终止时间：[2025-08-31 23:59:59],,,,,,,,",
        "导出类型：[全部],,,,,,,,",
        "导出时间：[2025-09-01 10:00:00],,,,,,,,",
        "----------------------微信支付账单明细列表--------------------,,,,,,,,",
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注",
        "{rows}",
        "",
    ]
)
MONTHS = ("2025-05-01 00:12:33", "2025-06-01 00:10:01", "2025-07-01 00:12:33", "2025-08-01 00:11:11")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Case folders of seven people; the seventh has a row and a cell that cannot be used."""
    cases = tmp_path_factory.mktemp("cases")
    for seed, (name, kind) in enumerate(KINDS.items()):
        for file, content in make_case(seed, kind).files.items():
            path = cases / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    write_person(cases / "flora", extra="2025-08-02,商户消费,缺列的行")
    (cases / "flora" / "cancellations.csv").write_text(
        "service,cancelled_at,proof\n卡盟钻,2025-06-10 10:00,B\n不存在的服务,2025-06-11 10:00,B\n", "utf-8"
    )
    return cases


def write_person(home: Path, *, extra: str = "") -> None:
    """A person with four debits of 卡盟钻, cancelled on 10 June 2025."""
    home.mkdir()
    rows = [
        DEBIT.replace(MONTHS[2], at).format(number=f"42000000{n}202506{hash_of(home.name)}")
        for n, at in enumerate(MONTHS)
    ]
    lines = "\r\n".join([*rows, *([extra] if extra else [])])
    (home / "微信.csv").write_text(WECHAT.format(nick=home.name, rows=lines), "utf-8-sig", newline="")
    (home / "cancellations.csv").write_text("service,cancelled_at\n卡盟钻,2025-06-10 10:00\n", "utf-8")


def hash_of(name: str) -> str:
    return f"{sum(name.encode()):06}"


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of all of them in one part."""
    out = tmp_path_factory.mktemp("whole")
    made = audit_many(Folders(folder), out, SETTINGS, serial())
    assert made.unchanged == 0
    return out


def table(out: Path, dataset: str) -> pa.Table:
    """A dataset as anybody reads it: every part in the order of its name."""
    return pa.concat_tables([pq.read_table(path) for path in sorted((out / dataset).glob("*.parquet"))])


def same(one: Path, other: Path) -> bool:
    return all(table(one, name).equals(table(other, name)) for name in DATASETS)


def rows_of(out: Path, dataset: str, person: str) -> bytes:
    """One person's rows as bytes, in one writing."""
    rows = table(out, dataset).to_pandas()
    return canonical(rows[rows["person"].eq(person)], DATASETS[dataset])


def canonical(rows: pd.DataFrame, kind: Table) -> bytes:
    text: str = rows[list(kind.columns)].drop(columns="person").to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%S")
    return text.encode()


@pytest.mark.parametrize("person", [*KINDS, "flora"])
def test_each_persons_rows_are_those_of_a_run_of_his_folder_alone(folder: Path, whole: Path, person: str) -> None:
    alone = audit.run(folder / person, as_of=AS_OF)
    tables = {
        "sources": alone.bills.sources,
        "problems": alone.problems,
        "findings": alone.findings,
        "refunds": alone.refunds,
        "claims": alone.claims.totals,
        "claim_lines": alone.claims.lines,
    }
    assert len(alone.findings) and len(alone.bills.sources)
    for name, expected in tables.items():
        assert rows_of(whole, name, person) == canonical(expected, DATASETS[name]), name


def test_a_persons_problems_name_the_file_in_his_own_folder(whole: Path) -> None:
    told = table(whole, "problems").to_pandas()
    assert told[["person", "file"]].to_numpy().tolist() == [["flora", "微信.csv"], ["flora", "cancellations.csv"]]


@pytest.mark.parametrize("parts", [2, 7])
def test_however_many_parts_and_in_whatever_order_the_tables_are_the_same(
    folder: Path, whole: Path, tmp_path: Path, parts: int
) -> None:
    cases = Shuffled(folder)
    sizes = {person.name: person.size for person in cases.persons()}
    most = 1 if parts == 7 else sum(sizes.values()) * 2 // 3
    made = audit_many(cases, tmp_path, SETTINGS, serial(), part_bytes=most)
    assert len(list((tmp_path / "findings").iterdir())) == parts
    assert same(tmp_path, whole)
    assert made.summary.persons == 7
    for name in ("summary.xlsx", "summary.html"):
        assert (tmp_path / name).read_bytes() == (whole / name).read_bytes()


@dataclass(frozen=True)
class Shuffled(Folders):
    """Folders that come in another order."""

    def persons(self) -> list[Person]:
        found = super().persons()
        return [*found[4:], *reversed(found[:4])]


def test_a_part_of_nobody_has_every_table_and_no_rows(folder: Path) -> None:
    made = audit_piece(Folders(folder), SETTINGS, Piece(0, ()))
    assert {name: made.tables[name].column_names for name in DATASETS} == {
        n: list(t.columns) for n, t in DATASETS.items()
    }
    assert all(made.tables[name].num_rows == 0 for name in DATASETS)


@dataclass(frozen=True)
class WithHostile(Folders):
    """Folders of which some do to the program what no bill should be able to."""

    def given(self, names: Sequence[str], settings: Settings, formats: Sequence[Format]) -> Iterator[tuple[str, Given]]:
        for name, give in super().given(names, settings, formats):
            yield name, {"crashes": crash, "poisons": lambda give=give: poisoned(give)}.get(name, give)


def crash() -> tuple[Bills, Case]:
    raise RecursionError("a bill too deep")


def poisoned(give: Given) -> tuple[Bills, Case]:
    bills, case = give()
    return replace(bills, transactions=bills.transactions.drop(columns="amount_minor")), case


def test_who_breaks_the_program_spoils_only_his_own_audit(tmp_path: Path) -> None:
    cases, out, alone = tmp_path / "cases", tmp_path / "out", tmp_path / "alone"
    cases.mkdir()
    for name in ("anna", "crashes", "empty", "poisons", "zoe"):
        write_person(cases / name)
    for file in (cases / "empty").iterdir():
        file.unlink()
    made = audit_many(WithHostile(cases), out, SETTINGS, serial())
    assert made.summary.failed["person"].tolist() == ["crashes", "empty", "poisons"]
    told = table(out, "problems").to_pandas().set_index("person")["reason"]
    assert "RecursionError: a bill too deep" in told["crashes"]
    assert "amount_minor" in told["poisons"]
    assert "no bills" in told["empty"]
    for name in ("crashes", "empty", "poisons"):
        shutil.rmtree(cases / name)
    audit_many(Folders(cases), alone, SETTINGS, serial())
    for dataset in ("sources", "findings", "refunds", "claims", "claim_lines"):
        assert table(out, dataset).equals(table(alone, dataset))
    assert table(alone, "findings").num_rows == 6
