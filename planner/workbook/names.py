"""Names as people type them: the same name in other letters, look-alike letters, the nearest names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

PLACEHOLDERS = frozenset(
    {
        "-",
        "--",
        "---",
        "?",
        "??",
        "...",
        ".",
        "n/a",
        "n.a.",
        "#n/a",
        "tbc",
        "tbd",
        "t.b.c.",
        "t.b.d.",
        "to be confirmed",
    }
)
"""What people type for "not known yet", folded. "None", "NULL" and "NA" are names."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LOOK_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧονι",  # noqa: RUF001 - these letters are what is looked for
        "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXovi",
        strict=True,
    )
)
_CONTROL_WORDS = {"\n": "line break", "\r": "line break", "\t": "tab", "\u00a0": "no-break space"}
_SHOWN_LENGTH = 80


def tidied(text: str) -> str:
    """The text on one line, without invisible characters, with single spaces, none at the ends."""
    return " ".join(_INVISIBLE.sub("", text).split())


def folded(text: str) -> str:
    """What two spellings of one name share: compatible characters, case, spaces, a leading apostrophe do not count."""
    return tidied(unicodedata.normalize("NFKC", text)).removeprefix("'").casefold()


def plain(text: str) -> str:
    """Folded, without accents and punctuation: how nations are looked up in the alias table."""
    letters = unicodedata.normalize("NFKD", folded(text).replace("&", " and "))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())


def quoted(value: object) -> str:
    """A value as it is shown: text in quotes with control characters spelled out and at most 80 letters."""
    if not isinstance(value, str):
        return str(value)
    shown = value if len(value) <= _SHOWN_LENGTH else value[: _SHOWN_LENGTH - 3] + "..."
    return '"' + "".join(_visible(letter) for letter in shown) + '"'


def _visible(letter: str) -> str:
    if letter in _CONTROL_WORDS:
        return f"[{_CONTROL_WORDS[letter]}]"
    if unicodedata.category(letter)[0] == "C" or (letter.isspace() and letter != " "):
        return f"[U+{ord(letter):04X}]"
    return letter


def look_alikes(text: str) -> list[str]:
    """Names of Cyrillic or Greek letters in a text that otherwise reads as Latin; none where it is truly another."""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = [letter for letter in letters if letter in _LOOK_ALIKE]
    if any(letter not in _LOOK_ALIKE and not _is_latin(letter) for letter in letters):
        return []
    return [f"{_script(letter)} {_LOOK_ALIKE[letter]}" for letter in dict.fromkeys(foreign)]


def latin(text: str) -> str:
    """The text with look-alike letters replaced by the Latin ones."""
    return "".join(_LOOK_ALIKE.get(letter, letter) for letter in text)


def nearest(text: str, names: Iterable[str], most: int = 3) -> str | None:
    """Up to `most` names that resemble the text, for the user to choose from; None where none does."""
    by_form = {folded(name): name for name in names}
    found = difflib.get_close_matches(folded(text), list(by_form), n=most, cutoff=0.6)
    return ", ".join(by_form[form] for form in found) or None


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN"))


def _script(letter: str) -> str:
    return unicodedata.name(letter).split()[0].capitalize()
