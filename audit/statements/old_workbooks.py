"""Old Excel workbooks (.xls, BIFF) to numbered cells, by calamine, in a process of their own.

The format is a file system in a file, and a damaged one can make the library that reads it ask for all the memory
there is and end its process. So the reading stands outside ours: what ends badly there is a damaged workbook here.
"""

from __future__ import annotations

import json
import subprocess
import sys

from audit.errors import InputError, UnsafeInput
from audit.statements.sheets import DAMAGED, TOO_LARGE, Cells

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MOST_BYTES = 1 << 26  # an old workbook holds 65,536 rows a sheet at most
_SECONDS = 120
_READER = """
import io, json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))  # bytes: a cell far away is a rectangle of blank ones
    resource.setrlimit(resource.RLIMIT_CPU, (15, 15))
except (ImportError, OSError, ValueError):
    pass  # a system without such limits
import python_calamine as calamine
book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
cells = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
sys.stdout.buffer.write(json.dumps(cells, default=str).encode())
"""


def is_one(data: bytes) -> bool:
    """Whether the bytes are an old workbook; one locked with a password is none."""
    return data.startswith(_OLE) and any(name in data for name in _STREAMS) and _LOCKED_STREAM not in data


def sheets(data: bytes) -> list[tuple[str, Cells]]:
    """Every worksheet by name, its rows from row 1 on; UnsafeInput or InputError where it is not to be read."""
    if len(data) > _MOST_BYTES:
        raise UnsafeInput(TOO_LARGE)
    reader = [sys.executable, "-P", "-c", _READER]  # -P: nothing is imported from the folder the user stands in
    try:
        done = subprocess.run(reader, input=data, capture_output=True, timeout=_SECONDS, check=True)
        return [(name, cells) for name, cells in json.loads(done.stdout)]
    except (subprocess.SubprocessError, ValueError) as fault:
        raise InputError(DAMAGED) from fault
