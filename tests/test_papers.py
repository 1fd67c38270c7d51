"""PDFs, e-mails and web pages are known by what stands in them, and refused with how to get the same as a table."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import catalogue
from audit.statements import pdf_text, read
from audit.statements.papers import issuer, paper
from audit.wording import Words


def pdf(*streams: bytes, title: bytes = b"", packed: bool = True) -> bytes:
    """A PDF with a title and streams; its cross-reference table is broken."""
    parts = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Producer(Invented 1.0)/Title(" + title + b")>>endobj\n"]
    for n, stream in enumerate(streams, start=2):
        body = zlib.compress(stream) if packed else stream
        parts.append(b"%d 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (n, len(body), body))
    return b"".join(parts) + b"xref\n0 1\ntrailer<</Root 99 0 R>>\nstartxref\n0\n%%EOF\n"


def shown(text: str, encoding: str = "utf-16-be") -> bytes:
    """A page that shows a text as a string in hexadecimal digits."""
    return b"BT /F1 12 Tf <" + text.encode(encoding).hex().encode() + b"> Tj ET"


def marked(text: str) -> bytes:
    """A title in UTF-16, its brackets and backslashes escaped."""
    return b"\xfe\xff" + re.sub(rb"([\\()])", rb"\\\1", text.encode("utf-16-be"))


def in_fonts(*runs: str) -> bytes:
    """A PDF whose page changes its font with every run; each font numbers its characters from 1."""
    page = " ".join(
        f"/F{n} 12 Tf <{''.join(f'{i:04X}' for i in range(1, len(run) + 1))}> Tj" for n, run in enumerate(runs)
    )
    tables = [
        "begincmap\n1 beginbfchar\n"
        + "\n".join(f"<{i:04X}> <{c.encode('utf-16-be').hex()}>" for i, c in enumerate(run, start=1))
        + "\nendbfchar endcmap"
        for run in runs
    ]
    whole = pdf(page.encode(), *(table.encode() for table in tables))
    objects = "".join(f"{100 + n} 0 obj<</Type/Font/ToUnicode {3 + n} 0 R>>endobj\n" for n in range(len(runs)))
    names = "".join(f"/F{n} {100 + n} 0 R" for n in range(len(runs)))
    return whole.replace(b"xref\n", f"{objects}99 0 obj<</Font<<{names}>>>>endobj\nxref\n".encode(), 1)


def words(data: bytes, name: str = "bill.pdf") -> Words:
    said = paper(data, data[:4096].decode("utf-8", errors="replace"), name)
    assert said is not None
    return said


WECHAT = "微信支付交易明细证明 2025-01-01 商户消费 招商银行(1234)"


@pytest.mark.parametrize(
    ("data", "channel"),
    [
        (pdf(shown(WECHAT)), "wechat"),
        (pdf(shown(WECHAT), packed=False), "wechat"),
        (pdf(title=marked("微信支付交易明细证明")), "wechat"),
        (pdf(title="微信支付交易明细证明".encode()), "wechat"),
        (pdf(shown("交易流水证明 支付宝支付科技有限公司", "gb18030")), "alipay"),
        (in_fonts("招商银行交易流水"), "bank:cmb"),
        (in_fonts("微", "信", "⽀", "付交易", "明细证明 2025 招商银行"), "wechat"),
        (pdf(shown("招 商 银 行 信 用 卡 对 账 单")), "bank:cmb"),
        (pdf(b"BT (Transaction Statement of China Merchants Bank) Tj ET"), "bank:cmb"),
        (pdf(shown("中国工商银行借记账户历史明细（电子版）")), "bank:icbc"),
        (pdf(shown("中国建设银行个人活期账户全部交易明细")), "bank:ccb"),
        (pdf(shown("中国农业银行账户活期交易明细清单")), "bank:abc"),
        (pdf(shown("中国银行交易流水明细清单")), "bank:boc"),
        (pdf(shown("交通银行个人客户交易清单")), "bank:bocom"),
        (pdf(shown("中信银行账户交易明细")), "bank:citic"),
        (pdf(shown("上海浦东发展银行")), "bank:spdb"),
        (pdf(shown("兴业银行交易明细")), "bank:cib"),
        (pdf(shown("广发银行信用卡对账单")), "bank:cgb"),
        (pdf(shown("平安银行个人账户交易明细清单")), "bank:pab"),
        (pdf(shown("抖音支付交易流水证明")), "douyin"),
        (pdf(b"BT (Deutsche Kreditbank AG  Kontoauszug) Tj ET"), "bank:dkb"),
        (pdf(b"<x:xmpmeta><dc:title>" + "招商银行交易流水".encode() + b"</dc:title>", packed=False), "bank:cmb"),
        (pdf(b"<</Title (" + marked("兴业银行") + b")>>"), "bank:cib"),
    ],
)
def test_a_pdf_is_known_by_what_stands_in_it(data: bytes, channel: str) -> None:
    said, whose = words(data), catalogue.channel(channel)
    assert f"PDF of {whose.name.en}" in said.en
    assert f"{whose.name.zh}的 PDF" in said.zh
    assert (whose.export.en in said.en, whose.export.zh in said.zh) == (True, True)
    assert ("“charges”" in said.en, "手工账目" in said.zh) == (True, True)


@pytest.mark.parametrize("make", [lambda text: pdf(shown(text)), in_fonts])
def test_what_a_row_names_further_down_is_not_the_issuer(make: Callable[[str], bytes]) -> None:
    text = "某某城市商业银行流水 " + "2025-01-01 消费 12.00 " * 30 + "招商银行交易流水"
    assert "PDF bills are not read" in words(make(text), "1.pdf").en


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("zip!2025/招商银行交易流水.pdf", "PDF of China Merchants Bank"),
        ("建设银行-1234.pdf", "PDF of China Construction Bank"),
        ("流水.pdf", "protected with a password"),
    ],
)
def test_of_a_locked_pdf_only_the_name_says_whose_it_is(name: str, said: str) -> None:
    assert said in words(pdf(shown(WECHAT)).replace(b"trailer<<", b"trailer<</Encrypt 5 0 R"), name).en


def test_an_unknown_pdf_gets_general_words() -> None:
    said = words(pdf(b"BT (Invoice 12) Tj ET"), "scan.pdf")
    assert ("guide export" in said.en, "“charges”" in said.en, "`evidence`" in said.en) == (True, True, True)
    assert ("手工账目" in said.zh, "证据文件" in said.zh) == (True, True)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF",
        b"%PDF-1.7 ...",
        pdf(bytes(1 << 24)),
        pdf(*[b"BT (a) Tj ET" + bytes(1 << 20)] * 30),
        b"%PDF-1.4 " + b"stream\n" * 300_000,
        b"%PDF-1.4 " + b"(" * 1_000_000,
        b"%PDF-1.4 " + rb"(\\" * 600_000,
        b"%PDF-1.4 " + rb"\((" * 600_000,
        pdf(rb"Tj (\(" + rb"\(" * 400_000),
        pdf(b"Tj <" + b"4e" * 400_000),
        pdf(b"begincmap beginbfrange " + b"<0000> <FFFF> <0041>\n" * 20_000 + b"endbfrange"),
        pdf(b"begincmap beginbfchar " + b"<00> <0041>\n" * 20_000 + b"endbfchar", *[b"(a)Tj" * 9999] * 40),
        b"%PDF-1.4 " + b"1 0 obj/ToUnicode 2 0 R/F 1 0 R " * 200_000,
        pdf(shown(WECHAT))[:-200],
        b"%PDF-1.4 5 0 obj stream\nx\x9c" + bytes(range(256)) * 100 + b"endstream",
    ],
    ids=range(15),
)
def test_a_hostile_pdf_takes_no_time_and_no_memory_to_speak_of(data: bytes) -> None:
    start = time.perf_counter()
    assert "PDF" in words(data).en
    assert time.perf_counter() - start < 2


@settings(max_examples=25)
@given(st.data())
def test_no_bytes_in_a_pdf_make_it_crash(data: st.DataObject) -> None:
    whole = bytearray(in_fonts("招商银行", "交易流水") + pdf(shown(WECHAT), title=marked("证明")))
    for at in data.draw(st.lists(st.integers(9, len(whole) - 1), max_size=12)):
        whole[at] = data.draw(st.integers(0, 255))
    assert "PDF" in words(bytes(whole)).en


MAIL = "From: {sender}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}\r\n"


def mail(subject: str, sender: str = "bank@example.com", kind: str = "text/plain", body: str = "…") -> bytes:
    return MAIL.format(sender=sender, subject=subject, kind=kind, body=body).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (mail("=?UTF-8?B?5oub5ZWG6ZO26KGM5L+h55So5Y2h55S15a2Q6LSm5Y2V?="), "e-mail of China Merchants Bank"),
        (mail("=?GBK?Q?=D6=D0=B9=FA=C5=A9=D2=B5=D2=F8=D0=D0?="), "e-mail of Agricultural Bank of China"),
        (mail("bill", "ccsvc@message.cmbchina.com"), "e-mail of China Merchants Bank"),
        (mail("=?no-such-charset?B?AAAA?="), "this is an e-mail: save its attachment"),
        (mail("hello"), "this is an e-mail: save its attachment"),
        (mail("x", kind="multipart/related; boundary=b", body="<html>招商银行"), "web page of China Merchants Bank"),
        ("<html><head><title>中信银行</title></head><table><tr><td>交易日期".encode(), "web page of China CITIC Bank"),
        ("\ufeff\n<table><tr><td>交易日期</td><td>金额</td></tr></table>".encode(), "a web page, whatever its name"),
        (b'<!DOCTYPE html><style>a{content:"' + "招商银行".encode() + b'"}</style><p>1', "a web page, whatever its"),
        ("<HTML><body>中国农业银行".encode("gb18030"), "web page of Agricultural Bank of China"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>', "save it as .xlsx"),
        (b"II*\x00" + bytes(60), "picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(60), "picture"),
    ],
)
def test_mails_pages_and_pictures_are_said_to_be_that(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "bill.xls").write_bytes(data)
    (problem,) = read(tmp_path).problems.itertuples()
    assert said in problem.reason
    assert re.search("[一-鿿]", problem.reason_zh)


@pytest.mark.parametrize(
    "data",
    [
        b"<html>" + b"<script>" * 9000,
        b"<html>" + b"<" * 70_000,
        b"<html>" + b"<style " * 9000,
        b"From: a@b.c\r\nSubject: " + b"=?utf-8?Q?" * 7000,
        b"From: a@b.c\r\nSubject: " + b"=?utf-8?B?AA==?= " * 4000,
        b"Date,Amount" * 400,
        b"Symbol," * 600,
    ],
    ids=range(7),
)
def test_hostile_pages_and_mails_take_no_time(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(data)
    start = time.perf_counter()
    assert len(read(tmp_path).problems) == 1
    assert time.perf_counter() - start < 2


def test_a_pdf_in_a_folder_is_a_problem_that_names_the_export(tmp_path: Path) -> None:
    (tmp_path / "招商银行.pdf").write_bytes(pdf(b"BT (1) Tj ET"))
    (problem,) = read(tmp_path).problems.itertuples()
    assert problem.reason_zh.startswith("这是招商银行的 PDF")


def test_letterheads_are_long_enough_to_mean_one_issuer() -> None:
    heads = [(catalogue.fold(h), c.id) for c in catalogue.channels() for h in c.letterheads]
    assert [h for h, _ in heads if len(h) < 4] == []
    assert len({h for h, _ in heads}) == len(heads)
    assert {c.id for c in catalogue.channels()} - {id for _, id in heads} == {"bank", "hand", "pinduoduo"}


def test_the_letterhead_that_stands_first_decides() -> None:
    def whose(*readings: Sequence[str]) -> str | None:
        found = issuer(map(tuple, readings))
        return found.id if found else None

    assert whose(["中国工商银行 对方：中国建设银行"]) == "bank:icbc"
    assert whose(["x"], ["��", "交通银行"], ["中国银行"]) == "bank:bocom"
    assert whose(["ＣＨＩＮＡ　ＭＥＲＣＨＡＮＴＳ ＢＡＮＫ"]) == "bank:cmb"
    assert whose(["某某银行"]) is None


def test_a_locked_pdf_is_told_by_its_trailer() -> None:
    assert not pdf_text.is_locked(pdf(shown(WECHAT)))
    assert pdf_text.is_locked(pdf(shown(WECHAT)).replace(b"trailer<<", b"trailer<</Encrypt 5 0 R"))
