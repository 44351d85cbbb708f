"""Commands and every word printed. Human words go to standard error, data (`--json`) to standard output."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.console import Exit, print_json, say

if TYPE_CHECKING:
    from models.case import Case
    from planner.workbook.reader import Reading

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plans which suppliers to move, where and when, so that supply no longer depends on adversaries.",
)


CasePath = Annotated[Path, typer.Argument(metavar="CASE", help="The filled workbook.", show_default=False)]
Without = Annotated[
    str | None,
    typer.Option(
        "--without",
        metavar="SHEETS",
        help="Optional sheets to leave out of this run, with commas (caps,price paths); support stands for all sheets "
        "about support.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Also print the result as JSON on standard output.")]


@app.command()
def template(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")] = Path("planner-template.xlsx"),
    minimal: Annotated[
        bool, typer.Option("--minimal", help="Nine sheets, main columns; Start here says which need rows.")
    ] = False,
    example: Annotated[bool, typer.Option("--example", help="Filled with one small case that can be solved.")] = False,
    with_sheets: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="SHEETS",
            help="Optional sheets, with commas (groups,firms): only these are written beside the nine; with --minimal "
            "also the columns that refer to them. Without it every optional sheet is written, with --minimal none. "
            "The word support stands for all sheets about support, and Prices.",
        ),
    ] = None,
) -> None:
    """Write an empty or example workbook to fill in."""
    from planner.files import place
    from planner.workbook.template import write_template

    try:
        written = place(target, lambda path: write_template(path, minimal=minimal, example=example, sheets=with_sheets))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--with") from error
    say(f"Template written: {written}")


@app.command()
def check(case_path: CasePath, without: Without = None, as_json: Json = False) -> None:
    """List everything that is wrong or unusual in a filled workbook."""
    reading, case = _read(case_path, without)
    _tell_with_copy(case_path, reading)
    if as_json:
        print_json({"file": reading.path_name, "problems": [problem.record() for problem in reading.problems]})
    raise typer.Exit(Exit.INPUT_PROBLEMS if case is None else Exit.DONE)


@app.command()
def solve(
    case_path: CasePath,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the results.")] = Path("outputs"),
    without: Without = None,
    as_json: Json = False,
) -> None:
    """Search for ranked plans and write the plan workbook."""
    reading, case = _read(case_path, without)
    if case is None:
        _tell_with_copy(case_path, reading)
        raise typer.Exit(Exit.INPUT_PROBLEMS)
    tell_problems(reading, None)
    from planner.solving import solve_and_write

    raise typer.Exit(solve_and_write(reading, case, case_path, output, as_json))


def _read(case_path: Path, without: str | None) -> tuple[Reading, Case | None]:
    """Read and check a workbook without the sheets named; a name that will not do is a fault of usage."""
    from planner.checking import read_and_check
    from planner.workbook.without import sheets_to_leave_out

    try:
        sheets_to_leave_out(without or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--without") from error
    return read_and_check(case_path, without or ())


def _tell_with_copy(case_path: Path, reading: Reading) -> None:
    """Write the annotated copy, and print problems and where it stands."""
    from planner.files import numbered, place
    from planner.workbook.annotate import write_annotated

    target = case_path.with_name(f"{case_path.stem}-problems.xlsx")
    older = numbered(target)
    written = None
    if reading.problems:
        written = place(target, lambda path: write_annotated(case_path, reading.problems, path, reading.head))
    tell_problems(reading, written, older)


def tell_problems(reading: Reading, written: Path | None, older: Sequence[Path] = ()) -> None:
    """Print problems, where the annotated copy stands, and which lists of earlier checks it replaces."""
    from planner.workbook.problems import as_text

    told = [problem for problem in reading.problems if problem.kind != "Default"]
    defaults = len(reading.problems) - len(told)
    say(as_text(told) if told else f"{reading.path_name}: nothing to mend.")
    if defaults:
        where = written or "the plan workbook"
        say(f"What each blank cell counts as: sheet Problems of {where}, the lines of kind Default.")
    if written is not None:
        say(f"Each with its cell in {written}. Your own file was not changed.")
    if older:
        say(f"Lists of earlier checks, now out of date: {', '.join(path.name for path in older)}.")


def main() -> None:
    """Run a command; whatever goes wrong is a sentence and an exit code, never a traceback."""
    from planner.files import CannotWriteError
    from planner.workbook.problems import CannotUse, as_text

    try:
        app()
    except CannotUse as error:
        say(as_text([error.problem]))
        sys.exit(Exit.FILE_UNUSABLE)
    except CannotWriteError as error:
        say(f"Nothing was written. {error}")
        sys.exit(Exit.NOT_WRITTEN)
    except KeyboardInterrupt:
        say("Interrupted.")
        sys.exit(Exit.INTERRUPTED)
    except Exception:
        say(_fault_words(traceback.format_exc()))
        sys.exit(Exit.INTERNAL)


def _fault_words(report: str) -> str:
    """A sentence about a fault of the program; the report goes to a file in the current folder."""
    from planner.files import CannotWriteError, place

    def write(path: Path) -> None:
        path.write_text(report, encoding="utf-8")

    try:
        written = place(Path("planner-error.txt"), write)
    except CannotWriteError as error:
        return f"The planner failed: a fault of the program, not of your workbook. No report was written: {error}."
    return f"The planner failed: a fault of the program, not of your workbook. Please send {written} to its makers."


if __name__ == "__main__":
    main()
