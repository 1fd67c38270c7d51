"""From paths to bills: every file is a bill, ours, passed by on request, or a problem."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from audit.errors import InputError, Problem
from audit.statements.container import Blob, Password, absolute, blobs, common_root, files_in, name_in
from audit.statements.format import Format
from audit.statements.formats import FORMATS
from audit.statements.gathering import gathered
from audit.statements.statement import Statement, statement
from audit.statements.user_formats import load
from audit.statements.zips import Passwords
from audit.tables import Bills

__all__ = ["Password", "Progress", "read"]

_TIMES_ASKED = 3  # for the password of one zip
Progress = Callable[[int, int, str], None]  # files done, files in all, the file at hand


def read(
    paths: str | Path | Sequence[str | Path],
    *,
    formats: Sequence[Format] | str | Path | None = None,
    password: Password = None,
    progress: Progress | None = None,
    skip: Collection[str | Path] = (),
    root: str | Path | None = None,
    person: str = "",
) -> Bills:
    """Bills as tables; what cannot be used is named in `.problems`, and nothing is passed over in silence.

    `skip` names files and folders that are no bills (the case file, evidence); `root` is the folder file names are
    counted from. `formats` is a file with formats of the user's own, or all the formats that count. Passwords are
    tried on every encrypted zip; a callable is asked for each, again where its answer does not open it.
    """
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    own = [formats] if isinstance(formats, str | Path) else []
    files = files_in(given, [Path(path) for path in (*skip, *own)])
    base = absolute(Path(root)) if root is not None else common_root(given)
    named = [(file, name_in(base, file)) for file in files]
    known = known_formats(formats)
    statements: list[Statement] = []
    problems: list[Problem] = []
    for found in _opened(named, passwords_of(password), progress):
        read_one, unread = (None, (found,)) if isinstance(found, Problem) else _read_one(found, known)
        statements += [read_one] if read_one else []
        problems += unread
    return gathered(statements, problems, person)


def known_formats(formats: Sequence[Format] | str | Path | None) -> Sequence[Format]:
    """The formats that count: ours; those given; or, from a file, the user's own beside ours of other names."""
    if not isinstance(formats, str | Path):
        return FORMATS if formats is None else formats
    own = load(formats)
    names = {fmt.name for fmt in own}
    return (*own, *(fmt for fmt in FORMATS if fmt.name not in names))


def _opened(
    files: Sequence[tuple[Path, str]], passwords: Passwords, progress: Progress | None
) -> Iterator[Blob | Problem]:
    for done, (file, name) in enumerate(files):
        if progress:
            progress(done, len(files), name)
        yield from blobs(file, name, passwords)
    if progress:
        progress(len(files), len(files), "")


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
