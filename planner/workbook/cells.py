"""One cell to one value, by the kind of its column: nothing guessed, every repair listed."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata

from openpyxl.utils.datetime import to_excel

from models.schema import MEASURES, Column, Unit
from planner.workbook import layout
from planner.workbook.names import PLACEHOLDERS, folded, latin, look_alikes, quoted, tidied
from planner.workbook.problems import Log, Spot
from planner.workbook.scan import RawCell
from planner.workbook.synonyms import meant
from planner.workbook.wording import allowed_words

Value = str | float | int | bool | None

LARGEST = 1e100
SMALLEST = 1e-100
EARLIEST_YEAR, LATEST_YEAR = 1900, 2150
_LIKELY_YEARS = range(2000, 2100)

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_PERCENT = re.compile(r"([+-]?[\d.,]+)\s*%")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?|(?:[ '\u2019]\d{3})+(?:[.,]\d+)?)")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_WITH_UNIT = re.compile(r"([+-]?\d[\d.,' ]*)\s*([^\d\s.,'].*)|([^\d\s.,'+-]+)\s*([+-]?\d[\d.,' ]*)")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NOT_FINITE = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
_OTHER_BOOK = re.compile(r"\[[^\]]*(\d|\.xls\w?)\][^!]*!|\[\d+\]")
_YES_NO = {"y": True, "yes": True, "true": True, "1": True, "n": False, "no": False, "false": False, "0": False}
_ONLY_NUMBER = f"Type the number only; the unit stands in row {layout.UNIT_ROW}."


class BadCell(Exception):  # noqa: N818 - the cell is at fault, not the program
    """A cell that gives no value. Caught by `read_cell` and listed; never leaves this package."""

    def __init__(self, code: str, expected: str, to_do: str, near: str | None = None, found: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.expected = expected
        self.to_do = to_do
        self.near = near
        self.found = found


def read_cell(cell: RawCell, column: Column, spot: Spot, log: Log) -> Value:
    """The value of a filled cell, as typed (no unit converted); None for a text without a visible letter.

    Raises:
        BadCell: the cell gives no value.
    """
    if cell.error is not None:
        formula = f" from the formula {quoted(cell.formula)}" if cell.formula else ""
        raise BadCell(
            "E206", _wanted(column), "Correct the formula, or type the value.", found=f"{cell.error}{formula}"
        )
    if cell.formula is not None and _OTHER_BOOK.search(cell.formula):
        to_do = "Copy the value into the cell (paste as values)."
        raise BadCell("E207", "a value", to_do, found=f"a formula that reads another workbook: {quoted(cell.formula)}")
    if cell.value is None:
        to_do = "Open the workbook in Excel, let it calculate, and save it; or type the value."
        raise BadCell("E207", "a saved value", to_do, found=f"the formula {quoted(cell.formula)} without a saved value")
    if isinstance(cell.value, str) and not tidied(cell.value):
        return None
    if column.kind in ("number", "whole"):
        return _figure(cell, column, spot, log)
    if column.kind == "yes_no":
        return _yes_no(cell, spot, log)
    if column.kind == "day":
        return _day(cell, spot, log)
    text = _text(cell, column, spot, log)
    return _choice(text, column, spot, log) if column.kind == "choice" else text


def found_words(cell: RawCell) -> str:
    """The content of a cell as it is shown in a problem."""
    value = cell.value
    if isinstance(value, datetime.datetime):
        return f"the date {value.date().isoformat()}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return quoted(value) if isinstance(value, str) else _shown(value)


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _wanted(column: Column) -> str:
    """What a column expects, in words."""
    allowed = allowed_words(column)
    if column.kind in ("choice", "reference", "yes_no"):
        return allowed
    if column.kind == "day":
        return "a date like 2026-03"
    if column.kind == "text":
        return "a name" if column.unit is Unit.NAME else "text"
    word = "a year" if column.unit is Unit.YEAR else "a whole number" if column.kind == "whole" else "a number"
    return f"{word}, {allowed}" if allowed else word


def _figure(cell: RawCell, column: Column, spot: Spot, log: Log) -> float | int:
    value = _number(cell, column, spot, log)
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise BadCell("E212", _wanted(column), "Type a number of a size that can be meant.")
    if (value == 0 and math.copysign(1.0, value) < 0) or 0 < abs(value) < SMALLEST:
        log.add("Repair", "R065", spot, _shown(value), "0")
        value = 0.0
    _check_range(value, cell, column)
    if column.kind != "whole":
        return value
    if value != int(value):
        raise BadCell("E210", _wanted(column), "Type a whole number.")
    return int(value)


def _check_range(value: float, cell: RawCell, column: Column) -> None:
    if column.unit is Unit.YEAR:
        _check_year(value, column)
    low = column.low is not None and value < column.low
    high = column.high is not None and value > column.high
    if high and column.unit is Unit.SHARE and (column.low or 0.0) <= value / 100 <= (column.high or 1.0):
        shown = f", which is {100 * value:.15g}%" if "%" in cell.number_format else ""
        to_do = f"If {value:.15g}% is meant, type {value:.15g}% or {value / 100:.15g}."
        found = f"{found_words(cell)}{shown}"
        raise BadCell("E205", f"a share, {allowed_words(column)}", to_do, found=found)
    if low or high or (column.above is not None and value <= column.above):
        raise BadCell("E213", _wanted(column), "Correct the number.")


def _check_year(value: float, column: Column) -> None:
    """Refuse a year that can hardly be meant; the nearest plausible ones stand in the message."""
    first = EARLIEST_YEAR if column.low is None else int(column.low)
    last = LATEST_YEAR if column.high is None else int(column.high)
    if first <= value <= last:
        return
    near = ", ".join(str(year) for year in _likely_years(f"{value:.0f}")) or None
    raise BadCell("E209", f"a year between {first} and {last}", "Correct the year; it has four digits.", near)


def _likely_years(digits: str) -> list[int]:
    """Years of this century that may be meant: two digits exchanged, one too many, or only the last two typed."""
    swapped = [
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :] for place in range(len(digits) - 1)
    ]
    shorter = [digits[:place] + digits[place + 1 :] for place in range(len(digits))]
    years = {int(text) for text in (*swapped, *shorter, f"20{digits}") if len(text) == 4 and text.isdigit()}
    return sorted(year for year in years if year in _LIKELY_YEARS)


def _number(cell: RawCell, column: Column, spot: Spot, log: Log) -> float:
    value = cell.value
    if isinstance(value, bool):
        raise BadCell("E211", _wanted(column), "Type a number.")
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    if isinstance(value, str):
        return _number_from_text(value, column, spot, log)
    raise _date_for_number(value, column)


def _date_for_number(value: object, column: Column) -> BadCell:
    """A date or time where a number belongs: shown with the number that lies under its format."""
    serial = ""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        serial = f", which is the number {_shown(float(to_excel(value)))}"  # type: ignore[no-untyped-call]
    shown = value.date().isoformat() if isinstance(value, datetime.datetime) else str(value)
    to_do = "Format the cell as a number and type the number again."
    return BadCell("E209", _wanted(column), to_do, found=f"the date {shown}{serial}")


def _number_from_text(text: str, column: Column, spot: Spot, log: Log) -> float:
    clean = tidied(unicodedata.normalize("NFKC", text)).replace("\u2212", "-").removeprefix("'")
    if _PLAIN.fullmatch(clean):
        value = float(clean)
        if math.isfinite(value):
            to_do = "Nothing to do. Format the cell as a number to avoid this line."
            log.add("Repair", "R046", spot, f"the text {quoted(text)}", f"the number {_shown(value)}", to_do)
        return value
    if folded(clean) in _NOT_FINITE:
        raise BadCell("E212", _wanted(column), "Type a number of a size that can be meant.")
    raise _why_no_number(clean, column)


def _why_no_number(clean: str, column: Column) -> BadCell:
    wanted = _wanted(column)
    percent = _PERCENT.fullmatch(clean)
    if percent:
        share = float(percent[1]) / 100 if _PLAIN.fullmatch(percent[1]) else None
        instead = f", or type {share:.15g}" if share is not None else ""
        to_do = f"The cell holds text. Format it as a percentage and type the figure again{instead}."
        return BadCell("E205", wanted, to_do)
    if _AMBIGUOUS.fullmatch(clean):
        readings = f"{clean.replace(',', '.')} or {clean.replace(',', '')}"
        return BadCell(
            "E203", wanted, "Type the number you mean, with a decimal point and without separators.", readings
        )
    if _DECIMAL_COMMA.fullmatch(clean):
        return BadCell("E203", wanted, "Type it with a decimal point.", clean.replace(",", "."))
    if _GROUPED.fullmatch(clean):
        return BadCell("E203", wanted, "Type it without separators.", _ungrouped(clean))
    unit = _WITH_UNIT.fullmatch(clean)
    if unit and folded(clean) not in PLACEHOLDERS:
        number = (unit[1] or unit[4]).strip()
        return BadCell("E204", wanted, _ONLY_NUMBER, number if _PLAIN.fullmatch(number) else None)
    return BadCell("E202", wanted, "Type a number." if column.required else "Type a number, or leave the cell blank.")


def _ungrouped(text: str) -> str:
    """A grouped number without separators: the last sign that stands once and differs from the others is the point."""
    signs = re.findall(r"[^\d+-]", text)
    last = signs[-1]
    if signs.count(last) == 1 and len(signs) > 1 and last in ".,":
        whole, part = text.rsplit(last, 1)
        return f"{re.sub(r'[^0-9+-]', '', whole)}.{part}"
    return re.sub(r"[^0-9+-]", "", text)


def _yes_no(cell: RawCell, spot: Spot, log: Log) -> bool:
    value = cell.value
    form = folded(cell.text)
    if isinstance(value, float) and value in (0.0, 1.0):
        form = str(int(value))
    if form in PLACEHOLDERS:
        raise BadCell("E202", "yes or no", "Type yes or no, or leave the cell blank.")
    if form not in _YES_NO or isinstance(value, datetime.datetime):
        raise BadCell("E211", "yes or no", "Type yes or no.")
    if value not in ("yes", "no"):
        log.add("Repair", "R063", spot, found_words(cell), "yes" if _YES_NO[form] else "no")
    return _YES_NO[form]


def _day(cell: RawCell, spot: Spot, log: Log) -> str:
    value = cell.value
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d" if value.day != 1 or "d" in cell.number_format.lower() else "%Y-%m")
    text = tidied(_shown(int(value) if isinstance(value, float) and value.is_integer() else value))
    if folded(text) in PLACEHOLDERS:
        raise BadCell("E202", "a date like 2026-03", "Type a date, or leave the cell blank.")
    match = _DAY.fullmatch(text)
    if match is None or isinstance(value, bool) or not _is_day(*match.groups()):
        raise BadCell("E209", "a date like 2026-03", "Type year and month, like 2026-03, or a date.")
    if text != value and isinstance(value, str):
        log.add("Repair", "R078", spot, quoted(value), text)
    return "-".join(part if place == 0 else f"{int(part):02d}" for place, part in enumerate(match.groups()) if part)


def _is_day(year: str, month: str | None, day: str | None) -> bool:
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return EARLIEST_YEAR <= int(year) <= LATEST_YEAR


def _text(cell: RawCell, column: Column, spot: Spot, log: Log) -> str:
    value = cell.value
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        if column.unit is Unit.TEXT:
            return value.isoformat()[:10] if isinstance(value, datetime.datetime) else str(value)
        to_do = "Excel changed what you typed to a date. Format the cell as Text and type it again."
        raise BadCell("E209", _wanted(column), to_do)
    if not isinstance(value, str):
        text = found_words(cell)
        log.add("Repair", "R072", spot, f"the value {text}", f"the text {quoted(text)}")
        return text
    text = _tidied(value, spot, log)
    if column.unit is Unit.TEXT:
        return text
    if folded(text) in PLACEHOLDERS:
        to_do = "Type what is meant." if column.required else "Type what is meant, or leave the cell blank."
        raise BadCell("E202", _wanted(column), to_do)
    return text


def _tidied(value: str, spot: Spot, log: Log) -> str:
    text = tidied(value)
    if text != value:
        spaces_only = text == " ".join(value.split()) and not any(letter in value for letter in "\n\r\t")
        log.add("Repair", "R078" if spaces_only else "R072", spot, quoted(value), quoted(text))
    return text


def check_letters(text: str, column: Column) -> None:
    """Refuse a name with letters of another alphabet that look like Latin ones.

    Raises:
        BadCell: it has such letters.
    """
    strange = look_alikes(text)
    if strange:
        found = f"{quoted(text)}, which contains {', '.join(strange)}"
        raise BadCell("E217", _wanted(column), "Type the name again with Latin letters.", latin(text), found)


def _choice(text: str, column: Column, spot: Spot, log: Log) -> str:
    if text in column.choices:
        return text
    by_form = {folded(choice): choice for choice in column.choices}
    choice = by_form.get(folded(text))
    if choice is not None:
        log.add("Repair", "R077", spot, quoted(text), choice)
        return choice
    check_letters(text, column)
    code = "E401" if set(column.choices) == set(MEASURES) else "E302"
    raise BadCell(code, _wanted(column), "Choose from the list.", meant(text, column.choices))
