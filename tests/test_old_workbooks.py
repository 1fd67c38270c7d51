"""Old Excel workbooks that are cut, damaged or built to harm: a sentence each time, never the end of the program."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from audit.errors import UnsafeInput
from audit.statements import old_workbooks, read

GOOD = (Path(__file__).parent / "golden" / "statements" / "spdb-debit.xls").read_bytes()
# this one byte makes the library ask for terabytes of memory and end its process
GREEDY = GOOD[:3976] + b"\x80" + GOOD[3977:]


def reason(folder: Path, data: bytes) -> str:
    (folder / "bill.xls").write_bytes(data)
    bills = read(folder / "bill.xls")
    assert bills.transactions.empty
    (problem,) = bills.problems.itertuples()
    assert problem.reason_zh
    return str(problem.reason)


def test_a_greedy_workbook_ends_its_own_process_and_not_ours(tmp_path: Path) -> None:
    assert "damaged or cut off" in reason(tmp_path, GREEDY)


@pytest.mark.parametrize("kept", [2600, 4000])
def test_a_workbook_cut_off(tmp_path: Path, kept: int) -> None:
    assert "damaged or without a known bill" in reason(tmp_path, GOOD[:kept])


def test_a_good_workbook_whose_columns_are_not_those_of_the_bank(tmp_path: Path) -> None:
    renamed = GOOD.replace("取出金额".encode("utf-16-le"), "体重公斤".encode("utf-16-le"))
    assert renamed != GOOD
    assert "columns 取出金额 are missing" in reason(tmp_path, renamed)


def test_a_workbook_far_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_workbooks, "_MOST_BYTES", len(GOOD) - 1)
    with pytest.raises(UnsafeInput):
        old_workbooks.sheets(GOOD)


@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_is_a_sentence_or_a_bill(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(8):
        data[chance.randrange(len(data))] = chance.randrange(256)
    (tmp_path / "bill.xls").write_bytes(bytes(data))
    bills = read(tmp_path / "bill.xls")
    assert len(bills.sources) + len(bills.problems) > 0
