"""Charts: what is drawn is read back from the axes and must be the table; pictures are equal bytes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import results_sample as sample
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.dates import num2date
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from PIL import Image
from results_sample import days

from audit import tables
from audit.reports import canvas, charts, claim_charts, standings
from audit.tables import Results


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return sample.every_kind(tmp_path)


def bars(ax: Axes, name: str) -> list[float]:
    """Lengths of the bars drawn under one legend name."""
    return [round(bar.get_width(), 2) for box in ax.containers if box.get_label() == name for bar in box]


def dots(ax: Axes, name: str) -> list[tuple[str, float]]:
    """Days and lanes of the dots drawn under one legend name."""
    found = [c for c in ax.collections if c.get_label() == name]
    return [(f"{num2date(x):%Y-%m-%d}", y) for c in found for x, y in c.get_offsets()]


def spans(ax: Axes, name: str) -> list[tuple[str, str]]:
    """First and last day of the thick lines drawn under one legend name."""
    found = [c.get_segments() for c in ax.collections if c.get_label() == name]
    return [tuple(f"{num2date(x):%Y-%m-%d}" for x, _ in line) for lines in found for line in lines]


def marked_days(ax: Axes, *names: str) -> dict[str, str]:
    """The day of the upright line drawn under each legend name."""
    found = {c.get_label(): c.get_segments()[0][0][0] for c in ax.collections if c.get_label() in names}
    return {name: f"{num2date(x):%Y-%m-%d}" for name, x in found.items()}


def texts(ax: Axes) -> list[str]:
    return [t.get_text() for t in ax.texts]


def test_history_has_a_dot_for_every_payment_of_a_plan(results: Results) -> None:
    ax = charts.plot_history(results.marked, ends=results.ends, findings=results.findings, lang="en")
    assert dots(ax, "due") == [("2025-05-01", 0.0), ("2025-06-01", 0.0)]
    assert dots(ax, "owed back, or already returned") == [("2025-07-01", 0.0), ("2025-08-01", 0.0)]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Alipay 13800000001"]  # a lone plan: by its rails
    assert texts(ax) == ["¥30.00", "¥30.00"]
    assert marked_days(ax, "cancelled", "service end") == {"cancelled": "2025-06-10", "service end": "2025-07-01"}
    assert ax.get_title(loc="left") == "卡盟钻连续包月, 4 payments: 2 owed back or returned"
    assert spans(ax, "period paid for") == [
        ("2025-05-01", "2025-06-01"), ("2025-06-01", "2025-07-01"), ("2025-07-01", "2025-08-01"),
        ("2025-08-01", "2025-09-01"),
    ]  # fmt: skip


def test_history_draws_refunds_back_to_their_charges_and_what_no_bill_covers(results: Results) -> None:
    sources = results.bills.sources.assign(covered_until_at=pd.Timestamp("2025-07-20"))
    ends = results.ends.assign(confirmed_at=pd.Timestamp("2025-06-12"))
    undated = results.refunds.assign(
        refund_id=["r1", "r3"], payment_id=sample.PAYMENTS[2:], refunded_on=days("2025-07-09", "NaT")
    )
    ax = charts.plot_history(
        results.marked, ends=ends, findings=results.findings, refunds=undated, sources=sources, lang="en"
    )
    assert dots(ax, "refund") == [("2025-07-09", 0.3)]
    assert dots(ax, "refund, perhaps of this charge") == [("2025-08-01", 0.3)]  # no day is known: at its charge
    arrows = [t for t in ax.texts if isinstance(t, Annotation) and t.arrowprops]
    assert [(a.xy[0], a.xyann[0]) for a in arrows] == [(pd.Timestamp("2025-07-01"), pd.Timestamp("2025-07-09"))]
    assert [t for t in texts(ax) if t] == ["¥30.00", "¥30.00", "−¥5.00", "−¥10.00"]
    assert marked_days(ax, "cancellation confirmed") == {"cancellation confirmed": "2025-06-12"}
    assert bars(ax, "no bill covers this time") == [12.0]  # 07-20 to the last payment, 08-01
    assert ax.get_title(loc="left").endswith(": 2 owed back or returned; 2 refunds")


def test_a_plan_paid_over_two_rails_has_a_lane_for_each(results: Results) -> None:
    one = results.marked
    moved = one.assign(channel=["alipay", "alipay", "wechat", "wechat"], account_id=["138", "138", "昵称", "昵称"])
    ax = charts.plot_history(moved)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["微信支付 昵称", "支付宝 138"]
    assert {y for _, y in dots(ax, "应付")[:2]} == {1.0}
    other = one.assign(subscription_id="s2", service="别的", payment_id=list("wxyz"))
    both = charts.plot_history(pd.concat([moved, other], ignore_index=True), lang="en")
    names = [t.get_text() for t in both.get_yticklabels()]
    assert names == ["别的", "卡盟钻连续包月 · WeChat Pay", "卡盟钻连续包月 · Alipay"]


def test_history_without_findings_calls_nothing_owed(results: Results) -> None:
    ax = charts.plot_history(results.marked)
    assert [len(dots(ax, "应付")), len(dots(ax, "应退（含已退）"))] == [4, 0]


def test_history_leaves_out_payments_of_no_plan_and_tells_equal_names_apart() -> None:
    marked = tables.MARKED.of({
        "payment_id": ["a", "b", "c"], "subscription_id": ["s1", "s2", ""], "service": "绿钻", "currency": "CNY",
        "beneficiary": ["1000", "2000", ""], "civil_date": days("2025-07-01", "2025-07-02", "2025-07-03"),
    })  # fmt: skip
    ax = charts.plot_history(marked)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["绿钻 · 2000", "绿钻 · 1000"]
    assert dots(ax, "应付") == [("2025-07-01", 1.0), ("2025-07-02", 0.0)]


def test_amounts_above_dots_never_stand_on_each_other() -> None:
    on = days(*[f"2025-07-{d:02}" for d in range(1, 31)])
    ids = [f"p{d}" for d in range(30)]
    amounts = [3000, 128800000] * 15  # a wide one beside a narrow one
    marked = tables.MARKED.of({"payment_id": ids, "subscription_id": "s", "service": "x", "currency": "CNY",
                               "civil_date": on, "amount_minor": amounts})  # fmt: skip
    findings = tables.FINDINGS.of({"payment_id": ids, "claimable_minor": 3000, "civil_date": on})
    ax = charts.plot_history(marked, findings=findings)
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in ax.texts]
    assert len(boxes) > 5
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_claim_bars_sum_to_the_claim(results: Results) -> None:
    ax = charts.plot_claim(results.claims.lines, findings=results.findings, lang="en")
    assert bars(ax, "principal") == [25.00, 30.00, 20.00, 75.00, 9.99, 9.99]  # with the totals of CNY and USD
    assert bars(ax, "interest") == [0.13, 0.08, 0.03, 0.24]
    assert bars(ax, "costs") == [12.50, 12.50]
    assert bars(ax, "in question") == [30.00]
    assert bars(ax, "already refunded") == [5.00]
    assert texts(ax)[0] == "¥25.00 + ¥0.13 · already refunded ¥5.00"
    assert texts(ax)[5] == "¥87.74"
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names[4:] == ["打印费", "claimed in all", "2025-08-05 Film pass", "claimed in all"]
    assert (
        ax.get_title(loc="left")
        .split("\n")[0]
        .startswith(r"¥87.74 claimed = principal ¥75.00 + interest ¥0.24 + costs ¥12.50, ¥30.00 in question")
    )


def test_each_bar_of_the_claim_begins_where_the_one_before_ended(results: Results) -> None:
    yuan = results.claims.lines[results.claims.lines["currency"] == "CNY"]
    ax = charts.plot_claim(yuan, findings=results.findings, lang="en")
    left = {round(bar.get_y() + 0.3): round(bar.get_x(), 2) for box in ax.containers[:1] for bar in box}
    assert left == {0: 0.0, 1: 25.13, 3: 55.21, 5: 0.0}  # the line in question at 2 adds nothing; the total is at 5
    costs = next(bar for box in ax.containers if box.get_label() == "costs" for bar in box)
    assert round(costs.get_x(), 2) == 75.24


def test_claim_says_the_unit_and_never_mixes_it_up_in_words(results: Results) -> None:
    assert charts.plot_claim(results.claims.lines).get_xlabel() == "CNY、USD"
    assert charts.plot_claim(results.claims.lines.iloc[:2]).get_xlabel() == "元"


def test_amounts_at_the_ends_of_bars_stay_inside_the_picture(results: Results) -> None:
    ax = charts.plot_claim(results.claims.lines, findings=results.findings, lang="en")
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    assert max(t.get_window_extent().x1 for t in ax.texts) <= figure.bbox.x1


def test_calendar_has_a_cell_for_every_plan_and_month(results: Results) -> None:
    steps = results.marked.assign(amount_minor=[2500, 3000, 3000, 2850])
    ax = charts.plot_calendar(steps, findings=results.findings, ends=results.ends, lang="en")
    cells = {(int(t.get_position()[0]), int(t.get_position()[1])): t.get_text() for t in ax.texts}
    assert cells == {(0, 0): "¥25", (1, 0): "▲¥30", (2, 0): "¥30", (3, 0): "▼¥28.50"}
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2025-05", "2025-06", "2025-07", "2025-08"]
    owed = [bar.get_x() + 0.46 for box in ax.containers if box.get_label().startswith("owed") for bar in box]
    assert owed == pytest.approx([2, 3])
    line = next(c for c in ax.collections if c.get_label() == "cancelled").get_segments()[0]
    assert line[0][0] == pytest.approx(1 - 0.5 + 9 / 30)  # June 10th, within June's cell
    assert ax.get_title(loc="left") == "1 subscription, 4 months, 4 payments: 1 amount rose ▲, 1 amount fell ▼"


def test_an_amount_of_the_calendar_is_never_wider_than_its_cell(results: Results) -> None:
    ax = charts.plot_calendar(results.marked.assign(amount_minor=[3000, 1234567890123, 3000, 3000]))
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    cells = sorted(bar.get_window_extent().x0 for box in ax.containers for bar in box)
    texts_at = sorted((t.get_window_extent() for t in ax.texts), key=lambda box: box.x0)
    assert all(left < text.x0 for left, text in zip(cells, texts_at, strict=True))
    assert all(a.x1 < b.x0 for a, b in pairwise(texts_at))


def test_calendar_of_findings_counts_equal_charges_of_a_month_and_leaves_out_mirrors(results: Results) -> None:
    twice = pd.concat([results.findings, results.findings[results.findings["finding_id"] == "F3"]], ignore_index=True)
    ax = charts.plot_calendar(twice, ends=results.ends, lang="en")
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert sorted(names) == ["Film pass", "卡盟钻连续包月"]
    plan = names.index("卡盟钻连续包月")
    cells = {t.get_position(): t.get_text() for t in ax.texts}
    assert cells[(1, plan)] == "¥30"  # July: F2, and not its mirror F5
    assert cells[(2, plan)] == "3×\n¥30"  # August: F3 twice and F4


def test_coverage_bars_are_as_long_as_what_the_bills_cover() -> None:
    sources = tables.SOURCES.of({
        "channel": ["wechat", "alipay", "wechat", "jd"], "account_id": ["昵称", "138", "昵称", ""],
        "covered_from_at": days("2025-01-01", "2025-02-01", "2025-06-01", "NaT"),
        "covered_until_at": days("2025-04-01", "2025-03-01", "2025-07-15 10:00", "NaT"),
        "hides_refunds": [False, True, False, False],
    })  # fmt: skip
    watch = tables.WATCH.of({"channel": ["wechat"], "account_id": "昵称", "state": "not_covered",
                             "from_on": days("2025-08-01"), "to_on": days("2025-09-01")})  # fmt: skip
    ax = charts.plot_coverage(sources, watch=watch, lang="en")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Alipay 138", "WeChat Pay 昵称"]
    assert bars(ax, "covered") == [90, 44.42]
    assert bars(ax, "covered, but shows no refunds") == [28]
    assert bars(ax, "cycle not covered") == [31]


def test_fit_shows_days_off_and_hollows_what_does_not_fit() -> None:
    marked = tables.MARKED.of({
        "payment_id": ["a", "b", "c", "d"], "subscription_id": ["s", "s", "s", ""], "service": "x",
        "civil_date": days("2025-05-01", "2025-06-03", "2025-06-20", "2025-06-21"),
        "off_days": pd.array([0, 2, -11, None], "Int64"), "on_lattice": [True, True, False, False],
    })  # fmt: skip
    ax = charts.plot_fit(marked)
    assert dots(ax, "x") == [("2025-05-01", 0.0), ("2025-06-03", 2.0), ("2025-06-20", -11.0)]
    faces = ax.collections[0].get_facecolors()
    assert [tuple(face[:3]) == (1, 1, 1) for face in faces] == [False, False, True]


def test_fit_gathers_what_is_beyond_its_colours() -> None:
    many = tables.MARKED.of({
        "payment_id": [f"p{n}" for n in range(11)], "subscription_id": [f"s{n}" for n in range(11)],
        "service": [f"服务{n}" for n in range(11)], "civil_date": days(*["2025-05-01"] * 11), "off_days": 0,
    })  # fmt: skip
    ax = charts.plot_fit(many)
    assert len(dots(ax, "其余订阅")) == 3
    assert sum(len(c.get_offsets()) for c in ax.collections) == 11


def test_sensitivity_draws_each_total_and_marks_the_claim_as_made() -> None:
    table = pd.DataFrame({
        "assumption": ["as claimed", "360-day year"], "assumption_zh": ["现主张", "按360天计息"], "currency": "CNY",
        "principal_minor": [118800, 118800], "interest_minor": [2781, 2820], "total_minor": [121581, 121620],
    })  # fmt: skip
    ax = charts.plot_sensitivity(table)
    assert [bars(ax, "本金"), bars(ax, "利息")] == [[1188.0, 1188.0], [27.81, 28.2]]
    assert texts(ax) == ["¥1,215.81", "¥1,216.20"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["现主张", "按360天计息"]
    assert [float(line.get_xdata()[0]) for line in ax.lines if line.get_label() == "现主张"] == [1215.81]


def test_balance_steps_up_with_charges_and_down_with_refunds_beside_demands_and_deadlines() -> None:
    owing = tables.OWING.of({
        "person": "示例", "finding_id": ["F1", "F1", "F2"], "currency": "CNY",
        "changed_on": days("2025-07-01", "2025-07-09", "2025-08-01"), "change": ["charge", "refund", "charge"],
        "change_minor": [3000, 500, 3000], "balance_minor": [3000, 2500, 5500],
    })  # fmt: skip
    events = tables.EVENTS.of({"what": ["demanded", "refused", "renewed"], "occurred_at": days(*["2025-08-04"] * 3)})
    steps = tables.NEXT_STEPS.of({"kind": ["escalate", "watch", "limitation"],
                                  "by_at": days("2025-08-06", "2025-09-01", "2028-07-01")})  # fmt: skip
    ax = charts.plot_balance(owing, events=events, steps=steps, as_of=sample.AS_OF, lang="en")
    line = ax.lines[0]
    assert line.get_drawstyle() == "steps-post"
    assert list(line.get_ydata()) == [0.0, 30.0, 25.0, 55.0, 55.0]
    assert [f"{x:%m-%d}" for x in line.get_xdata()] == ["07-01", "07-01", "07-09", "08-01", "09-01"]
    assert dots(ax, "refund") == [("2025-07-09", 25.0)]
    assert [d for d, _ in dots(ax, "contact, demand or complaint") + dots(ax, "answer to it")] == ["2025-08-04"] * 2
    assert dots(ax, "deadline") == [("2025-08-06", 0.0)]
    assert texts(ax) == ["limitation ends 2028-07-01 →", "go on to a complaint"]
    assert ax.get_title(loc="left") == "¥55.00 of principal still owed: 2 charges, 1 refund"


def test_sensitivity_says_between_which_sums_the_claim_lies() -> None:
    table = tables.ASSUMPTIONS.of({"assumption": ["as claimed", "2025-08-19 x (¥30.00) owed"], "currency": "CNY",
                                   "total_minor": [6023, 9030]})  # fmt: skip
    said = charts.plot_sensitivity(table, lang="en").get_title(loc="left")
    assert said == "¥60.23 claimed; ¥60.23 to ¥90.30 under these assumptions"


def test_what_the_colours_say_the_shapes_say_too() -> None:
    assert len({marker for _, marker, _ in standings.STANDINGS.values()}) == 3
    assert len({style for style, _ in standings.END_MARKS.values()}) == 3
    assert len({hatch for _, _, hatch, _ in claim_charts._PARTS}) == 5


def test_a_long_title_is_broken_and_every_title_holds_a_number(results: Results) -> None:
    ax = charts.plot_history(results.marked.assign(service="W" * 40), findings=results.findings, lang="en")
    assert ax.get_title(loc="left").split("\n") == ["W" * 40 + ", 4 payments: 2 owed back or", "returned"]
    figure = Figure(figsize=(2.6, 3))
    narrow = charts.plot_claim(results.claims.lines, ax=figure.add_subplot(), lang="zh")
    broken = narrow.get_title(loc="left").split("\n")
    assert len(broken) > 2
    assert not any(a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(broken))  # no number is cut
    for name, png in charts.pictures(results, "zh").items():
        told = Image.open(BytesIO(png)).text["Title"]
        assert any(c.isdigit() for c in told), name
        assert "□" not in told


@pytest.mark.parametrize(
    ("plot", "table"),
    [
        (charts.plot_history, tables.MARKED.empty()),
        (charts.plot_coverage, tables.SOURCES.empty()),
        (charts.plot_fit, tables.MARKED.empty()),
        (charts.plot_claim, tables.CLAIM_LINES.empty()),
        (charts.plot_calendar, tables.FINDINGS.empty()),
        (charts.plot_calendar, tables.MARKED.empty()),
        (charts.plot_balance, tables.OWING.empty()),
        (charts.plot_sensitivity, tables.CLAIM_LINES.empty().assign(assumption="", assumption_zh="")),
    ],
)
def test_an_empty_table_is_said_to_be_empty(plot, table: pd.DataFrame) -> None:
    assert texts(plot(table, lang="zh")) == ["没有可显示的内容"]
    assert texts(plot(table, lang="en")) == ["nothing to show"]


def test_a_plot_draws_on_the_axes_given_and_leaves_pyplot_alone(results: Results) -> None:
    figure = Figure()
    ax = figure.add_subplot()
    assert charts.plot_claim(results.claims.lines, ax=ax) is ax
    charts.plot_history(results.marked)
    assert pyplot.get_fignums() == []


def test_tables_are_not_changed(results: Results) -> None:
    before = results.findings.copy(deep=True)
    charts.plot_calendar(results.findings)
    charts.plot_history(results.marked, findings=results.findings)
    pd.testing.assert_frame_equal(results.findings, before)


def test_pictures_are_equal_bytes_and_hold_what_has_something_to_show(results: Results) -> None:
    first = charts.pictures(results, "zh")
    assert list(first) == ["history", "calendar", "coverage", "fit", "claim", "claim-USD", "history-C1"]
    told = Image.open(BytesIO(first["history"])).text["Title"]
    assert told == "卡盟钻连续包月，4 笔扣款：2 笔应退（含已退）；1 笔退款"
    assert first == charts.pictures(results, "zh")
    bare = replace(results, claims=tables.Claims(tables.CLAIM_LINES.empty(), tables.CLAIM_TOTALS.empty()))
    assert "claim" not in charts.pictures(bare, "zh")


def test_any_text_of_a_bill_can_be_drawn() -> None:
    name = "会员$x$ _{y}^2 \\frac \U0001f9ff喆镕龘 \t换行\n" + "很长" * 40
    marked = tables.MARKED.of({"payment_id": ["a"], "subscription_id": "s", "service": name, "currency": "USD",
                               "civil_date": days("2025-05-01"), "off_days": 0})  # fmt: skip
    for plot in (charts.plot_history, charts.plot_fit):
        canvas.png(plot(marked))  # a glyph in no font would warn, and warnings are errors
    assert canvas.drawable("a$b$ \U0001f9ff") == r"a\$b\$"
    assert [canvas.drawable(name) for name in ("海棠🌸", "🌸🌸", "\U00020bb7野家", "")] == [
        "海棠",
        "□",
        "□野家",
        "",
    ]


def test_names_stand_left_of_the_plot_and_the_legend_below_it(results: Results) -> None:
    for ax in (
        charts.plot_claim(results.claims.lines, findings=results.findings, lang="en"),
        charts.plot_calendar(results.findings, ends=results.ends, lang="en"),
        charts.plot_history(results.marked.assign(service="W" * 12 + "会员" * 20), ends=results.ends),
    ):
        figure = ax.get_figure()
        assert isinstance(figure, Figure)
        figure.draw_without_rendering()
        names = [label.get_window_extent() for label in ax.get_yticklabels()]
        assert min(box.x0 for box in names) >= 0
        legend = figure.legends[0].get_window_extent()
        lowest = min(box.y0 for box in [label.get_window_extent() for label in [*ax.get_xticklabels(), ax.xaxis.label]])
        assert 0 <= legend.y0 < legend.y1 <= lowest
        assert legend.x1 <= figure.bbox.x1
