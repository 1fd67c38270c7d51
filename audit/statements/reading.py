"""From paths to bills: every file is a bill, ours, passed by on request, or a problem."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from audit.errors import InputError, Problem
from audit.statements.container import Blob, Password, absolute, blobs, common_root, files_in, name_in
from audit.statements.format import Format
from audit.statements.formats import FORMATS
from audit.statements.gathering import Reading, gathered
from audit.statements.statement import Statement, statement
from audit.statements.user_formats import load
from audit.statements.zips import Passwords
from audit.tables import Bills

__all__ = ["Password", "Progress", "read", "reading_of"]


@dataclass(frozen=True)
class Progress:
    """How far a reading has come: files and bytes done and in all, rows read, and the file at hand."""

    files: int
    of: int
    rows: int
    file: str
    done: int
    size: int


Told = Callable[[Progress], None]
_TIMES_ASKED = 3  # for the password of one zip


def read(
    paths: str | Path | Sequence[str | Path],
    *,
    formats: Sequence[Format] | str | Path | None = None,
    password: Password = None,
    progress: Told | None = None,
    skip: Collection[str | Path] = (),
    root: str | Path | None = None,
    person: str = "",
) -> Bills:
    """Bills as tables; what cannot be used is named in `.problems`, and nothing is passed over in silence.

    `skip` names files and folders that are no bills (the case file, evidence); `root` is the folder file names are
    counted from. `formats` is a file with formats of the user's own, or all the formats that count. Passwords are
    tried on every encrypted zip; a callable is asked for each, again where its answer does not open it. `progress` is
    told before each file and after the last how far the reading has come.
    """
    reading = reading_of(
        paths, formats=formats, password=password, progress=progress, skip=skip, root=root, person=person
    )
    return gathered([reading])


def reading_of(
    paths: str | Path | Sequence[str | Path],
    *,
    formats: Sequence[Format] | str | Path | None = None,
    password: Password = None,
    progress: Told | None = None,
    skip: Collection[str | Path] = (),
    root: str | Path | None = None,
    person: str = "",
) -> Reading:
    """What `read` reads, before it is a table: `gathered` makes one of many persons' at once."""
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    own = [formats] if isinstance(formats, str | Path) else []
    files = files_in(given, [Path(path) for path in (*skip, *own)])
    base = absolute(Path(root)) if root is not None else common_root(given)
    known = known_formats(formats)
    statements: list[Statement] = []
    problems: list[Problem] = []
    tell = _Teller(files, progress)
    for file in files:
        name = name_in(base, file)
        tell(name, statements)
        for one, unread in _read_each(blobs(file, name, passwords_of(password)), known):
            statements += [one] if one else []
            problems += unread
    tell("", statements)
    return Reading(person, tuple(statements), tuple(problems))


class _Teller:
    """Counts files and bytes as they come, for whoever wants to be told."""

    def __init__(self, files: Sequence[Path], progress: Told | None) -> None:
        self._tell = progress
        self._sizes = [0, *accumulate(map(_size, files))] if progress else []
        self._files = 0

    def __call__(self, name: str, read_so_far: Sequence[Statement]) -> None:
        if self._tell:
            rows = sum(one.size for one in read_so_far)
            done, size = self._sizes[self._files], self._sizes[-1]
            self._tell(Progress(self._files, len(self._sizes) - 1, rows, name, done, size))
            self._files += 1


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def known_formats(formats: Sequence[Format] | str | Path | None) -> Sequence[Format]:
    """The formats that count: ours; those given; or, from a file, the user's own beside ours of other names."""
    if not isinstance(formats, str | Path):
        return FORMATS if formats is None else formats
    own = load(formats)
    names = {fmt.name for fmt in own}
    return (*own, *(fmt for fmt in FORMATS if fmt.name not in names))


def _read_each(
    opened: Iterable[Blob | Problem], formats: Sequence[Format]
) -> Iterator[tuple[Statement | None, tuple[Problem, ...]]]:
    yield from ((None, (one,)) if isinstance(one, Problem) else _read_one(one, formats) for one in opened)


def _read_one(blob: Blob, formats: Sequence[Format]) -> tuple[Statement | None, tuple[Problem, ...]]:
    try:
        one, unread = statement(blob, formats)
    except InputError as fault:
        return None, (Problem(blob.file, None, fault.words),)
    return one, (*one.problems, *unread)


def passwords_of(password: Password) -> Passwords:
    """However passwords were given, the ones to try on a zip; who is asked may mistype, and is asked again."""
    if callable(password):
        ask = password

        def asked(name: str) -> Iterator[str]:
            tried: set[str] = set()
            for _ in range(_TIMES_ASKED):
                answer = ask(name)
                if not answer:
                    return
                if answer not in tried:
                    tried.add(answer)
                    yield answer

        return asked
    tried = () if password is None else (password,) if isinstance(password, str) else tuple(password)
    return lambda _: tried
