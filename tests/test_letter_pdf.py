"""Letters on paper: lines that keep words whole, characters the font lacks said in words, equal bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.reports import letter_pdf
from audit.reports.letter_layout import Block, lay_out
from audit.reports.letter_lines import drawable, lines

FOOTER = "仅陈述事实。"
TEXT = st.text("卡盟钻（续费），。“”ab12 -.¥", max_size=60)


def ems(text: str) -> float:
    """A measure for tests: a Chinese character is as wide as two others."""
    return sum(2.0 if ord(c) > 0x2E7F or c in "“”" else 1.0 for c in text)


def test_a_number_is_never_cut_and_no_line_begins_with_a_closing_mark() -> None:
    assert lines("于2025年交易单号4200387401202507011995200855扣款。", 30, ems) == [
        "于2025年交易单号", "4200387401202507011995200855扣", "款。",
    ]  # fmt: skip
    assert lines("扣款三十元，退款", 10, ems) == ["扣款三十元，", "退款"]  # the comma hangs over
    assert lines("甲乙丙丁（戊己）", 10, ems) == ["甲乙丙丁", "（戊己）"]


def test_a_number_longer_than_a_line_is_cut_all_the_same() -> None:
    assert lines("1234567890", 4, ems) == ["1234", "5678", "90"]


@given(TEXT, st.integers(4, 40))
def test_nothing_is_lost_between_lines_and_none_is_too_wide(text: str, width: int) -> None:
    made = lines(text, width, ems)
    assert "".join("".join(made).split()) == "".join(text.split())
    assert all(ems(line) <= width + 2 for line in made)  # one closing mark may hang over
    assert made


def test_what_the_font_has_no_picture_of_is_said_in_words() -> None:
    known = letter_pdf._widths_of_characters()
    assert drawable("卡盟钻 ¥30.00 Ünï", known) == "卡盟钻 ¥30.00 Ünï"
    assert drawable("会员😀", known) == "会员[grinning face]"
    assert drawable("𠮷野家", known) == "[U+20BB7]野家"
    assert drawable("𝟛天", known) == "3天"
    assert drawable("a\u200bb\ufe0f", known) == "ab"


@pytest.mark.parametrize("name", ["😀" * 40, "𠮷" * 200, "长" * 400, "x" * 400, "\u202ebarred\u2066", "ﷺ"])
def test_no_name_from_a_bill_stops_a_pdf(name: str) -> None:
    blocks = (Block("title", name), Block("paragraph", name), Block("table", rows=(("甲", "乙"), (name, name))))
    assert letter_pdf.to_pdf(blocks, "zh", FOOTER).startswith(b"%PDF")


def test_equal_letters_are_equal_bytes_and_long_ones_take_several_pages() -> None:
    markup = "# 标题\n\n" + "一句话。" * 900 + "\n\n" + "\n".join(f"| 第{n}行 | 甲 |" for n in range(90)) + "\n> 签名\n"
    blocks = lay_out(markup, "zh")
    first = letter_pdf.to_pdf(blocks, "zh", FOOTER)
    assert first == letter_pdf.to_pdf(blocks, "zh", FOOTER)
    assert first.count(b"/Type /Page\n") + first.count(b"/Type /Page ") >= 3
    assert b"/CreationDate (D:2000" in first
