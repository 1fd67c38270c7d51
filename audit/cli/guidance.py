"""Where to cancel, where to export, what can be read: the catalogue and the formats, printed."""

from __future__ import annotations

from audit import catalogue
from audit.catalogue import Channel, Service
from audit.cli import speech
from audit.errors import UsageError
from audit.statements import FORMATS
from audit.wording import Lang, Words

CANCEL, EXPORT = "cancel", "export"
_TOPICS = {
    **dict.fromkeys(("cancel", "取消", "terminate", "退订"), CANCEL),
    **dict.fromkeys(("export", "导出", "账单"), EXPORT),
}


def guide(what: str | None, name: str | None, lang: Lang) -> None:
    """The ways of one or every channel; UsageError for a channel or service that is not known."""
    topic = _TOPICS.get((what or "").casefold())
    if what and not topic:  # `guide 微信`
        what, name = None, what if name is None else f"{what} {name}"
    topics = [topic] if topic else [CANCEL, EXPORT]
    service = catalogue.find_service(name) if name else None
    channels = [c for c in catalogue.channels() if c.id != "hand" and (not name or _is_called(c, name))]
    if not channels and not service:
        raise UsageError(_UNKNOWN.fill(name=name, known=_known(lang)))
    for chosen in topics:
        if service and chosen == CANCEL and not channels:
            _say_service(service, lang)
        for channel in channels or ([] if chosen == CANCEL else catalogue.channels()):
            _say_channel(channel, chosen, lang)


def formats(lang: Lang) -> None:
    """Every format, by the name it has in the results, and what it is in words."""
    width = max(len(f.name) for f in FORMATS)
    for known in FORMATS:
        speech.say(f"{known.name:<{width}}  {known.title.to(lang)}", lang)
    speech.say(_BY_CONTENT, lang)


def _say_channel(channel: Channel, topic: str, lang: Lang) -> None:
    way = channel.terminate if topic == CANCEL else channel.export
    title = (_CANCEL if topic == CANCEL else _EXPORT).fill(name=channel.name)
    speech.say(f"{title.to(lang)}\n  {way.to(lang)}\n  {_CHECKED.fill(day=channel.checked).to(lang)}\n", lang)


def _say_service(service: Service, lang: Lang) -> None:
    speech.say(f"{_CANCEL.fill(name=service.name).to(lang)}\n  {service.cancel.to(lang)}\n", lang)
    speech.say(_MANDATE_TOO, lang)


def _is_called(channel: Channel, name: str) -> bool:
    folded = catalogue.fold(name)
    names = {catalogue.fold(n) for n in (channel.id, *channel.name, *channel.wallet_prefixes)}
    return folded in names or folded == channel.id.partition(":")[2]


def _known(lang: Lang) -> str:
    return speech.listed((c.id for c in catalogue.channels() if c.id != "hand"), lang)


_UNKNOWN = Words("{name}: not known here; known are {known}", "{name}：没有收录；已收录：{known}")
_CANCEL = Words("Cancel: {name}", "取消：{name}")
_EXPORT = Words("Export bills: {name}", "导出账单：{name}")
_CHECKED = Words("(as of {day}; menus change)", "（{day} 核对；菜单可能有变）")
_MANDATE_TOO = Words(
    "Close the payment mandate too (`renewal-audit guide cancel wechat`, `… alipay`): one does not close the other.\n",
    "扣费授权也要关闭（renewal-audit guide cancel wechat 或 alipay）：取消服务并不会自动关闭授权。\n",
)
_BY_CONTENT = Words(
    "A file is known by its content, never by its name; zips are read as they came.",
    "按内容识别文件，与文件名无关；压缩包无需解压。",
)
