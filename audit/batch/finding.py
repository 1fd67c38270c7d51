"""Which form the persons of a batch come in, told by what lies in the folder."""

from __future__ import annotations

from pathlib import Path

from audit.batch.cases import Cases, Settings
from audit.batch.dataset import Dataset, is_dataset
from audit.batch.folders import Folders
from audit.errors import InputError
from audit.wording import Words


def cases_in(folder: Path, out: Path, settings: Settings) -> Cases:
    """A Parquet dataset where there are transactions, else a folder of case folders; InputError where there is none."""
    but = (out, settings.formats) if settings.formats else (out,)
    cases: Cases = Dataset.opened(folder) if is_dataset(folder) else Folders(folder, but)
    if not cases.persons():
        raise InputError(_NOBODY.fill(folder=folder))
    return cases


_NOBODY = Words(
    "{folder}: nobody's bills here; put each person's bills and case file into a folder of their own in it",
    "{folder}：这里没有任何人的账单；请为每人建一个文件夹，放入其账单和案件表格",
)
