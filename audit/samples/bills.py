"""Every shape a sample bill can take, by name, with where its first row stands and how its file is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from audit.samples import alipay, bank, paypal, platforms, wechat
from audit.samples.rows import Bill, Row


@dataclass(frozen=True)
class Shape:
    """One generation of one channel's export; `first_row` counts as a spreadsheet program does."""

    channel: str
    first_row: int
    write: Callable[[Bill], bytes]
    file_name: str
    order: Callable[[Bill], tuple[Row, ...]] = Bill.shown


_RANGE = "({0:%Y%m%d}-{1:%Y%m%d})"
_WECHAT_CSV = f"微信支付账单{_RANGE}"
_WECHAT_XLSX = f"微信支付账单流水文件{_RANGE}"
_ALIPAY_APP = f"支付宝交易明细{_RANGE}.csv"
_SECRET = "——【解压密码可在微信支付公众号查看】.csv"
_STAMP = "_{2:%Y%m%d%H%M%S}.xlsx"
SHAPES = {
    "wechat-csv-2021": Shape("wechat", 18, wechat.write_csv_2021, _WECHAT_CSV + ".csv"),
    "wechat-csv-2025": Shape("wechat", 18, wechat.write_csv_2025, _WECHAT_CSV + _SECRET),
    "wechat-xlsx-2025": Shape("wechat", 18, wechat.write_xlsx_2025, _WECHAT_XLSX + _STAMP),
    "wechat-xlsx-2026": Shape("wechat", 19, wechat.write_xlsx_2026, _WECHAT_XLSX + ".xlsx"),
    "alipay-web": Shape("alipay", 6, alipay.write_web, "alipay_record_{2:%Y%m%d_%H%M}_1.csv"),
    "alipay-app-2021": Shape("alipay", 3, alipay.write_app_2021, "alipay_record_{2:%Y%m%d_%H%M%S}.csv"),
    "alipay-app-2023": Shape("alipay", 26, alipay.write_app_2023, _ALIPAY_APP),
    "alipay-app-2026": Shape("alipay", 26, alipay.write_app_2026, _ALIPAY_APP),
    "alipay-app-2026-june": Shape("alipay", 25, alipay.write_app_2026_june, _ALIPAY_APP),
    "jd-2025": Shape("jd", 23, platforms.write_jd, "京东交易流水(申请时间{2:%Y年%m月%d日%H时%M分%S秒})_138.csv"),
    "cmb-debit": Shape("bank:cmb", 9, bank.write_cmb, "CMB_{2:%Y%m%d%H%M%S}.csv", bank.oldest_first),
    "hsbc-hk": Shape("bank:hsbc_hk", 2, bank.write_hsbc_hk, "TransHist_{2:%d%m%Y}.csv"),
    "paypal-activity": Shape("paypal", 2, paypal.write_paypal, "Download {0:%Y-%m}.CSV", paypal.in_groups),
}


def encode(bill: Bill) -> bytes:
    """The bill as the bytes of such an export."""
    return SHAPES[bill.shape].write(bill)


def file_name(bill: Bill) -> str:
    """The name the channel would give the file, unless the bill was given one."""
    return bill.name or SHAPES[bill.shape].file_name.format(bill.from_on, bill.to_on, bill.exported_at)


def printed_rows(bill: Bill) -> tuple[tuple[int, Row], ...]:
    """Each row the bill shows with the line it stands on."""
    shape = SHAPES[bill.shape]
    return tuple(enumerate(shape.order(bill), shape.first_row))
