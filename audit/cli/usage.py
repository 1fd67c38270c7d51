"""What was wrong with the arguments, in both languages: the library that reads them speaks English alone."""

from __future__ import annotations

import re

from audit.wording import Words

_SAID: tuple[tuple[str, Words], ...] = (
    (
        r"Invalid value for '(?P<name>[^']*)': (?:Value error, )?'(?P<value>.*)' does not match the format",
        Words("{name}: “{value}” is no date; write 2025-09-01", "{name}：“{value}”不是日期；请写成 2025-09-01"),
    ),
    (
        r"Invalid value for '(?P<name>[^']*)': (?:Value error, )?'(?P<value>.*)' is not one of (?P<known>.*?)\.?$",
        Words("{name}: “{value}” is none of {known}", "{name}：“{value}”不在可选范围内；可选：{known}"),
    ),
    (r"No such command '(?P<value>.*)'", Words("there is no command “{value}”", "没有“{value}”这个命令")),
    (r"No such option: (?P<value>\S+)", Words("there is no option {value}", "没有 {value} 这个选项")),
    (r"Missing argument '(?P<name>.*)'", Words("{name} is missing", "缺少参数 {name}")),
    (r"Option '(?P<name>.*)' requires an argument", Words("{name} needs a value", "{name} 之后要写一个值")),
    (
        r"Got unexpected extra arguments?(?:\(s\))? \((?P<value>.*)\)",
        Words("“{value}” is too much", "“{value}”是多余的"),
    ),
)
_HELP = Words(
    "{told} (`renewal-audit --help` lists the commands)", "用法有误：{told}（renewal-audit --help 可查看用法）"
)


def in_words(told: str) -> Words:
    """The library's message in both languages; one it has not said before stays as it is. Help texts stay whole."""
    if told.startswith("Usage:"):
        return Words(told, told)
    for pattern, words in _SAID:
        if found := re.match(pattern, told):
            facts = found.groupdict()
            if "known" in facts:
                facts["known"] = facts["known"].replace("'", "")
            return _HELP.fill(told=words.fill(**facts))
    return _HELP.fill(told=Words(told, told))
