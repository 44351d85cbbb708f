"""What blank cells are taken as: every column and value is named, in few lines, after everything else."""

from __future__ import annotations

from pathlib import Path

from tests.workbook.books import at, coded, good_book, reading_of


def test_a_partly_blank_column_is_a_line_with_its_cells_and_its_default(tmp_path: Path) -> None:
    reading = reading_of(good_book(), tmp_path)
    wanted = at("Existing lines", "Capacity group", 9), at("Existing lines", "Capacity group", 11)
    end = at("Existing lines", "Capacity group", 13)
    found = [p for p in coded(reading, "D044") if p.where.startswith(f"Existing lines!{wanted[0]}")]
    assert [(p.where, p.found, p.expected) for p in found] == [
        (
            f"Existing lines!{wanted[0]}, {wanted[1]}:{end}",
            "left blank in 4 of 5 rows",
            "Capacity group: shares with none",
        )
    ]


def test_columns_blank_in_every_row_are_one_line_a_sheet_with_each_default(tmp_path: Path) -> None:
    reading = reading_of(good_book(), tmp_path)
    found = [p for p in coded(reading, "D044") if p.where == "Demand"]
    assert [(p.found, p.expected, p.to_do) for p in found] == [
        (
            "left blank in all 2 rows: First year, Last year, Priority, May go unmet, Value",
            "First year: first year planned; Last year: last year planned; Priority: defence 1, civil 2, outlet 3; "
            "May go unmet: 0% (outlets 100%); Value: 0",
            "Nothing to do if that is right; else type them.",
        )
    ]


def test_defaults_stand_after_everything_else(tmp_path: Path) -> None:
    book = good_book()
    page = book["Demand"]
    page.cells |= {(11, column): cell for (row, column), cell in page.cells.items() if row == 10}
    kinds = [problem.kind for problem in reading_of(book, tmp_path).problems]
    first = kinds.index("Default")
    assert "Left out" in kinds[:first]
    assert set(kinds[first:]) == {"Default"}
