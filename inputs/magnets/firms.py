"""Firms of the case and where they are at home. Pending purchases are not yet counted; they are named in the notes."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.magnets.sources import Evidence, assumed, evidence_of, sourced, table
from models.case import ExistingLine, Firm, Move

_HOME = {
    "MP Materials": "United States",
    "Energy Fuels": "United States",
    "Energy Fuels and Astron": "United States",
    "ReElement Technologies": "United States",
    "Phoenix Tailings": "United States",
    "USA Rare Earth": "United States",
    "Noveon Magnetics": "United States",
    "Vulcan Elements": "United States",
    "Rare Element Resources": "United States",
    "Vacuumschmelze": "United States",
    "Serra Verde": "United States",
    "Less Common Metals": "United States",
    "Ucore Rare Metals": "Canada",
    "Aclara Resources": "Canada",
    "Neo Performance Materials": "Canada",
    "Saskatchewan Research Council": "Canada",
    "Mkango": "Canada",
    "Namibia Critical Metals": "Canada",
    "Lynas Rare Earths": "Australia",
    "Iluka Resources": "Australia",
    "Hastings and Wyloo": "Australia",
    "Arafura Rare Earths": "Australia",
    "Northern Minerals": "Australia",
    "Australian Strategic Materials": "Australia",
    "Lindian Resources": "Australia",
    "Meteoric Resources": "Australia",
    "Viridis Mining and Minerals": "Australia",
    "Ionic Technologies": "Australia",
    "Solvay": "France",
    "Carester": "France",
    "MagREEsource": "France",
    "REEtec": "Norway",
    "Japanese magnet makers": "Japan",
    "Santoku and Shin-Etsu": "Japan",
    "Shin-Etsu Chemical": "Japan",
    "TDK": "Japan",
    "Proterial": "Japan",
    "JS Link": "South Korea",
    "Star Group": "South Korea",
    "Seong-An": "South Korea",
    "Indian bidders": "India",
    "China Northern Rare Earth Group": "China",
    "China Rare Earth Group": "China",
    "Chinese makers": "China",
}
_STAKE = {
    "MP Materials": "OW003",
    "Vacuumschmelze": "OW036",
    "Less Common Metals": "OW030",
    "Australian Strategic Materials": "OW034",
    "Neo Performance Materials": "OW037",
    "Lynas Rare Earths": "OW042",
    "Lindian Resources": "OW051",
    "REEtec": "OW050",
    "TDK": "OW047",
    "China Rare Earth Group": "OW016",
    "Arafura Rare Earths": "OW045",
}
_NOTES = {
    "MP Materials": "Shenghe (China) holds 3.1 % and has no control; the US Department of War holds 15 %",
    "Vacuumschmelze": "owned by Ara Partners (United States); sale to Energy Fuels pending",
    "Less Common Metals": "owned by USA Rare Earth",
    "Australian Strategic Materials": "sale to Energy Fuels (United States) pending",
    "Serra Verde": "Denham Capital and others; sale to USA Rare Earth agreed, not closed",
    "Solvay": "Belgian; Belgium has no line or demand here, so its French plant's nation stands for its home",
    "Arafura Rare Earths": "a Chinese state holding is suspected and its size unknown; below control by what is known",
    "Northern Minerals": "Chinese-linked holders were ordered to sell; about 10 % before the order",
    "Carester": "USA Rare Earth to hold 13.6 %; JOGMEC and Iwatani hold part",
    "Proterial": "owned by a consortium led by Bain Capital by an unverified memory; at home in Japan",
    "Hastings and Wyloo": "joint venture by term sheet, Wyloo 60 %",
    "Energy Fuels and Astron": "Chinese links of Astron not checked",
}


def firm_rows(lines: Iterable[ExistingLine], moves: Iterable[Move]) -> list[Firm]:
    """Firms named by lines and moves, in the order in which they first appear. No limit on projects of one firm."""
    named = [row.firm for row in lines] + [row.firm for row in moves]
    return [_firm(name) for name in dict.fromkeys(named) if name]


def _firm(name: str) -> Firm:
    if name.startswith("Allied bidder ("):
        home = name.removeprefix("Allied bidder (").removesuffix(")")
        return sourced(Firm(firm=name, home_nation=home), assumed("an allied firm to be chosen, with owners known"))
    return sourced(Firm(firm=name, home_nation=_HOME[name]), _evidence(name))


def _evidence(name: str) -> Evidence:
    note = _NOTES.get(name)
    if name in _STAKE:
        row = next(row for row in table("ownership_stakes") if row["stake_id"] == _STAKE[name])
        found = evidence_of(row)
        return found.noting(note) if note else found
    return Evidence("Owner and home nation as in the facility tables", "2026-09", "medium", note)
