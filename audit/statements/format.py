"""What a format is: facts about a bill, and nothing that runs.

A new bill is one `Format` in one module, one line in the list of formats, one synthetic sample and its golden file.
Patterns must match a whole cell; a column a bill does not print counts as empty.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from audit.wording import NOTHING, Words

CHINESE = ("gb18030", "utf-8")  # what text may be in that is not UTF-8 for certain, the likelier first
WESTERN = ("cp1252", "latin-1")
_CELLS = ("text", "sheet")  # containers that have a header of their own; records print a field only where it is
_NEEDED = {
    **dict.fromkeys(("split", "split signed", "split reversing"), ("amount_in", "amount_out")),
    "none": (),
}


@dataclass(frozen=True)
class When:
    """One line of a closed table: the value that holds where every named column matches its pattern."""

    value: str
    where: Mapping[str, str]


@dataclass(frozen=True)
class Total:
    """A total the bill prints about itself, and which of its rows it sums.

    `pattern` finds it in the heading, with a group `count`, a group `amount`, or both; with a group `opening` beside
    `amount` they are balances, between which the rows must lie. `net` says what the printed sum leaves out: nothing,
    what the row itself says was refunded (`column`), or the refund rows that name it (`rows`).
    """

    name: str
    pattern: str
    where: Mapping[str, str]
    net: str = ""
    by_count: bool = False  # the printed sum is known not to be the sum of the rows: only the count decides
    counts: str = ""  # our column whose different values are counted, where one record makes several rows


@dataclass(frozen=True)
class Says:
    """Where a bill says whose it is and what it holds: patterns for its heading and footer, each with one group."""

    account: str = ""
    from_at: str = ""
    to_at: str = ""
    exported_at: str = ""
    filter: str = ""
    currency: str = ""
    month: str = ""  # year and month of a bill whose rows print neither: `2024年01月`


@dataclass(frozen=True)
class Told:
    """An event that a record tells beside its payment, or instead of one.

    `what` is the event's name (`cancelled`, `renewed`, `trial`), `at` our column with its time; it is told by the rows
    that match `where` and print a time there.
    """

    what: str
    at: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Why records that are no payments are passed by, where another reason than the usual one holds."""

    words: Words
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Format:
    """The facts of one kind of bill; a format is equal to itself alone."""

    name: str
    channel: str
    title: Words
    header: tuple[str, ...]  # printed names that must all stand in the header row
    columns: Mapping[str, tuple[str, ...]]  # our column: the printed ones, of which the first that is not empty stands
    statuses: tuple[When, ...]
    kinds: tuple[When, ...]
    directions: Mapping[str, str] = field(default_factory=dict)  # printed word: out, in or neutral
    refunded: tuple[When, ...] = ()  # value: `all`, `none`, `column`, or a pattern whose group is the amount
    says: Says = Says()
    totals: tuple[Total, ...] = ()
    exact: bool = False  # the header has these names and no others
    without: tuple[str, ...] = ()  # names that stand in no header of it
    first: str = ""  # the header's first cell, where only that tells two formats apart
    container: str = ""  # `text` or `sheet` where the same header comes in both
    aside: str = ""  # how a line begins that is not a record but the bill's heading or footer
    opens: str = ""  # how the first line of a heading begins, where footers exist too
    amounts: str = "unsigned"  # how an amount shows its direction: a key of `money_columns.AMOUNTS`
    holds: Mapping[str, str] = field(default_factory=dict)  # our column: a pattern whose groups are columns within it
    flows: tuple[When, ...] = ()  # where no word of its own and no sign says the direction: what else does
    incoming: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # columns of rows whose money came in
    also: tuple[tuple[str, ...], ...] = ()  # the header in other languages
    dates: str = "ymd"  # or `dmy`, `mdy`, `either` where the file decides; `md` where only the heading prints a year
    undated: str = ""  # what stands for the date of a payment not booked yet: `Pending`
    decimal: str = "."  # or `,`, or `either` where the file decides, or `each` where every cell does
    sides: tuple[When, ...] = ()  # value `out` or `in`: which side words say, to prove the signs by
    signs: str = "usual"  # unless words contradict; or `either` where words decide, `proven` only where words prove
    encodings: tuple[str, ...] = ()  # of text that is not UTF-8, the likeliest first; none: GB18030
    least_cells: int = 0  # rows may end early, after so many cells
    currency: str = "CNY"  # or "" where each amount, or a cell beside it, says its own
    currencies: Mapping[str, str] = field(default_factory=dict)  # printed name: code
    currency_by_dates: Mapping[str, str] = field(default_factory=dict)  # where only the order of dates tells: `dmy`
    fee_within: bool = False  # the amount holds the fee already
    fee_alone: bool = False  # a row whose amount is nothing moved its fee
    utc_offset: str = "+08:00"
    number_with: tuple[str, ...] = ()  # our columns without which the printed number names several rows
    zones: Mapping[str, str] = field(default_factory=dict)  # printed in `zone`: the offset, where it means one only
    unmoved: Mapping[str, str] = field(default_factory=dict)  # rows that moved nothing: a running balance passes them
    records: str = "payments"  # or `events`: records that tell of a subscription, and are no payment
    tells: tuple[Told, ...] = ()
    reasons: tuple[Reason, ...] = ()
    nothing: str = ""  # what else than `/` and dashes is printed for an empty cell
    discreet: bool = False  # columns it does not name (addresses, devices) and e-mail addresses are not kept
    number_repeats: bool = False  # equal numbers in one export are rows of their own, told apart by their order
    renumbers: bool = False  # another download may give the same rows other numbers
    echoes: bool = False  # its rows stand in another file too, with numbers: same second, same amount
    mandate_where: tuple[Mapping[str, str], ...] = ()  # the rows of a subscription, if not all have a mandate
    amount_with: tuple[str, ...] = ()  # our columns to be added to the amount
    refund_suffix: str = ""  # where in a refund's number the original's number ends
    refund_shares_number: bool = False  # a refund row prints the payment's own number
    assumed: Words = NOTHING  # what was taken for granted about a bill nobody has described
    refund_by_merchant_number: Mapping[str, str] = field(
        default_factory=dict
    )  # rows whose number is the original's merchant number

    def claims(self, names: Sequence[str], container: str) -> bool:
        """Whether a row of cells, as `header_names` has them, is this format's header."""
        if self.container and self.container != container:
            return False
        if self.first and next(iter(names), "") != header_name(self.first):
            return False
        printed = set(names)
        if container in _CELLS and not all(
            printed & set(map(header_name, self.columns.get(ours, ()))) for ours in self.needed
        ):
            return False
        if not printed.isdisjoint(map(header_name, self.without)):
            return False
        if self.exact:
            named = {name for name in names if not is_blank(name)}
            return any(named <= header.keys() <= printed for header in self._headers)
        return any(header.keys() <= printed for header in self._headers)

    def missing(self, names: Collection[str]) -> list[str]:
        """The header's printed names that a row of cells does not have, in the language it is nearest to."""
        lacking = [[said for name, said in header.items() if name not in names] for header in self._headers]
        needed = [self.columns[ours] for ours in self.needed if ours in self.columns]
        absent = [said[0] for said in needed if not any(header_name(name) in names for name in said)]
        return list(dict.fromkeys([*min(lacking, key=len), *absent]))

    def written_in(self, encoding: str) -> bool:
        """Whether the bill comes in an encoding; "" is one its bytes leave no doubt about."""
        return not encoding or encoding in (self.encodings or CHINESE)

    @property
    def needed(self) -> tuple[str, ...]:
        """Our columns without which no amount can be read."""
        words = ("direction",) if self.amounts == "unsigned" and not self.flows else ()
        return (*_NEEDED.get(self.amounts, ("amount",)), *words)

    @property
    def leaves_to_file(self) -> bool:
        """Whether facts of the bill stand in the file's rows alone."""
        return "either" in (self.dates, self.decimal) or bool(self.sides)

    @property
    def first_names(self) -> list[str]:
        """The first name of its header in each language, without which no row is one."""
        return list(dict.fromkeys(next(iter(header)) for header in self._headers))

    @property
    def names(self) -> frozenset[str]:
        """All names of its headers."""
        return frozenset(name for header in self._headers for name in header)

    @cached_property
    def _headers(self) -> tuple[Mapping[str, str], ...]:
        return tuple({header_name(name): name for name in header} for header in (self.header, *self.also))

    def coded(self) -> frozenset[str]:
        """Printed columns of few different words."""
        kept = (
            "direction",
            "category",
            "status",
            "method",
            "funds",
            "counterparty",
            "counterparty_account",
            "currency",
        )
        return frozenset(header_name(name) for key in kept for name in self.columns.get(key, ()))


@lru_cache(maxsize=1 << 14)
def header_name(cell: str) -> str:
    """A header cell as it is compared: half-width, in small letters, without spaces.

    >>> header_name("金额（元）   "), header_name("\\ufeff交易时间"), header_name("Post Date")
    ('金额(元)', '交易时间', 'postdate')
    """
    return "".join(unicodedata.normalize("NFKC", cell).casefold().replace("\ufeff", "").split())


def header_names(cells: Sequence[str]) -> list[str]:
    """Header cells as unique names: blank ones get a number, repeated ones say which they are.

    >>> header_names(["Saldo", "Währung", "", "Betrag", "Währung"])
    ['saldo', 'währung', '_2', 'betrag', 'währung#2']
    """
    seen: Counter[str] = Counter()
    names: list[str] = []
    for i, cell in enumerate(cells):
        name = header_name(cell) or f"_{i}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names


def is_blank(name: str) -> bool:
    """Whether a name of `header_names` stands for a cell that names nothing."""
    return name.startswith("_") and name[1:].isdigit()
