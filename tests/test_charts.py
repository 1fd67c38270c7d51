"""Charts: what is drawn is read back from the axes and must be the table; pictures are equal bytes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import results_sample as sample
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.dates import num2date
from matplotlib.figure import Figure
from results_sample import days

from audit import tables
from audit.reports import canvas, charts
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


def texts(ax: Axes) -> list[str]:
    return [t.get_text() for t in ax.texts]


def test_history_has_a_dot_for_every_payment_of_a_plan(results: Results) -> None:
    ax = charts.plot_history(results.marked, ends=results.ends, findings=results.findings, lang="en")
    assert dots(ax, "due") == [("2025-05-01", 0.0), ("2025-06-01", 0.0)]
    assert dots(ax, "owed back, or already returned") == [("2025-07-01", 0.0), ("2025-08-01", 0.0)]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["卡盟钻连续包月"]
    assert texts(ax) == ["¥30.00", "¥30.00"]
    lines = {
        c.get_label(): f"{num2date(c.get_segments()[0][0][0]):%Y-%m-%d}"
        for c in ax.collections
        if c.get_label() in ("cancelled", "service end")
    }
    assert lines == {"cancelled": "2025-06-10", "service end": "2025-07-01"}


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
    marked = tables.MARKED.of({"payment_id": ids, "subscription_id": "s", "service": "x", "currency": "CNY",
                               "civil_date": on, "amount_minor": 3000})  # fmt: skip
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
    assert bars(ax, "principal") == [25.00, 30.00, 20.00, 9.99]
    assert bars(ax, "interest") == [0.13, 0.08, 0.03]
    assert bars(ax, "costs") == [12.50]
    assert bars(ax, "in question") == [30.00]
    assert bars(ax, "already refunded") == [5.00]
    assert texts(ax)[0] == "¥25.00 + ¥0.13 · already refunded ¥5.00"
    assert [t.get_text() for t in ax.get_yticklabels()][4:] == ["2025-08-05 Film pass", "打印费"]


def test_claim_says_the_unit_and_never_mixes_it_up_in_words(results: Results) -> None:
    assert charts.plot_claim(results.claims.lines).get_xlabel() == "CNY、USD"
    assert charts.plot_claim(results.claims.lines.iloc[:2]).get_xlabel() == "元"


def test_amounts_at_the_ends_of_bars_stay_inside_the_picture(results: Results) -> None:
    ax = charts.plot_claim(results.claims.lines, findings=results.findings, lang="en")
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    assert max(t.get_window_extent().x1 for t in ax.texts) <= figure.bbox.x1


def test_calendar_has_a_cell_for_every_charge_but_not_for_mirrors(results: Results) -> None:
    ax = charts.plot_calendar(results.findings, ends=results.ends, lang="en")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["2025-06", "2025-07", "2025-08"]
    cells = {c.get_label(): [tuple(xy) for xy in c.get_offsets()] for c in ax.collections}
    assert cells == {
        "due": [(1.0, 0.0)],
        "owed back, or already returned": [(1.0, 1.0), (1.0, 2.0), (1.3, 2.0), (5.0, 2.0)],
        "in question": [(19.0, 2.0)],
        "cancelled": [(10.0, 0.0)],
        "service end": [(1.0, 1.0)],
    }


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


@pytest.mark.parametrize(
    ("plot", "table"),
    [
        (charts.plot_history, tables.MARKED.empty()),
        (charts.plot_coverage, tables.SOURCES.empty()),
        (charts.plot_fit, tables.MARKED.empty()),
        (charts.plot_claim, tables.CLAIM_LINES.empty()),
        (charts.plot_calendar, tables.FINDINGS.empty()),
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


def test_files_are_equal_bytes_and_hold_what_has_something_to_show(results: Results, tmp_path: Path) -> None:
    first = charts.write_charts(results, tmp_path / "a", "zh")
    second = charts.write_charts(results, tmp_path / "b", "zh")
    assert [p.name for p in first] == ["history.png", "claim.png", "calendar.png", "coverage.png", "fit.png"]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    bare = replace(results, claims=tables.Claims(tables.CLAIM_LINES.empty(), tables.CLAIM_TOTALS.empty()))
    assert "claim.png" not in [p.name for p in charts.write_charts(bare, tmp_path / "c", "zh")]


def test_any_text_of_a_bill_can_be_drawn(tmp_path: Path) -> None:
    name = "会员$x$ _{y}^2 \\frac \U0001f9ff喆镕龘 \t换行\n" + "很长" * 40
    marked = tables.MARKED.of({"payment_id": ["a"], "subscription_id": "s", "service": name, "currency": "USD",
                               "civil_date": days("2025-05-01"), "off_days": 0})  # fmt: skip
    for plot in (charts.plot_history, charts.plot_fit):
        canvas.save(plot(marked), tmp_path / "any.png")  # a glyph in no font would warn, and warnings are errors
    assert canvas.drawable("a$b$ \U0001f9ff") == r"a\$b\$ □"


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
