"""Folders: every file is a bill, ours, hidden, named to be passed by, or a problem."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from statement_bytes import alipay, alipay_row, wechat, wechat_row

from audit.errors import AmbiguousFormat, InputError, UnknownFormat
from audit.statements import FORMATS, identify, read
from audit.tables import EVENTS, PROBLEMS, SOURCES, TOTALS, TRANSACTIONS, check

BILL = wechat([wechat_row()])
OTHER = alipay([alipay_row()])


def put(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_folder_is_read_in_order_with_names_from_its_root(tmp_path: Path) -> None:
    put(tmp_path, b__2_csv=OTHER, b__10_csv=BILL, a_csv=BILL)
    assert list(read(tmp_path).sources["file"]) == ["a.csv", "b/10.csv", "b/2.csv"]


def test_several_paths_are_named_from_the_folder_they_share_or_the_root_given(tmp_path: Path) -> None:
    put(tmp_path, x__a_csv=BILL, y__b_csv=OTHER)
    paths = [tmp_path / "y" / "b.csv", tmp_path / "x"]
    assert list(read(paths).sources["file"]) == ["y/b.csv", "x/a.csv"]
    assert list(read(tmp_path / "x", root=tmp_path).sources["file"]) == ["x/a.csv"]
    assert list(read(tmp_path / "x" / "a.csv").sources["file"]) == ["a.csv"]
    assert list(read(paths, root=tmp_path / "x").sources["file"]) == ["../y/b.csv", "a.csv"]


def test_file_named_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, a_csv=BILL)
    assert len(read([tmp_path, tmp_path / "a.csv"]).sources) == 1


def test_path_that_does_not_exist_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "nothing")


def test_folder_without_files_reads_as_empty_tables(tmp_path: Path) -> None:
    bills = read(tmp_path)
    for frame, table in (
        (bills.transactions, TRANSACTIONS),
        (bills.events, EVENTS),
        (bills.sources, SOURCES),
        (bills.totals, TOTALS),
        (bills.problems, PROBLEMS),
    ):
        assert check(frame, table).empty


def test_skipped_files_and_folders_are_passed_by(tmp_path: Path) -> None:
    put(tmp_path, a_csv=BILL, case_xlsx=b"the case", proof__shot_png=b"\x89PNG", proof__b_csv=OTHER)
    bills = read(tmp_path, skip=[tmp_path / "case.xlsx", tmp_path / "proof"])
    assert (list(bills.sources["file"]), len(bills.problems)) == (["a.csv"], 0)


def test_what_is_neither_bill_nor_skipped_is_a_problem(tmp_path: Path) -> None:
    put(tmp_path, a_csv=BILL, notes_txt="明天打电话".encode(), shot_png=b"\x89PNG")
    problems = read(tmp_path).problems
    assert list(problems["file"]) == ["notes.txt", "shot.png"]
    assert problems["row"].isna().all()


def test_hidden_files_are_passed_by(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".DS_Store", "~$case.xlsx", "Thumbs.db", "desktop.ini", ".git/config"):
        (tmp_path / name).write_bytes(b"x")
    assert read(tmp_path).problems.empty


def test_our_own_output_is_never_read(tmp_path: Path) -> None:
    mine = json.dumps({"made_by": "renewal-audit"}).encode()
    put(tmp_path, a_csv=BILL, result__manifest_json=mine, result__evidence__b_csv=OTHER)
    put(tmp_path, other__manifest_json=b'{"made_by": "someone"}', other__c_csv=OTHER)
    bills = read(tmp_path)
    assert list(bills.sources["file"]) == ["a.csv", "other/c.csv"]
    assert list(bills.problems["file"]) == ["other/manifest.json"]
    assert read(tmp_path / "result").sources.empty


def test_sources_carry_the_digest_of_the_file(tmp_path: Path) -> None:
    put(tmp_path, a_csv=BILL)
    (source,) = read(tmp_path).sources.itertuples()
    digest = hashlib.sha256(BILL).hexdigest()
    assert (source.sha256, source.statement_id) == (digest, digest[:12])


def test_person_stands_in_every_table(tmp_path: Path) -> None:
    put(tmp_path, a_csv=wechat([wechat_row(status="神秘")]), b_txt=b"x")
    bills = read(tmp_path, person="林")
    for frame in (bills.transactions, bills.events, bills.sources, bills.totals, bills.problems):
        assert set(frame["person"]) == {"林"}


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    put(tmp_path, a_csv=BILL, b_csv=OTHER)
    told: list[tuple[int, int, str]] = []
    read(tmp_path, progress=lambda now: told.append((now.files, now.of, now.file)))
    assert told == [(0, 2, "a.csv"), (1, 2, "b.csv"), (2, 2, "")]


def test_only_the_formats_given_are_read(tmp_path: Path) -> None:
    put(tmp_path, a_csv=BILL, b_csv=OTHER)
    bills = read(tmp_path, formats=[fmt for fmt in FORMATS if fmt.channel == "alipay"])
    assert list(bills.sources["file"]) == ["b.csv"]
    assert list(bills.problems["file"]) == ["a.csv"]


def test_no_format_or_several_are_errors_that_name_them(tmp_path: Path) -> None:
    put(tmp_path, a_csv=b"a,b\n1,2\n", b_csv=BILL)
    with pytest.raises(UnknownFormat, match="no known bill"):
        identify(tmp_path / "a.csv")
    bills = read(tmp_path / "b.csv", formats=[FORMATS[0], replace(FORMATS[0], name="wechat-too")])
    assert "claimed by wechat-csv, wechat-too" in bills.problems["reason"].iloc[0]
    assert issubclass(AmbiguousFormat, InputError)


def test_reading_twice_gives_the_same_tables(tmp_path: Path) -> None:
    put(tmp_path, a_csv=BILL, b_csv=OTHER, c_txt=b"x")
    first, second = read(tmp_path), read(tmp_path)
    for name in ("transactions", "events", "sources", "totals", "problems"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
