"""Many persons as one: equal to single runs whatever the parts and workers, and nobody spoils another's audit."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit
from audit.batch import Batch, Workers, audit_many, on_executor, processes, serial
from audit.batch.attempts import Lost, worked
from audit.batch.cases import Given, Person, Settings
from audit.batch.dataset import Dataset
from audit.batch.finding import cases_in
from audit.batch.folders import Folders
from audit.batch.judged import DATASETS
from audit.batch.packing import packed
from audit.batch.running import Progress
from audit.batch.work import Outcome, Piece, audit_piece
from audit.cli import main
from audit.cli.many import shown_progress, time_left
from audit.errors import AuditError, InputError, OutputError
from audit.samples import make_case
from audit.statements import Format, Reading, gathered
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
    assert min(len(alone.findings), len(alone.bills.sources)) > 0
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
    persons = cases.persons()
    most = 1 if parts == 7 else next(size for size in range(1, 1 << 30, 1000) if len(packed(persons, size)) == parts)
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
    reading, case = give()
    assert isinstance(reading, Reading)
    bills = gathered([reading])
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


@dataclass
class Fragile(Executor):
    """Breaks for good at a piece that holds `bad`, and hands back the names of every other one."""

    bad: str
    broken: bool = False

    def submit(self, _: object, /, *args: object, **__: object) -> Future[Outcome]:
        if self.broken:
            raise BrokenExecutor("broken before")
        (piece,) = args
        assert isinstance(piece, Piece)
        future: Future[Outcome] = Future()
        if self.bad in piece.names:
            self.broken = True
            future.set_exception(BrokenExecutor("killed"))
        else:
            future.set_result(Outcome(" ".join(piece.names), {}))
        return future


def test_a_lost_piece_is_tried_three_times_then_halved_until_the_one_is_known() -> None:
    opened: list[int] = []

    @contextmanager
    def renewed(width: int) -> Iterator[Executor]:
        opened.append(width)
        yield Fragile("c")

    pieces = [Piece(0, ("a", "b", "c", "d")), Piece(1, ("e",)), Piece(2, ("f", "g"))]
    came = list(worked(pieces, lambda _: Outcome("", {}), Workers(2, renewed)))
    assert [(piece.names, type(outcome)) for piece, outcome in came if isinstance(outcome, Lost)] == [(("c",), Lost)]
    good = sorted(outcome.digest for _, outcome in came if isinstance(outcome, Outcome))
    assert good == ["a b", "d", "e", "f g"]
    assert opened.count(1) == 2 + 1 + 2 + 1 + 2  # the whole twice more; a b; c d twice; d; c twice


def test_an_executor_that_takes_no_more_work_is_said_so() -> None:
    with pytest.raises(AuditError, match="no worker takes any more work"):
        list(worked([Piece(0, ("a",))], lambda _: Outcome("", {}), on_executor(Fragile("", broken=True), 1)))


@dataclass(frozen=True)
class KillsOnce(Folders):
    """Folders the reading of which kills the process that reads them, the first time."""

    mark: Path = Path()

    def given(self, names: Sequence[str], settings: Settings, formats: Sequence[Format]) -> Iterator[tuple[str, Given]]:
        if "berta" in names and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().given(names, settings, formats)


@pytest.fixture(scope="module")
def few(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three of the persons, in a folder of their own."""
    cases = tmp_path_factory.mktemp("few")
    for name in ("anna", "berta", "flora"):
        shutil.copytree(folder / name, cases / name)
    return cases


@pytest.fixture(scope="module")
def few_whole(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("few-whole")
    audit_many(Folders(few), out, SETTINGS, serial())
    return out


@pytest.mark.cluster
def test_on_two_processes_of_which_one_is_killed_nothing_is_lost(few: Path, few_whole: Path, tmp_path: Path) -> None:
    cases = KillsOnce(few, mark=tmp_path / "killed")
    made = audit_many(cases, tmp_path / "out", SETTINGS, processes(2), part_bytes=1)
    assert cases.mark.exists()
    assert made.summary.failed.empty
    assert same(tmp_path / "out", few_whole)


def test_stopped_in_the_midst_the_same_command_goes_on(few: Path, few_whole: Path, tmp_path: Path) -> None:
    def stop(now: Progress) -> None:
        if now.persons == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        audit_many(Folders(few), tmp_path, SETTINGS, serial(), part_bytes=1, progress=stop)
    assert json.loads((tmp_path / "manifest.json").read_bytes())["finished"] is False
    (tmp_path / "findings" / ".part-00002.parquet.aside").write_bytes(b"half of a file")
    (tmp_path / "findings" / "part-00001.parquet").write_bytes(b"spoilt since")
    made = audit_many(Folders(few), tmp_path, SETTINGS, serial(), part_bytes=1)
    assert made.unchanged == 1
    assert same(tmp_path, few_whole)
    assert json.loads((tmp_path / "manifest.json").read_bytes())["finished"] is True


def test_only_who_gave_something_else_is_audited_again(tmp_path: Path) -> None:
    cases, out = tmp_path / "cases", tmp_path / "out"
    cases.mkdir()
    for name in ("a", "c", "d"):
        write_person(cases / name)

    def again() -> Batch:
        return audit_many(Folders(cases), out, SETTINGS, serial(), part_bytes=1)

    again()
    before = {p.name: p.read_bytes() for p in (out / "findings").iterdir()}
    assert again().unchanged == 3
    with (cases / "c" / "cancellations.csv").open("a", encoding="utf-8") as sheet:
        sheet.write("卡盟网络,2025-07-20 10:00\n")
    assert again().unchanged == 2
    write_person(cases / "b")  # every later part has another number now
    assert again().unchanged == 3
    assert (out / "findings" / "part-00003.parquet").read_bytes() == before["part-00002.parquet"]
    assert table(out, "findings")["person"].to_pylist() == sorted(table(out, "findings")["person"].to_pylist())
    shutil.rmtree(cases / "a")
    assert again().unchanged == 3
    assert len(list((out / "findings").iterdir())) == len(list((out / "parts").iterdir())) == 3


def test_a_folder_of_something_else_is_not_written_into(few: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match="something else"):
        audit_many(Folders(few), tmp_path, SETTINGS, serial())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_where_a_part_ends_hangs_on_the_names_near_by_so_one_more_person_moves_few() -> None:
    persons = [Person(f"p{number:05}", 100 + number % 7) for number in range(4000)]
    one = {part.names for part in packed(persons, 10_000)}
    for more in ([Person("p00000b", 90)], [Person("p02000b", 8000)], [Person("p00100b", 90), Person("p03000b", 3000)]):
        other = {part.names for part in packed([*persons, *more], 10_000)}
        assert len(one - other) <= 0.25 * len(one)
    sizes = [sum(person.size for person in part.persons) for part in packed(persons, 10_000)]
    assert max(sizes) <= 15_000
    assert min(sizes[:-1]) >= 7_500
    assert 9_000 <= sum(sizes) / len(sizes) <= 11_500
    alone = packed([Person("b", 0), Person("a", 30), Person("c", 9)], 8)
    assert [part.names for part in alone] == [("a",), ("b", "c")]


# Transactions of somebody else's own making, as a Parquet dataset


def as_dataset(folder: Path, to: Path) -> None:
    """The same persons as a dataset: rows in two files, what bills tell beside them, one sheet of cancellations."""
    read = {home.name: audit.read(home, skip=[home / "cancellations.csv"]) for home in sorted(folder.iterdir())}
    (to / "transactions").mkdir(parents=True)
    for part, names in enumerate([list(read)[::2], list(read)[1::2]]):
        rows = pd.concat([read[name].transactions.assign(person=name) for name in names])
        rows.to_parquet(to / "transactions" / f"part-{part}.parquet", index=False)
    for name, key in (("sources", "sources"), ("problems", "problems"), ("bill_events", "events")):
        pd.concat([getattr(b, key).assign(person=p) for p, b in read.items()]).to_parquet(to / f"{name}.parquet")
    sheets = [(home.name, (home / "cancellations.csv").read_text("utf-8").splitlines()) for home in folder.iterdir()]
    lines = [f"person,{sheets[0][1][0]}", *(f"{name},{line}" for name, sheet in sheets for line in sheet[1:])]
    (to / "cancellations.csv").write_text("\n".join(lines), "utf-8")


def test_a_parquet_dataset_is_judged_as_the_folders_it_was_made_of(tmp_path: Path) -> None:
    folder, dataset = tmp_path / "folders", tmp_path / "dataset"
    folder.mkdir()
    for name in ("anna", "berta", "carla"):
        write_person(folder / name, extra="2025-08-02,商户消费,缺列的行" if name == "berta" else "")
    as_dataset(folder, dataset)
    found = cases_in(dataset, tmp_path / "one", SETTINGS)
    assert isinstance(found, Dataset)
    audit_many(found, tmp_path / "one", SETTINGS, serial())
    audit_many(Folders(folder), tmp_path / "other", SETTINGS, serial())
    assert same(tmp_path / "one", tmp_path / "other")
    assert table(tmp_path / "one", "findings").num_rows == 9
    assert audit_many(found, tmp_path / "one", SETTINGS, serial()).unchanged == 3


def test_a_bare_table_of_a_bank_is_enough_and_what_it_lacks_is_named(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {
            "person": ["7", "7", "7", "7", None],
            "occurred_at": pd.to_datetime([*MONTHS, MONTHS[0]]),
            "direction": "out",
            "channel": "wechat",
            "counterparty": "卡盟网络",
            "description": "卡盟钻-连续包月",
            "amount": [Decimal("30.00")] * 5,
        }
    )
    rows.to_parquet(tmp_path / "transactions.parquet", index=False)
    sheet = pd.DataFrame({"person": ["7", "8"], "service": "卡盟钻", "cancelled_at": pd.Timestamp("2025-06-10 10:00")})
    sheet.to_parquet(tmp_path / "cancellations.parquet", index=False)
    made = audit_many(cases_in(tmp_path, tmp_path / "out", SETTINGS), tmp_path / "out", SETTINGS, serial())
    found = table(tmp_path / "out", "findings").to_pandas()
    assert found[["person", "verdict", "claimable_minor"]].to_numpy().tolist() == [
        ["7", "in_term", 0],
        ["7", "after_end", 3000],
        ["7", "after_end", 3000],
    ]
    assert made.summary.failed["person"].tolist() == ["8"]
    assert made.summary.listed["reason"].tolist() == ["1 rows name no person and were not used"]
    rows.drop(columns=["channel", "amount"]).to_parquet(tmp_path / "transactions.parquet", index=False)
    with pytest.raises(InputError, match="no column channel, amount_minor / amount;"):
        cases_in(tmp_path, tmp_path / "out", SETTINGS)


# The command


def test_the_command_says_what_came_of_it_and_exits_3_where_something_could_not_be_used(
    few: Path, few_whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["batch", str(few), "-o", str(tmp_path / "out"), "--as-of", "2026-06-30", "--workers", "0", "--lang", "en"]
    assert main(words) == 3
    said = capsys.readouterr()
    assert "3 persons (0 could not be audited)" in said.out
    assert "claimed ¥" in said.out
    assert "files or rows that could not be used: 2" in said.err
    assert same(tmp_path / "out", few_whole)
    page = (tmp_path / "out" / "summary.html").read_text("utf-8")
    assert "卡盟网络" in page
    sheet = page[page.index("<style>") + len("<style>") : page.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri" in page  # no other style is ever applied
    assert 'style="' not in page
    assert not [word for word in ("http:", "https:", "<script", "42000000") if word in page]
    assert main([*words[:-1], "zh"]) == 3
    assert "未重做：3 人" in capsys.readouterr().out


def test_how_far_it_has_come_is_told_on_a_terminal_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with shown_progress("en") as show:
        assert show is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    with shown_progress("en") as show:
        assert show is not None
        show(Progress(25, 100, 75, 22_500))
    assert "25/100 persons, 75 files, 22,500 rows, 0:00 left" in capsys.readouterr().err
    assert time_left(Progress(25, 100, 75, 22_500), 50.0).zh == "约剩 2 分 30 秒"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["batch", "{none}", "-o", "{out}"], 2, "there is no such folder"),
        (["batch", "{cases}", "-o", "{out}"], 1, "nobody's bills here"),
        (["batch", "{cases}", "-o", "{out}", "--workers", "2", "--scheduler", "x"], 2, "not both"),
        (["batch", "{cases}"], 2, "-o"),
    ],
)
def test_wrong_usage_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], status: int, said: str
) -> None:
    (tmp_path / "cases").mkdir()
    places = {name: str(tmp_path / name) for name in ("none", "out", "cases")}
    assert main([*(word.format(**places) for word in words), "--lang", "en"]) == status
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_killed_as_a_whole_the_same_command_goes_on_as_of_its_own_day(few: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    audit_many(Folders(few), out, replace(SETTINGS, as_of=date(2026, 1, 31)), serial())
    head = json.loads((out / "manifest.json").read_bytes())
    (out / "manifest.json").write_text(json.dumps(head | {"finished": False}))
    shutil.rmtree(out / "claims")  # as where it was killed before
    assert main(["batch", str(few), "-o", str(out), "--workers", "0", "--lang", "en"]) == 3
    assert json.loads((out / "manifest.json").read_bytes())["as_of"] == "2026-01-31"
    assert audit_many(Folders(few), out, replace(SETTINGS, as_of=date(2026, 1, 31)), serial()).unchanged == 3


@pytest.mark.cluster
def test_a_process_killed_with_all_its_workers_leaves_what_the_same_command_finishes(
    few: Path, few_whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    program = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from audit.batch import audit_many, processes; from audit.batch.cases import Settings\n"
        "from audit.batch.folders import Folders\n"
        "if __name__ == '__main__':\n"
        "    cases, out = Folders(Path(sys.argv[1])), Path(sys.argv[2])\n"
        "    audit_many(cases, out, Settings(date(2026, 6, 30)), processes(2), part_bytes=1)"
    )
    (tmp_path / "run.py").write_text(program)
    words = [sys.executable, str(tmp_path / "run.py"), str(few), str(out)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(words, env=environment, start_new_session=True) as running:
        while not list(out.glob("parts/part-*.json")):
            time.sleep(0.02)
        running.kill()
    done = list(out.glob("parts/part-*.json"))
    made = audit_many(Folders(few), out, SETTINGS, processes(2), part_bytes=1)
    assert 1 <= made.unchanged == len(done)
    assert same(out, few_whole)


@pytest.mark.cluster
def test_ten_times_the_persons_need_no_more_memory(tmp_path: Path) -> None:
    """As the peak of a process of its own; parts are so small that both have several."""
    program = (
        "import resource, sys; from datetime import date; from pathlib import Path\n"
        "from audit.batch import audit_many, serial; from audit.batch.cases import Settings\n"
        "from audit.batch.folders import Folders\n"
        "cases, out = Folders(Path(sys.argv[1])), Path(sys.argv[2])\n"
        "audit_many(cases, out, Settings(date(2026, 6, 30)), serial(), part_bytes=1 << 20)\n"
        "print(len(list((out / 'findings').iterdir())), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    purchases = "\r\n".join(DEBIT.replace("卡盟钻-连续包月", f"商品{n}").format(number=f"7{n:027}") for n in range(100))
    told = []
    for count in (200, 2000):
        cases = tmp_path / f"{count}"
        cases.mkdir()
        for number in range(count):
            write_person(cases / f"p{number:04}", extra=purchases)
        words = [sys.executable, "-c", program, str(cases), str(tmp_path / f"out-{count}")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        made = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
        told.append(tuple(map(int, made.stdout.split())))
    (few_parts, few_peak), (many_parts, many_peak) = told
    assert 2 <= few_parts < many_parts / 5
    assert many_peak <= 1.1 * few_peak


@pytest.mark.cluster
def test_on_a_dask_cluster_the_tables_are_the_same(few: Path, few_whole: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    from audit.batch import cluster

    local = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    )
    cases = KillsOnce(few, mark=tmp_path / "killed")
    with local, cluster(local.scheduler_address) as workers:
        assert workers.width == 2
        audit_many(cases, tmp_path / "out", SETTINGS, workers, part_bytes=1)
    assert cases.mark.exists()
    assert same(tmp_path / "out", few_whole)
