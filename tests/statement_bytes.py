"""Bills as bytes, for tests: a few rows in the shape each channel exports them, and workbooks part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence

WECHAT_HEADER = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
ALIPAY_HEADER = (
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
WEB_HEADER = (
    "交易号,商家订单号,交易创建时间,付款时间,最近修改时间,交易来源地,类型,交易对方,商品名称,金额（元）,收/支,"
    "交易状态,服务费（元）,成功退款（元）,备注,资金状态,"
)


def wechat(
    rows: Iterable[str],
    *,
    account: str = "阿木",
    start: str = "2025-01-01 00:00:00",
    end: str = "2025-12-31 23:59:59",
    exported: str = "2026-01-05 08:00:00",
    kept: str = "全部",
) -> bytes:
    """A WeChat CSV with the header on line 9 and data from line 10."""
    heading = [
        "微信支付账单明细", f"微信昵称：[{account}]", f"起始时间：[{start}] 终止时间：[{end}]", f"导出类型：[{kept}]",
        f"导出时间：[{exported}]", "", "注：", "----------------------微信支付账单明细列表--------------------",
    ]  # fmt: skip
    lines = [*(f"{line},,,,,,,," for line in heading), WECHAT_HEADER, *rows]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def wechat_row(
    at: str = "2025-06-01 10:00:00",
    kind: str = "商户消费",
    who: str = "云帆网络",
    what: str = "云帆网盘会员自动续费",
    flow: str = "支出",
    amount: str = "¥30.00",
    method: str = "零钱",
    status: str = "支付成功",
    number: str = "4200000001",
    merchant: str = "YF0001",
) -> str:
    """One row of a WeChat CSV; cells are taken as they are, quotes included."""
    return ",".join([at, kind, who, what, flow, amount, method, status, f"{number}\t", f"{merchant}\t", "/"])


def alipay(
    rows: Iterable[str], *, account: str = "13800000000", kept: str = "全部", encoding: str = "gb18030"
) -> bytes:
    """An Alipay app CSV with the header on line 9 and data from line 10."""
    heading = [
        "-" * 84, "导出信息：", "姓名：林某某", f"支付宝账户：{account}",
        "起始时间：[2025-01-01 00:00:00]    终止时间：[2025-12-31 23:59:59]", f"导出交易类型：[{kept}]",
        "导出时间：[2026-01-05 08:00:00]", "-" * 24 + "支付宝支付科技有限公司  电子客户回单" + "-" * 24,
    ]  # fmt: skip
    return ("\n".join([*heading, ALIPAY_HEADER, *rows]) + "\n").encode(encoding)


def alipay_row(
    at: str = "2025-06-01 10:00:00",
    category: str = "文化休闲",
    who: str = "云帆网络",
    what: str = "云帆网盘会员自动续费",
    flow: str = "支出",
    amount: str = "30.00",
    method: str = "花呗",
    status: str = "交易成功",
    number: str = "2025060122001100000001",
    merchant: str = "YF0001",
) -> str:
    """One row of an Alipay app CSV."""
    return ",".join(
        [at, category, who, "/", what, flow, amount, method, status, f"{number}\t", f"{merchant}\t", "", ""]
    )


def web(rows: Iterable[str], *, account: str = "13800000000") -> bytes:
    """An Alipay web CSV with the header on line 5, data from line 6, and a footer."""
    heading = [
        "支付宝交易记录明细查询", f"账号:[{account}]",
        "起始日期:[2025-01-01 00:00:00]    终止日期:[2026-01-01 00:00:00]", "-" * 33 + "交易记录明细列表" + "-" * 36,
    ]  # fmt: skip
    footer = ["-" * 84, "导出时间:[2026-01-05 08:00:00]    用户:林某某"]
    return ("\n".join([*heading, WEB_HEADER, *rows, *footer]) + "\n").encode("gb18030")


def web_row(
    number: str = "2025060122001100000001",
    created: str = "2025-06-01 10:00:00",
    paid: str = "2025-06-01 10:00:05",
    what: str = "云帆网盘会员自动续费",
    amount: str = "30.00",
    flow: str = "支出",
    status: str = "交易成功",
    refunded: str = "0.00",
    funds: str = "已支出",
) -> str:
    """One row of an Alipay web CSV."""
    cells = [
        f"{number}\t", "YF0001\t", created, paid, created, "淘宝", "即时到账交易", "云帆网络", what, amount, flow,
        status, "0.00", refunded, "", funds, "",
    ]  # fmt: skip
    return ",".join(cells)


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{sheets}</Types>'
)
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{i}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{them}</Relationships>'
)
_RELATION = (
    '<Relationship Id="rId{i}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
)
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>'
)
_SHEET = (
    '{prolog}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def sheet_xml(rows: Sequence[Sequence[str | float | None]], prolog: str = "") -> str:
    """A worksheet's XML; text and numbers as they are, empty rows left out of the file."""
    written = []
    for r, cells in enumerate(rows, start=1):
        inside = [
            f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t xml:space="preserve">{_escaped(v)}</t></is></c>'
            if isinstance(v, str)
            else f'<c r="{chr(65 + c)}{r}"><v>{v!r}</v></c>'
            for c, v in enumerate(cells)
            if v is not None
        ]
        written += [f'<row r="{r}">{"".join(inside)}</row>'] if inside else []
    return _SHEET.format(prolog=prolog, rows="".join(written))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def workbook(*sheets: str, more: dict[str, str] | None = None) -> bytes:
    """An XLSX file of worksheets given as XML; `more` adds or replaces parts."""
    numbers = range(1, len(sheets) + 1)
    targets = "".join(_RELATION.format(i=i, kind="worksheet", target=f"worksheets/sheet{i}.xml") for i in numbers)
    parts = {
        "[Content_Types].xml": _TYPES.format(sheets="".join(_SHEET_TYPE.format(i=i) for i in numbers)),
        "_rels/.rels": _RELATIONS.format(them=_RELATION.format(i=1, kind="officeDocument", target="xl/workbook.xml")),
        "xl/workbook.xml": _BOOK.format(
            sheets="".join(f'<sheet name="表{i}" sheetId="{i}" r:id="rId{i}"/>' for i in numbers)
        ),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(them=targets),
        **{f"xl/worksheets/sheet{i}.xml": sheet for i, sheet in enumerate(sheets, start=1)},
        **(more or {}),
    }
    return zipped({name: content.encode() for name, content in parts.items()})


def zipped(members: dict[str, bytes]) -> bytes:
    """A plain zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
