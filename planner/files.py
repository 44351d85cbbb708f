"""Output files: written beside, verified, moved into place; never overwritten, never half-written."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path


class CannotWriteError(Exception):
    """An output could not be written; the text says which and why."""


def place(target: Path, write: Callable[[Path], None]) -> Path:
    """Write a file through `write(path)` and move it to `target`, or to a numbered name where that one is taken.

    Raises:
        CannotWriteError: the folder cannot be made or written to, or the file came out damaged.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(target) as scratch:
            write(scratch)
            _verify(scratch)
            return _move(scratch, target)
    except OSError as error:
        raise CannotWriteError(f"{target}: {error.strerror or error}") from error


def numbered(target: Path) -> list[Path]:
    """Files that stand under a name already, or under its numbered names, in the order of their numbers."""
    found = {1: target} if target.exists() else {}
    for path in target.parent.glob(f"{glob.escape(target.stem)}-*{target.suffix}"):
        number = path.stem.removeprefix(f"{target.stem}-")
        if number.isdigit() and int(number) > 1:
            found[int(number)] = path
    return [found[number] for number in sorted(found)]


@contextlib.contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(prefix=".", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    scratch = Path(name)
    scratch.chmod(0o644)
    try:
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)


def _verify(scratch: Path) -> None:
    if scratch.suffix != ".xlsx":
        return
    with zipfile.ZipFile(scratch) as parts:
        if parts.testzip() is not None:
            raise CannotWriteError(f"{scratch.name} came out damaged")


def _move(scratch: Path, target: Path) -> Path:
    """A hard link fails where the name is taken, also by another run at the same moment; then the next number."""
    for number in range(1, 1_000):
        free = target if number == 1 else target.with_stem(f"{target.stem}-{number}")
        try:
            os.link(scratch, free)
        except FileExistsError:
            continue
        except OSError:  # no hard links on this file system
            if free.exists():
                continue
            os.replace(scratch, free)
            scratch.touch()
        return free
    raise CannotWriteError(f"{target}: a thousand files of this name stand there already")
