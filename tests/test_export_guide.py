"""Where bills are exported: the catalogue says it, `guide export` prints it, and docs/export.md is the same text.

`pytest tests/test_export_guide.py --rewrite` writes the page anew from the catalogue.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit import catalogue
from audit.catalogue import Channel
from audit.cli import main
from audit.cli.guidance import HOW_SURE
from audit.statements import FORMATS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "export.md"
TOLD = [c for c in catalogue.channels() if c.id != "hand"]
Out = pytest.CaptureFixture[str]

HEAD = """# Where to export each bill · 在哪里导出账单

Written from the catalogue by `tests/test_export_guide.py --rewrite`.
`renewal-audit guide export CHANNEL` prints the same.
How sure each way is stands below it. A menu that was not verified may have other names: look for words like these.

{en}

{zh}

A bank that is not here: see [{bank}](#{anchor}); its columns are read by their names, or
[described in a file](add-a-bank.md).
"""
ENTRY = """
## {name} · {name_zh}

`guide export {id}`

{en}

{zh}
"""


def page() -> str:
    keep = catalogue.keep_as_it_came()
    head = HEAD.format(en=keep.en, zh=keep.zh, bank="Bank · 银行", anchor="bank--银行")
    return head + "".join(map(entry, TOLD))


def entry(c: Channel) -> str:
    sure = HOW_SURE[c.export_confidence]
    day = c.checked.isoformat()
    en = "\n".join(f"- {text}" for text in (c.path.en, c.choose.en, c.brings.en, f"As of {day}, {sure.en}.") if text)
    zh = "\n".join(f"- {text}" for text in (c.path.zh, c.choose.zh, c.brings.zh, f"{day} 核对，{sure.zh}。") if text)
    return ENTRY.format(name=c.name.en, name_zh=c.name.zh, id=c.id.removeprefix("bank:"), en=en, zh=zh)


def test_the_page_says_what_the_catalogue_says(rewrite: bool) -> None:
    if rewrite:
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page(), "docs/export.md is not the catalogue's: run this test with --rewrite"


def test_every_channel_that_is_read_has_words_of_its_own() -> None:
    known = {c.id for c in TOLD}
    assert {fmt.channel for fmt in FORMATS} <= known | {"other"}


@pytest.mark.parametrize("c", TOLD, ids=lambda c: c.id)
def test_an_export_says_where_what_and_what_comes(c: Channel) -> None:
    for text in (c.path, c.choose, c.brings):
        assert text.en
        assert re.search("[一-鿿]", text.zh)


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["export", "wechat"], "导出账单：微信支付"),
        (["导出", "微信"], "导出账单：微信支付"),
        (["微信", "导出"], "导出账单：微信支付"),
        (["导出", "招商银行"], "导出账单：招商银行"),
        (["导出", "招行"], "导出账单：招商银行"),
        (["export", "cmb"], "导出账单：招商银行"),
        (["export", "bank:cmb"], "导出账单：招商银行"),
        (["export", "China", "Merchants", "Bank"], "导出账单：招商银行"),
        (["export", "paypal"], "导出账单：PayPal"),
        (["export", "PayPal"], "导出账单：PayPal"),
        (["export", "takeout"], "导出账单：Google Play"),
        (["export", "Amazon"], "导出账单：亚马逊"),
        (["export", "拼多多"], "导出账单：拼多多"),
        (["export", "revolut"], "导出账单：Revolut"),
        (["导出", "光大银行"], "导出账单：银行（光大银行）"),
        (["export", "ＨＳＢＣ"], "导出账单：汇丰银行（香港）"),
    ],
)
def test_a_channel_is_found_by_any_of_its_names(names: list[str], title: str, capsys: Out) -> None:
    assert main(["guide", names[0], " ".join(names[1:])]) == 0
    titles = [line for line in capsys.readouterr().out.splitlines() if line.startswith("导出账单：")]
    assert titles == [title]


def test_no_name_means_two_channels() -> None:
    names = {name for c in TOLD for name in (c.id, c.id.removeprefix("bank:"), *c.name, *c.aliases)}
    assert {name: found for name in names if len(found := [c.id for c in TOLD if c.is_called(name)]) > 1} == {}


def test_the_guide_says_how_to_keep_the_file_and_how_sure_the_way_is(capsys: Out) -> None:
    assert main(["guide", "export", "meituan", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "do not open them and save them in Excel" in said
    assert "the menu is not verified" in said
