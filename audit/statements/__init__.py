"""Bills of every kind into one table: bytes to transactions, events, sources, totals and problems."""

from __future__ import annotations

from pathlib import Path

from audit.statements.alipay import ALIPAY_APP, ALIPAY_APP_2021, ALIPAY_WEB
from audit.statements.banks import CMB_PDF_TABLE, CMB_WEB
from audit.statements.format import Format
from audit.statements.reading import read
from audit.statements.statement import found_in
from audit.statements.wechat import WECHAT_CSV, WECHAT_XLSX

FORMATS = (WECHAT_CSV, WECHAT_XLSX, ALIPAY_WEB, ALIPAY_APP_2021, ALIPAY_APP, CMB_WEB, CMB_PDF_TABLE)

__all__ = ["FORMATS", "Format", "identify", "read"]


def identify(path: str | Path) -> Format:
    """The format of a bill, by its content; UnknownFormat or AmbiguousFormat says what the file is instead."""
    return found_in(Path(path).read_bytes(), FORMATS)[0].format
