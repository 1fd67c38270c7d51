"""Zips: plain, encrypted either way, nested, with Chinese names; wrong passwords and hostile archives."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from statement_bytes import alipay, alipay_row, wechat, wechat_row, workbook, zipped

from audit.statements import container, read, zips
from audit.tables import Bills

ALIPAY = alipay([alipay_row()])
WECHAT = wechat([wechat_row()])


def aes(members: dict[str, bytes], password: str) -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def zip_crypto(content: bytes, password: str, check: int | None = None) -> bytes:
    """A zip of one stored member `bill.csv` under the traditional cipher, written from its specification.

    `check` is the byte by which a reader tests the password; a wrong one makes the right password look wrong, and
    another password that happens to yield it look right.
    """
    import zlib

    table = [_crc_of(i) for i in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    def encrypted(plain: bytes) -> bytes:
        out = bytearray()
        for byte in plain:
            temp = (keys[2] | 2) & 0xFFFF
            out.append(byte ^ (((temp * (temp ^ 1)) >> 8) & 0xFF))
            update(byte)
        return bytes(out)

    for byte in password.encode():
        update(byte)
    crc = zlib.crc32(content)
    head = bytes(11) + bytes([crc >> 24 if check is None else check])
    body = encrypted(head + content)
    name = b"bill.csv"
    common = (
        (20).to_bytes(2, "little") + (1).to_bytes(2, "little") + bytes(2) + bytes(4)
        + crc.to_bytes(4, "little") + len(body).to_bytes(4, "little") + len(content).to_bytes(4, "little")
        + len(name).to_bytes(2, "little") + bytes(2)
    )  # fmt: skip
    local = b"PK\x03\x04" + common + name + body
    central = b"PK\x01\x02" + (20).to_bytes(2, "little") + common + bytes(2 + 2 + 2 + 4) + bytes(4) + name
    end = (
        b"PK\x05\x06" + bytes(4) + (1).to_bytes(2, "little") * 2
        + len(central).to_bytes(4, "little") + len(local).to_bytes(4, "little") + bytes(2)
    )  # fmt: skip
    return local + central + end


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ 0xEDB88320 if byte & 1 else byte >> 1
    return byte


def read_bytes(tmp_path: Path, data: bytes, name: str = "账单.zip", **options: Any) -> Bills:
    (tmp_path / name).write_bytes(data)
    return read(tmp_path / name, **options)


def test_members_are_named_by_zip_and_member(tmp_path: Path) -> None:
    bills = read_bytes(tmp_path, zipped({"2025/微信.csv": WECHAT, "2025/支付宝.csv": ALIPAY}))
    assert list(bills.sources["file"]) == ["账单.zip!2025/微信.csv", "账单.zip!2025/支付宝.csv"]
    assert list(bills.transactions["row"]) == [10, 10]
    assert bills.problems.empty


def test_the_traditional_cipher_written_here_is_the_one_in_use() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_crypto(WECHAT, "825640"))) as archive:
        assert archive.read("bill.csv", pwd=b"825640") == WECHAT


@pytest.mark.parametrize("locked", [aes({"bill.csv": WECHAT}, "825640"), zip_crypto(WECHAT, "825640")])
@pytest.mark.parametrize("password", ["825640", ["111111", "825640"], ("825640",), lambda _: "825640"])
def test_encrypted_zip_opens_with_its_password(tmp_path: Path, locked: bytes, password: Any) -> None:
    bills = read_bytes(tmp_path, locked, password=password)
    assert list(bills.sources["file"]) == ["账单.zip!bill.csv"]
    assert len(bills.transactions) == 1


@pytest.mark.parametrize("locked", [aes({"bill.csv": WECHAT}, "825640"), zip_crypto(WECHAT, "825640")])
def test_wrong_password_is_said_without_showing_it_and_the_rest_goes_on(tmp_path: Path, locked: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(locked)
    (tmp_path / "b.csv").write_bytes(ALIPAY)
    bills = read(tmp_path, password=["geheim-1", "geheim-2"])
    assert list(bills.sources["file"]) == ["b.csv"]
    (problem,) = bills.problems.itertuples()
    assert (problem.file, "none of the passwords" in problem.reason) == ("a.zip", True)
    assert "密码" in problem.reason_zh
    assert "geheim" not in bills.problems.to_csv()


def test_password_that_passes_the_one_byte_check_by_chance_is_wrong_all_the_same(tmp_path: Path) -> None:
    locked = next(
        data for check in range(256) for data in [zip_crypto(WECHAT, "825640", check)] if _passes(data, b"000000")
    )
    bills = read_bytes(tmp_path, locked, password="000000")
    assert "none of the passwords" in bills.problems["reason"].iloc[0]


def _passes(data: bytes, password: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            archive.open("bill.csv", pwd=password)
        except RuntimeError:
            return False
    return True


def test_encrypted_zip_without_a_password_says_where_it_comes_from(tmp_path: Path) -> None:
    bills = read_bytes(tmp_path, aes({"bill.csv": WECHAT}, "825640"))
    assert "--password-file" in bills.problems["reason"].iloc[0]


def test_each_zip_is_asked_for_once_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(aes({"bill.csv": WECHAT}, "111111"))
    (tmp_path / "b.zip").write_bytes(aes({"bill.csv": ALIPAY}, "222222"))
    (tmp_path / "c.zip").write_bytes(zipped({"bill.csv": ALIPAY}))
    asked: list[str] = []

    def password(name: str) -> str | None:
        asked.append(name)
        return {"a.zip": "111111", "b.zip": "222222"}.get(name)

    assert len(read(tmp_path, password=password).sources) == 3
    assert asked == ["a.zip", "b.zip"]


@pytest.mark.parametrize(
    ("typed", "asked", "said"),
    [
        (["999999", "111111"], 2, ""),
        (["999999", "999999", "111111"], 3, ""),
        (["999999", None], 2, "none of the passwords"),
        (["1", "2", "3", "111111"], 3, "none of the passwords"),
        ([None], 1, "--password-file"),
    ],
)
def test_a_mistyped_password_is_asked_for_again(typed: list[str | None], asked: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(aes({"bill.csv": WECHAT}, "111111"))
    answers = iter(typed)
    bills = read(tmp_path, password=lambda _: next(answers))
    assert len(typed) - len(list(answers)) == asked
    assert len(bills.sources) == (not said)
    assert said in bills.problems["reason"].sum() if said else bills.problems.empty


def test_nested_zips_each_with_its_own_password(tmp_path: Path) -> None:
    inner = aes({"bill.csv": WECHAT}, "111111")
    bills = read_bytes(tmp_path, aes({"inner.zip": inner}, "222222"), password=["222222", "111111"])
    assert list(bills.sources["file"]) == ["账单.zip!inner.zip!bill.csv"]


def test_zips_without_end_are_refused(tmp_path: Path) -> None:
    data = WECHAT
    for _ in range(6):
        data = zipped({"in.zip": data})
    assert "zips within zips" in read_bytes(tmp_path, data).problems["reason"].iloc[0]


@pytest.mark.parametrize(
    ("raw", "is_utf8", "name"),
    [
        ("微信支付账单.csv".encode("gb18030"), False, "微信支付账单.csv"),
        ("微信支付账单.csv".encode(), True, "微信支付账单.csv"),
        ("微信支付账单.csv".encode(), False, "微信支付账单.csv"),
        (b"plain.csv", False, "plain.csv"),
        (b"caf\x82\x01.csv", False, "café_.csv"),
        (b"caf\x82\xff.csv", False, "café .csv"),
    ],
)
def test_member_names_in_every_encoding(raw: bytes, is_utf8: bool, name: str) -> None:
    assert zips.member_name(raw, is_utf8) == name


def test_gbk_name_inside_a_real_archive(tmp_path: Path) -> None:
    raw = "账单.csv".encode("gb18030")
    data = zipped({"XXXX.csv": WECHAT}).replace(b"XXXX.csv", raw)
    assert len(raw) == len(b"XXXX.csv")
    assert list(read_bytes(tmp_path, data, "a.zip").sources["file"]) == ["a.zip!账单.csv"]


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "a/../../out.csv", "C:/out.csv", "..\\out.csv"])
def test_names_that_leave_the_zip_are_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    bills = read_bytes(tmp_path, zipped({name: WECHAT, "good.csv": ALIPAY}))
    assert list(bills.sources["file"]) == ["账单.zip!good.csv"]
    assert "outside the zip" in bills.problems["reason"].iloc[0]


def test_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "_RATIO_FREE", 1 << 20)
    bills = read_bytes(tmp_path, zipped({"zeros.csv": bytes(1 << 24)}))
    assert "far more than any bill" in bills.problems["reason"].iloc[0]


def test_nested_bombs_share_one_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "Budget", lambda: zips.Budget(left=3 << 20))
    inner = zipped({"zeros.csv": bytes(1 << 20)})
    bills = read_bytes(tmp_path, zipped({f"{i}.zip": inner for i in range(4)}))
    assert bills.problems["reason"].str.contains("far more than any bill").sum() == 2  # the third and the fourth


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "Budget", lambda: zips.Budget(members=5))
    bills = read_bytes(tmp_path, zipped({f"{i}.csv": b"x" for i in range(6)}))
    assert "too many files" in bills.problems["reason"].iloc[0]


@pytest.mark.parametrize("cut", [10, 200, -30])
def test_truncated_zip_is_named(tmp_path: Path, cut: int) -> None:
    bills = read_bytes(tmp_path, zipped({"bill.csv": WECHAT})[:cut])
    assert bills.sources.empty
    assert "damaged" in bills.problems["reason"].iloc[0]


def test_flipped_byte_inside_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"bill.csv": WECHAT}))
    data[60] ^= 0xFF
    assert "damaged" in read_bytes(tmp_path, bytes(data)).problems["reason"].iloc[0]


def test_two_members_of_one_name_stay_two(tmp_path: Path) -> None:
    data = zipped({"a.csv": WECHAT, "b.csv": ALIPAY}).replace(b"b.csv", b"a.csv")
    assert list(read_bytes(tmp_path, data, "z.zip").sources["file"]) == ["z.zip!a.csv", "z.zip!a.csv (2)"]


def test_names_cannot_write_to_the_terminal() -> None:
    assert zips.member_name(b"a\x1b[2J.csv", True) == "a_[2J.csv"


def test_hidden_members_are_passed_by(tmp_path: Path) -> None:
    bills = read_bytes(tmp_path, zipped({"__MACOSX/._bill.csv": b"x", ".DS_Store": b"x", "bill.csv": WECHAT}))
    assert (len(bills.sources), len(bills.problems)) == (1, 0)


def test_workbook_in_a_zip_is_a_bill_and_no_zip(tmp_path: Path) -> None:
    bills = read_bytes(tmp_path, zipped({"empty.xlsx": workbook("<worksheet/>")}))
    assert list(bills.problems["file"]) == ["账单.zip!empty.xlsx"]
    assert "no known bill" in bills.problems["reason"].iloc[0]


def test_our_own_packages_are_never_read(tmp_path: Path) -> None:
    own = zipped({"manifest.json": b'{"made_by": "renewal-audit"}', "bill.csv": WECHAT})
    other = zipped({"manifest.json": b'{"made_by": "someone"}', "bill.csv": WECHAT})
    assert read_bytes(tmp_path, own).sources.empty
    assert len(read_bytes(tmp_path, other, "other.zip").sources) == 1
