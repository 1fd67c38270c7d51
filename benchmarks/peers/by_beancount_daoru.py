"""beancount-daoru: an Alipay CSV, or a WeChat XLSX, into Beancount entries.

It expects the header on one fixed row and Alipay's text as GBK, which stops at the first emoji; it is told the right
row and GB18030 here, so that there is something to measure.
"""

from collections.abc import Callable
from typing import Any

import pyexcel
from beancount_daoru.importers import alipay, wechat
from beancount_daoru.readers import excel
from told import Work, main


class Every(dict[str, object]):
    """Whatever account or method the bill names has an account in the books."""

    def __init__(self, made: object) -> None:
        self._made = made

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: str) -> object:
        return self._made


BOOKS = {"account_mapping": Every(Every("Assets:Wallet")), "currency_mapping": Every("CNY")}


def extract(importer: Callable[..., Any], **encoding: str) -> Work:
    """The work of one importer: a bill's rows as entries, those it could not understand counted."""

    def work(path: str) -> dict[str, Any]:
        top = pyexcel.get_array(file_name=path, row_limit=40, skip_empty_rows=False, **encoding)
        header = next(n for n, row in enumerate(top) if row[0] == "交易时间")
        reading = importer(**BOOKS)
        reading._Importer__reader = excel.Reader(header=header, **encoding)
        entries = reading.extract(path, [])
        return {"rows": len(entries), "not understood": sum(getattr(e, "flag", "") == "!" for e in entries)}

    return work


main({"alipay": extract(alipay.Importer, encoding="gb18030"), "wechat": extract(wechat.Importer)})
