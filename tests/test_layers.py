"""Who may import whom, as docs/architecture.md draws it: nothing imports what stands above it."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "architecture.md"
FOLDERS = (
    *("sluice", "webservice", "stacks", "policies"),
    *("simulator", "lab", "fastsynth", "scripts", "benchmarks"),
)
# Folders whose files stand at different heights: these are drawn one by one.
BY_FILE = ("sluice/canary/model", "sluice/canary", "sluice/change", "sluice", "webservice")


@cache
def files() -> dict[str, Path]:
    """Return every file of ours by its name in imports' terms: `sluice/canary/drive.py`."""
    found = {}
    for folder in FOLDERS:
        base = ROOT / "constructs" if folder == "webservice" else ROOT
        for path in sorted((base / folder).rglob("*.py")):
            found[path.relative_to(base).as_posix()] = path
    return found


def file_of(module: str) -> str | None:
    """Return the file of a module, or of what holds the name in it; None: not ours."""
    parts = module.split(".")
    while parts:
        stem = "/".join(parts)
        for name in (f"{stem}.py", f"{stem}/__init__.py"):
            if name in files():
                return name
        parts.pop()
    return None


def imported(source: str) -> set[str]:
    """Return the modules that a source imports anywhere, and names from modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"a relative import, line {node.lineno}"
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


@cache
def graph() -> dict[str, frozenset[str]]:
    """Return which files each file imports, itself left out."""
    return {
        name: frozenset(
            target
            for module in imported(path.read_text(encoding="utf-8"))
            if (target := file_of(module)) not in {None, name}
        )
        for name, path in files().items()
    }


def place(name: str) -> str:
    """Return what is drawn for a file: the file, or the folder that it belongs to."""
    for folder in BY_FILE:
        if name.startswith(f"{folder}/"):
            first = name.removeprefix(f"{folder}/").partition("/")[0]
            return folder if first == "__init__.py" else f"{folder}/{first}"
    return name.partition("/")[0]


@cache
def lines() -> dict[str, int]:
    """Return on which line of the sketch each file or folder is drawn, from the top."""
    (sketch,) = re.findall(r"```text\n(.*?)```", _section("## Layers"), re.DOTALL)
    drawn: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(sketch.splitlines()):
        if line.endswith("/"):
            prefix = line
            continue
        for name in line.split():
            whole = f"{prefix}{name}" if line.startswith(" ") else name
            assert whole not in drawn, f"{whole} is drawn twice"
            drawn[whole] = number
    return drawn


@cache
def allowed() -> dict[str, frozenset[str]]:
    """Return the table: for each folder the folders, and parts of such, that it may import."""
    rows = re.findall(r"^\| `([\w/]+)/` \|.*\|([^|]*)\|$", _section("# Architecture"), re.MULTILINE)
    return {name: frozenset(re.findall(r"`([\w/.]+)`", cell)) for name, cell in rows}


def area(where: str) -> str:
    """Return the row of the table that is about a file or folder: the closest one above it."""
    while where not in allowed():
        where = where.rpartition("/")[0]
    return where


def arrows() -> dict[tuple[str, str], str]:
    """Return what imports what, by their places, and a file in which it does."""
    found = {}
    for name, targets in graph().items():
        for target in targets:
            source, end = place(name), place(target)
            # A package's own file says what it is about, and imports nothing.
            if source != end and end not in BY_FILE:
                found[source, end] = name
    return found


def test_no_file_imports_itself_by_way_of_others() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_every_file_and_folder_is_drawn_and_nothing_else_is() -> None:
    there = {place(name) for name in files()} - set(BY_FILE)
    assert there == set(lines())


def test_nothing_imports_what_stands_beside_or_above_it() -> None:
    upward = {
        f"{source} -> {end} ({name})"
        for (source, end), name in arrows().items()
        if lines()[source] >= lines()[end]
    }
    assert upward == set()


def test_nothing_imports_what_the_table_does_not_let_it() -> None:
    assert {
        f"{source} -> {end} ({name})"
        for (source, end), name in arrows().items()
        if not _may(source, end)
    } == set()


def test_a_table_row_names_only_what_is_there() -> None:
    drawn = {*lines(), *allowed()}
    assert {name for names in allowed().values() for name in names} - drawn == set()


def test_packages_whose_files_are_drawn_one_by_one_import_nothing_themselves() -> None:
    for folder in BY_FILE:
        assert graph()[f"{folder}/__init__.py"] == frozenset(), folder


def test_late_imports_and_those_for_types_count() -> None:
    source = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sluice.aws import client\n"
        "def late():\n    import sluice.git\n"
    )
    assert {file_of(module) for module in imported(source)} == {
        *("sluice/aws.py", "sluice/git.py"),
        None,
    }


def _may(source: str, end: str) -> bool:
    row = area(source)
    # `python -m sluice` is the command line.
    if row == area(end) or (source, end) == ("sluice/__main__.py", "sluice/cli"):
        return True
    return any(name in {area(end), end} for name in allowed()[row])


def _section(heading: str) -> str:
    text = DOCUMENT.read_text(encoding="utf-8")
    _, _, after = text.partition(f"{heading}\n")
    return after.partition("\n## ")[0]
