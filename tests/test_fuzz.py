"""What fuzzing has found: every input that once broke a promise keeps it, and the corpus still does.

The promises and the readers that make them are in `fuzz/`; `make fuzz` looks for new ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audit.statements import FORMATS, read
from fuzz import corpus, workbooks
from fuzz.promises import Broken, only_in_words
from fuzz.rows import BESIDE, HEADED
from fuzz.seeds import seeds
from fuzz.targets import TARGETS

CRASHES = [pytest.param(name, path, id=f"{name}: {path.name}") for name in TARGETS for path in corpus.crashes(name)]
A_FEW = 4  # of each corpus: all of them are for `make fuzz`


@pytest.fixture(scope="module", autouse=True)
def one_reader_of_old_workbooks() -> Iterator[None]:
    """The process that reads them ends with the tests."""
    yield
    workbooks.end()


@pytest.mark.parametrize(("target", "path"), CRASHES)
def test_what_once_broke_a_promise_keeps_it(target: str, path: Path) -> None:
    TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_inputs_that_reach_code_of_their_own_keep_every_promise(target: str) -> None:
    kept = corpus.kept(target)
    assert kept, f"no corpus of {target}: make fuzz"
    for one in kept[:: max(1, len(kept) // A_FEW)]:
        TARGETS[target](one)


def test_every_reader_has_seeds() -> None:
    assert [name for name in TARGETS if not seeds(name)] == []


def test_rows_stand_below_the_header_of_every_format_of_text() -> None:
    records = ("ofx", "camt", "mt940", "json", "sheet")
    assert [headed.name for headed in HEADED] == [fmt.name for fmt in FORMATS if fmt.container not in records]


def test_a_broken_promise_is_noticed(tmp_path: Path) -> None:
    """The harness can fail: a good row that reads as another amount, and a fault that is not in words."""
    bill = BESIDE[0]
    other = replace(bill, row=bill.row.replace("30.00", "30.01"))
    (tmp_path / "bill").write_bytes(other.between(b""))
    found = read(tmp_path / "bill")
    with pytest.raises(Broken, match="3001"):
        bill.kept(found)
    with pytest.raises(ZeroDivisionError), only_in_words():
        _ = 1 // 0
