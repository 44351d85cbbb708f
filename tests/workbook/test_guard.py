"""Files that are no planner workbook, or not safe to open: refused with a sentence, before anything parses them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.workbook.guard import MOST_PARTS, guarded
from planner.workbook.problems import CannotUse, Problem
from planner.workbook.reader import read
from tests.workbook.books import good_book, repacked

TYPES = "[Content_Types].xml"
SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx)."
Make = Callable[[Path], Path]


def refusal(path: Path) -> Problem:
    """Why a file cannot be used."""
    with pytest.raises(CannotUse) as refused:
        read(path)
    assert refused.value.problem.kind == "Error"
    assert refused.value.problem.where == path.name
    return refused.value.problem


def good(folder: Path) -> Path:
    return good_book().write(folder / "case.xlsx")


def with_part(folder: Path, name: str, content: bytes) -> Path:
    path = good(folder)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def content(what: bytes, name: str = "case.xlsx") -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(what)
        return folder / name

    return make


def retyped(new: bytes) -> Make:
    old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return lambda folder: repacked(good(folder), TYPES, old, new)


def part(name: str, what: bytes) -> Make:
    return lambda folder: with_part(folder, name, what)


def cut_off(folder: Path) -> Path:
    path = good(folder)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def garbled(folder: Path) -> Path:
    """A part whose bytes do not unpack any more."""
    path = good(folder)
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("xl/worksheets/sheet5.xml").header_offset + 80
    spoilt = bytearray(path.read_bytes())
    spoilt[start : start + 60] = b"\xff" * 60
    path.write_bytes(bytes(spoilt))
    return path


def not_xml(folder: Path) -> Path:
    return repacked(good(folder), "xl/workbook.xml", b"<sheets>", b"<sheets")


def laughs(folder: Path) -> Path:
    entity = b'?>\n<!DOCTYPE lolz [<!ENTITY lol "lol">]>'
    return repacked(good(folder), "xl/workbook.xml", b"?>", entity)


def stamped(version: str) -> Make:
    def make(folder: Path) -> Path:
        book = good_book()
        for page in book.pages.values():
            page.put("A2", f"Friend-shoring planner, template version {version}. OFFICIAL.")
        return book.write(folder / "case.xlsx")

    return make


def unstamped(folder: Path) -> Path:
    book = good_book()
    for page in book.pages.values():
        page.put("A2", None)
    return book.write(folder / "case.xlsx")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
CASES: list[tuple[str, Make, str, str, str]] = [
    ("a folder", lambda folder: folder, "E002", "a folder", "Name the workbook in the folder."),
    ("empty", content(b""), "E003", "the file is empty", "Save the workbook again."),
    ("csv renamed", content(b"good,unit\nore,t\n"), "E004", "plain text, not an Excel workbook",
     "Copy the rows into the template and save it as .xlsx."),
    ("old format", content(OLE), "E005", "a workbook in the old format (.xls)", SAVE_AS),
    ("password", content(OLE + "EncryptedPackage".encode("utf-16-le")), "E005", "a workbook protected by a password",
     "Open it in Excel, remove the password (File, Info, Protect), and save it as .xlsx."),
    ("pdf", content(b"%PDF-1.7\0\1\2"), "E006", "not an Excel workbook", SAVE_AS),
    ("template", retyped(b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"), "E006",
     "an Excel template (.xltx)", SAVE_AS),
    ("macro type", retyped(b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "E006",
     "a workbook with macros (.xlsm)", SAVE_AS),
    ("binary", retyped(b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "E006",
     "a workbook with macros (.xlsm)", SAVE_AS),
    ("word", retyped(b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "E006",
     "an Office file of another kind", SAVE_AS),
    ("ods", part("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "E006",
     "an OpenDocument file (.ods)", SAVE_AS),
    ("cut off", cut_off, "E007", "the file is damaged or was cut off",
     "Copy or download it again, or open it in Excel, let Excel repair it, and save it."),
    ("garbled part", garbled, "E007", "the file is damaged or was cut off",
     "Copy or download it again, or open it in Excel, let Excel repair it, and save it."),
    ("broken XML", not_xml, "E007", "the file is damaged or was cut off",
     "Copy or download it again, or open it in Excel, let Excel repair it, and save it."),
    ("lock file", content(b"x", "~$case.xlsx"), "E008", "a lock file that Excel makes while a workbook is open",
     "Name case.xlsx instead."),
    ("bomb", part("xl/worksheets/sheet99.xml", b" " * 3 * 2**20), "E011",
     "unpacks to more than a workbook of this kind can hold (xl/worksheets/sheet99.xml: 3 MB)",
     "Copy the rows into a fresh template. If the file came from elsewhere, do not open it."),
    ("entities", laughs, "E012", "XML entities in xl/workbook.xml, not made by Excel",
     "Do not open this file. Ask the sender for a workbook saved by Excel."),
    ("macros", part("xl/vbaProject.bin", b"x"), "E015", "macros or embedded programs (xl/vbaProject.bin)",
     "Save it as an Excel workbook without macros (.xlsx) and without embedded objects."),
    ("embedded object", part("xl/embeddings/oleObject1.bin", b"x"), "E015",
     "macros or embedded programs (xl/embeddings/oleObject1.bin)",
     "Save it as an Excel workbook without macros (.xlsx) and without embedded objects."),
    ("another workbook", unstamped, "E017", "not a planner workbook: no template version in A2",
     "Make one with the command planner template, and fill it."),
    ("older template", stamped("0.9"), "E018", "template version 0.9",
     "Bring it up to date with the command planner upgrade."),
    ("newer template", stamped("7.2"), "E018", "template version 7.2, newer than this program",
     "Install the newest planner and try again."),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code", "found", "to_do"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(
    make: Make, code: str, found: str, to_do: str, tmp_path: Path
) -> None:
    problem = refusal(make(tmp_path))
    assert (problem.code, problem.found, problem.to_do) == (code, found, to_do)


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    good(tmp_path)
    problem = refusal(tmp_path / "cse.xlsx")
    assert (problem.code, problem.found, problem.near) == ("E001", "no such file", "case.xlsx")
    assert refusal(tmp_path / "nowhere" / "x.xlsx").near is None


def test_a_pattern_names_the_files_it_fits(tmp_path: Path) -> None:
    good(tmp_path)
    good_book().write(tmp_path / "other.xlsx")
    problem = refusal(tmp_path / "*.xlsx")
    assert (problem.code, problem.found, problem.near) == (
        "E002",
        "a pattern that fits 2 files",
        "case.xlsx, other.xlsx",
    )


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = good(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(MOST_PARTS):
            archive.writestr(f"x/{number}", b"")
    assert refusal(path).code == "E011"


def test_links_and_connections_are_told_but_not_followed(tmp_path: Path) -> None:
    with_part(tmp_path, "xl/externalLinks/externalLink1.xml", b"<x/>")
    path = tmp_path / "case.xlsx"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/connections.xml", b"<x/>")
    assert guarded(path).external_links
    reading = read(path)
    assert [(p.code, p.where) for p in reading.problems if p.kind == "Warning"] == [
        ("W014", "case.xlsx"), ("W015", "case.xlsx"),
    ]  # fmt: skip
    assert reading.case is not None


def test_the_users_file_is_not_touched(tmp_path: Path) -> None:
    path = good(tmp_path)
    before = path.read_bytes()
    path.chmod(0o444)
    read(path)
    assert path.read_bytes() == before
