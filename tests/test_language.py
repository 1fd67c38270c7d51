"""Every text a user sees exists in English and Chinese, each where it belongs: in the code, its data, and its outputs.

The sources are read as trees: what is said stands in `Words`, or where the language is chosen; the templates and the
label files have their own pairs. What comes out for the sample case is read as a person reads it.
"""

from __future__ import annotations

import ast
import html
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
import results_sample as sample
import typer.main

import audit
from audit import bundled, catalogue
from audit.cli.commands import app
from audit.cli.summary import summary
from audit.law import load
from audit.pipeline import Audit
from audit.reports import audit_json, page, reminders, workbook
from audit.reports.explain import explain
from audit.reports.letters import letters
from audit.tables import Results
from audit.wording import Lang

PACKAGE = Path(__file__).resolve().parent.parent / "audit"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted((PACKAGE / "reports" / "templates").glob("*.j2"))
LETTERS = PACKAGE / "reports" / "letter_texts"

LANGS: tuple[Lang, ...] = ("en", "zh")
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
PLACE = re.compile(r"\{[^{}]*\}")
QUOTED = re.compile(r"\([^()]*\)|“[^“”]*”")  # a menu's own Chinese name beside its English one
NAMES = {"Revolut, CSV": "Revolut CSV", "bunq, CSV": "bunq CSV"}  # nothing to translate but a comma
COUNTED = {"{service} {days}"}  # Chinese says how many days it names, as Chinese does

# Modules that know Chinese because they read it: what bills print, what people write, what merchants call themselves.
READS_CHINESE = {
    "case/cells.py", "case/columns.py", "case/evidence.py", "case/identity.py", "case/moments.py", "case/persons.py",
    "case/reading.py", "case/stationery.py", "cli/guidance.py", "judging/end_rules.py", "judging/escalation.py",
    "judging/explained_refunds.py", "judging/itemised.py", "judging/legs.py", "judging/matters.py",
    "judging/plan_names.py", "judging/sellers.py", "judging/texts.py", "judging/verdicts.py", "money.py",
    "reports/letter_docx.py", "reports/masking.py", "reports/page_bills.py", "reports/person_names.py",
}  # fmt: skip
READING = ("statements/", "samples/", "catalogue/")


def inside(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def text_of(node: ast.expr) -> str | None:
    """A literal's text, an f-string's with its places as `{…}`; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "{…}" for v in node.values)
        return "".join(map(str, parts))
    return None


def called(node: ast.AST) -> str:
    """The name of what a node calls, without its module; nothing for anything else."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_words(node: ast.AST) -> bool:
    return called(node) == "Words"


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def pairs(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and is_words(node) and len(node.args) == 2:
            english, chinese = (text_of(a) for a in node.args)
            if english is not None and chinese is not None:
                yield node.lineno, english, chinese


def fault_of(english: str, chinese: str) -> str:
    """What is wrong with a pair, in a word; nothing for a sound one."""
    if bool(english) != bool(chinese):
        return "one side is empty"
    if HAN.search(QUOTED.sub("", english)):
        return "Chinese on the English side"
    told = PLACE.sub("", chinese)
    if LATIN.search(told) and not HAN.search(told) and NAMES.get(english) != chinese:
        return "no Chinese on the Chinese side"
    if (
        "{…}" not in english + chinese
        and english not in COUNTED
        and set(PLACE.findall(english)) != set(PLACE.findall(chinese))
    ):
        return "the two sides tell different facts"
    return ""


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("{count} bills", "{count}份账单", ""),
        ("PayPal", "PayPal", "no Chinese on the Chinese side"),
        ("My orders (我的订单)", "我的订单", ""),
        ("我的订单", "我的订单", "Chinese on the English side"),
        ("nothing", "", "one side is empty"),
        ("{count} bills", "账单", "the two sides tell different facts"),
        ("{name}", "{name}", ""),
    ],
)
def test_a_faulty_pair_is_seen(english: str, chinese: str, fault: str) -> None:
    assert fault_of(english, chinese) == fault


def test_every_pair_of_words_has_both_sides() -> None:
    found = {(inside(m), *pair) for m in SOURCES for pair in pairs(tree_of(m))}
    assert len(found) > 500, "the walk sees the pairs"
    assert [f"{m}:{line}: {w}" for m, line, en, zh in sorted(found) if (w := fault_of(en, zh))] == []


def chosen_by_language(node: ast.AST) -> bool:
    """Whether a node picks one of two languages, so that its Chinese has an English beside it."""
    if isinstance(node, ast.IfExp):
        return "'zh'" in ast.unparse(node.test) or "'en'" in ast.unparse(node.test)
    return isinstance(node, ast.Dict) and {k.value for k in node.keys if isinstance(k, ast.Constant)} >= {"zh", "en"}


def alone(tree: ast.Module) -> list[tuple[int, str]]:
    """Chinese literals that stand neither in `Words`, nor where the language is chosen, nor with English around them.

    Around a literal is its function, or at the top of a module its statement.
    """
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and not LATIN.search(node.value)  # a help text holds both
        and not any(is_words(n) or chosen_by_language(n) for n in above(node, parents))
        and not speaks_english(place(node, parents))
    ]


def above(node: ast.AST, parents: dict[int, ast.AST]) -> Iterator[ast.AST]:
    while id(node) in parents:
        node = parents[id(node)]
        yield node


def place(node: ast.AST, parents: dict[int, ast.AST]) -> ast.AST:
    chain = list(above(node, parents))
    functions = [n for n in chain if isinstance(n, ast.FunctionDef)]
    return functions[0] if functions else next(n for n in chain if isinstance(n, ast.stmt))


def speaks_english(node: ast.AST) -> bool:
    body = node.body[1:] if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) else [node]
    literals = [n.value for part in body for n in ast.walk(part) if isinstance(n, ast.Constant)]
    return any(isinstance(v, str) and LATIN.search(v) and v not in ("zh", "en") for v in literals)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(x):\n    return f'共 {x} 笔'", 2),
        ("def f(x):\n    return f'共 {x} 笔' if x == 'zh' else f'{x} in all'", 0),
        ("TITLE = '账单'", 1),
        ("TITLE = Words('Bill', '账单')", 0),
        ("UNIT = {'day': '天'}", 0),
    ],
)
def test_chinese_without_its_english_is_seen(source: str, found: int) -> None:
    assert len(alone(ast.parse(source))) == found


def test_no_chinese_stands_alone_in_the_code() -> None:
    speaking = [m for m in SOURCES if inside(m) not in READS_CHINESE and not inside(m).startswith(READING)]
    assert {f"{inside(m)}:{line}: {text}" for m in speaking for line, text in alone(tree_of(m))} == set()
    assert {name for name in READS_CHINESE if not (PACKAGE / name).exists()} == set()


def test_what_is_printed_is_words_or_comes_from_elsewhere() -> None:
    """No literal sentence is handed to the terminal as it is."""
    said = {"print", "echo", "say", "remark", "secho"}
    faults = []
    for module in SOURCES:
        calls = [n for n in ast.walk(tree_of(module)) if isinstance(n, ast.Call) and n.args]
        saying = [n for n in calls if called(n) in said]
        told = [(n.lineno, PLACE.sub("", text_of(n.args[0]) or "")) for n in saying]
        faults += [f"{inside(module)}:{line}" for line, text in told if LATIN.search(text)]
    assert faults == []


def helps(command: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every help text of the command line by its place."""
    yield path or "renewal-audit", command.help or ""
    if path:
        yield f"{path} (in the list)", command.short_help or ""
    if command.epilog:
        yield f"{path} (epilog)", command.epilog
    for parameter in command.params:
        if not getattr(parameter, "hidden", False) and parameter.name != "help":
            yield f"{path} {parameter.opts[0]}", str(getattr(parameter, "help", "") or "")
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield from helps(inner, f"{path} {name}".strip())


def test_every_help_text_stands_in_both_languages() -> None:
    texts = dict(helps(typer.main.get_command(app)))
    assert len(texts) > 60
    assert [place for place, text in texts.items() if not (HAN.search(text) and LATIN.search(text))] == []


# --- data ---------------------------------------------------------------------------------------------------------


def test_every_label_has_both_sides_and_each_is_in_its_language() -> None:
    labels: dict[str, Any] = tomllib.loads((PACKAGE / "reports" / "labels.toml").read_text("utf-8"))
    of_values = {f"values.{name}": words for name, words in labels["values"].items()}
    tables: dict[str, dict[str, list[str]]] = {"columns": labels["columns"], **of_values}
    faults = [
        f"{table}.{key}"
        for table, words in tables.items()
        for key, (english, chinese) in words.items()
        if english != "SHA-256" and (not HAN.search(chinese) or HAN.search(english) or not english)
    ]
    assert faults == []


def test_the_catalogue_speaks_both_languages() -> None:
    told = [(c.id, w) for c in catalogue.channels() for w in (c.name, c.terminate, c.path, c.choose, c.brings)]
    told += [(s.id, s.way_out.words) for s in catalogue.services()]
    told += [(k.id, k.name) for k in catalogue.bill_kinds()]
    assert [(who, w) for who, w in told if bool(w.en) != bool(w.zh)] == []
    sentences = [(who, w) for who, w in told if w.en.count(" ") > 4]
    assert [who for who, w in sentences if not HAN.search(w.zh)] == []


def test_every_letter_exists_in_both_languages() -> None:
    english, chinese = ({p.name: p.read_text("utf-8") for p in (LETTERS / x).glob("*.j2")} for x in ("en", "zh"))
    assert english.keys() == chinese.keys()
    assert len(english) > 10
    assert [name for name, text in english.items() if HAN.search(plain(text))] == []
    assert [name for name, text in chinese.items() if re.search(r"[a-z]{2,} [a-z]{2,}", plain(text))] == []


def plain(template: str) -> str:
    """What a template prints of itself."""
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL)


SAID = re.compile(r"""\bw\(\s*(?:"([^"]*)"|'([^']*)')(?:\|format\(.*?\))?,\s*(?:"([^"]*)"|'([^']*)')""")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.name)
def test_a_page_says_nothing_outside_its_pairs(template: Path) -> None:
    source = template.read_text("utf-8")
    shown = re.sub(r"<style.*?</style>", "", plain(source), flags=re.DOTALL)
    named = re.findall(r"""\b(?:alt|title|aria-label|data-name|placeholder)="([^"]*)\"""", shown)
    assert not LATIN.search(html.unescape(re.sub(r"<[^>]*>", "", shown)))
    assert not [n for n in named if n.strip()]
    for groups in SAID.findall(source):
        english, chinese = groups[0] or groups[1], groups[2] or groups[3]
        if (english, chinese) != ("en", "zh-CN"):
            assert not HAN.search(english), english
            assert HAN.search(chinese) or not LATIN.search(chinese), chinese


# --- what comes out -----------------------------------------------------------------------------------------------

CODES = re.compile(
    r"\b(?:after_end|in_term|one_off|wrong_rail|late_cancel|notice_disputed|precharged|period_end|not_covered|"
    r"charged_later|half_year|fx_leg|wechat_mandate|alipay_mandate|app_store|name_and_tail|bank:[a-z_]+|NaT|NaN)\b"
)
MANY_OF_ONE = re.compile(r"(?<![\d.,:/-])1 (?!(?:always|its|is|was|has|plus|minus|less|across|as|this)\b)[a-z]+s\b")
ENGLISH = re.compile(r"\b[a-z]{2,}(?:,? [a-z]{2,}){3,}\b")
CHINESE = re.compile(r"[\u4e00-\u9fff][，。；：？！]")


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> list[Results]:
    """The sample case, and one of a single cancellation with few of everything."""
    return [audit.run(bundled.sample_data(), as_of="2026-04-20"), sample.w01(tmp_path_factory.mktemp("w01"))]


def foreign(results: Results) -> list[str]:
    """What stands in a bill, a case file or a law, which no output translates; the longest first."""
    law = load(results.jurisdiction)
    case = results.case
    printed = [
        results.payments[c] for c in ("counterparty", "description", "category", "method", "status_text", "file")
    ]
    written = [t[c] for t in (case.events, case.costs, case.cancellations) for c in t.select_dtypes("string").columns]
    texts = {str(v) for column in [*printed, *written, results.bills.sources["file"]] for v in column.dropna()}
    texts |= {part for rule in law.rules for part in (rule.quote, rule.citation.zh, rule.title)}
    texts |= {str(c.name.zh) for c in catalogue.channels()}
    return sorted((t for t in texts if len(t) > 1), key=len, reverse=True)


def shown(results: Results, lang: Lang, folder: Path) -> Iterator[tuple[str, str]]:
    """Every line a person reads of an audit, with where it stands."""
    page_text = re.sub(r"<style.*?</style>", "", page.render(results, lang), flags=re.DOTALL)
    said = re.findall(r'\b(?:alt|title|data-name|aria-label)="([^"]*)"', page_text)
    yield from (("report.html", html.unescape(t)) for t in [*re.sub(r"<[^>]*>", "\n", page_text).splitlines(), *said])
    for letter in letters(results, lang):
        yield from ((letter.kind, line) for line in letter.text.splitlines())
    workbook.write_workbook(results, folder / f"{lang}.xlsx", lang)
    for sheet in openpyxl.load_workbook(folder / f"{lang}.xlsx"):
        yield f"sheet {sheet.title}", sheet.title
        cells = (str(c.value) for row in sheet.iter_rows() for c in row if isinstance(c.value, str))
        yield from ((f"sheet {sheet.title}", c) for c in cells if not c.startswith("="))
    calendar = folder / f"{lang}.ics"
    reminders.write_reminders(results, calendar, lang)
    yield from (("reminders", line) for line in calendar.read_text("utf-8").replace("\n ", "").splitlines())
    (folder / "audit.json").write_bytes(audit_json.to_bytes(audit_json.build(results, lang)))
    yield from (("terminal", line) for line in summary(cast(Audit, results), folder).to(lang).splitlines())
    for finding in results.findings["finding_id"].head(3):
        yield from (("explain", line) for line in explain(results, finding, lang).splitlines())


def test_what_comes_out_is_in_the_language_asked_for(audits: list[Results], tmp_path: Path) -> None:
    faults = set()
    for results in audits:
        theirs = foreign(results)
        for lang in LANGS:
            for where, line in shown(results, lang, tmp_path):
                ours = line
                for text in theirs if (CHINESE if lang == "en" else ENGLISH).search(line) else ():
                    ours = ours.replace(text, "")
                if (CHINESE if lang == "en" else ENGLISH).search(ours) or CODES.search(line):
                    faults.add(f"{lang} {where}: {line[:160]}")
                if lang == "en" and MANY_OF_ONE.search(line):
                    faults.add(f"plural {where}: {line[:160]}")
    assert sorted(faults) == []
