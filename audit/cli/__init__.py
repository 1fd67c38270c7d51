"""The command line `renewal-audit`: commands to the pipeline and the reports; nothing is computed here."""

from __future__ import annotations

from audit.cli import many  # its command joins the others
from audit.cli.commands import app, main

__all__ = ["app", "main", "many"]
