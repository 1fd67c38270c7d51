"""What every chart shares: a figure of its own, the Chinese font of the package, colours, files of equal bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from itertools import accumulate
from typing import Any
from unicodedata import category

import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from audit import bundled
from audit.text_width import columns_of
from audit.wording import Lang, Words

# Told apart by colour-blind readers and in grey print; each also has a marker or hatch of its own.
INK, PALE, GRID = "#1f2933", "#5f6c7b", "#e4e7eb"
DUE, OWED, ASKED, REFUNDED, INTEREST, COST = "#7b8794", "#c2371f", "#b07d00", "#3e8e75", "#6b1d12", "#2f5d8c"
MARKED_DAY, COVERED = "#2f5d8c", "#6b8fb2"

_OWN = "renewal-audit"  # marks a figure made here, whose margins are ours to set
_NOTHING = Words("nothing to show", "没有可显示的内容")
_SMALL, _TITLE, _LABEL = 9, 12, 7.5  # points: names, axes and legend; the title; amounts beside marks
_NUMBERS = "0123456789-:.,\N{MINUS SIGN}"  # what the ticks of numbers and dates are written with
_ORNAMENTS = ("So", "Sk", "Mn", "Cf")  # emoji, their skin colours, their joiners
_DATES = ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S"]


def axes(ax: Axes | None, rows: int = 0, width: float = 9.0) -> Axes:
    """The axes given, or those of a new figure tall enough for that many lanes; no pyplot state is touched."""
    if ax is not None:
        return ax
    height = min(60.0, 1.55 + 0.36 * rows) if rows else 4.2
    figure = Figure(figsize=(width, height))
    figure.set_gid(_OWN)
    return figure.add_subplot()


def titled(ax: Axes, title: Words, lang: Lang, x: Words | None = None, y: Words | None = None) -> Axes:
    """The axes with title and axis names in one language, quiet frame, and tick labels that can hold Chinese."""
    figure = _own_figure(ax)
    lines = _wrapped(drawable(title.to(lang)), 72 * (figure.get_figwidth() - 0.5) if figure else _points(ax))
    named = "\n".join(lines)
    ax.set_title(named, loc="left", fontfamily=family(named), fontsize=_TITLE, color=INK, pad=10)
    for axis, name in ((ax.xaxis, x), (ax.yaxis, y)):
        said = drawable(name.to(lang)) if name else ""
        axis.set_label_text(said, fontfamily=family(said), fontsize=_SMALL, color=PALE)
    if len(ax.get_ylabel()) == 1:  # 元 stands upright
        ax.yaxis.label.set(rotation=0, ha="right", va="center")
    beside = [label.get_text() for label in ax.get_yticklabels()]
    ax.tick_params(labelfontfamily=family(_NUMBERS, *beside), labelsize=_SMALL, labelcolor=INK, color=GRID, length=3)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(GRID)
    ax.set_axisbelow(True)
    if figure:
        _set_margins(figure, ax, len(lines), max((sum(map(_advance, name)) for name in beside), default=0))
    return ax


def _own_figure(ax: Axes) -> Figure | None:
    figure = ax.get_figure()
    return figure if isinstance(figure, Figure) and figure.get_gid() == _OWN else None


def _points(ax: Axes) -> float:
    """The width of the plot in points, a little less where a layout may still narrow it."""
    width = float(ax.bbox.width) * 72 / ax.figure.dpi
    return width if _own_figure(ax) else 0.85 * width


def _wrapped(text: str, room: float) -> list[str]:
    """A title in lines that fit the room in points, broken after a sign or a space where there is one."""
    lines, rest = [], text
    while sum(map(_advance, rest)) * _TITLE > room:
        fits = max(1, sum(1 for end in accumulate(map(_advance, rest)) if end * _TITLE <= room))
        breaks = [[n for n in range(fits // 2, fits + 1) if rest[n - 1] in signs] for signs in ("；，：。;", " ")]
        cut = next((found[-1] for found in breaks if found), fits)
        lines.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*lines, rest]


def _set_margins(figure: Figure, ax: Axes, title_lines: int, widest: float) -> None:
    """Room for the labels, reckoned from their widths: matplotlib's own layout draws every chart twice to find it."""
    width, height = figure.get_size_inches()
    entries = [text.get_text() for box in figure.legends for text in box.get_texts()]
    rows = -(-len(entries) // _legend_columns(entries)) if entries else 0
    left = 0.3 + widest * _SMALL / 72 + (0.3 if ax.get_ylabel() else 0)
    if rows > 1 or title_lines > 1:  # a longer legend or title does not narrow the lanes
        height += 0.24 * max(0, rows - 1) + 0.22 * (title_lines - 1)
        figure.set_size_inches(width, height)
    bottom = 0.4 + (0.24 if ax.get_xlabel() else 0) + (0.2 + 0.24 * rows if rows else 0)
    top = 0.28 + 0.22 * title_lines
    figure.subplots_adjust(left=left / width, right=1 - 0.3 / width, bottom=bottom / height, top=1 - top / height)
    # The title stands at the figure's edge. What has its place is not looked for: that measures every label again.
    ax.set_title(ax.get_title(loc="left"), loc="left", x=(0.2 - left) / (width - left - 0.3), y=1.0)
    for axis in (ax.xaxis, ax.yaxis):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)


def empty(ax: Axes, title: Words, lang: Lang) -> Axes:
    """Axes that say there is nothing to show: an empty table is an answer, not an error."""
    said = _NOTHING.to(lang)
    ax.text(0.5, 0.5, said, ha="center", va="center", transform=ax.transAxes, fontfamily=family(said), color=PALE)
    ax.set(xticks=[], yticks=[])
    return titled(ax, title, lang)


def lanes(ax: Axes, names: list[str]) -> None:
    """One named lane per row, the first at the top, with a thin line between two."""
    ax.set_yticks(range(len(names)), [drawable(n) for n in names])
    ax.set_ylim(len(names) - 0.4, -0.6)
    for y in range(1, len(names)):
        ax.axhline(y - 0.5, color=GRID, linewidth=0.8, zorder=0)
    ax.tick_params(axis="y", length=0)


def dated(ax: Axes) -> None:
    """A time axis with dates as numbers, which read the same in both languages."""
    dates: Any = matplotlib.dates  # without annotations of its own
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    style = dates.ConciseDateFormatter(locator, formats=_DATES, zero_formats=["", *_DATES[:-1]], show_offset=False)
    ax.xaxis_date()
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(style)
    ax.grid(axis="x", color=GRID, linewidth=0.8)


def day_numbers(times: pd.Series) -> pd.Series:
    """Times as the days since 1970 that a time axis counts in, for lengths of bars."""
    return (times - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)


def uncovered(sources: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The stretches between two instants that no bill of an account covers: channel, account_id, from_at, until_at."""
    keys = ["channel", "account_id"]
    known = sources[sources["covered_from_at"].notna() & sources["covered_until_at"].notna()]
    found = []
    for key, bills in known.sort_values("covered_from_at").groupby(keys, sort=True):
        reach = bills["covered_until_at"].cummax().clip(lower=first)
        starts = [*bills["covered_from_at"], last]
        found += [(*key, a, min(b, last)) for a, b in zip([first, *reach], starts, strict=True) if a < min(b, last)]
    return pd.DataFrame(found, columns=[*keys, "from_at", "until_at"]).astype({"channel": "str", "account_id": "str"})


def legend(ax: Axes) -> None:
    """The legend below the plot, where it can never cover data; none where nothing is named."""
    handles, names = ax.get_legend_handles_labels()
    if not handles:
        return
    look: dict[str, Any] = {
        "ncols": _legend_columns(names), "frameon": False, "labelcolor": INK, "handletextpad": 0.5,
        "columnspacing": 1.6, "borderaxespad": 0, "prop": FontProperties(family=family(*names), size=_SMALL),
    }  # fmt: skip
    if figure := _own_figure(ax):
        corner = (0.012, 0.1 / figure.get_figheight())
        figure.legend(handles, names, loc="lower left", bbox_to_anchor=corner, **look)
    else:
        ax.legend(handles, names, loc="upper left", bbox_to_anchor=(0, -0.14), **look)


def _legend_columns(names: list[str]) -> int:
    """How many entries stand side by side: the figure is about 130 text columns wide, a mark takes eight."""
    widths = [8 + columns_of(name) for name in names]
    return len(names) if sum(widths) <= 130 else max(1, 130 // max(widths))


def drawable(text: str) -> str:
    """Text that matplotlib draws as it is: no formulas between dollar signs, one line, a box for letters in no font.

    An emoji in no font is left out, as in a nickname that has letters too; alone it is a box.
    """
    flat = " ".join(text.split())
    known = _glyphs()
    drawn = "".join(c if ord(c) in known else "" if category(c) in _ORNAMENTS else "□" for c in flat).strip()
    return (drawn or "□" * bool(flat)).replace("$", r"\$")


def size_within(ax: Axes, texts: Iterable[str], width: float, most: float) -> float:
    """The points at which the widest of some texts fits a width in the x axis' units, `most` where all do."""
    left, right = ax.get_xlim()
    room = _points(ax) * width / (right - left)
    widest = max((sum(map(_advance, text)) for text in texts), default=0)
    return min(most, room / widest) if widest else most


def label_amounts(
    ax: Axes, marks: Iterable[tuple[float, float, str]], is_beside: bool = False, lane: float = 1.0
) -> None:
    """Texts above (or beside) points of a dated axis, as many as there is room for: never one over another.

    Call it when the limits and margins stand: the room is reckoned from them. `lane` is a lane's height on the y axis.
    """
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    per_day = _points(ax) / (right - left)
    if lane * float(ax.bbox.height) * 72 / ax.figure.dpi / abs(high - low) < 2.2 * _LABEL:
        return
    free_from: dict[float, float] = {}
    for day, y, text in sorted(marks):
        width = _LABEL * sum(map(_advance, text)) + 3
        at = (day - left) * per_day + (4 if is_beside else -width / 2)
        if at < free_from.get(y, float("-inf")):
            continue
        free_from[y] = at + width
        where: dict[str, Any] = {"xytext": (6, 0), "va": "center"} if is_beside else {"xytext": (0, 6), "ha": "center"}
        outlined(
            ax.annotate(
                drawable(text), (day, y), textcoords="offset points", fontsize=_LABEL, color=INK, zorder=5,
                fontfamily=family(text), **where,
            )
        )  # fmt: skip


def counted(number: int, one: str, several: str) -> str:
    """How many, in English: `1 payment`, `3 payments`."""
    return f"{number:,} {one if number == 1 else several}"


def outlined(text: Text) -> None:
    """A white edge around a text that stands among lines and dots."""
    text.set_path_effects([withStroke(linewidth=2.5, foreground="white")])


def family(*texts: str) -> list[str]:
    """The font families to draw texts with: the package's Chinese font, and matplotlib's own for what it lacks.

    Where nothing is lacking there is no second: matplotlib looks for each anew with every text.
    """
    lacks_none = all(_charmap().issuperset(map(ord, text.replace("\n", ""))) for text in texts)
    return [_own_family()] if lacks_none else [_own_family(), "DejaVu Sans"]


@cache
def _own_family() -> str:
    fontManager.addfont(str(bundled.font()))
    return str(FontProperties(fname=str(bundled.font())).get_name())


@cache
def _advance(character: str) -> float:
    """How far a character moves the pen, as a share of the font's size; a whole size where our font lacks it."""
    if ord(character) not in _charmap():
        return 1.0
    return float(_font().load_char(ord(character)).linearHoriAdvance) / 65536 / 100


@cache
def _font() -> FT2Font:
    font = FT2Font(str(bundled.font()))
    font.set_size(100, 72)
    return font


@cache
def _charmap() -> frozenset[int]:
    return frozenset(_font().get_charmap())


@cache
def _glyphs() -> frozenset[int]:
    return _charmap().union(FT2Font(findfont("DejaVu Sans")).get_charmap())


def png(ax: Axes) -> bytes:
    """The chart's figure as a PNG that carries its title; equal charts give equal bytes: no date goes in."""
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    told = " ".join(ax.get_title(loc="left").split()).replace(r"\$", "$")
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=160, facecolor="white", metadata={"Software": None, "Title": told})
    return drawn.getvalue()
