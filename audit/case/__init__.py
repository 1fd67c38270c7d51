"""The user's spreadsheet: `case.xlsx`, read into a `Case`, written pre-filled, and added to without loss."""

from __future__ import annotations

from audit.case.filling import append_questions, write_case
from audit.case.reading import case_files, find_case, read_case
from audit.case.stationery import template_files, with_template

__all__ = ["append_questions", "case_files", "find_case", "read_case", "template_files", "with_template", "write_case"]
