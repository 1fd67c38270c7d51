"""Where to cancel, where to export, what can be read: the catalogue and the formats, printed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from audit import catalogue
from audit.case import find_case
from audit.catalogue import Channel, Service
from audit.cli import speech
from audit.cli.guide_words import HOW_SURE
from audit.errors import UsageError
from audit.statements import FORMATS
from audit.wording import Lang, Words, join

CANCEL, EXPORT = "cancel", "export"
_TOPICS = {
    **dict.fromkeys(("cancel", "取消", "terminate", "退订"), CANCEL),
    **dict.fromkeys(("export", "导出", "账单", "导出账单", "download", "下载"), EXPORT),
}

_BANK = re.compile(r"银行|信用社|\b(bank|credit union)\b", re.IGNORECASE)


_BILLS = (".csv", ".xlsx", ".xls", ".zip")  # what makes a folder one to look into, beside a case file


def guide(what: str | None, name: str | None, lang: Lang, as_of: date | None = None) -> None:
    """The ways of one or every channel; UsageError for a channel or service that is not known.

    `cancel` in a folder with bills, or with its path, is a checklist for each service still running in them.
    """
    if (name or "").casefold() in _TOPICS:  # `guide 微信 导出`
        what, name = name, what
    topic = _TOPICS.get((what or "").casefold())
    if topic == CANCEL and (folder := _folder(name)):
        from audit.cli.checklist import checklist  # the whole flow is slow to import, and the guide is quick

        checklist(folder, lang, as_of=as_of, asked=bool(name))
        name = None
    if what and not topic:  # `guide 微信`
        what, name = None, what if name is None else f"{what} {name}"
    topics = [topic] if topic else [CANCEL, EXPORT]
    service = catalogue.find_service(name) if name else None
    known = [c for c in catalogue.channels() if c.id != "hand"]
    channels = [c for c in known if not name or c.is_called(name)]
    if not channels and name and _BANK.search(name):
        channels = [catalogue.channel(f"bank:{name}")]  # one without an entry of its own: what holds of any bank
    if not channels and not service:
        raise UsageError(_UNKNOWN.fill(name=name, known=_known(lang)))
    for chosen in topics:
        if service and chosen == CANCEL and not channels:
            _say_service(service, lang)
        for channel in channels or ([] if chosen == CANCEL else known):
            _say_channel(channel, chosen, lang)
        if chosen == EXPORT:
            speech.say(catalogue.keep_as_it_came(), lang)


def _folder(name: str | None) -> Path | None:
    """The bills a checklist is made from: a path that names no channel or service, else this folder if it has any."""
    if name:
        is_known = any(c.is_called(name) for c in catalogue.channels()) or catalogue.find_service(name)
        path = Path(name)
        return path if path.exists() and (not is_known or len(path.parts) > 1) else None
    here = Path()
    has_bills = any(p.suffix.lower() in _BILLS for p in here.iterdir() if p.is_file())
    return here if has_bills or find_case(here) else None


def formats(lang: Lang) -> None:
    """Every format, by the name it has in the results, and what it is in words."""
    width = max(len(f.name) for f in FORMATS)
    for known in FORMATS:
        speech.say(f"{known.name:<{width}}  {known.title.to(lang)}", lang)
    speech.say(_BY_CONTENT, lang)


def _say_channel(channel: Channel, topic: str, lang: Lang) -> None:
    ways = [channel.terminate] if topic == CANCEL else [channel.path, channel.choose, channel.brings]
    title = (_CANCEL if topic == CANCEL else _EXPORT).fill(name=channel.name)
    named = join([Words(n, n) for n in channel.menu_names], ", ", "、")
    also = [_ALSO.fill(names=named)] if topic == CANCEL and named.en else []
    lines = [title, *(w for w in ways if w.en), *also, _checked(channel, topic)]
    speech.say("\n  ".join(line.to(lang) for line in lines) + "\n", lang)


def _checked(channel: Channel, topic: str) -> Words:
    """As of which day, and how sure the way is."""
    sure = channel.confidence if topic == CANCEL else channel.export_confidence
    return _CHECKED.fill(day=channel.checked, sure=HOW_SURE[sure])


def _say_service(service: Service, lang: Lang) -> None:
    """Where the service is cancelled; a mandate is spoken of where the service does not come from a store alone."""
    way = service.way_out
    sold = [_STORE_ONLY.fill(name=catalogue.channel(service.store).name)] if service.store else []
    known = way.confidence != "memory"
    checked = _CHECKED.fill(day=way.checked, sure=HOW_SURE[way.confidence]) if known else _NOT_CHECKED
    lines = [_CANCEL.fill(name=service.name), *sold, way.words, checked]
    speech.say("\n  ".join(line.to(lang) for line in lines) + "\n", lang)
    if not service.store:
        speech.say(_MANDATE_TOO, lang)


def _known(lang: Lang) -> str:
    return speech.listed((c.id for c in catalogue.channels() if c.id != "hand"), lang)


_UNKNOWN = Words("{name}: not known here; known are {known}", "{name}：没有收录；已收录：{known}")
_CANCEL = Words("Cancel: {name}", "取消：{name}")
_EXPORT = Words("Export bills: {name}", "导出账单：{name}")
_CHECKED = Words("(as of {day}, {sure}; menus change)", "（{day} 核对，{sure}；菜单可能有变）")
_ALSO = Words("The menu may also be called: {names}.", "菜单也可能叫：{names}。")
_NOT_CHECKED = Words(
    "(not looked up for this service: look for words like these; menus change)",
    "（未针对该服务核实，请找相近的文字；菜单可能有变）",
)
_STORE_ONLY = Words("Sold through {name} only: cancel there.", "只能通过{name}订阅，请在那里取消。")
_MANDATE_TOO = Words(
    "Close the payment mandate too (`renewal-audit guide cancel wechat`, `… alipay`): one does not close the other.\n",
    "扣费授权也要关闭（renewal-audit guide cancel wechat 或 alipay）：取消服务并不会自动关闭授权。\n",
)
_BY_CONTENT = Words(
    "A file is known by its content, never by its name; zips are read as they came.",
    "按内容识别文件，与文件名无关；压缩包无需解压。",
)
