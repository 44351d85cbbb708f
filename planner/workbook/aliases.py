"""Names and codes of nations that are surely the same nation, from a reviewed table; names that are not."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from planner.workbook.names import plain

SPECIAL: Mapping[str, str] = {
    "TWN": "Taiwan is often counted under China or left out in trade statistics.",
    "HKG": "Hong Kong is often counted under China in lists of nations.",
    "MAC": "Macao is often counted under China in lists of nations.",
    "XKX": "Kosovo has no ISO code and is missing from many statistics.",
}
"""Nations that lists of blocs treat differently, by code, with what to watch."""


@dataclass(frozen=True)
class NationNames:
    """The alias table.

    Attributes: `codes` ISO alpha-3 code by plain form of any name or code, `names` common name by code, `official`
    plain forms of the common names, `ambiguous` choices by plain form, `groups` plain forms of names that are groups
    or regions.
    """

    codes: Mapping[str, str]
    names: Mapping[str, str]
    official: frozenset[str]
    ambiguous: Mapping[str, tuple[str, ...]]
    groups: frozenset[str]

    def code(self, name: str) -> str | None:
        """Code of the nation that a name surely means, or None."""
        form = plain(name)
        return None if form in self.ambiguous and form not in self.official else self.codes.get(form)

    def choices(self, name: str) -> tuple[str, ...]:
        """Nations that an ambiguous name may mean; empty for any other name."""
        return self.ambiguous.get(plain(name), ())

    def is_group(self, name: str) -> bool:
        """Whether a name is known as a group or region."""
        return plain(name) in self.groups


@cache
def nation_names() -> NationNames:
    """The table as shipped.

    Raises:
        ValueError: one name stands for two nations.
    """
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    groups: set[str] = set()
    text = files("planner.workbook").joinpath("nation_aliases.csv").read_text(encoding="utf-8")
    for kind, code, iso2, name, also in list(csv.reader(text.splitlines()))[1:]:
        others = [other for other in also.split(";") if other]
        if kind == "ambiguous":
            ambiguous[plain(name)] = tuple(others)
        elif kind == "group":
            groups.update(plain(other) for other in (name, *others))
        else:
            names[code] = name
            for form in {plain(other) for other in (code, iso2, name, *others)}:
                if codes.setdefault(form, code) != code:
                    raise ValueError(f"the alias {form!r} stands for {codes[form]} and {code}")
    official = frozenset(plain(name) for name in names.values())
    return NationNames(codes, names, official, ambiguous, frozenset(groups))
