"""How to close what is still running: one checklist for each live service in the bills, and what to beware of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from audit import catalogue
from audit.case.prefill import found_in_bills
from audit.catalogue import Channel
from audit.cli import speech
from audit.cli.guide_words import HOW_SURE
from audit.cli.passwords import passwords
from audit.cli.progress import progress
from audit.errors import InputError
from audit.judging.running import Running, running
from audit.judging.subscriptions import subscriptions
from audit.money import to_print
from audit.pipeline import Audit, run
from audit.wording import NOTHING, Lang, Words, join

_STALE = timedelta(days=7)  # bills that end earlier may miss a debit


def checklist(folder: Path, lang: Lang, *, as_of: date | None, asked: bool) -> None:
    """Print a checklist per live service, and leave with status 0, or 3 where some bill could not be used.

    Returns only where nothing runs and the folder was not `asked` for by name; then InputError where it has no bills.
    """
    with progress(lang) as shown:
        audit = run([folder], as_of=as_of, password=passwords(None, lang), progress=shown)
    if audit.bills.sources.empty and audit.case.charges.empty:
        if asked:
            raise InputError(_NO_BILLS.fill(where=folder))
        return
    found = running(subscriptions(audit.marked), audit.marked, as_of=audit.as_of)
    told = _told(audit)
    for number, service in enumerate(found, start=1):
        lines = [_TITLE.fill(number=number, service=_name(service), found=found_in_bills(service.plan))]
        lines += [_BOX.fill(line=line) for line in _lines(service, audit, told)]
        speech.say("\n".join(line.to(lang) for line in lines) + "\n", lang)
    speech.say("\n".join(line.to(lang) for line in _closing(audit, found)), lang)
    if found or asked:
        speech.finish(audit.bills.problems, lang)


def _lines(service: Running, audit: Audit, told: Mapping[str, Mapping[str, Any]]) -> Iterator[Words]:
    if said := told.get(service.plan["subscription_id"]):
        yield _TOLD.fill(id=said["cancellation_id"], on=f"{said['cancelled_at']:%Y-%m-%d}")
    yield (_BEFORE if service.first_on > audit.as_of else _TODAY).fill(due=service.due_on, first=service.first_on)
    stores = [r for r in service.rails if r.kind == "store"]
    yield _at_the_service(service, stores)
    yield from (_at_the_rail(rail, bool(stores)) for rail in service.rails if rail.kind != "store")
    if not stores:
        yield _BOTH
    yield _PHOTOS
    yield _SUPPORT.fill(last=_last(service.last))


def _at_the_service(service: Running, stores: list[Channel]) -> Words:
    """The first place: the store that sells it, else the service's own page, looked up or as most apps have it."""
    if stores:
        return _FIRST.fill(where=join([_way(s) for s in stores]))
    plan = service.plan
    known = catalogue.find_service(f"{plan['merchant']} {plan['service']}")
    if known and known.way_out.confidence != "memory":
        way = known.way_out
        return _FIRST.fill(where=join([way.words, _CHECKED.fill(day=way.checked, sure=HOW_SURE[way.confidence])]))
    name = known.name if known else Words(_name(service), _name(service))
    return _FIRST.fill(where=_IN_THE_APP.fill(name=name))


def _at_the_rail(rail: Channel, behind_a_store: bool) -> Words:
    words = _SECOND_OF_STORE if behind_a_store else _SECOND
    return words.fill(rail=rail.name, where=_way(rail))


def _way(rail: Channel) -> Words:
    """Where its mandate is closed, what else the menu may be called, and as of which day."""
    also = _ALSO.fill(names=join([Words(n, n) for n in rail.menu_names], ", ", "、")) if rail.menu_names else NOTHING
    return join([rail.terminate, also, _CHECKED.fill(day=rail.checked, sure=HOW_SURE[rail.confidence])])


def _last(row: Mapping[str, Any]) -> Words:
    amount, number = to_print(int(row["amount_minor"]), row["currency"]), row["reference"]
    words = _LAST_NUMBERED if number else _LAST
    return words.fill(on=f"{row['civil_date']:%Y-%m-%d}", amount=amount, number=number)


def _closing(audit: Audit, found: tuple[Running, ...]) -> Iterator[Words]:
    """How far the bills reach, and the warnings that hold for every service."""
    seen = audit.bills.sources["covered_until_at"].max()
    if not found:
        yield _NONE
    if not pd.isna(seen) and seen.date() < audit.as_of - _STALE:
        yield _OLD_BILLS.fill(on=f"{seen - timedelta(seconds=1):%Y-%m-%d}")  # the last moment that is shown
    if found:
        yield _BEWARE
        yield from (_ITEM.fill(line=line) for line in _WARNINGS)


def _told(audit: Audit) -> dict[str, Mapping[str, Any]]:
    """The cancellation that the case file already names for each subscription."""
    named = audit.ends[audit.ends["subscription_id"].ne("") & audit.ends["cancelled_at"].notna()]
    return {row["subscription_id"]: row for row in reversed(named.to_dict("records"))}


def _name(service: Running) -> str:
    return str(service.plan["service"] or service.plan["merchant"])


_NO_BILLS = Words(
    "{where}: no bills here, so nothing is known to be running", "{where}：这里没有账单，看不出哪些服务还在扣费"
)
_TITLE = Words("{number}. {service} ({found})", "{number}. {service}（{found}）")
_BOX = Words("  [ ] {line}", "  [ ] {line}")
_ITEM = Words("  - {line}", "  - {line}")
_TOLD = Words(
    "You noted {id}, cancelled on {on}, and the bills show debits after it: see that both places below are closed.",
    "案件表格里写着已于 {on} 取消（{id}），账单里之后仍有扣款：请核对下面两处是否都已关闭。",
)
_BEFORE = Words(
    "Next debit {due}; it may come from {first} on: close it before {first}.",
    "下次扣款日 {due}，最早可能从 {first} 起扣款：请在 {first} 之前关闭。",
)
_TODAY = Words(
    "Next debit {due}; it may come at any moment (from {first} on): close it today.",
    "下次扣款日 {due}，随时可能扣款（最早 {first} 起）：请今天就关闭。",
)
_FIRST = Words("First place, the service: {where}", "第一处 取消服务：{where}")
_SECOND = Words("Second place, the mandate at {rail}: {where}", "第二处 关闭{rail}的扣费授权：{where}")
_SECOND_OF_STORE = Words(
    "Second place, the mandate of the store at {rail}; only if you buy nothing else in that store: {where}",
    "第二处 {rail}里给应用商店的扣费授权（如果还要在该商店购买其他东西，不要关）：{where}",
)
_IN_THE_APP = Words(
    "in the app or on the site of {name}, most often My (我的) > membership centre (会员中心) > manage auto-renewal "
    "(自动续费管理, 续费管理, 连续包月管理, 订阅管理) > close. (not looked up for this service: look for words like "
    "these)",
    "在{name}的 App 或网页里，多为：我的 > 会员中心 > 自动续费管理（也可能叫：续费管理、连续包月管理、自动续订、"
    "订阅管理）> 关闭。（未针对该服务核实，请找相近的文字）",
)
_ALSO = Words("May also be called: {names}.", "也可能叫：{names}。")
_CHECKED = Words("(as of {day}, {sure}; menus change)", "（{day} 核对，{sure}；菜单可能有变）")
_BOTH = Words(
    "Both are closed: cancelling the service does not close the mandate, and closing the mandate does not cancel the "
    "service.",
    "两处都已关闭：取消服务不会自动关闭授权，关闭授权也不等于取消服务。",
)
_PHOTOS = Words(
    "Screenshots with date and time: the page before (service, account, next debit); every pop-up that tries to keep "
    "you; the page that says it is cancelled; the list of mandates without it; the SMS or message that confirms it.",
    "截图（带日期时间）：关闭前的页面（服务名、账号、下次扣费日）；每个挽留弹窗；显示已取消的页面；扣费授权列表里已没有它；"
    "确认取消的短信或消息。",
)
_SUPPORT = Words(
    "Support will ask for: the phone number or account of the membership; {last}; when you subscribed; what you did. "
    "Ask for a ticket number and for the cancellation in writing.",
    "客服会问：会员的手机号或账号；{last}；何时开通；做过哪些操作。请索要工单号，并要求书面确认取消。",
)
_LAST = Words("the last debit ({on}, {amount})", "最近一笔扣款（{on}，{amount}）")
_LAST_NUMBERED = Words(
    "the last debit ({on}, {amount}, number {number})", "最近一笔扣款（{on}，{amount}，单号 {number}）"
)
_NONE = Words(
    "No service is still running in these bills. Where to cancel in general: `renewal-audit guide cancel wechat`, "
    "`… alipay`, `… apple`.",
    "这些账单里没有仍在扣费的服务。一般的取消方法：renewal-audit guide cancel 微信（支付宝、苹果……）。",
)
_OLD_BILLS = Words(
    "The bills end on {on}: what began or ended after it is not seen. Export newer ones: `renewal-audit guide export`.",
    "账单只到 {on}：此后新开通或已停的服务看不到。请导出新的账单（renewal-audit guide export）。",
)
_BEWARE = Words("Beware:", "请当心：")
_WARNINGS = (
    Words(
        "ID photos: send none in a chat. Only where the official channel demands one on its own page, with a watermark "
        "that says what for. This program never needs or keeps one.",
        "证件照片：不要在聊天里发。只有官方渠道在自己的页面上明确要求时才提供，并加水印写明用途。本程序不需要也绝不保存。",
    ),
    Words(
        "Payment password, SMS codes, payment QR codes: nobody who helps you needs them. Share no screen, open no "
        "“refund” link that somebody sends.",
        "支付密码、短信验证码、付款码：任何帮您的人都不需要。不共享屏幕，不点别人发来的「退款」链接。",
    ),
    Words(
        "Refund agents (代办退款, 代退会员): pay them nothing and give them no account; everything here costs nothing.",
        "「代办退款」「代退会员」：不要付钱，也不要交出账号；这里的每一步都不用花钱。",
    ),
    Words(
        "Look at the bill of the next one or two billing days, and keep the screenshots for six months at least, "
        "better three years.",
        "关闭之后再看一两个扣费日的账单；截图至少保存六个月，最好三年。",
    ),
)
