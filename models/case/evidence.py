"""Chapter "evidence" of the input workbook: Sources."""

from __future__ import annotations

from models.schema import Confidence, Row, Unit, column


class Source(Row):
    """Source of one figure, where it differs from the source of its row."""

    sheet = "Sources"
    key = ("on_sheet", "row_name", "column_name")
    about = "Figures that have a source of their own, apart from the source of their row."
    empty = "each figure has the source of its row"

    on_sheet: str = column("Sheet the figure stands on.", Unit.TEXT, header="Sheet", group="Figure")
    row_name: str = column("Name of the row, as results show it.", Unit.TEXT, header="Row")
    column_name: str = column("Header of the column.", Unit.TEXT, header="Column")
    source: str = column("Where the figure comes from.", Unit.TEXT, group="Evidence")
    as_of: str | None = column("Date of the figure, like 2026-03.", Unit.DAY, default=None, blank="not stated")
    confidence: Confidence = column("How much you trust it.", default="assumption", blank="assumption")
    note: str | None = column("Anything a reviewer should know.", Unit.TEXT, default=None, blank="none")
