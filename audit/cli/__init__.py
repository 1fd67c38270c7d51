"""The command line `renewal-audit`: commands to the pipeline and the reports; nothing is computed here."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from audit.wording import Words

_STOPPED = Words("stopped; nothing was written", "已中止，没有写入任何文件")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; Ctrl-C while it is still being loaded is one line as well."""
    try:
        from audit.cli import commands

        return commands.main(arguments)
    except KeyboardInterrupt:
        print(f"{_STOPPED.en} / {_STOPPED.zh}", file=sys.stderr)  # the language asked for is not read yet
        return 130
