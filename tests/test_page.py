"""The page: everything of the audit is on it, nothing foreign can act in it, and it loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
import results_sample as sample
from forbidden_words import banned_in
from results_sample import days

from audit import tables
from audit.law import load
from audit.reports import audit_json, canvas, charts, page
from audit.reports.since_last import since_last
from audit.tables import Bills, Case, Claims, Results
from audit.wording import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
VOID = {"meta", "img", "br", "link", "input", "hr"}


class Reading(HTMLParser):
    """Tags with their attributes, the text outside style, and whether every tag was closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(re.sub(r'<span class="nb">([^<]*)</span>', r"\1", html))  # only kept on one line, not set apart

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return sample.every_kind(tmp_path)


def nothing(results: Results) -> Results:
    """An audit that read nothing and found nothing."""
    empty = Bills(
        *(t.empty() for t in (tables.TRANSACTIONS, tables.EVENTS, tables.SOURCES, tables.TOTALS, tables.PROBLEMS))
    )
    case = Case(*(t.empty() for t in (
        tables.CANCELLATIONS, tables.EVENTS, tables.COSTS, tables.DECISIONS, tables.TRANSACTIONS, tables.RATES,
        tables.PROBLEMS,
    )))  # fmt: skip
    return replace(
        results, bills=empty, case=case, links=tables.LINKS.empty(), payments=tables.PAYMENTS.empty(),
        marked=tables.MARKED.empty(), subscriptions=tables.SUBSCRIPTIONS.empty(), ends=tables.ENDS.empty(),
        findings=tables.FINDINGS.empty(), refunds=tables.REFUNDS.empty(),
        claims=Claims(tables.CLAIM_LINES.empty(), tables.CLAIM_TOTALS.empty()), watch=tables.WATCH.empty(),
        next_steps=tables.NEXT_STEPS.empty(), problems=tables.PROBLEMS.empty(),
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_whole_and_loads_nothing(results: Results, tmp_path: Path, lang: Lang) -> None:
    page.write_page(results, tmp_path / "report.html", lang, lambda: charts.pictures(results, lang))
    html = (tmp_path / "report.html").read_text("utf-8")
    read = Reading(html)
    assert read.open == []
    policy = next(a["content"] for t, a in read.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    sheet = html[html.index("<style>") + len("<style>") : html.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:")  # and no other style
    assert not any("style" in a for _, a in read.tags)
    assert {t for t, _ in read.tags} & {"script", "link", "iframe", "object", "form"} == set()
    pictures = [a["src"] or "" for t, a in read.tags if t == "img"]
    assert len(pictures) == 7
    assert all(p.startswith("data:image/png;base64,") for p in pictures)
    spoken = [a["alt"] or "" for t, a in read.tags if t == "img"]
    assert (
        spoken[0]
        == {
            "zh": "图：卡盟钻连续包月，4 笔扣款：2 笔应退（含已退）；1 笔退款",
            "en": "Chart: 卡盟钻连续包月, 4 payments: 2 owed back or returned; 1 refund",
        }[lang]
    )
    assert all(re.search(r"\d", alt) for alt in spoken)
    money = [alt for alt in spoken if "87.74" in alt or "9.99" in alt]
    assert ["87.74" in alt for alt in money] == [True, False]  # the currency of most lines first
    assert "url(" not in html
    assert "@import" not in html


def test_the_sums_and_the_story_come_first(tmp_path: Path) -> None:
    text = Reading(page.render(sample.w01(tmp_path), "zh")).text
    start = text.index("应退（主张）")
    assert text[start:].startswith("应退（主张） ¥60.23 本金 ¥60.00 + 利息 ¥0.23 应退多少： 可以确定")
    story = text.index("卡盟钻 ：2025-06-10 取消，服务于 2025-07-01 零时终止，其后有 2 笔扣款应退。")
    assert start < text.index("还缺哪些账单：") < story < text.index("接下来做什么") < text.index("逐笔认定")
    english = Reading(page.render(sample.w01(tmp_path), "en")).text
    assert "cancelled 2025-06-10, service ended 2025-07-01; 2 later charges are owed back." in english


def test_every_finding_stands_with_its_reason_file_and_row(results: Results) -> None:
    text = Reading(page.render(results, "zh")).text
    mine = results.findings[results.findings["cancellation_id"] == "C1"]
    assert len(mine) == 5
    for finding in mine.to_dict("records"):
        assert finding["reason_zh"] in text
        assert f"{finding['file']} 第{finding['row']}行" in text
    assert "退款¥5.00，2025-07-09（单号对应）。" in text
    assert "利息：30.00 × 3.00% × 8 天 + 25.00 × 3.00% × 54 天。" in text
    assert "另见 old.csv 第8行" in text
    assert "认定 F4 · 支付宝" in text


def test_questions_come_with_their_keys_and_amounts(results: Results) -> None:
    text = Reading(page.render(results, "en")).text
    assert "Did you subscribe again? At stake: ¥30.00 · 2025-08-19 · key Q-F4 · finding F4" in text
    assert "Does this refund belong to F4? At stake: ¥10.00 · 2025-08-25 · key Q-r2 · finding F4" in text
    decided = replace(
        results,
        findings=results.findings.assign(
            decision=results.findings["question_key"].map({"Q-F4": "not_owed"}).fillna("")
        ),
        case=replace(
            results.case, decisions=tables.DECISIONS.of({"person": ["示例"], "key": "Q-r2", "answer": "owed"})
        ),
    )
    answered = Reading(page.render(decided, "en")).text
    assert "Questions only you can answer" not in answered
    assert "Your answer: not owed." in answered


def test_debits_that_ask_the_same_are_one_question(results: Results) -> None:
    twice = results.findings.assign(question="Cancelled there too?", question_zh="也在那里取消过吗？")
    twice["question_key"] = [f"Q-{n}" for n in range(len(twice))]
    text = Reading(page.render(replace(results, findings=twice), "en")).text
    assert text.count("Cancelled there too?") == 1
    assert text.count("· key Q-") == len(twice) + 1  # and the refund's


def test_a_charge_owed_by_an_answer_is_not_one_that_came_later(tmp_path: Path) -> None:
    plain = sample.w01(tmp_path)
    last = plain.findings.index[-1]
    findings = plain.findings.copy()
    findings.loc[last, ["verdict", "machine_verdict", "decision"]] = ["precharged", "precharged", "owed"]
    findings.loc[last, ["civil_date", "occurred_at"]] = pd.Timestamp("2025-06-01")
    answered = replace(plain, findings=findings)
    text = Reading(page.render(answered, "zh")).text
    assert "其后有 1 笔扣款应退，取消前的 1 笔扣款经您确认应退。" in text
    assert "取消前已预扣 经您确认应退" in text
    refused = replace(plain, findings=findings.assign(claimable_minor=[0, 3000, 0]))
    assert "取消前已预扣 经您确认不应退" in Reading(page.render(refused, "zh")).text


@pytest.mark.parametrize(("match", "said"), [("none", "账单里找不到这项服务"), ("several", "对应多个服务")])
def test_a_cancellation_that_fits_no_one_plan_is_not_nothing_to_claim(tmp_path: Path, match: str, said: str) -> None:
    plain = sample.w01(tmp_path)
    empty = replace(plain, ends=plain.ends.assign(match=match), findings=tables.FINDINGS.empty())
    text = Reading(page.render(empty, "zh")).text
    assert said in text
    assert "没有可主张的扣款" not in text


def test_totals_that_differ_are_said_first(results: Results) -> None:
    differs = replace(results, bills=replace(results.bills, totals=results.bills.totals.assign(result="differs")))
    text = Reading(page.render(differs, "zh")).text
    assert "alipay_record.csv：账单所印合计与读到的各行不符" in text[: text.index("接下来做什么")]
    assert "账单所印 4 笔 / ¥120.00，读得 4 笔 / ¥120.00 不一致" in text


def test_amounts_are_those_of_the_tables(results: Results) -> None:
    text = Reading(page.render(results, "en")).text
    amounts = {a.replace(",", "") for a in re.findall(r"[¥$]([\d,]+\.\d{2})", text)}
    # 87.74 = 55.21 + 32.53 and its parts are the sums per currency, which audit.json states too
    known = {"87.74", "75.00", "0.24", "12.50", "9.99", "30.00", "55.21", "55.00", "0.21", "25.00", "5.00", "0.13",
             "0.08", "10.00", "120.00", "0.00"}  # fmt: skip
    assert amounts <= known
    assert {"87.74", "9.99", "55.21", "0.13", "120.00"} <= amounts


def test_bills_their_totals_and_what_could_not_be_used_are_listed(results: Results) -> None:
    text = Reading(page.render(results, "zh")).text
    assert "alipay_record.csv 支付宝 13800000001 2025-05-01 – 2025-08-31 2025-09-01 09:30 4 4 0 0" in text
    assert "支出 4 笔 / ¥120.00 一致" in text
    assert "金额无法读取：=1+1" in text
    assert "没有格式能识别此文件。" in text


def test_the_watch_and_the_steps_are_on_the_page(results: Results) -> None:
    watch = results.watch.assign(state=["clean", "not_covered", "upcoming"], note_zh=["", "请下载2025年8月账单。", ""])
    read = Reading(page.render(replace(results, watch=watch), "zh"))
    assert "2025-08-01 – 2025-09-01 账单未覆盖 请下载2025年8月账单。" in read.text
    gaps = watch.assign(state=["charged", "not_covered", "not_covered"], note_zh=["", "请下载账单。", "请下载账单。"])
    once = page.render(replace(results, watch=gaps), "zh")
    assert once.count('<span class="quiet">请下载账单。') == 1  # said once a rail
    assert "2025-07-04 10:00 客服未答复：升级处理。" in read.text
    due = [a for t, a in read.tags if t == "li" and a.get("class") == "due"]
    assert len(due) == 1
    assert read.text.index("现在就做") < read.text.index("2025-07-04 10:00") < read.text.index("以后要做")


def test_the_letters_are_linked_by_their_own_names(tmp_path: Path) -> None:
    read = Reading(page.render(sample.w01(tmp_path), "zh"))
    links = [a["href"] for t, a in read.tags if t == "a" and (a["href"] or "").startswith("letters/")]
    assert links == [
        "letters/C1-support-zh.txt", "letters/C1-merchant-zh.docx", "letters/C1-new-debit-zh.docx",
        "letters/C1-silence-zh.docx", "letters/C1-complaint-zh.docx", "letters/C1-complaint-short-zh.txt",
        "letters/C1-report-zh.docx", "letters/C1-association-zh.docx", "letters/C1-platform-alipay-zh.txt",
        "letters/C1-court-zh.docx",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_a_name_in_a_bill_is_text_and_nothing_else(results: Results, lang: Lang) -> None:
    evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}' style=x"
    hostile = replace(
        results,
        findings=results.findings.assign(reason=evil, reason_zh=evil, file=evil, reference=evil, question=evil,
                                         question_zh=evil, question_key=evil),
        ends=tables.ENDS.of(results.ends.assign(service=evil, rule=evil, rule_zh=evil)),
        subscriptions=results.subscriptions.assign(service=evil, merchant=evil),
        problems=results.problems.assign(reason=evil, reason_zh=evil, file=evil),
        next_steps=results.next_steps.assign(what=evil, what_zh=evil),
        watch=results.watch.assign(note=evil, note_zh=evil, account_id=evil),
        bills=replace(results.bills, sources=results.bills.sources.assign(file=evil, filter=evil, account_id=evil)),
    )  # fmt: skip
    plain, read = Reading(page.render(results, lang)), Reading(page.render(hostile, lang))
    assert {t for t, _ in read.tags} <= {t for t, _ in plain.tags} | {"small", "ol"}
    assert not any(name.startswith("on") for _, attrs in read.tags for name in attrs)
    assert "<script>" in read.text  # as words
    assert "49" not in re.sub(r"[\d-]*49[\d]+", "", read.text)


@pytest.mark.parametrize("lang", LANGS)
def test_an_audit_that_found_nothing_says_so(results: Results, tmp_path: Path, lang: Lang) -> None:
    page.write_page(nothing(results), tmp_path / "report.html", lang)
    text = Reading((tmp_path / "report.html").read_text("utf-8")).text
    assert ("目前没有" if lang == "zh" else "Nothing so far") in text
    assert "case.xlsx" in text
    assert ("没有读到账单" if lang == "zh" else "No bill could be read") in text


def test_the_page_says_no_forbidden_word_and_carries_the_disclaimer(results: Results) -> None:
    claimed = replace(
        results, claims=Claims(results.claims.lines, results.claims.totals.assign(statutory_claimed=True))
    )
    for lang in LANGS:
        for shown in (results, claimed):
            text = Reading(page.render(shown, lang)).text
            assert banned_in(load("cn").wording, text) == ()
            assert load("cn").wording.footer.to(lang) in text
    assert "¥500.00" in Reading(page.render(claimed, "zh")).text
    assert "¥500.00" not in Reading(page.render(results, "zh")).text


def test_each_language_stands_alone(results: Results) -> None:
    bare = replace(
        results, subscriptions=results.subscriptions.assign(service="x", merchant="y", channels='["alipay"]')
    )
    english = Reading(page.render(bare, "en")).text
    named = ("卡盟钻", "影音会员", "打印费", "支出", "收入", "全部", "示例互娱科技")
    for name in named:
        english = english.replace(name, "")
    switched_off = english.index("Where to switch off")  # menu names stand there in Chinese, as the apps print them
    assert re.findall("[\u4e00-\u9fff]+", english[:switched_off]) == []


def test_what_still_runs_names_the_day_before_which_to_close_it(results: Results) -> None:
    debit = {"person": "示例", "subscription_id": "s1", "due_on": days("2025-10-01"), "close_before_on": "2025-09-26"}
    live = replace(results, running=tables.RUNNING.of(debit))
    read = Reading(page.render(live, "zh"))
    assert read.text.count("卡盟钻连续包月 下次扣款日 2025-10-01，¥30.00") == 1
    assert read.text.count("2025-09-26 之前") == 1
    assert "2025-10-01 须在 2025-09-26 前关闭" in read.text  # beside the plan itself
    assert "before 2025-09-26" in Reading(page.render(live, "en")).text
    urgent = replace(results, running=tables.RUNNING.of({**debit, "close_before_on": days("2025-09-01")}))
    assert Reading(page.render(urgent, "zh")).text.count("今天就关闭") == 2
    alone = replace(nothing(results), subscriptions=live.subscriptions, running=live.running)
    assert 'href="#next"' in page.render(alone, "zh")
    assert "仍在扣费的服务" not in page.render(results, "zh")


def test_a_table_laid_out_as_cards_is_still_a_table(results: Results) -> None:
    tags = Reading(page.render(results, "zh")).tags
    roles = {"table": "table", "tr": "row", "th": "columnheader", "td": "cell"}
    found = [(t, a.get("role")) for t, a in tags if t in roles]
    assert len(found) > 50
    assert {pair for pair in found if pair[1] != roles[pair[0]]} == set()


def test_equal_audits_are_equal_pages(results: Results, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        page.write_page(results, tmp_path / name, "zh")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_what_is_new_since_the_last_audit_is_said(results: Results) -> None:
    document = audit_json.build(results, "zh")
    news = since_last({**document, "as_of": "2025-08-15", "findings": document["findings"][1:]}, document)
    said = Reading(page.render(replace(results, since_last=news), "zh")).text
    assert "与 2025-08-15 的审计相比，有以下变化" in said
    assert "新增扣款" in said
    assert "相比" not in page.render(results, "zh")


def test_a_long_list_of_problems_names_where_the_rest_is(results: Results) -> None:
    many = tables.PROBLEMS.of(
        {"person": "示例", "file": [f"f{n:04}.csv" for n in range(260)], "reason": "bad", "reason_zh": "坏行"}
    )
    text = Reading(page.render(replace(results, problems=many), "zh")).text
    assert text.count("坏行") == 200
    assert "其余60条见 audit.json" in text


def test_the_notebook_summary_is_the_head_of_the_page(results: Results) -> None:
    summary = page.summary_html(results, "en")
    assert "¥87.74" in summary
    assert summary in page.render(results, "en")


def test_a_charge_returned_in_full_is_not_called_owed(results: Results) -> None:
    back = results.claims.lines.assign(principal_minor=0, refunded_minor=results.claims.lines["amount_minor"])
    totals = results.claims.totals.assign(principal_minor=0, interest_minor=0, total_minor=0, in_question_minor=0)
    text = Reading(page.render(replace(results, claims=Claims(back, totals)), "zh")).text
    assert "2 笔已全额退回" in text
    assert "笔扣款应退" not in text


def test_a_cancellation_without_an_end_says_so(results: Results) -> None:
    open_end = {"service_end": pd.Series(days("NaT")), "rule": "", "rule_zh": "", "steps": "", "steps_zh": ""}
    asked = {"question": "Which plan?", "question_zh": "是哪一项服务？"}
    ends = tables.ENDS.of(results.ends.assign(**open_end, **asked))
    text = Reading(page.render(replace(results, ends=ends), "zh")).text
    assert "尚不能确定终止日。" in text
    assert "是哪一项服务？ 请在“取消”表中补充" in text


def test_tables_tell_what_they_are_and_whose_each_column_is(results: Results) -> None:
    read = Reading(page.render(results, "zh"))
    headers = [a for t, a in read.tags if t == "th"]
    assert headers
    assert all(a.get("scope") == "col" for a in headers)
    counted = [t for t, _ in read.tags]
    assert counted.count("caption") == counted.count("table") > 2
    assert "逐笔扣款的认定与理由" in read.text


def test_each_cancellation_has_its_chart_its_payments_and_its_next_steps(results: Results, tmp_path: Path) -> None:
    ends = pd.concat([results.ends, results.ends.assign(cancellation_id="C2", service="影音会员")], ignore_index=True)
    steps = pd.concat([results.next_steps, results.next_steps.assign(cancellation_id="C2", what_zh="另一步")])
    two = replace(results, ends=tables.ENDS.of(ends), next_steps=tables.NEXT_STEPS.of(steps))
    drawn = {"history-C1": canvas.png(charts.plot_history(two.marked, lang="zh"))}
    page.write_page(two, tmp_path / "report.html", "zh", lambda: drawn)
    html = (tmp_path / "report.html").read_text("utf-8")
    first, second = html.split('<h2 id="C1">')[1].split('<h2 id="C2">')
    assert first.count('alt="图：卡盟钻连续包月') == 1
    assert "接下来" in first
    assert "客服未答复：升级处理。" in first
    assert "另一步" not in first
    assert "另一步" in second
    assert "以后要做的事项，列在下文各项取消之下。" in html


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    colour = colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_of_the_page_stands_out_from_its_ground_by_wcag_aa() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
    css = page.style()
    named = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6})", css))
    pairs = []
    for rule in re.findall(r"\{([^{}]*)\}", css):
        text = re.search(r"(?<![-\w])color: var\((--[\w-]+)\)", rule)
        ground = re.search(r"background: var\((--[\w-]+)\)", rule)
        if text:
            grounds = [ground[1]] if ground else ["--paper", "--ground"]
            pairs += [(text[1], g) for g in grounds]
    assert len(set(pairs)) > 10
    assert [p for p in pairs if contrast(named[p[0]], named[p[1]]) < 4.5] == []
    assert re.findall(r"(?<![-\w])color: #", css) == []  # every colour of a text is a named one


def test_charts_stand_out_from_white_too() -> None:
    assert min(contrast(c, "#fff") for c in (canvas.INK, canvas.PALE)) >= 4.5
    shapes = (canvas.DUE, canvas.OWED, canvas.ASKED, canvas.REFUNDED, canvas.INTEREST, canvas.COST, canvas.COVERED)
    assert min(contrast(c, "#fff") for c in shapes) >= 3  # WCAG 1.4.11, graphical objects


def test_a_printed_page_breaks_between_rows() -> None:
    printed = page.style().partition("@media print")[2]
    kept_whole = next(r for r in printed.split("}") if "break-inside: avoid" in r)
    assert {"tr", "li", "figure"} <= {name.strip() for name in kept_whole.partition("{")[0].split(",")}
    assert "details" not in page.style()  # what is folded away would not be printed


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the page is read but not opened")
def test_in_a_real_browser_nothing_is_asked_for_nothing_complains_and_it_prints(
    results: Results, tmp_path: Path
) -> None:
    evil = (
        "<script>document.title='RUN'</script><img src=https://evil.invalid/a onerror=\"document.title='RUN'\">"
        "<style>@import 'https://evil.invalid/b'</style><link rel=stylesheet href=https://evil.invalid/c>"
    )
    hostile = replace(
        results,
        ends=results.ends.assign(service=evil),
        findings=results.findings.assign(reason_zh=evil, reference=evil),
    )
    claim = charts.plot_claim(hostile.claims.lines.assign(what=evil), lang="zh")
    page.write_page(hostile, tmp_path / "report.html", "zh", lambda: {"claim": canvas.png(claim)})
    pdf, asked, address = tmp_path / "report.pdf", tmp_path / "net.json", (tmp_path / "report.html").as_uri()
    switches = (
        "headless no-sandbox disable-gpu no-first-run disable-background-networking disable-component-update "
        f"disable-sync enable-logging=stderr v=0 dump-dom print-to-pdf={pdf} log-net-log={asked} "
        f"user-data-dir={tmp_path / 'profile'}"
    ).split()
    opened = subprocess.run(
        [str(CHROMIUM), *(f"--{s}" for s in switches), "--host-resolver-rules=MAP * ~NOTFOUND", address],
        capture_output=True, timeout=60, check=False, text=True, encoding="utf-8",
    )  # fmt: skip
    assert "<title>自动续费审计 · 2025-09-01</title>" in opened.stdout
    assert "&lt;script&gt;" in opened.stdout  # the name stands there as words
    assert [line for line in opened.stderr.splitlines() if "CONSOLE" in line] == []
    addresses = re.findall(r'"url":"([^"]+)"', asked.read_text("utf-8"))
    of_the_browser = re.compile(r"https?://[\w.-]*\b(google|googleapis|gstatic|gvt1)\.com[/:]")
    assert [a for a in addresses if not of_the_browser.match(a)] == []
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) > 1
