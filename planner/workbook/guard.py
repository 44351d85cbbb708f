"""Whether a file is safe to open and an Excel workbook at all; looked at before anything parses it.

Limits are those of careful spreadsheet readers: a small archive can unpack to gigabytes, an XML part can define
entities that grow without end.
"""

from __future__ import annotations

import difflib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from planner.workbook.problems import CannotUse, Problem

MEGABYTE = 2**20
MOST_PARTS = 1_000
MOST_IN_A_PART = 64 * MEGABYTE
MOST_IN_ALL = 256 * MEGABYTE
MOST_COMPRESSED = 100
"""Greatest ratio of unpacked to packed size of a part above 1 MB."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK"
_ACTIVE_PARTS = ("vbaproject.bin", "xl/activex/", "xl/embeddings/", "xl/macrosheets/")
_SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx)."
_OTHER_TYPES = (
    ("spreadsheetml.template", "an Excel template (.xltx)"),
    ("ms-excel.template", "an Excel template with macros (.xltm)"),
    ("macroenabled", "a workbook with macros (.xlsm)"),
    ("ms-excel.sheet.binary", "a binary workbook (.xlsb)"),
)
_WORKBOOK_TYPE = "spreadsheetml.sheet.main+xml"


@dataclass(frozen=True)
class Guarded:
    """The bytes of a file that may be opened, and what else lies in it.

    Attributes: `external_links` whether it has links to other workbooks, `connections` whether it has connections to
    outside data.
    """

    name: str
    content: bytes
    external_links: bool
    connections: bool


def guarded(path: Path) -> Guarded:
    """Read a file once and check it.

    Raises:
        CannotUse: there is no such file, it is no Excel workbook, or it is not safe to open.
    """
    content = _bytes(path)
    if content.startswith(_OLE):
        raise CannotUse(_ole(path.name, content))
    if not content.startswith(_ZIP):
        raise CannotUse(_no_archive(path.name, content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(path.name, parts)
            _check_type(path.name, archive)
            _check_entities(path.name, archive, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise CannotUse(damaged(path.name)) from error
    names = [part.filename.lower() for part in parts]
    return Guarded(
        path.name,
        content,
        external_links=any(name.startswith("xl/externallinks/") for name in names),
        connections=any(name.startswith("xl/connections") for name in names),
    )


def refused(code: str, name: str, found: str, expected: str, to_do: str, near: str | None = None) -> Problem:
    """A problem of the file itself."""
    return Problem(code, "Error", (), found, expected, to_do, near, name)


def damaged(name: str) -> Problem:
    """The file begins like a workbook but cannot be read."""
    return refused(
        "E007",
        name,
        "the file is damaged or was cut off",
        "a complete Excel workbook",
        "Copy or download it again, or open it in Excel, let Excel repair it, and save it.",
    )


def _bytes(path: Path) -> bytes:
    name = path.name
    if name.startswith("~$"):
        raise CannotUse(
            refused("E008", name, "a lock file that Excel makes while a workbook is open", "the workbook itself",
                    f"Name {name.removeprefix('~$')} instead.")
        )  # fmt: skip
    if not path.exists():
        raise CannotUse(_missing(path))
    if path.is_dir():
        raise CannotUse(refused("E002", name, "a folder", "one Excel workbook", "Name the workbook in the folder."))
    try:
        if path.stat().st_size > MOST_IN_ALL:
            raise CannotUse(_too_large(name, f"{path.stat().st_size / MEGABYTE:,.0f} MB"))
        content = path.read_bytes()
    except OSError as error:
        raise CannotUse(
            refused("E009", name, "the file cannot be opened", "a file that may be read",
                    "Close it in Excel, or ask for the right to read it, and try again.")
        ) from error  # fmt: skip
    if not content:
        raise CannotUse(refused("E003", name, "the file is empty", "an Excel workbook", "Save the workbook again."))
    return content


def _missing(path: Path) -> Problem:
    if any(sign in path.name for sign in "*?"):
        matches = sorted(found.name for found in path.parent.glob(path.name)) if path.parent.is_dir() else []
        found = f"a pattern that fits {len(matches)} files"
        return refused("E002", path.name, found, "one Excel workbook", "Name one workbook.", ", ".join(matches) or None)
    beside = sorted(file.name for file in path.parent.glob("*.xlsx")) if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, [name for name in beside if not name.startswith("~$")], 1)
    near = close[0] if close else None
    return refused("E001", path.name, "no such file", "an Excel workbook", "Check the name and the folder.", near)


def _ole(name: str, content: bytes) -> Problem:
    if _ENCRYPTED in content:
        return refused(
            "E005", name, "a workbook protected by a password", "a workbook without password",
            "Open it in Excel, remove the password (File, Info, Protect), and save it as .xlsx.",
        )  # fmt: skip
    return refused("E005", name, "a workbook in the old format (.xls)", "an Excel workbook (.xlsx)", _SAVE_AS)


def _no_archive(name: str, content: bytes) -> Problem:
    start = content[: 64 * 1024]
    if b"\0" not in start and not any(byte < 9 for byte in start):
        return refused(
            "E004", name, "plain text, not an Excel workbook", "an Excel workbook (.xlsx)",
            "Copy the rows into the template and save it as .xlsx.",
        )  # fmt: skip
    return refused("E006", name, "not an Excel workbook", "an Excel workbook (.xlsx)", _SAVE_AS)


def _too_large(name: str, found: str) -> Problem:
    return refused(
        "E011", name, f"unpacks to more than a workbook of this kind can hold ({found})",
        f"at most {MOST_PARTS:,} parts, {MOST_IN_A_PART // MEGABYTE} MB each, {MOST_IN_ALL // MEGABYTE} MB in all",
        "Copy the rows into a fresh template. If the file came from elsewhere, do not open it.",
    )  # fmt: skip


def _check_sizes(name: str, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise CannotUse(refused("E005", name, "an encrypted archive", "an Excel workbook", _SAVE_AS))
    if len(parts) > MOST_PARTS:
        raise CannotUse(_too_large(name, f"{len(parts):,} parts"))
    total = sum(part.file_size for part in parts)
    if total > MOST_IN_ALL:
        raise CannotUse(_too_large(name, f"{total / MEGABYTE:,.0f} MB"))
    for part in parts:
        packed = max(part.compress_size, 1)
        bomb = part.file_size > MEGABYTE and part.file_size > MOST_COMPRESSED * packed
        if part.file_size > MOST_IN_A_PART or bomb:
            raise CannotUse(_too_large(name, f"{part.filename}: {part.file_size / MEGABYTE:,.0f} MB"))


def _check_type(name: str, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    active = [
        part for part in names if part.lower().endswith(_ACTIVE_PARTS[0]) or part.lower().startswith(_ACTIVE_PARTS[1:])
    ]
    if active:
        raise CannotUse(
            refused("E015", name, f"macros or embedded programs ({active[0]})", "a workbook of cells only",
                    "Save it as an Excel workbook without macros (.xlsx) and without embedded objects.")
        )  # fmt: skip
    if "mimetype" in names:
        raise CannotUse(refused("E006", name, "an OpenDocument file (.ods)", "an Excel workbook (.xlsx)", _SAVE_AS))
    if "[Content_Types].xml" not in names:
        raise CannotUse(refused("E006", name, "an archive, not a workbook", "an Excel workbook (.xlsx)", _SAVE_AS))
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace").lower()
    for mark, words in _OTHER_TYPES:
        if mark in types:
            raise CannotUse(refused("E006", name, words, "an Excel workbook (.xlsx)", _SAVE_AS))
    if _WORKBOOK_TYPE not in types:
        raise CannotUse(refused("E006", name, "an Office file of another kind", "an Excel workbook (.xlsx)", _SAVE_AS))


def _check_entities(name: str, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(part) as content:
            start = content.read(4096).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise CannotUse(
                refused("E012", name, f"XML entities in {part.filename}, not made by Excel", "a file saved by Excel",
                        "Do not open this file. Ask the sender for a workbook saved by Excel.")
            )  # fmt: skip
