"""Hiding what names a person: phones, e-mails, cards, identity numbers, names, addresses, order numbers (RULES §7.6).

Columns are masked by what they hold (`mask_columns`), free text by what it looks like (`mask_text`). An order-number
column is never searched for cards or identity numbers: its digits are an order number because the column says so.
Masking what is masked already changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import pandas as pd

from audit.reports.person_names import is_person
from audit.wording import Lang, Words

Kind = Literal["order", "name", "account", "party", "text"]

_EMAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+\-]*@((?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,})")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6} ?\d{8} ?\d{3}[0-9Xx](?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:(?P<country>\+?86)[ \-]?)?(?P<head>1[3-9]\d)[ \-]?\d{4}[ \-]?(?P<tail>\d{4})(?!\d)")
_TIMESTAMP = r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?!\d)"  # of an export
_CARD = re.compile(
    rf"(?<!\d)(?!{_TIMESTAMP})(?:\d{{13,19}}|\d{{4}}(?:[ \-]\d{{4}}){{2,3}}[ \-]\d{{1,4}}|\d{{6}}[ \-]\d{{13}})(?!\d)"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{20,}(?!\d)")
_BENEFICIARY = re.compile(r"(?<=为)(\d\d)\d+(\d\d)(?!\d)")  # 为<QQ number>购买
_HANDLE = re.compile(
    r"(?i)((?:QQ(?:号码?)?|(?:微信|账|帐|会员|用户)号)[:： ]{0,2})(\d\d)\d{1,11}(\d\d)(?!\d)"
)  # QQ 1234567890
_ADDRESS = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?[\u4e00-\u9fff]{2,8}?(?:市|自治州)[\u4e00-\u9fff]{1,8}?(?:区|县|市|旗)"
    r"[\u4e00-\u9fff0-9]{1,20}?(?:路|街|道|巷|弄|胡同|村|镇|里|园|苑)[\u4e00-\u9fff]{0,4}?\d+[号弄栋幢][\u4e00-\u9fff0-9A-Za-z\-]{0,24}"
)
_LABELLED = re.compile(
    r"((?:收件人|收货人|寄件人|联系人|持卡人|户名|姓名|机主|客服|专员|坐席|经办人|客户经理)[:： ]{0,2})"
    r"([\u3400-\u9fff]{2,4})(?![\u3400-\u9fff])"
)
_CARD_LABEL = re.compile(r"\d{4}|尾号\d{4}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_HIDDEN_IDENTITY = Words("[ID number removed]", "[身份证号已隐去]")
_HIDDEN_ADDRESS = Words("[address removed]", "[地址已隐去]")
_CARD_TAIL = Words("card ending {tail}", "尾号{tail}")


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are a resident identity number by their check digit (GB 11643).

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", text):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _CHECK_DIGITS[total % 11] == text[-1].upper()


def mask_name(name: str) -> str:
    """A person's name with only its first character (Chinese) or initials (elsewhere) left.

    >>> mask_name("张三"), mask_name("欧阳小明"), mask_name("Ann Lee")
    ('张*', '欧***', 'A*** L***')
    """
    if not name or "*" in name:
        return name
    if re.search(r"[\u3400-\u9fff]", name):
        return name[0] + "*" * max(1, len(name) - 1)
    return " ".join(word[0] + "***" for word in name.split())


def mask_order(number: str) -> str:
    """An order number for a copy that is shared: the first eight and the last four characters.

    >>> mask_order("20250701123456781234")
    '20250701…1234'
    """
    if "…" in number or not number:
        return number
    return f"{number[:8]}…{number[-4:]}" if len(number) > 12 else f"…{number[-4:]}" if len(number) > 4 else "…"


def mask_text(text: str, lang: Lang = "zh", names: Iterable[str] = (), *, beneficiaries: bool = True) -> str:
    """Free text with every e-mail, identity number, phone, card and street address in it masked, and the names given.

    A name is also found behind a word that announces one (收件人, 客服 …). `beneficiaries` are numbers a plan is bought
    for (为…购买, QQ …): an addressee who must find the membership needs them whole.

    >>> mask_text("张三 13812345678 zhangsan@example.com 6222021234567890123", names=["张三"])
    '张* 138****5678 z***@example.com 尾号0123'
    """
    for name in sorted({n for n in names if len(n) > 1}, key=lambda n: (-len(n), n)):
        text = text.replace(name, mask_name(name))
    text = _LABELLED.sub(lambda m: m[1] + (mask_name(m[2]) if is_person(m[2]) else m[2]), text)
    text = _ADDRESS.sub(_HIDDEN_ADDRESS.to(lang), text)
    text = _EMAIL.sub(r"\1***@\2", text)
    text = _IDENTITY.sub(
        lambda m: _HIDDEN_IDENTITY.to(lang) if is_identity_number(m[0].replace(" ", "")) else m[0], text
    )
    text = _PHONE.sub(lambda m: f"{m['country'] or ''}{m['head']}****{m['tail']}", text)
    text = _LONG_NUMBER.sub(lambda m: mask_order(m[0]), text)
    text = _CARD.sub(lambda m: _CARD_TAIL.to(lang).format(tail=re.sub(r"\D", "", m[0])[-4:]), text)
    return _BENEFICIARY.sub(r"\1****\2", _HANDLE.sub(r"\1\2****\3", text)) if beneficiaries else text


def mask_account(account: str, lang: Lang = "zh") -> str:
    """An account as a bill prints it: an e-mail, a phone, a card's digits (its tail stays), or a nickname."""
    masked = mask_text(account, lang)
    if masked != account or "*" in account or _CARD_LABEL.fullmatch(account):
        return masked
    return mask_name(account)


def mask_columns(table: pd.DataFrame, kinds: Mapping[str, Kind], lang: Lang, names: Iterable[str] = ()) -> pd.DataFrame:
    """A new table with each named column masked as the kind of thing it holds; other columns stay as they are."""
    known = tuple(names)
    masks: Mapping[Kind, Callable[[str], str]] = {
        "order": mask_order,
        "name": mask_name,
        "account": lambda value: mask_account(value, lang),
        "party": lambda value: mask_name(value) if is_person(value) else mask_text(value, lang, known),
        "text": lambda value: mask_text(value, lang, known),
    }
    return table.assign(**{column: [masks[kind](v) for v in table[column]] for column, kind in kinds.items()})
