"""Write the data dictionary of the input workbook: `python -m inputs.build_dictionary` renews `DICTIONARY.md`."""

from __future__ import annotations

from pathlib import Path

from planner.workbook.dictionary import data_dictionary

DICTIONARY = Path(__file__).parent / "DICTIONARY.md"


if __name__ == "__main__":
    DICTIONARY.write_text(data_dictionary(), encoding="utf-8")
