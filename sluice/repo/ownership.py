"""Whether every file that matters has the owners it should have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.checks.finding import bad, ok
from sluice.repo.codeowners import Ownership, places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from sluice.checks.finding import Finding
    from sluice.repo.expectations import Codeowners, OwnedPath

CHECK = "codeowners"
_MOST_NAMED = 3
# A folder's pattern may cover the files of today only, or only its first level.
_TO_COME = ("new-file", "new.py", "new-folder/new.py", "new-folder/new-folder/new.tf.json")


def check(
    root: Path, files: Sequence[str], *, organisation: str, teams: Collection[str], want: Codeowners
) -> Iterator[Finding]:
    """Compare CODEOWNERS with what is expected.

    Args:
        root: of the repository.
        files: all of its files, from the root.
        organisation: on GitHub; its teams are `@organisation/team`.
        teams: those there are.
        want: what is expected.
    """
    found = places(root)
    if not found:
        yield bad(CHECK, "there is no CODEOWNERS: nobody's review is asked for")
        return
    if len(found) > 1:
        yield bad(CHECK, f"{found[0]} is the one that counts; remove {', '.join(found[1:])}")
    try:
        ownership = Ownership((root / found[0]).read_text("utf-8"))
    except UnicodeDecodeError:
        yield bad(CHECK, f"{found[0]} is no text in UTF-8")
        return
    yield from _of_lines(found[0], ownership, {f"@{organisation}/{team}" for team in teams})
    for path in want.paths:
        yield _of_path(path, want, files, ownership, organisation)


def _of_lines(place: str, ownership: Ownership, known: Collection[str]) -> Iterator[Finding]:
    for mistake in ownership.mistakes:
        where = f", line {mistake.line}" if mistake.line else ""
        yield bad(CHECK, f"{place}{where}: {mistake.sentence}")
    unknown = {name: line for name, line in ownership.owners.items() if name not in known}
    for name, line in unknown.items():
        yield bad(
            CHECK,
            f"{place}, line {line}: {name} is no team of stacks/owners.py or of "
            f"codeowners.other_teams; known are {', '.join(sorted(known))}",
        )
    if not ownership.mistakes:
        yield ok(CHECK, f"{place} is valid")
    if not unknown:
        yield ok(CHECK, f"its {len(ownership.owners)} owners are known")


def _of_path(
    path: OwnedPath,
    want: Codeowners,
    files: Sequence[str],
    ownership: Ownership,
    organisation: str,
) -> Finding:
    mine = [file for file in files if _governs(file, want) is path]
    if not mine:
        return bad(CHECK, f"{path.path}: no such file: correct codeowners.paths")
    if path.path.endswith("/"):
        mine += [f"{path.path}{name}" for name in _TO_COME]
    allowed = {f"@{organisation}/{team}" for team in path.teams}
    wrong = []
    for file in mine:
        owned = ownership.of(file)
        if not owned.owners:
            why = f"line {owned.line} ({owned.pattern}) takes its owners away"
            wrong.append(f"{file} has no owner{f': {why}' if owned.line else ''}")
        elif not allowed.issuperset(owned.owners):
            others = ", ".join(sorted(set(owned.owners) - allowed))
            wrong.append(f"{file} is given to {others} by line {owned.line} ({owned.pattern})")
    if not wrong:
        return ok(CHECK, f"{path.path} belongs to {', '.join(sorted(allowed))}")
    more = f", and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
    return bad(
        CHECK,
        f"{path.path} must belong to {', '.join(sorted(allowed))}, and to nobody else: "
        f"{'; '.join(wrong[:_MOST_NAMED])}{more}",
    )


def _governs(file: str, want: Codeowners) -> OwnedPath | None:
    fitting = [
        path
        for path in want.paths
        if file == path.path or (path.path.endswith("/") and file.startswith(path.path))
    ]
    return max(fitting, key=lambda path: len(path.path), default=None)
