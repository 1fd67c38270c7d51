"""Nothing that names a person leaves with what is given to others: letters, the shared package, the calendar.

Names, phones, e-mails, cards, identity numbers and addresses are drawn and planted in every text of a bill and of the
case file. Order numbers stay whole for the addressee of a letter and are cut in the shared copy, as RULES §7.6 says.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar

from audit.pipeline import Audit, run
from audit.reports.evidence import write_share
from audit.reports.letters import fact_sheet, letter_files
from audit.reports.masking import is_identity_number
from audit.reports.reminders import write_reminders
from audit.samples.casefile import write_case_file
from audit.wording import Lang

AS_OF = "2026-01-02"
LANGS: tuple[Lang, ...] = ("zh", "en")
HEAD = """微信支付账单明细,,,,,,,,
微信昵称：[{nick}],,,,,,,,
起始时间：[2025-03-01 00:00:00] 终止时间：[2025-12-31 23:59:59],,,,,,,,
导出类型：[全部],,,,,,,,
导出时间：[2026-01-01 10:00:00],,,,,,,,
,,,,,,,,
----------------------微信支付账单明细列表--------------------,,,,,,,,
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
"""
ROW = (
    '2025-{month:02}-01 00:12:33,商户消费,卡盟网络,"{text}",支出,¥30.00,招商银行(1234),支付成功,{order},{own},'
    '"{note}"\n'
)
PAID = "2025-04-09 12:00:00,转账,{friend},转账备注:微信转账,支出,¥88.00,零钱,对方已收钱,{order},/,/\n"


class Planted:
    """What names a person, drawn anew for each seed."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        digits = lambda n: "".join(draw.choices("0123456789", k=n))  # noqa: E731
        given = lambda: "".join(draw.sample("伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞刚英华玉", draw.choice((1, 2))))  # noqa: E731
        surnames = draw.sample("王李张刘陈杨赵黄周吴徐孙胡朱郭何罗宋梁", 4)
        self.nick, self.friend, self.agent, self.receiver = (surname + given() for surname in surnames)
        self.phone = f"1{draw.choice('3456789')}{draw.choice('123456')}{digits(8)}"
        self.card = f"62{digits(draw.choice((14, 17)))}"
        first = f"11010519{draw.randint(60, 99)}{draw.randint(10, 12)}{draw.randint(10, 28)}{digits(3)}"
        self.identity = next(f"{first}{c}" for c in "0123456789X" if is_identity_number(f"{first}{c}"))
        self.mail = f"{draw.choice('abcdexyz')}{digits(5)}@example.com"
        self.place = f"上海市徐汇区漕溪北路{draw.randint(10, 999)}号{draw.randint(1, 9)}幢{digits(3)}室"
        self.orders = [f"42000023452025{month:02}01{digits(12)}" for month in range(3, 12)]
        self.own_orders = [f"10000{digits(14)}" for _ in range(3, 12)]

    @property
    def persons(self) -> list[str]:
        """All of it that may stand in nothing given to others."""
        names = [self.nick, self.friend, self.agent, self.receiver]
        return [*names, self.phone, self.card, self.identity, self.mail, self.place]

    @property
    def text(self) -> str:
        return f"收件人{self.receiver} 电话{self.phone} 卡{self.card} {self.mail} 地址{self.place}"

    def write(self, folder: Path) -> Path:
        """A case with all of it in bill and case file, in the names of files and of the folder too.

        Identity numbers are refused in the case file; they stand in the bill.
        """
        case = folder / f"{self.nick}的账单"
        case.mkdir(parents=True)
        plan = f"卡盟钻-连续包月 {self.text}"
        rows = [
            ROW.format(month=m, text=plan, order=o, own=w, note=f"{self.friend} {self.identity} {self.text}")
            for m, o, w in zip(range(3, 12), self.orders, self.own_orders, strict=True)
        ]
        bill = HEAD.format(nick=self.nick) + "".join(rows) + PAID.format(friend=self.friend, order=self.orders[0][::-1])
        (case / f"微信支付账单_{self.nick}_{self.phone}.csv").write_text(bill, "utf-8-sig")
        proof = f"聊天_{self.friend}_{self.phone}.txt"
        (case / proof).write_text("x", "utf-8")
        text = f"{self.nick} {self.friend} {self.text}"
        cancelled = {
            "service": plan, "cancelled_at": datetime(2025, 6, 10, 10), "proof": "B", "evidence": proof,
            "notice_text": text, "autorenew_state": text, "merchant_name": "深圳市卡盟网络科技有限公司", "note": text,
        }  # fmt: skip
        asked = {"when": datetime(2025, 7, 2, 9), "whom": f"客服{self.agent} {self.phone}", "what": "contacted"}
        refused = {"when": datetime(2025, 7, 3, 9), "whom": f"商家 {self.mail}", "what": "refused"}
        told = {"ticket": "GD20250702000123", "evidence": proof, "note": text}
        cost = {"date": date(2025, 8, 1), "what": f"打印费 {text}", "amount": "12.00", "receipt": proof}
        sheets = {"cancellations": [cancelled], "events": [asked | told, refused | told], "costs": [cost]}
        (case / "case.xlsx").write_bytes(write_case_file(sheets, "en"))
        return case


def given_away(audit: Audit, folder: Path) -> Iterator[tuple[str, str]]:
    """Every text that is made to be given to others, by its name."""
    for lang in LANGS:
        write_share(audit, folder / "share.zip", lang)
        with ZipFile(folder / "share.zip") as packed:
            for name in packed.namelist():
                yield f"{lang} share.zip {name}", packed.read(name).decode()
        write_reminders(audit, folder / "reminders.ics", lang)
        for event in Calendar.from_ical((folder / "reminders.ics").read_bytes()).walk():
            yield f"{lang} reminders", " ".join(str(value) for value in event.values())
        for name, content in letter_files(audit, lang, to_send=False):
            if name.endswith(".docx"):
                (folder / "letter.docx").write_bytes(content)
                with ZipFile(folder / "letter.docx") as packed:
                    content = re.sub(rb"<[^>]+>", b"", b"".join(map(packed.read, packed.namelist())))
            yield f"{lang} {name}", content.decode(errors="replace")
        yield f"{lang} fact sheet", fact_sheet(audit, "C1", lang)


def check(seed: int, folder: Path) -> None:
    planted = Planted(seed)
    audit = run(planted.write(folder), as_of=AS_OF)
    assert int(audit.claims.totals["principal_minor"].sum()) == 15_000  # July to November
    texts = dict(given_away(audit, folder))
    assert len(texts) > 20
    assert [(name, p) for name, text in texts.items() for p in planted.persons if p in text] == []
    shared = "".join(text for name, text in texts.items() if "share.zip" in name)
    assert [number for number in (*planted.orders, *planted.own_orders) if number in shared] == []
    complaint = next(text for name, text in texts.items() if re.search(r"merchant-zh\.txt", name))
    assert planted.orders[4] in complaint  # its addressee must find the charge
    assert "卡盟钻-连续包月" in complaint


def test_nothing_planted_is_given_away(tmp_path: Path) -> None:
    check(1, tmp_path)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(2, 60))
def test_nothing_drawn_is_given_away(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)
