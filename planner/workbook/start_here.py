"""The first sheet of every input workbook: how to fill it, what the colours mean, which sheets are needed."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from models.case import SHEETS, Contract, ExistingLine, Lane, Move, Support
from models.schema import Row
from planner.report.measure import lines_in_cell
from planner.report.style import BODY, HEADER_FILL, LINE_POINTS, LINK, NAVY, NOTES, THIN_RULE
from planner.workbook import layout
from planner.workbook.look import FRAME, MUST_FILL_COLOUR, MUST_FRAME, ROW_HEIGHT, Formats
from planner.workbook.pages import Book, set_print, write, write_head
from planner.workbook.wording import (
    CHOICE_WORDS,
    CONTRACT_PRICE_WORDS,
    CONTRACT_SCORING_WORDS,
    CONTRACT_VOLUME_WORDS,
    CONTRACT_WORDS,
    CONTRACT_YEARS_WORDS,
    MAY_STAY_BLANK,
    MUST_FILL,
    OFFER_WORDS,
    RATE_WORDS,
    UNIT_COST_WORDS,
    kept_though_blank,
)

SHEET = "Start here"

_TITLE = "Start here: how to fill this workbook"
_HEADLINE = (
    'Fill the sheets below from top to bottom, run "planner check", mend what it lists, then run "planner solve".'
)
_NOTE = (
    f"Template version {layout.TEMPLATE_VERSION}. Type names, not codes. One row is one thing; no merged cells, "
    "no total rows, no renamed headers. Type percentages as 45%."
)
_HEADERS = ("What", "What it means")
_WIDTHS = (27.0, 122.0)
_NOTE_ROW, _HEADER_ROW = 4, 5
_AIR = 3.0

_HOW = (
    (
        "What a case needs",
        f"Rows on {', '.join(row.sheet for row in SHEETS if row.required)}, and on {ExistingLine.sheet} or "
        f"{Move.sheet}. Rows on {Lane.sheet} as soon as a good is used in another nation than it is made in. "
        "Every other sheet may stay empty; below, beside its name, stands what that means.",
    ),
    (
        "How a sheet reads",
        "Above the bold header stand three lines for each column: must fill or may stay blank, what it means, and the "
        "unit. Start typing in the first row below the header. On Settings, type in the column Value.",
    ),
    (
        MUST_FILL,
        'Pale yellow with a brown frame, and the words "must fill" above the column. The run stops if it is blank.',
    ),
    (
        MAY_STAY_BLANK,
        'White with a grey frame. If blank, what the help says after "Blank:" is used and listed for you.',
    ),
    (
        "Drop-downs",
        "Lists offer the names you typed on other sheets, so fill those first. A name that is not on the list brings a "
        'hint, not a stop: "planner check" says what is wrong.',
    ),
)
_CAPS = (
    "What a cap can measure",
    "essential exposure: deliveries that would stop if every adversary flow stopped, looked through all tiers. "
    "direct share: what adversaries sell to the allies, of all supply. largest third-nation share: what one nation "
    "outside sells, of allied use and exports. dirty share of allied output: what allied lines make from exposed "
    "inputs.",
)
_BLOCS = (
    "Blocs and owners",
    "Only allies' needs and output count. What adversaries make, or firms that they control, is exposed; goods of a "
    "partner or neutral are clean if their inputs are. The sheet Firms says from where a firm is controlled; the lines "
    "of a firm that is not there count as clean.",
)
_UNITS = (
    "Units",
    "Quantities in the good's own unit (kt), prices per t, kg or piece, recipes in units of the input for one unit of "
    "the main output: 25 where 25 t of metal go into 1 kt of magnets.",
)
_UNIT_COST = ("Unit cost", UNIT_COST_WORDS)
_SUPPORT = (("What support needs", OFFER_WORDS),)
_OFFERS = (("Rate of an offer", RATE_WORDS), ("Choice of an offer", CHOICE_WORDS))
_CONTRACTS = (
    ("Contracts and strikes", CONTRACT_WORDS),
    ("Contract: how long", CONTRACT_YEARS_WORDS),
    ("Contract: how much", CONTRACT_VOLUME_WORDS),
    ("Contract: what is paid", CONTRACT_PRICE_WORDS),
    ("Contract: Scoring", CONTRACT_SCORING_WORDS),
)
_EXAMPLE = (
    "Example row",
    f'Grey text, with "{layout.EXAMPLE_NOTE}" in the column Note. The run stops while an example is left beside your '
    "own rows.",
)
_EVIDENCE = (
    "Source, As of, Confidence",
    "At the right end of every sheet. high = measured or official; medium = published, not checked; low = one weak "
    "source; assumption = your judgement. Assumptions are counted on the cover of the result.",
)
_REQUIRED_ONLY = (
    "Columns left out",
    "This template has only the columns that must be filled, those that refer to an optional sheet in it, and "
    f"{kept_though_blank()}: a line whose firm is not named counts as of unknown origin, so exposed; a cap without "
    "price of breach may never be missed. Every other column counts as blank. The full template has all columns.",
)
_NOTES_SHEETS = (
    "Your own notes",
    f'A sheet whose name begins with "{layout.NOTES_PREFIX}" is not read: keep notes and workings there.',
)


def write_start_here(book: Book, sheets: Sequence[type[Row]], *, required_only: bool, example: bool) -> Worksheet:
    """Adds the sheet; `required_only`: columns that may stay blank are left out; `example`: rows to type over."""
    sheet = book.workbook.add_worksheet(SHEET)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    write_head(book, sheet, _TITLE, _HEADLINE)
    write(sheet, _NOTE_ROW, 1, _NOTE, book.formats.get(font_color=NOTES))
    header = book.formats.get(bold=True, bg_color=HEADER_FILL, top=2, top_color=NAVY)
    for place, text in enumerate(_HEADERS, start=1):
        write(sheet, _HEADER_ROW, place, text, header)
    sheet.set_row(_HEADER_ROW - 1, ROW_HEIGHT)
    left_out = _REQUIRED_ONLY if required_only else _EVIDENCE
    examples = (_EXAMPLE,) if example else ()
    how = (*_HOW, _UNITS, _UNIT_COST, _BLOCS, _CAPS, *_about_support(sheets), *examples, left_out, _NOTES_SHEETS)
    row = _HEADER_ROW
    for name, meaning in how:
        row += 1
        _write_meaning(book, sheet, row, meaning, first=row == _HEADER_ROW + 1)
        write(sheet, row, 1, name, _legend_format(book.formats, name))
    for number, target in enumerate(sheets):
        row += 1
        _write_meaning(book, sheet, row, f"{_need(target)} {target.about}", first=number == 0)
        _write_link(book, sheet, row, target.sheet, first=number == 0)
    sheet.freeze_panes(_HEADER_ROW, 0)
    set_print(book, sheet, _HEADER_ROW + 1)
    sheet.print_area(0, 0, row - 1, len(_HEADERS) - 1)
    sheet.fit_to_pages(1, 0)
    return sheet


def _about_support(sheets: Sequence[type[Row]]) -> tuple[tuple[str, str], ...]:
    """What the sheets of offers and contracts mean, those that are there."""
    offers = _OFFERS if Support in sheets else ()
    contracts = _CONTRACTS if Contract in sheets else ()
    return (*_SUPPORT, *offers, *contracts) if offers or contracts else ()


def _need(row: type[Row]) -> str:
    """Whether a sheet needs rows, and what it means that it has none."""
    if row.required:
        return "Needed."
    if row in (ExistingLine, Move):
        other = Move if row is ExistingLine else ExistingLine
        return f"Needed: this sheet or {other.sheet}. If this one is empty: {row.empty}."
    if row is Lane:
        return f"Needed as soon as a good crosses a border. If empty: {row.empty}."
    return f"May stay empty: {row.empty}."


def _write_meaning(book: Book, sheet: Worksheet, row: int, text: str, *, first: bool) -> None:
    rule = {"top": 1, "top_color": NAVY if first else THIN_RULE}
    write(sheet, row, 2, text, book.formats.get(text_wrap=True, **rule))
    sheet.set_row(row - 1, LINE_POINTS * lines_in_cell(text, _WIDTHS[1], BODY) + _AIR)


def _legend_format(formats: Formats, name: str) -> Format:
    if name == MUST_FILL:
        return formats.get(bg_color=MUST_FILL_COLOUR, border=1, border_color=MUST_FRAME, align="left", indent=1)
    if name == MAY_STAY_BLANK:
        return formats.get(border=1, border_color=FRAME, align="left", indent=1)
    colour = {"font_color": NOTES} if name == _EXAMPLE[0] else {}
    return formats.get(top=1, top_color=THIN_RULE, **colour)


def _write_link(book: Book, sheet: Worksheet, row: int, name: str, *, first: bool) -> None:
    style = book.formats.get(font_color=LINK, underline=1, top=1, top_color=NAVY if first else THIN_RULE)
    if sheet.write_url(row - 1, 0, f"internal:'{name}'!A1", style, name) != 0:
        raise ValueError(f"{SHEET}, row {row}: the link to {name} could not be written")
