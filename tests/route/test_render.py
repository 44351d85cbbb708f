"""The workbooks as LibreOffice shows them: pages, no error values, the headline; and as another reader reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import planner
from planner.report.book import write_plan_workbook
from planner.workbook.template import write_template

TOOLS = ("soffice", "pdftoppm", "pdftotext", "pdfinfo")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
ERRORS = ("Err:", "#REF", "#NAME", "#VALUE", "#DIV/0", "#N/A", "#NUM", "###")
rendered = pytest.mark.skipif(bool(MISSING), reason=f"cannot look at pages without {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The example template, and the plan workbook of the example."""
    folder = tmp_path_factory.mktemp("books")
    template, plans = folder / "template.xlsx", folder / "plans.xlsx"
    write_template(template, minimal=True, example=True, sheets=None)
    write_plan_workbook(planner.solve(template), plans)
    return {"template": template, "plans": plans}


@pytest.fixture(scope="module")
def pages(books: dict[str, Path]) -> dict[str, Path]:
    """Both as PDF; LibreOffice gets a profile of its own, so that a running one does not matter."""
    folder = books["template"].parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, books.values())], check=True, capture_output=True, timeout=120)
    return {name: path.with_suffix(".pdf") for name, path in books.items()}


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout


@rendered
@pytest.mark.parametrize("name", ["template", "plans"])
def test_a_workbook_prints_without_error_values(name: str, pages: dict[str, Path]) -> None:
    about = subprocess.run(["pdfinfo", pages[name]], check=True, capture_output=True, text=True).stdout
    (count,) = (int(line.split()[1]) for line in about.splitlines() if line.startswith("Pages:"))
    assert count >= 10
    text = text_of(pages[name])
    assert [error for error in ERRORS if error in text] == []


@rendered
def test_the_headline_of_the_summary_is_printed(books: dict[str, Path], pages: dict[str, Path]) -> None:
    rows = CalamineWorkbook.from_path(str(books["plans"])).get_sheet_by_name("Summary").to_python()
    headline = str(rows[2][0])
    assert headline.startswith("Plan 1 costs least: USD ")
    assert headline in " ".join(text_of(pages["plans"]).split())


@rendered
def test_the_summary_is_drawn(pages: dict[str, Path], tmp_path: Path) -> None:
    """A page that is all white would have a picture with one grey."""
    subprocess.run(["pdftoppm", "-r", "20", "-gray", "-l", "3", pages["plans"], tmp_path / "page"], check=True)
    pictures = sorted(tmp_path.glob("page*.pgm"))
    assert len(pictures) == 3
    assert all(len(set(picture.read_bytes()[20:])) > 20 for picture in pictures)


@pytest.mark.parametrize("name", ["template", "plans"])
def test_no_cell_holds_an_error_for_another_reader(name: str, books: dict[str, Path]) -> None:
    book = CalamineWorkbook.from_path(str(books[name]))
    cells = [cell for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row]
    assert len(cells) > 500
    assert [cell for cell in cells if isinstance(cell, str) and cell.startswith(ERRORS[1:])] == []
