"""Where things stand on an input sheet: the one place that knows row and column numbers.

Rows from the top (1-based): title, marking and template version, headline, group band, must fill / may stay blank,
help, unit, header, then data. Settings is a two-column layout of the same schema: one row a setting.
"""

from __future__ import annotations

TEMPLATE_VERSION = "1.0"
"""Version of the input schema. A change that an older workbook does not fit raises it and needs a migration; sheets and
columns that may stay away do not."""

TITLE_ROW = 1
STAMP_ROW = 2
HEADLINE_ROW = 3
GROUP_ROW = 4
FILL_ROW = 5
HELP_ROW = 6
UNIT_ROW = 7
HEADER_ROW = 8
FIRST_DATA_ROW = 9

STAMP = "Friend-shoring planner, template version"
"""Cell A2 of every input sheet begins with this; the version follows."""

SETTINGS_HEADERS: tuple[str, ...] = ("Setting", "Value", "Unit", "Fill in?", "What it means")
SETTINGS_NAME_COLUMN = 1
SETTINGS_VALUE_COLUMN = 2

EXAMPLE_NOTE = "Example: type over or delete"
"""Note of the example rows; a run stops while one is left among the user's own rows."""

MINIMAL_SHEETS: tuple[str, ...] = (
    "Settings", "Nations", "Goods", "Recipes", "Existing lines", "Candidate moves", "Lanes", "Demand", "Caps",
)  # fmt: skip

NOTES_PREFIX = "_"
"""Sheets whose name begins with this are the user's own notes and are not read."""
