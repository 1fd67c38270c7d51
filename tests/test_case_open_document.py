"""The case file as .ods: what LibreOffice and WPS write comes in as from .xlsx, a hostile one is one clear error."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from audit.case import append_questions, read_case, write_case
from audit.case.grids import MOST_COLUMNS, MOST_ROWS, read_grids
from audit.errors import CaseError
from audit.tables import FINDINGS, SUBSCRIPTIONS

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def cell(text: str, facts: str = 'office:value-type="string"', inside: str = "") -> str:
    return f"<table:table-cell {facts}>{inside}<text:p>{text}</text:p></table:table-cell>"


def blank(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def row(*cells: str, facts: str = "") -> str:
    return f"<table:table-row {facts}>{''.join(cells)}</table:table-row>"


def saved(folder: Path, *rows: str, title: str = "取消", name: str = "case.ods") -> Path:
    """A document as LibreOffice writes one: blanks to the far corner said as repetitions."""
    end = row(blank(16384), facts='table:number-rows-repeated="1048570"')
    body = f'<table:table table:name="{title}">{"".join(rows)}{end}</table:table>'
    content = (
        f"<office:document-content {NAMESPACES} {CALC}><office:body><office:spreadsheet>{body}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return folder / name


HEADER = row(
    cell("服务", inside="<office:annotation><text:p>按账单上的写法</text:p></office:annotation>"),
    cell("取消时间"), cell("扣费日"), cell("备注"), blank(16380),
)  # fmt: skip


def test_dates_numbers_text_and_comments_are_read_as_from_a_workbook(tmp_path: Path) -> None:
    facts = 'office:value-type="date" office:date-value="2025-06-10T10:00:00"'
    saved(
        tmp_path,
        f"<table:table-header-rows>{HEADER}</table:table-header-rows>",
        row(blank(5), facts='table:number-rows-repeated="2"'),
        row(
            cell("钻头会员"),
            cell("25-6-10", facts),
            cell("1", 'office:value-type="float" office:value="1"'),
            cell("电话<text:span>两</text:span>次"),
        ),
    )
    case = read_case(tmp_path)
    (found,) = case.cancellations.to_dict("records")
    assert (found["service"], found["cancelled_at"], found["billing_day"], found["note"]) == (
        "钻头会员", datetime(2025, 6, 10, 10), 1, "电话两次",
    )  # fmt: skip
    assert case.problems.empty


def test_what_cannot_be_read_is_named_with_its_cell(tmp_path: Path) -> None:
    error = 'office:value-type="string" calcext:value-type="error"'
    no_day = 'office:value-type="date" office:date-value="2025-13-40"'
    saved(tmp_path, HEADER, row(cell("甲"), cell("#NAME?", error)), row(cell("乙"), cell("?", no_day)))
    reasons = read_case(tmp_path).problems["reason_zh"].tolist()
    assert [reason.split("：")[0] for reason in reasons] == ["取消!B2", "取消!B3"]


@pytest.mark.parametrize(
    "rows",
    [
        [row(cell("x"), facts=f'table:number-rows-repeated="{MOST_ROWS + 1}"')],
        [row(cell("x", f'office:value-type="string" table:number-columns-repeated="{MOST_COLUMNS + 1}"'))],
        [row(blank(2_000_000_000), cell("x"))],
        [row(blank(1), facts='table:number-rows-repeated="2000000000"'), row(cell("x"))],
    ],
)
def test_repetitions_without_bound_are_refused_before_they_are_laid_out(tmp_path: Path, rows: list[str]) -> None:
    with pytest.raises(CaseError, match="larger than any case file"):
        read_grids(saved(tmp_path, *rows))


@pytest.mark.parametrize("content", ["", "no xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_locked_or_damaged_document_is_one_clear_error(tmp_path: Path, content: str) -> None:
    with zipfile.ZipFile(tmp_path / "case.ods", "w") as archive:
        archive.writestr("content.xml", content)
    with pytest.raises(CaseError, match=r"save it as \.xlsx"):
        read_case(tmp_path)


def test_nothing_is_added_to_it_and_nothing_in_it_is_lost(tmp_path: Path) -> None:
    path = saved(tmp_path, HEADER, row(cell("钻头会员"), cell("2025-06-10")))
    before = path.read_bytes()
    assert append_questions(path, FINDINGS.empty(), lang="zh") == 0
    with pytest.raises(CaseError, match=r"save it as one under the same name"):
        write_case(tmp_path / "case.xlsx", SUBSCRIPTIONS.empty(), lang="zh", existing=path)
    assert path.read_bytes() == before
    assert not (tmp_path / "case.xlsx").exists()


def test_beside_a_workbook_it_is_named_and_not_read(tmp_path: Path) -> None:
    saved(tmp_path, HEADER, row(cell("乙"), cell("2025-06-10")))
    (tmp_path / "cancellations.csv").write_text("service,cancelled_at\n甲,2025-06-11\n", "utf-8")
    case = read_case(tmp_path)
    assert case.cancellations["service"].tolist() == ["乙"]
    assert case.problems["file"].tolist() == ["cancellations.csv"]
