"""The command line: every command answers, exit statuses keep their promise, messages are one line in one language."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import pyzipper

from audit import bundled
from audit.case import read_case
from audit.cli import laboratory, main, speech
from audit.cli.passwords import passwords
from audit.cli.table_files import csv_bytes, with_amounts, write_table
from audit.errors import UsageError
from audit.money import to_minor, to_print
from audit.pipeline import Audit
from audit.reports import audit_json
from audit.wording import Lang

REPOSITORY = Path(__file__).resolve().parent.parent
COMMANDS = (
    "demo", "run", "case", "transactions", "payments", "subscriptions", "explain", "verify", "guide", "formats", "lab",
    "batch",
)  # fmt: skip
AS_OF = "2026-04-20"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PASSWORD = "248613"

Out = pytest.CaptureFixture[str]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The sample case in a folder of its own."""
    folder = tmp_path / "case"
    shutil.copytree(bundled.sample_data(), folder)
    return folder


@pytest.fixture
def bills(case: Path) -> Path:
    """The same folder without a case file, its evidence and Apple's copy, which dates a cancellation of its own."""
    for path in [case / "case.xlsx", *case.glob("*.txt"), *case.glob("Apple*.zip")]:
        path.unlink()
    return case


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The sample case after one run, and what was said on stdout and stderr."""
    folder = tmp_path_factory.mktemp("audited") / "case"
    shutil.copytree(bundled.sample_data(), folder)
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        assert main(["run", str(folder), "--as-of", AS_OF]) == 0
    return folder, out.getvalue(), err.getvalue()


@pytest.fixture
def only_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the outputs only audit.json, for tests that look at nothing else: charts and letters take seconds."""

    def save(audit: Audit, folder: Path, *, lang: Lang, **_: object) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "audit.json").write_bytes(audit_json.to_bytes(audit_json.build(audit, lang)))
        (folder / "manifest.json").write_text('{"made_by": "renewal-audit"}', "utf-8")
        return folder

    monkeypatch.setattr(Audit, "save", save)


def document(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "audit.json").read_text("utf-8"))
    return found


# --- help ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages_and_a_place_in_both_readmes(command: str, capsys: Out) -> None:
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert CHINESE.search(text)
    assert f"renewal-audit {command}" in text
    for page in ("README.md", "README.zh-CN.md"):
        assert f"`{command}" in (REPOSITORY / page).read_text("utf-8"), page


def test_the_list_of_commands_is_complete_and_untruncated(capsys: Out) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert re.findall(r"^  ([a-z]+)  +[A-Z].*\. [一-鿿]+$", text, re.M) == list(COMMANDS)
    assert ",..." not in text


def test_help_needs_no_table_library() -> None:
    code = (
        "import sys; from audit.cli import main; main(['run', '--help']);"
        "print([m for m in ('pandas', 'numpy', 'rich', 'openpyxl', 'matplotlib') if m in sys.modules])"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=REPOSITORY
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert time.perf_counter() - started < 2  # 0.1 s on an idle machine; the import list above is the real test


@pytest.mark.parametrize(
    ("code_page", "shown"), [("gbk", "￥1,030.00 ? – 是"), ("cp1252", "¥1,030.00 ? – ?"), ("utf-8", "¥1,030.00 ⋄ – 是")]
)
def test_a_console_of_another_code_page_shows_the_nearest(
    code_page: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding=code_page, newline="\n")
    monkeypatch.setattr(sys, "stdout", console)
    speech.prepare()
    speech.say("¥1,030.00 ⋄ – 是", "zh")
    console.flush()
    assert console.buffer.getvalue().decode(code_page) == f"{shown}\n"


def test_no_command_and_an_unknown_option_are_wrong_usage(capsys: Out) -> None:
    assert main([]) == 2
    assert "Usage: renewal-audit" in capsys.readouterr().err
    assert main(["run", "--nonsense"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert CHINESE.search(said.err)
    assert main(["run", "--nonsense", "--lang", "en"]) == 2
    assert not CHINESE.search(capsys.readouterr().err)


@pytest.mark.parametrize(
    "arguments",
    [["run", "--as-of", "1.9.2025"], ["run", "--lang", "fr"], ["run", "--jurisdiction", "fr"], ["nonsense"],
     ["run", "not-there"], ["run", "--case", "not-there.xlsx"], ["run", "--password-file", "not-there"],
     ["explain"], ["explain", "not-there", "F1"], ["verify", "not-there"], ["guide", "cancel", "nobody"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage(arguments: list[str], capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_version(capsys: Out) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+|未安装|not installed", capsys.readouterr().out.strip())


# --- catalogue and formats ----------------------------------------------------------------------------------------


def test_formats(capsys: Out) -> None:
    assert main(["formats", "--lang", "en"]) == 0
    assert "wechat-xlsx" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says", "not_"),
    [
        (["cancel", "wechat"], "自动续费", "导出"),
        (["cancel", "微信"], "自动续费", "支付宝"),
        (["export", "支付宝"], "开具交易流水证明", "微信"),
        (["取消", "招商银行"], "招商银行", "微信"),
        (["支付宝"], "导出账单：支付宝", "微信支付"),
        (["cancel", "爱奇艺"], "爱奇艺", "导出"),
    ],
)
def test_the_guide(arguments: list[str], says: str, not_: str, capsys: Out) -> None:
    assert main(["guide", *arguments]) == 0
    text = capsys.readouterr().out
    assert says in text
    assert not_ not in text.replace("导出账单：支付宝", says)


def test_the_whole_guide_names_every_channel_and_its_day(capsys: Out) -> None:
    assert main(["guide", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert "Cancel: WeChat Pay" in text
    assert "Export bills: Alipay" in text
    assert re.search(r"as of \d{4}-\d\d-\d\d", text)


# --- stages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["transactions", "payments", "subscriptions"])
def test_a_stage_goes_through_a_pipe_as_csv(stage: str, case: Path) -> None:
    command = [sys.executable, "-m", "audit", stage, str(case)]
    done = subprocess.run(command, capture_output=True, cwd=REPOSITORY)
    assert (done.returncode, done.stderr) == (0, b"")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))
    assert rows
    assert all(re.fullmatch(r"\d+\.\d\d", r["amount"]) for r in rows)
    assert all(int(r["amount_minor"]) == round(float(r["amount"]) * 100) for r in rows)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_stage_as_a_file(suffix: str, case: Path, tmp_path: Path, capsys: Out) -> None:
    out = tmp_path / f"table.{suffix}"
    assert main(["subscriptions", str(case), "-o", str(out), "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith(f"{out}: ")
    reader = {"csv": pd.read_csv, "xlsx": partial(pd.read_excel, engine="openpyxl"), "parquet": pd.read_parquet}[suffix]
    table = reader(out)
    assert "卡盟钻会员连续包月" in table["service"].tolist()
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_a_stage_into_a_file_of_another_kind_is_wrong_usage(case: Path, tmp_path: Path, capsys: Out) -> None:
    assert main(["payments", str(case), "-o", str(tmp_path / "table.ods")]) == 2
    assert not (tmp_path / "table.ods").exists()
    assert ".parquet" in capsys.readouterr().err


TABLE = pd.DataFrame(
    {
        "counterparty": ["=HYPERLINK(1)", "+86", "-1", "@x", "\tx", "正常", ""],
        "amount_minor": [0, 5, 1234567, 100, 3000, 1, 150],
        "refunded_minor": pd.array([pd.NA, 5, 0, 0, 0, 0, 0], dtype="Int64"),
        "currency": ["CNY", "CNY", "CNY", "KWD", "CNY", "CNY", "JPY"],
    }
).astype({"counterparty": "str", "currency": "str"})


def test_amounts_are_exact_decimals_beside_the_minor_units() -> None:
    table = with_amounts(TABLE)
    assert list(table.columns) == ["counterparty", "amount_minor", "amount", "refunded_minor", "refunded", "currency"]
    assert table["amount"].tolist() == ["0.00", "0.05", "12345.67", "0.100", "30.00", "0.01", "150"]
    assert table["refunded"].tolist()[:2] == ["", "0.05"]


def test_nothing_in_a_file_is_taken_for_a_formula(tmp_path: Path) -> None:
    expected = ["'=HYPERLINK(1)", "'+86", "'-1", "'@x", "'\tx", "正常", ""]
    rows = list(csv.reader(io.StringIO(csv_bytes(TABLE).decode("utf-8-sig"))))
    assert [r[0] for r in rows[1:]] == expected
    write_table(TABLE, tmp_path / "t.xlsx", "transactions")
    cells = [c for row in openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows() for c in row]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert [c.value or "" for c in cells if c.column == 1][1:] == expected


# --- the case file ------------------------------------------------------------------------------------------------


def test_the_case_file_lists_what_the_bills_show(bills: Path, capsys: Out) -> None:
    assert main(["case", str(bills), "--as-of", AS_OF]) == 0
    assert "7 项自动续费" in capsys.readouterr().out
    tab = openpyxl.load_workbook(bills / "case.xlsx")["取消"]
    assert "卡盟钻会员连续包月" in [c.value for c in tab["A"]]
    assert read_case(bills).cancellations.empty


def test_the_case_file_is_added_to_and_never_overwritten(case: Path, capsys: Out) -> None:
    before = [list(r) for r in openpyxl.load_workbook(case / "case.xlsx").worksheets[0].iter_rows(values_only=True)]
    assert main(["case", str(case), "--as-of", AS_OF, "--lang", "en"]) == 0
    assert "what you wrote is as it was" in capsys.readouterr().out
    after = [list(r) for r in openpyxl.load_workbook(case / "case.xlsx").worksheets[0].iter_rows(values_only=True)]
    assert [row[: len(before[0])] for row in after[: len(before)]] == before


# --- the whole audit ----------------------------------------------------------------------------------------------


def test_a_run_writes_the_expected_claim_and_says_it(audited: tuple[Path, str, str]) -> None:
    expected = json.loads((bundled.sample_data() / "about" / "expected.json").read_text("utf-8"))
    case, out, err = audited
    assert err == ""
    totals = {c["cancellation"]: c for c in document(case / "result")["claims"]}
    for claim in expected["claims"]:
        if claim["cancellation"] in totals:
            found = totals[claim["cancellation"]]
            assert {k: found[k] for k in found if k in claim} == {k: claim[k] for k in found if k in claim}
        if claim["total"] != "0.00":
            assert f"应退（主张）{to_print(to_minor(claim['total']), claim['currency'])}" in out
        if claim["in_question"] != "0.00":
            assert f"¥{claim['in_question']} 待核实" in out
    assert str(case / "result" / "report.html") in out


@pytest.mark.usefixtures("only_json")
def test_open_questions_stand_in_the_case_file_and_an_answer_is_read_back(case: Path, capsys: Out) -> None:
    assert main(["run", str(case), "--as-of", AS_OF, "--lang", "en"]) == 0
    keys = re.findall(r"^  (\S+)  ¥[\d.]+  ", capsys.readouterr().out, re.M)
    assert keys
    book = openpyxl.load_workbook(case / "case.xlsx")
    tab = next(t for t in book.worksheets if t.title in ("decisions", "决定"))
    header = [c.value for c in tab[1]]
    key, answer = (
        next(i for i, h in enumerate(header, 1) if h in names) for names in (("key", "编号"), ("answer", "答复"))
    )
    rows = {tab.cell(r, key).value: r for r in range(2, tab.max_row + 1)}
    assert set(keys) <= set(rows)
    tab.cell(rows[keys[0]], answer, "not_owed")
    book.save(case / "case.xlsx")
    assert main(["run", str(case), "--as-of", AS_OF, "--lang", "en"]) == 0
    assert keys[0] not in capsys.readouterr().out
    assert "not_owed" in [f["decision"] for f in document(case / "result")["findings"]]


def test_the_same_run_in_another_world_is_the_same_bytes(audited: tuple[Path, str, str], tmp_path: Path) -> None:
    """Another folder to stand in, time zone, language of the system, order of hashes and rights of new files; more of
    it, days among them, in tests/test_reproducible.py."""
    first, second = audited[0] / "result", tmp_path / "again"
    arguments = ["run", str(audited[0]), "--as-of", AS_OF, "--out", "again"]
    world = {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "42", "PYTHONPATH": str(REPOSITORY)}
    strict = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]  # nothing is left to the system's encoding
    command = [sys.executable, *strict, "-m", "audit", *arguments]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, **world}, umask=0o077, check=True, capture_output=True)
    files = [p.relative_to(first) for p in sorted(first.rglob("*")) if p.is_file()]
    assert files == [p.relative_to(second) for p in sorted(second.rglob("*")) if p.is_file()]
    assert [p for p in files if (first / p).read_bytes() != (second / p).read_bytes()] == []


@pytest.mark.usefixtures("only_json")
def test_a_run_without_a_case_file_writes_one_and_claims_nothing(bills: Path, capsys: Out) -> None:
    assert main(["run", str(bills), "--as-of", AS_OF, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "fill in cancelled_at" in said
    assert str(bills / "case.xlsx") in said
    assert document(bills / "result")["claims"] == []
    assert main(["run", str(bills), "--as-of", AS_OF, "--lang", "en"]) == 0
    assert "holds no cancellation yet" in capsys.readouterr().out


@pytest.mark.usefixtures("only_json")
def test_a_run_with_some_unusable_input_names_it_and_leaves_with_3(case: Path, capsys: Out) -> None:
    (case / "bill.csv").write_bytes(b"\x00\x01\x02")
    assert main(["run", str(case), "--as-of", AS_OF, "--lang", "en"]) == 3
    said = capsys.readouterr()
    assert said.err.startswith("bill.csv: ")
    assert "claimed" in said.out
    assert [p["file"] for p in document(case / "result")["problems"]] == ["bill.csv"]


def test_a_folder_without_bills_fails_and_nothing_is_written(tmp_path: Path, capsys: Out) -> None:
    assert main(["run", str(tmp_path), "--lang", "en"]) == 1
    assert "guide export" in capsys.readouterr().err
    (tmp_path / "bill.csv").write_text("nothing", "utf-8")
    assert main(["run", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "bill.csv" in said
    assert [p.name for p in tmp_path.iterdir()] == ["bill.csv"]


def test_a_case_file_of_no_use_fails_and_nothing_is_written(case: Path, capsys: Out) -> None:
    (case / "case.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert main(["run", str(case), "--as-of", AS_OF, "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("case.xlsx: ")
    assert said.count("\n") == 1
    assert not (case / "result").exists()


def test_a_folder_that_is_not_ours_is_not_replaced_and_the_case_file_is_as_it_was(case: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "holiday.jpg").write_bytes(b"picture")
    before = (case / "case.xlsx").read_bytes()
    assert main(["run", str(case), "--as-of", AS_OF, "--out", str(other)]) == 1
    assert [p.name for p in other.iterdir()] == ["holiday.jpg"]
    assert (case / "case.xlsx").read_bytes() == before


def test_a_traceback_only_with_debug(tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the roof leaks")

    monkeypatch.setattr("audit.cli.auditing.run", broken)
    assert main(["run", str(tmp_path), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("internal error, RuntimeError: the roof leaks")
    assert said.count("\n") == 1
    assert main(["run", str(tmp_path), "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


# --- looking at results -------------------------------------------------------------------------------------------


def test_explain_tells_a_finding_step_by_step(audited: tuple[Path, str, str], capsys: Out) -> None:
    result = audited[0] / "result"
    finding = next(f for f in document(result)["findings"] if f["verdict"] == "after_end")
    assert main(["explain", str(result), finding["id"], "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert finding["id"] in text
    assert f"row {finding['row']}" in text
    assert main(["explain", str(result), "F0", "--lang", "en"]) == 2
    capsys.readouterr()
    assert main(["explain", str(result), "C1", "--fact-sheet"]) == 0
    assert capsys.readouterr().out.startswith("事实说明\n")
    assert main(["explain", str(result), "C99", "--fact-sheet"]) == 2
    assert "没有编号为 C99 的取消" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["run", "--as-of", "1.9.2025"], "“1.9.2025”不是日期；请写成 2025-09-01"),
     (["run", "--jurisdiction", "fr", "--lang", "zh"], "“fr”不在可选范围内；可选：cn, us, eu, uk"),
     (["nonsense"], "没有“nonsense”这个命令"),
     (["explain"], "缺少参数 OUT"), (["run", "--nonsense"], "没有 --nonsense 这个选项"),
     (["run", "--out"], "--out 之后要写一个值"),
     (["formats", "x"], "“x”是多余的")],
)  # fmt: skip
def test_wrong_usage_is_said_in_chinese(arguments: list[str], said: str, capsys: Out) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert not re.search(r"[A-Z][a-z]+ [a-z]+", told)  # no English sentence is left


def test_wrong_usage_is_said_in_english_where_that_is_asked_for(capsys: Out) -> None:
    assert main(["run", "--jurisdiction", "fr"]) == 2  # not China, so English
    assert "“fr” is none of cn, us, eu, uk" in capsys.readouterr().err


def test_a_date_may_be_written_without_hyphens(capsys: Out) -> None:
    assert main(["run", "not-there", "--as-of", "20260420"]) == 2
    assert "not-there" in capsys.readouterr().err  # the date was understood, the folder is not there


def test_verify_passes_what_was_written_and_names_what_was_changed(
    audited: tuple[Path, str, str], tmp_path: Path, capsys: Out
) -> None:
    copy = tmp_path / "result"
    shutil.copytree(audited[0] / "result", copy)
    assert main(["verify", str(copy), "--lang", "en"]) == 0
    assert "reckoned again" in capsys.readouterr().out
    assert main(["verify", str(copy / "evidence.zip"), "--lang", "en"]) == 0
    letter = next(p for p in sorted(copy.rglob("*")) if p.suffix == ".txt")
    letter.write_bytes(letter.read_bytes() + b"!")
    capsys.readouterr()
    assert main(["verify", str(copy), "--lang", "en"]) == 1
    assert letter.name in capsys.readouterr().out


def test_verify_and_explain_of_something_else_fail(tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "x.zip").write_bytes(b"nothing")
    for arguments in (["verify", str(tmp_path / "x.zip")], ["explain", str(tmp_path / "x.zip"), "F1"]):
        assert main(arguments) == 1
        assert capsys.readouterr().err.count("\n") == 1


def test_the_demo_writes_into_one_folder(tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--lang", "en"]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["renewal-audit-demo"]
    assert document(tmp_path / "renewal-audit-demo")["as_of"] == AS_OF
    assert "claimed ¥103.94" in capsys.readouterr().out


# --- passwords ----------------------------------------------------------------------------------------------------


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A folder with one encrypted bill."""
    folder = tmp_path / "locked"
    folder.mkdir()
    bill = next(bundled.sample_data().glob("支付宝交易明细*.csv"))
    with pyzipper.AESZipFile(folder / "bill.zip", "w", encryption=pyzipper.WZ_AES) as packed:
        packed.setpassword(PASSWORD.encode())
        packed.writestr(bill.name, bill.read_bytes())
    return folder


def test_passwords_from_a_file_are_each_tried_and_never_shown(locked: Path, tmp_path: Path, capsys: Out) -> None:
    secrets = tmp_path / "secrets.txt"
    secrets.write_text(f"000000\r\n{PASSWORD}\r\n", "utf-8-sig")
    assert main(["transactions", str(locked), "--password-file", str(secrets), "-o", str(tmp_path / "t.csv")]) == 0
    said = capsys.readouterr()
    assert PASSWORD not in said.out + said.err + (tmp_path / "t.csv").read_text("utf-8")


def test_without_a_terminal_nobody_is_asked_and_the_zip_is_named(locked: Path, capsys: Out) -> None:
    assert main(["transactions", str(locked), "--lang", "en"]) == 3
    said = capsys.readouterr().err
    assert "bill.zip" in said
    assert "--password-file" in said


def test_at_a_terminal_each_zip_is_asked_for(locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", typed)
    assert main(["transactions", str(locked), "--lang", "en", "-o", str(tmp_path / "t.csv")]) == 0
    assert len(asked) == 1
    assert "bill.zip" in asked[0]


def test_a_mistyped_password_is_said_and_asked_for_again(
    locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return ["123456", f" {PASSWORD} "][len(asked) - 1]  # pasted with blanks

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", typed)
    assert main(["transactions", str(locked), "--lang", "zh", "-o", str(tmp_path / "t.csv")]) == 0
    assert ["密码不对" in prompt for prompt in asked] == [False, True]


def test_an_unreadable_password_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        passwords(tmp_path, "en")


# --- notebooks ----------------------------------------------------------------------------------------------------


def test_notebooks_are_copied_into_the_case_and_pointed_at_it(case: Path) -> None:
    assert main(["lab", str(case), "--only-copy", "--lang", "en"]) == 0
    copies = sorted((case / "notebooks").glob("*.ipynb"))
    assert [p.name for p in copies] == sorted(p.name for p in bundled.notebooks().glob("*.ipynb"))
    for copy in copies:
        cells = json.loads(copy.read_text("utf-8"))["cells"]
        [parameters] = [c["source"] for c in cells if "parameters" in c["metadata"].get("tags", [])]
        assert [line.split("  #")[0] for line in parameters.splitlines()] == [
            'case = ".."', 'lang = "en"', f'as_of = "{date.today()}"', 'jurisdiction = "cn"', "password = None"
        ]  # fmt: skip
        assert all(c["outputs"] == [] for c in cells if c["cell_type"] == "code")
    assert main(["transactions", str(case), "-o", str(case.parent / "t.csv")]) == 0, "the copies are no bills"


def test_an_edited_notebook_is_never_overwritten(case: Path, capsys: Out) -> None:
    main(["lab", str(case), "--only-copy"])
    first, second, *_ = sorted((case / "notebooks").glob("*.ipynb"))
    first.write_text("mine", "utf-8")
    second.unlink()
    capsys.readouterr()
    assert main(["lab", str(case), "--only-copy", "--lang", "en"]) == 0
    assert first.read_text("utf-8") == "mine"
    assert second.exists()
    assert first.name in capsys.readouterr().err


def test_an_empty_folder_gets_the_sample_case(tmp_path: Path) -> None:
    laboratory.copy_notebooks(tmp_path / "lab", "zh")
    notebook = json.loads(next((tmp_path / "lab" / "notebooks").glob("1*.ipynb")).read_text("utf-8"))
    [parameters] = [c["source"] for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", [])]
    assert json.dumps(bundled.sample_data().as_posix(), ensure_ascii=False) in parameters


def test_jupyter_is_started_on_the_copies_and_looks_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    paths: list[str] = []

    def start(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        started.append(command)
        paths.append(how.get("env", {}).get("JUPYTER_CONFIG_PATH", ""))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    monkeypatch.setattr("subprocess.run", start)
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    assert main(["lab", str(tmp_path / "lab"), "--no-browser"]) == 0
    drawn, signed, command = started
    first = str(tmp_path / "lab" / "notebooks" / laboratory.FIRST_SEEN)
    assert (drawn[-1], signed[1:]) == (first, ["-m", "nbformat.sign", first]), "drawn and signed before it is opened"
    assert f"--LabApp.default_url=/lab/tree/{laboratory.FIRST_SEEN}" in command
    assert command[1:4] == ["-m", "jupyterlab", str(tmp_path / "lab" / "notebooks")]
    assert "--no-browser" in command
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in command
    settings = json.loads((Path(paths[-1]) / "labconfig" / "default_setting_overrides.json").read_text("utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"  # nobody is asked either


def test_the_copies_speak_one_language(tmp_path: Path) -> None:
    text = "## Refunds / 退款\n\nMoney *back*.\n\n退回的钱。"
    assert laboratory.in_language(text, "en") == "## Refunds\n\nMoney *back*."
    assert laboratory.in_language(text, "zh") == "## 退款\n\n退回的钱。"
    laboratory.copy_notebooks(tmp_path, "en")
    for copy in (tmp_path / "notebooks").glob("*.ipynb"):
        texts = [c["source"] for c in json.loads(copy.read_text("utf-8"))["cells"] if c["cell_type"] == "markdown"]
        assert [t for t in texts if re.search("[\u4e00-\u9fff]", t)] == []


def test_a_locked_zip_beside_the_notebooks_is_asked_about(tmp_path: Path) -> None:
    with pyzipper.AESZipFile(tmp_path / "账单.zip", "w", encryption=pyzipper.WZ_AES) as locked:
        locked.setpassword(b"123456")
        locked.writestr("a.csv", "x")
    laboratory.copy_notebooks(tmp_path, "zh")
    assert "password = getpass.getpass" in (tmp_path / "notebooks" / laboratory.FIRST_SEEN).read_text("utf-8")


def test_without_jupyter_the_message_says_how_to_get_it(
    tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["lab", str(tmp_path), "--lang", "en"]) == 1
    assert f"{sys.executable} -m pip install jupyterlab" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_case_file_page_names_every_sheet_column_and_value() -> None:
    from audit.case import columns

    page = (REPOSITORY / "docs" / "case-file.md").read_text("utf-8")
    for sheet in columns.sheets():
        assert f"### `{sheet.title.en}` {sheet.title.zh}" in page
        for column in sheet.columns:
            assert f"| `{column.title.en}` | {column.title.zh} |" in page
            for choice in column.choices:
                assert f"`{choice.words.en}`" in page


def test_verify_asks_for_a_password_and_speaks_of_no_fault(locked: Path, tmp_path: Path, capsys: Out) -> None:
    secrets, out = tmp_path / "secrets.txt", tmp_path / "out"
    secrets.write_text(PASSWORD, "utf-8")
    assert main(["run", str(locked), "--as-of", "2026-04-20", "--password-file", str(secrets), "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["verify", str(out), "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert "bill.zip: could not be opened" in said.out + said.err
    assert main(["verify", str(out), "--password-file", str(secrets)]) == 0
