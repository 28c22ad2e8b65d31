"""The README's two pictures, of a real release and a real review; written to docs/pictures/.

Both happen on the embedded AWS, in the stage that `make demo` has saved: a version whose
answers are errors now and then is released under traffic, and a commit that takes stage's
database its standby is reviewed, with a plan. Pages that are there already are taken instead
with `--release` and `--review`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from lab import instance as labs
from lab.saved import file as saved
from lab.variables import proxy_of, variables
from scripts import browser, demo_releases, demo_stage
from scripts.progress import CommandFailed, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LAB = "pictures"
BIN = ROOT / ".venv" / "bin"
FOLDER = ROOT / "docs" / "pictures"
REVIEW = ROOT / ".sluice" / "pictures"
REFUSED = 13
WIDTH = 1000
MARGIN = 8
MOST_BYTES = 300_000

BAD = replace(
    next(each for each in demo_releases.VERSIONS if each.reason == "ERRORS"),
    what="ticket 123: orders show their status",
)
EDIT = ("multi_az=True", "multi_az=False")
MESSAGE = "Save on stage's database"

# What a picture shows ends where this ends.
LAST_OF_RELEASE = """[...document.querySelectorAll("figcaption b")]
    .find(each => each.textContent === "Requests that failed").closest("figure")"""
LAST_OF_REVIEW = 'document.querySelector("#e1 ul > li")'


def main(arguments: Sequence[str] = ()) -> int:
    """Take both pictures; the exit code is 0 where both are written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, help="the canary.html of a release")
    parser.add_argument("--review", type=Path, help="the review.html of a review")
    given = parser.parse_args(arguments)
    release, review = given.release, given.review
    try:
        if release is None or review is None:
            with _stage() as stage:
                release = release or _release(stage)
                review = review or _review(stage.environment)
        take(release.resolve(), LAST_OF_RELEASE, FOLDER / "release.png")
        take(review.resolve(), LAST_OF_REVIEW, FOLDER / "review.png")
    except (CommandFailed, labs.LabError) as error:
        say(f"no pictures: {error}")
        return 1
    return 0


@contextmanager
def _stage() -> Iterator[demo_stage.Stage]:
    """Begin with the saved stage, in a lab that ends afterwards."""
    path = saved.path_of("stage")
    account = saved.read_about(path).account
    left_over = labs.find(LAB)
    if left_over is not None:
        labs.stop(left_over)
    lab = labs.start(LAB, account=account, state=path)
    try:
        values = {**os.environ, **variables(lab, os.environ, proxy=proxy_of(lab))}
        environment = {name: value for name, value in values.items() if value}
        described = _output(environment, str(BIN / "sluice"), "describe", "stage", "--json")
        stage = demo_stage.Stage(json.loads(described), environment, BIN)
        demo_stage.wait_until_ready(stage)
        yield stage
    finally:
        labs.stop(lab)


def _release(stage: demo_stage.Stage) -> Path:
    """Release the bad version; return its page."""
    demo_releases.release(stage, LAB, BAD)
    newest = json.loads(stage.ask("sluice", "history", "stage", "--json", "--limit", "1"))[0]
    return Path(ROOT, "reports", "stage", newest["id"], "canary.html")


def _review(environment: Mapping[str, str]) -> Path:
    """Review the edit; return the page."""
    command = (str(BIN / "sluice"), "review", "stage", "--base", "HEAD")
    done = subprocess.run(
        (*command, "--head", _commit()[:10], "--output", str(REVIEW)),
        cwd=ROOT,
        env=dict(environment),
        check=False,
    )
    if done.returncode != REFUSED:
        raise CommandFailed(f"the review ended with {done.returncode}, and not with {REFUSED}")
    return REVIEW / "review.html"


def _commit() -> str:
    """Make a commit of the edit on top of HEAD, which no branch and no file knows of."""
    name = "stacks/stage.py"
    text = _output(os.environ, "git", "show", f"HEAD:{name}")
    if text.count(EDIT[0]) != 1:
        raise CommandFailed(f"{name}: there is no {EDIT[0]} to edit, or more than one")
    with tempfile.TemporaryDirectory() as folder:
        edited = Path(folder, "stage.py")
        edited.write_text(text.replace(*EDIT), encoding="utf-8")
        index = {**os.environ, "GIT_INDEX_FILE": str(Path(folder, "index"))}
        blob = _output(index, "git", "hash-object", "-w", str(edited)).strip()
        _output(index, "git", "read-tree", "HEAD")
        _output(index, "git", "update-index", "--cacheinfo", f"100644,{blob},{name}")
        tree = _output(index, "git", "write-tree").strip()
    return _output(os.environ, "git", "commit-tree", "-p", "HEAD", "-m", MESSAGE, tree).strip()


def _output(environment: Mapping[str, str], *command: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommandFailed(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def take(page: Path, last: str, picture: Path) -> None:
    """Write a page as a picture, from its top to the end of an element.

    Args:
        page: an HTML file.
        last: the element, as a JavaScript expression.
        picture: a PNG file to write.

    Raises:
        CommandFailed: there is no such page, or the picture has too many bytes.
    """
    if not page.is_file():
        raise CommandFailed(f"{page}: there is no such page")
    with tempfile.TemporaryDirectory() as profile, browser.tab(Path(profile)) as tab:
        tab.open(page.as_uri(), width=WIDTH)
        bottom = tab.run(f"({last}).getBoundingClientRect().bottom + scrollY")
        png = tab.picture(height=bottom + MARGIN)
    if len(png) > MOST_BYTES:
        raise CommandFailed(f"{picture.name}: {len(png):,} bytes, more than {MOST_BYTES:,}")
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(png)
    say(f"{picture.name}: {len(png) // 1000} KB, of {page}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
