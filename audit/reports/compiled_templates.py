"""Templates kept compiled, as Python keeps its modules, and where: to compile one takes longer than to fill it."""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

_KEPT_IN = Path(__file__).with_name("__pycache__")


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder; one that cannot be read is compiled anew, one that cannot be kept is not kept."""

    def __init__(self, folder: Path, settings: str) -> None:
        super().__init__(str(folder), "template-%s.cache")
        self._settings = settings

    def get_source_checksum(self, source: str) -> str:
        """What a compiled template depends on: its source, the library, and what the environment was set up with."""
        return super().get_source_checksum("\0".join([jinja2.__version__, self._settings, source]))

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates(module: str) -> CompiledTemplates | None:
    """Where the templates of an environment set up in `module`, a path, are kept; None where Python keeps nothing."""
    if sys.dont_write_bytecode or not _KEPT_IN.is_dir():
        return None
    return CompiledTemplates(_KEPT_IN, Path(module).read_text("utf-8"))
