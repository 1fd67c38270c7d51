"""Zip archives: plain, encrypted either way, nested, with names in any encoding; hostile ones refused in words."""

from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from audit.errors import UnsafeInput, WrongPassword
from audit.wording import Words

Passwords = Callable[[str], Iterable[str]]  # the passwords to try on a zip, by its name

_STEP = 1 << 16
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_MANY_MEMBERS = 2000
_MOST_BYTES = 1 << 29
_MOST_RATIO = 100
_RATIO_FREE = 1 << 26  # below this many bytes no ratio is suspicious
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)  # what damage can raise
DAMAGED = Words("the zip is damaged or cut off; download it again", "压缩包已损坏或不完整，请重新下载")
NO_PASSWORD = Words(
    "the zip is encrypted: its password comes as a message of WeChat Pay or Alipay; run again and type it, or put it "
    "into a file and name that with --password-file",
    "压缩包已加密：密码由微信支付公众号或支付宝服务消息发送；请再运行一次并输入（或写入文件，用 --password-file 指定）",
)
WRONG_PASSWORD = Words(
    "none of the passwords given opens the zip (or it is damaged); give the one sent with this export",
    "所给密码均无法打开此压缩包（或压缩包已损坏）；请提供随该账单发送的密码",
)
BOMB = Words("the zip unpacks to far more than any bill: refused", "压缩包解压后远大于任何账单，已拒绝")
CROWD = Words("the zip holds too many files: refused", "压缩包内文件过多，已拒绝")
LEAVES_FOLDER = Words(
    "the file's name in the zip points outside the zip: refused", "压缩包内的文件名指向压缩包之外，已拒绝"
)
IS_LINK = Words("this is a link and no file: refused", "这是链接而不是文件，已拒绝")
CANNOT_UNPACK = Words(
    "the zip is packed in a way that cannot be read; unpack it and give the files", "压缩方式无法读取，请解压后提供文件"
)


class Member(NamedTuple):
    """A file in a zip; `fault` says why its content is not there."""

    name: str
    data: bytes
    fault: Words | None = None


@dataclass
class Budget:
    """How much one outermost file may still unpack to, all nested zips together."""

    left: int = _MOST_BYTES
    members: int = _MANY_MEMBERS

    def spend(self, size: int) -> None:
        """Count unpacked bytes; UnsafeInput when they are too many."""
        self.left -= size
        if self.left < 0:
            raise UnsafeInput(BOMB)

    def admit(self) -> None:
        """Count a member; UnsafeInput when they are too many."""
        self.members -= 1
        if self.members < 0:
            raise UnsafeInput(CROWD)


def members(data: bytes, name: str, passwords: Passwords, budget: Budget) -> list[Member]:
    """The files in a zip, in the order they stand in; WrongPassword, UnsafeInput or InputError where it stays shut."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            if any(info.flag_bits & _ENCRYPTED for info in infos):
                return _decrypted(data, infos, passwords(name), budget)
            return [_plain(archive, info, budget) for info in infos]
    except NotImplementedError as fault:
        raise UnsafeInput(CANNOT_UNPACK) from fault
    except BROKEN as fault:
        raise UnsafeInput(DAMAGED) from fault


def member_name(raw: bytes, is_utf8: bool) -> str:
    """A member's name: UTF-8 where it says or is so, else GB18030 as Chinese Windows writes it, else cp437.

    Blanks of any kind become plain ones, what else cannot be printed `_`: a name goes to terminals and reports.
    """
    for encoding in ("utf-8",) if is_utf8 else ("utf-8", "gb18030"):
        try:
            return _printable(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _printable(raw.decode("cp437"))


def _printable(name: str) -> str:
    blanks = "".join(" " if unicodedata.category(char) == "Zs" else char for char in name)
    return "".join(char if char.isprintable() else "_" for char in blanks)


def leaves_folder(name: str) -> bool:
    """Whether a member's name points outside the folder it would be unpacked to."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or not parts[0] or ":" in parts[0]


def _plain(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member:
    name = _name(info)
    budget.admit()
    if leaves_folder(name):
        return Member(name, b"", LEAVES_FOLDER)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Member(name, b"", IS_LINK)
    with archive.open(info) as stream:
        return Member(name, _collect(iter(lambda: stream.read(_STEP), b""), info.compress_size, budget))


def _decrypted(data: bytes, infos: list[zipfile.ZipInfo], passwords: Iterable[str], budget: Budget) -> list[Member]:
    import stream_unzip  # with the ciphers it brings: most bills come without a password

    # stream-inflate follows a bad code back beyond the first byte: what it raises then is Python's own IndexError
    spoilt = (stream_unzip.PasswordError, stream_unzip.UncompressError, stream_unzip.IntegrityError, IndexError)

    reason, left, count = NO_PASSWORD, budget.left, budget.members
    for password in passwords:
        reason = WRONG_PASSWORD
        budget.left, budget.members = left, count
        try:
            return _streamed(data, infos, password.encode(), budget)
        except spoilt:
            continue  # ZipCrypto lets 1 wrong password in 256 pass its check; only the content shows it
        except stream_unzip.UnsupportedFeatureError as fault:
            raise UnsafeInput(CANNOT_UNPACK) from fault
        except stream_unzip.UnzipError as fault:
            raise UnsafeInput(DAMAGED) from fault
    raise WrongPassword(reason)


def _streamed(data: bytes, infos: list[zipfile.ZipInfo], password: bytes, budget: Budget) -> list[Member]:
    from stream_unzip import stream_unzip

    known = {_raw_name(info): info for info in infos}
    found: list[Member] = []
    steps = (data[at : at + _STEP] for at in range(0, len(data), _STEP))
    for raw, _, chunks in stream_unzip(steps, password=password, chunk_size=_STEP):
        info = known.get(raw)
        name = member_name(raw, is_utf8=bool(info and info.flag_bits & _UTF8_NAME))
        content = _collect(chunks, info.compress_size if info else len(data), budget)
        if name.endswith("/"):
            continue
        budget.admit()
        found.append(Member(name, b"", LEAVES_FOLDER) if leaves_folder(name) else Member(name, content))
    return found


def _collect(chunks: Iterator[bytes], packed: int, budget: Budget) -> bytes:
    kept: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        budget.spend(len(chunk))
        if size > _RATIO_FREE and size > _MOST_RATIO * max(1, packed):
            raise UnsafeInput(BOMB)
        kept.append(chunk)
    return b"".join(kept)


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437")


def _name(info: zipfile.ZipInfo) -> str:
    return member_name(_raw_name(info), is_utf8=bool(info.flag_bits & _UTF8_NAME))
