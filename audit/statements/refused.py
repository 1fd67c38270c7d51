"""Files that are recognised but not read, and what to do instead; nothing is passed over in silence."""

from __future__ import annotations

import re
from typing import NamedTuple

from audit.statements.papers import paper
from audit.wording import Words


class Refused(NamedTuple):
    """A pattern for the text of a file's first lines, and what the file is."""

    pattern: str
    what: Words


_OTHER_LAYOUT = Words(
    "this is {what}, but no known header stands in it; export it again and leave it as it is, or describe its columns "
    "in a file for --formats",
    "这是{what}，但未找到已知的表头；请重新导出且不要改动，或用 --formats 文件描述其各列",
)
BILLS = (
    Refused("京东账号名|交易时间,商户名称,交易说明", Words("a JD bill", "京东交易流水")),
    Refused("美团交易账单|美团用户名|交易创建时间,交易成功时间", Words("a Meituan bill", "美团账单")),
    Refused("#支付宝账务明细|账务流水号", Words("an Alipay merchant statement", "支付宝商家账务明细")),
    Refused("明细查询文件下载", Words("an ICBC statement", "工商银行明细")),
    Refused("招商银行信用卡", Words("a China Merchants Bank credit card statement", "招商银行信用卡账单")),
    Refused(
        "中国银行信用卡账单|交易日,银行记账日,卡号后四位",
        Words("a Bank of China credit card statement", "中国银行信用卡账单"),
    ),
    Refused("日 ?志 ?号", Words("an Agricultural Bank of China statement", "农业银行明细")),
    Refused("China Construction Bank|中国建设银行", Words("a China Construction Bank statement", "建设银行交易明细")),
    Refused("兴业银行交易明细", Words("an Industrial Bank statement", "兴业银行交易明细")),
    Refused("(记账日期|交易日期|交易日|记账日|交易时间).*(金额|收入|支出|存入)", Words("a bank statement", "银行账单")),
    Refused(
        r"(?im)^.*\b(date|datum|dátuma|fecha|data|päivä\w*)\b.*"
        r"\b(amount|debit|credit|inflow|betrag|bedrag|montant|importe|importo|beløb|belopp|összege|\w+stka)\b",
        Words("a bank's or card's statement", "银行或银行卡账单"),
    ),
)
STORES = (  # files of a store's copy of a person's data, and which others of it are read
    Refused(
        r"(?i)store ?credit",
        Words(
            "this is Apple's record of store credit: what was paid from it stands in the purchase history, as paid by "
            "Store Credit; leave it out",
            "这是 Apple 的商店余额记录：用余额支付的购买已列在购买记录中（付款方式 Store Credit），无需提供",
        ),
    ),
    Refused(
        r"(?im)^\W*apple (id|account) number",
        Words(
            "this file of Apple's media services holds no purchases; give “Store Transaction Purchase and Free Apps "
            "History.csv” and “Subscription History.csv”",
            "Apple 媒体服务的此文件不含购买；请提供 “Store Transaction Purchase and Free Apps History.csv” 和 "
            "“Subscription History.csv”",
        ),
    ),
    Refused(
        r"(?im)^\W*(asin|digitalorderitemid|subscriptionid|order ?id)\b",
        Words(
            "this Amazon file holds no payments that are known here; give “Digital Content Orders.csv”, “Digital "
            "Returns.csv”, “Order History.csv” and “Refund Details.csv”",
            "亚马逊的此文件不含可识别的付款；请提供 “Digital Content Orders.csv”、“Digital Returns.csv”、"
            "“Order History.csv” 和 “Refund Details.csv”",
        ),
    ),
    Refused(
        r"\A\s*\[\s*[{\[]",
        Words(
            "this JSON is no store's list of purchases; of Google Takeout give “Order History.json”, “Purchase "
            "History.json” and “Subscriptions.json”",
            "此 JSON 不是商店的购买记录；Google Takeout 中请提供 “Order History.json”、“Purchase History.json” 和 "
            "“Subscriptions.json”",
        ),
    ),
)
_BROKERAGE = re.compile(
    r"(?im)^(?=.*(证券代码|股票代码|基金代码|\b(symbol|ticker|isin|cusip|security)\b))"
    r"(?=.*(数量|持仓|份额|\b(quantity|qty|shares|units|stück)\b))"
)
_HEADLESS = re.compile(
    r"\s*\"?(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})\b[^\n]*[;,\t|]\"?[+-]?\d+[.,]\d\d\b"
)
_TRADES = Words(
    "this lists trades or holdings of a brokerage account, which are no payments to a merchant; leave it out, or "
    "export the cash account's own statement",
    "这是证券账户的成交或持仓记录，不含向商户的付款；无需提供，或改为导出其资金账户流水",
)
_NO_HEADER = Words(
    "rows with dates and amounts, but no line that names the columns: export it again with column headings, or write "
    "the bank's own headings above the rows",
    "有日期和金额的行，但没有列名：请重新导出带表头的文件，或在首行补上银行原有的列名",
)
_XLS = Words(
    "this is an old Office document (.xls, .doc), damaged or without a known bill in it; if it is one, download it "
    "again, open it and save it as .xlsx, or describe its columns in a file for --formats",
    "这是旧版 Office 文档（.xls、.doc），已损坏或其中没有已知的账单；"
    "如确为账单，请重新下载，打开后另存为 .xlsx，或用 --formats 文件描述其各列",
)
_LOCKED = Words(
    "this workbook is protected with a password; open it in a spreadsheet program and save it without one",
    "此工作簿设有密码；请用表格软件打开后取消密码另存",
)
_EMPTY = Words("the file is empty; download it again", "文件是空的，请重新下载")
_PICTURE = Words(
    "this is a picture: if it is evidence, name it in the `evidence` column of the case file",
    "这是图片：如为凭证，请在案件表的“证据文件”栏写上文件名",
)
_NOTEBOOK = Words(
    "this is a notebook, not a bill; keep it outside the folder with the bills",
    "这是笔记本文件，不是账单；请放在账单文件夹之外",
)
_UNKNOWN = Words(
    "no known bill: `renewal-audit formats` lists what is read; if it is evidence, name it in the case file",
    "无法识别的账单：可用 renewal-audit formats 查看支持的格式；如为凭证，请在案件表中写上文件名",
)
_OTHER_RAR = Words(
    "this is a RAR or 7z archive; unpack it and give the files", "这是 RAR 或 7z 压缩包，请解压后提供文件"
)
_MAGIC = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"RIFF", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"Rar!", _OTHER_RAR),
    (b"7z\xbc\xaf", _OTHER_RAR),
)
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1")
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")


def refusal(data: bytes, first_lines: str, name: str = "") -> Words:
    """Why a file that no format claims is not read, in words that say what to do; its name only helps to say whose."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return _EMPTY
    if data.startswith(_OLE):
        return _LOCKED if _LOCKED_STREAM in data else _XLS
    for magic, words in _MAGIC:
        if data.startswith(magic):
            return words
    if data[4:12] in _HEIC:
        return _PICTURE
    if found := paper(data, first_lines, name):
        return found
    if re.match(r'\s*\{\s*"(cells|metadata|nbformat)', first_lines):
        return _NOTEBOOK
    for file in STORES:
        if re.search(file.pattern, first_lines.lstrip("\ufeff")):
            return file.what
    if _BROKERAGE.search(first_lines):
        return _TRADES
    if _HEADLESS.match(first_lines):
        return _NO_HEADER
    for bill in BILLS:
        if re.search(bill.pattern, first_lines):
            return _OTHER_LAYOUT.fill(what=bill.what)
    return _UNKNOWN
