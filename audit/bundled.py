"""What travels with the program: the sample case, the notebooks, and a font that holds Chinese.

In a checkout the sample case and the notebooks stand beside the package, in an installed wheel inside it; the font is
always inside.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def sample_data() -> Path:
    """The folder of the sample case: bills and case file of invented people; copy it before writing beside it."""
    return _folder("sample_data")


def notebooks() -> Path:
    """The folder of the numbered notebooks; they are read from here and worked on in a copy."""
    return _folder("notebooks")


def font() -> Path:
    """The TrueType file that charts and PDFs draw Chinese with (Noto Sans SC, SIL Open Font License)."""
    return _PACKAGE / "fonts" / "NotoSansSC-subset.ttf"


def _folder(name: str) -> Path:
    installed = _PACKAGE / "_bundled" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
