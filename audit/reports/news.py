"""What is new since the audit before, in sentences: the page and the terminal say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from audit.money import to_minor, to_print
from audit.reports import labels
from audit.wording import NOTHING, Words, join

Json = Mapping[str, Any]
_SHOWN = 6  # of a kind; the rest is counted


def news(document: Json) -> list[Words]:
    """A heading, then what is new, one sentence each; [] where the document is the first of its case."""
    told = document["since_last"]
    if not told:
        return []
    several = len(document["cancellations"]) > 1  # of one alone the name is on every line beside it
    services = {c["id"]: c["service"] for c in document["cancellations"] if several}
    # A document of an earlier version does not tell these. Of what is first judged now everything would be news.
    cancellations = told.get("cancellations", {"new": [], "renumbered": []})
    told = {**told, **{name: _of_others(told[name], cancellations["new"]) for name in ("debits", "refunds", "watch")}}
    lines = [
        *_bills(told["bills"]),
        *_cases(cancellations["new"], document, _JUDGED),
        *_numbers(cancellations["renumbered"], document),
        *_some(told["debits"], lambda d: _debit(d, services)),
        *_some(told["refunds"], lambda r: _refund(r, services)),
        *_some(told["verdicts"], lambda v: _verdict(v, services)),
        *_gone(told["gone"]),
        *_questions(told["questions"]),
        *_sums(told["sums"]),
        *_some(told["watch"], lambda w: _cycle(w, services)),
        *_steps(told["steps"], services),
        # A document of an earlier version does not tell these.
        *_cases(told.get("closed", []), document, _CLOSED),
        *_cases(told.get("reopened", []), document, _REOPENED),
        *_letters(told.get("letters", [])),
    ]
    return [(_SINCE if lines else _QUIET).fill(as_of=told["as_of"]), *lines]


def _of_others(entries: Iterable[Json], new: list[str]) -> list[Json]:
    return [entry for entry in entries if entry["cancellation"] not in new]


def _numbers(moved: list[Json], document: Json) -> Iterator[Words]:
    if moved:
        services = {c["id"]: c["service"] for c in document["cancellations"]}
        said = [_NUMBER.fill(service=services[one["now"]], **one) for one in moved]
        yield _NUMBERS.fill(numbers=join(said, "; ", "；"))


def _some(entries: list[Json], words: Callable[[Json], Words]) -> Iterator[Words]:
    yield from (words(entry) for entry in entries[:_SHOWN])
    if len(entries) > _SHOWN:
        yield _MORE.fill(count=len(entries) - _SHOWN)


def _bills(files: list[str]) -> Iterator[Words]:
    if files:
        shown = [labels.place(f) for f in files[:_SHOWN]]
        more = [_FILES.fill(count=len(files) - _SHOWN)] if len(files) > _SHOWN else []
        yield _BILLS.fill(files=join([*shown, *more], ", ", "、"))


def _debit(debit: Json, services: Mapping[str, str]) -> Words:
    return _DEBIT.fill(
        **_charge(debit, services), verdict=labels.value("verdict", debit["verdict"]), sums=_money(debit)
    )


def _refund(refund: Json, services: Mapping[str, str]) -> Words:
    words = _REFUND if refund["on"] else _REFUND_SHOWN
    return words.fill(**_charge(refund, services), of=refund["of"] or "?")


def _verdict(changed: Json, services: Mapping[str, str]) -> Words:
    was, now = changed["before"], changed["now"]
    verdicts = [labels.value("verdict", one["verdict"]) for one in (was, now)]
    heads = [head for head in ("principal", "in_question") if was[head] != now[head]]
    moved = [
        _HEADS[head].fill(before=_print(was[head], changed["currency"]), now=_print(now[head], changed["currency"]))
        for head in heads
    ]
    said = [_MOVED.fill(before=verdicts[0], now=verdicts[1])] if verdicts[0] != verdicts[1] else []
    answered = [_ANSWERED] if now["decision"] and now["decision"] != was["decision"] else []
    return _CHANGED.fill(**_charge(changed, services), what=join([*said, *moved, *answered], "; ", "；"))


def _charge(entry: Json, services: Mapping[str, str]) -> dict[str, Any]:
    service = services.get(entry["cancellation"] or "", "")
    amount = _print(entry["amount"], entry["currency"])
    named = Words(f" ({service})", f"（{service}）") if service else NOTHING
    return {"on": entry["on"] or "?", "amount": amount, "service": named}


def _money(debit: Json) -> Words:
    parts = [
        words.fill(amount=_print(debit[head], debit["currency"]))
        for head, words in (("principal", _CLAIMED), ("in_question", _ASKED))
        if to_minor(debit[head], debit["currency"])
    ]
    return join([NOTHING, *(Words(f", {p.en}", f"，{p.zh}") for p in parts)], "", "")


def _gone(ids: list[str]) -> Iterator[Words]:
    if ids:
        yield _GONE.fill(count=len(ids))


def _questions(told: Json) -> Iterator[Words]:
    if told["answered"] or told["asked"]:
        yield _QUESTIONS.fill(**{key: len(told[key]) for key in ("answered", "asked", "open")})


def _sums(sums: Iterable[Json]) -> Iterator[Words]:
    for one in sums:
        currency, nothing = one["currency"], {"total": "0", "in_question": "0"}
        was, now = one["before"] or nothing, one["now"] or nothing
        grew = one["before"] and one["now"] and all(was[head] == now[head] for head in ("principal", "costs"))
        for head, words in (("total", _GREW if grew else _TOTAL), ("in_question", _QUESTIONED)):
            if to_minor(was[head], currency) != to_minor(now[head], currency):
                yield words.fill(before=_print(was[head], currency), now=_print(now[head], currency))


def _cycle(cycle: Json, services: Mapping[str, str]) -> Words:
    before, now = (join([labels.value("state", s) for s in cycle[key]], "/", "/") for key in ("before", "now"))
    service = services.get(cycle["cancellation"], "")
    named = Words(f" ({service})", f"（{service}）") if service else NOTHING
    words = _CYCLE if cycle["before"] else _NEW_CYCLE
    return words.fill(since=cycle["from"], service=named, before=before, now=now)


def _steps(steps: Json, services: Mapping[str, str]) -> Iterator[Words]:
    for key, words in (("done", _DONE), ("overdue", _OVERDUE)):
        if steps[key]:
            said = [_step(s, services) for s in steps[key]]
            yield words.fill(steps=join(said, "; ", "；"))


def _step(step: Json, services: Mapping[str, str]) -> Words:
    name, by = labels.value("step", step["kind"]), step.get("by", "")
    service = services.get(step["cancellation"], "")
    said = join([name, Words(f"({service})", f"（{service}）") if service else NOTHING])
    return join([said, _SINCE_DAY.fill(by=by.replace("T", " ")[:16])]) if by else said


def _cases(ids: list[str], document: Json, words: Words) -> Iterator[Words]:
    if ids:
        named = [f"{c['id']} {c['service']}" for c in document["cancellations"] if c["id"] in ids]
        yield words.fill(cases=join([Words(n, n) for n in named], ", ", "、"))


def _letters(names: list[str]) -> Iterator[Words]:
    if names:
        shown = [Words(n, n) for n in names[:_SHOWN]]
        more = [_FILES.fill(count=len(names) - _SHOWN)] if len(names) > _SHOWN else []
        yield _OLD_LETTERS.fill(names=join([*shown, *more], ", ", "、"))


def _print(amount: str, currency: str) -> str:
    return to_print(to_minor(amount, currency), currency)


_SINCE = Words("New since the audit of {as_of}:", "与 {as_of} 的审计相比，有以下变化：")
_QUIET = Words(
    "Nothing is new since the audit of {as_of}: the same bills, findings and sums.",
    "与 {as_of} 的审计相比没有变化：账单、认定和金额均相同。",
)
_MORE = Words("… and {count} more of these", "……另有 {count} 项同类变化")
_FILES = Words("{count} more", "另外 {count} 个文件")
_BILLS = Words("Bills added: {files}", "新增账单：{files}")
_DEBIT = Words(
    "New debit of {on}, {amount}{service}: {verdict}{sums}", "新增扣款：{on} {amount}{service}，{verdict}{sums}"
)
_CLAIMED, _ASKED = Words("{amount} claimed", "主张 {amount}"), Words("{amount} in question", "{amount} 待核实")
_REFUND = Words(
    "New refund of {amount} on {on}{service}, for the debit of {of}",
    "新增退款：{on} {amount}{service}，对应 {of} 的扣款",
)
_REFUND_SHOWN = Words(
    "Newly shown as refunded: {amount}{service} of the debit of {of}", "新显示已退款：{of} 的扣款退回 {amount}{service}"
)
_CHANGED = Words("Debit of {on}, {amount}{service}: {what}", "{on} 的扣款 {amount}{service}：{what}")
_MOVED = Words("“{before}” became “{now}”", "由“{before}”变为“{now}”")
_HEADS = {
    "principal": Words("claimed {before} → {now}", "主张 {before} → {now}"),
    "in_question": Words("in question {before} → {now}", "待核实 {before} → {now}"),
}
_ANSWERED = Words("you answered", "您已答复")
_GONE = Words(
    "Findings of the last audit that no longer stand: {count} (a bill or a cancellation is gone or was changed)",
    "上次的认定中有 {count} 项不再列出（账单或取消记录已移除或更改）",
)
_QUESTIONS = Words(
    "Questions: {answered} answered, {asked} new, {open} open",
    "问题：已答复 {answered} 个，新增 {asked} 个，待答复 {open} 个",
)
_TOTAL = Words("Claimed in all: {before} → {now}", "主张合计：{before} → {now}")
_GREW = Words("Interest went on: claimed in all {before} → {now}", "利息继续计算，主张合计：{before} → {now}")
_QUESTIONED = Words("In question in all: {before} → {now}", "待核实合计：{before} → {now}")
_CYCLE = Words("Period from {since}{service}: {before} → {now}", "{since} 起的周期{service}：{before} → {now}")
_NEW_CYCLE = Words("Period from {since}{service}: {now}", "{since} 起的周期{service}：{now}")
_DONE = Words("Done, or no longer needed: {steps}", "已完成或不再需要：{steps}")
_OVERDUE = Words("Still to do: {steps}", "尚待办理：{steps}")
_JUDGED = Words(
    "Judged for the first time, each charge under its own heading: {cases}",
    "首次认定（每笔扣款列在各自的标题下）：{cases}",
)
_NUMBER = Words("{service}: {before} is now {now}", "{service}由 {before} 变为 {now}")
_NUMBERS = Words(
    "Numbers moved, for a row above was filled in: {numbers}. Where you wrote a number in another sheet of the case "
    "file, mend it; the names of the letters have moved too",
    "因前面的行已填写，编号有变：{numbers}。如果您在案件表格的其他表里写过编号，请相应修改；函件的文件名也随之改变",
)
_CLOSED = Words("Closed: {cases}", "已了结：{cases}")
_REOPENED = Words("Closed before and open again: {cases}", "曾了结，现重新打开：{cases}")
_OLD_LETTERS = Words(
    "Letters of that audit out of date, for sums or facts have changed: {names}. Send the new ones in letters/ "
    "instead; if one is sent already, say in the next one what is new",
    "上次的下列函件已过时（金额或事实有变）：{names}。请改用 letters/ 里的新函件；已经寄出的，请在下一封中说明变化",
)
_SINCE_DAY = Words("(due since {by})", "（{by} 起应办）")
