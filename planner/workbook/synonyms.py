"""Words that people type for a choice of a list: shown to them as the nearest match, never taken for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.workbook.names import nearest, plain

WORDS: Mapping[str, tuple[str, ...]] = {
    "greenfield": ("build", "build new", "new", "new build", "new plant", "new line", "new factory", "construct"),
    "expand": ("enlarge", "expansion", "extend", "extension", "increase", "upgrade"),
    "relocate": ("move", "relocation", "transfer", "reshore", "friend shore"),
    "reopen": ("restart", "reopening", "reactivate", "resume"),
    "requalify": ("convert", "conversion", "retool", "switch", "requalification"),
    "main output": ("output", "out", "product", "main", "main product", "makes"),
    "joint output": ("by product", "byproduct", "co product", "coproduct", "joint product"),
    "input": ("in", "uses", "material", "feed", "ingredient"),
    "ally": ("allied", "friend", "friendly", "member"),
    "partner": ("trusted", "trusted partner"),
    "neutral": ("other", "third", "third nation"),
    "adversary": ("enemy", "hostile", "rival", "opponent"),
    "defence": ("defense", "military", "army"),
    "civil": ("civilian", "commercial", "private"),
    "outlet": ("export", "exports", "sales", "rest of the world"),
    "operating": ("open", "running", "active", "in operation"),
    "closed": ("shut", "idle", "mothballed", "inactive"),
    "essential exposure": ("exposure", "essential"),
    "direct share": ("direct", "direct exposure", "import share"),
    "t": ("ton", "tons", "tonne", "tonnes", "metric ton", "mt"),
    "kt": ("kiloton", "kilotonne", "kilotonnes", "thousand t", "thousand tonnes"),
    "kg": ("kilo", "kilogram", "kilograms", "kilogramme"),
    "piece": ("pieces", "pcs", "pc", "unit", "units", "each", "item"),
    "thousand pieces": ("thousand", "thousands", "1000 pieces", "k pieces"),
    "million pieces": ("million", "millions", "m pieces"),
    "its market": ("market", "own market", "local", "local market", "home market", "domestic"),
    "world": ("global", "world market", "world price"),
    "expected": ("average", "mean", "expected value"),
    "tail": ("cvar", "cvar95", "worst", "worst case", "95"),
    "full": ("whole", "total", "full exposure", "face value", "everything"),
    "clean": ("not exposed",),
    "dirty": ("exposed",),
}
"""For a choice of some list, what people type instead; as `plain` makes them."""


def meant(text: str, choices: Iterable[str]) -> str | None:
    """The choice that a word is known to stand for, else up to three that resemble it; None where none does."""
    listed = list(choices)
    form = plain(text)
    known = next((choice for choice in listed if form in WORDS.get(choice, ())), None)
    return known or nearest(text, listed)
