"""Dead links: between documents, from alarms to runbook pages, and to commands; of `make lint`.

It synthesizes the stacks for their alarms, unless `--synth-dir` says where they are.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from scripts.links import alarms, commands, page, targets
from sluice.change.model.stack import read_stacks
from sluice.change.synth import synthesize
from sluice.errors import SluiceError
from stacks.environments import load_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.change.model.stack import Stack

SCRATCH = ROOT / ".sluice" / "dead-links"


def main(arguments: Sequence[str] = ()) -> int:
    """Print what is dead; the exit code is 0 where nothing is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--synth-dir", type=Path, help="the output folder of a synth")
    synth_dir = parser.parse_args(arguments).synth_dir
    try:
        stacks = read_stacks(synth_dir) if synth_dir else synthesize(SCRATCH, root=ROOT)
    except SluiceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    files = files_of(ROOT)
    pages = pages_of(ROOT, files)
    found = [
        *targets.dead(pages, files),
        *dead_runbooks(stacks, pages),
        *dead_commands(pages),
    ]
    print("\n".join(found) if found else f"links: {len(pages)} pages, none dead")
    return 1 if found else 0


def files_of(root: Path) -> frozenset[str]:
    """Return every file that is, or would be, committed and is still there, from the root."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),  # noqa: S607 - the one on PATH
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return frozenset(name for name in listed.split("\0") if name and (root / name).exists())


def pages_of(root: Path, files: frozenset[str]) -> dict[str, page.Page]:
    """Return the Markdown pages among files, by path."""
    return {
        name: page.read(name, (root / name).read_text(encoding="utf-8"))
        for name in sorted(files)
        if name.endswith(".md")
    }


def dead_runbooks(stacks: Sequence[Stack], pages: Mapping[str, page.Page]) -> list[str]:
    """Return what is wrong between the stacks' alarms and the pages."""
    environments = load_all()
    prefixes: dict[str, str] = {each.name: each.prefix for each in environments}
    owners = {owner.name: owner.runbook_url for each in environments for owner in each.owners}
    found = alarms.alarms(stacks, prefixes)
    silent = sorted(set(prefixes) - {each.stack for each in found})
    return [
        *(f"{name}: no alarm was synthesized" for name in silent),
        *alarms.dead(found, pages, owners),
    ]


def dead_commands(pages: Mapping[str, page.Page]) -> list[str]:
    """Return the commands in pages that do not exist."""
    from lab.cli import app as lab  # noqa: PLC0415 - half a second
    from sluice.cli.app import app as sluice  # noqa: PLC0415 - slow, and not for every check

    programs = {"lab": commands.verbs_of(lab), "sluice": commands.verbs_of(sluice)}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return list(commands.dead(pages, programs, commands.targets_of(makefile)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
