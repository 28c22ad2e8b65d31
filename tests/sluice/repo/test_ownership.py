"""Every file that matters has the owners it should have, today's files and those to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.checks.finding import State
from sluice.repo import ownership
from sluice.repo.expectations import Codeowners
from sluice.repo.git import Git
from stacks.owners import OWNERS
from tests.sluice.repo.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.checks.finding import Finding
    from sluice.repo.expectations import Expectations

WANT = Codeowners.model_validate(
    {
        "paths": [
            {"path": "stacks/", "teams": ["web"]},
            {"path": "stacks/prod.py", "teams": ["web", "security"]},
            {"path": "CODEOWNERS", "teams": ["security"]},
        ]
    }
)
FILES = ("CODEOWNERS", "README.md", "stacks/dev.py", "stacks/prod.py")
GOOD = """\
* @example/web
/stacks/ @example/web
/stacks/prod.py @example/security
/CODEOWNERS @example/security
"""


def findings(root: Path, text: str | None = GOOD, place: str = "CODEOWNERS") -> list[Finding]:
    if text is not None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text)
    known = ("web", "security")
    return list(ownership.check(root, FILES, organisation="example", teams=known, want=WANT))


def wrong(found: list[Finding]) -> list[str]:
    assert all(each.check == "codeowners" for each in found)
    return [each.sentence for each in found if each.state is not State.OK]


def test_a_file_that_is_as_expected_has_no_fault(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert wrong(found) == []
    assert len(found) == 5


def test_no_file_at_all_is_bad(tmp_path: Path) -> None:
    assert wrong(findings(tmp_path, None)) == [
        "there is no CODEOWNERS: nobody's review is asked for"
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("*.py", "takes its owners away"),
        ("/stacks/dev.py", "stacks/dev.py has no owner: line 5 (/stacks/dev.py) takes"),
        ("/stacks/ @example/security", "stacks/dev.py is given to @example/security by line 5"),
        ("* @example/web @example/security", "is given to @example/security by line 5"),
        ("**/new.py @example/security", "stacks/new.py is given to @example/security"),
        ("/stacks/*/ ", "stacks/new-folder/new.py has no owner"),
    ],
)
def test_a_later_line_that_takes_ownership_away_is_bad(
    tmp_path: Path, line: str, words: str
) -> None:
    told = wrong(findings(tmp_path, GOOD + line + "\n"))
    assert any(words in sentence for sentence in told), told


@pytest.mark.parametrize("pattern", ["/stacks/*", "/stacks/*.py", "/stacks/dev.py"])
def test_a_pattern_that_leaves_out_files_to_come_is_bad(tmp_path: Path, pattern: str) -> None:
    text = GOOD.replace("* @example/web\n", "").replace("/stacks/ ", f"{pattern} ")
    told = wrong(findings(tmp_path, text))
    assert any("new-folder/new.py has no owner" in sentence for sentence in told), told


def test_an_owner_that_nobody_knows_is_bad(tmp_path: Path) -> None:
    told = wrong(findings(tmp_path, GOOD + "/docs/ @example/writers @ada\n"))
    assert [sentence.partition(" is no team")[0] for sentence in told] == [
        "CODEOWNERS, line 5: @example/writers",
        "CODEOWNERS, line 5: @ada",
    ]


def test_a_team_of_another_organisation_is_not_known(tmp_path: Path) -> None:
    told = wrong(findings(tmp_path, GOOD.replace("@example/web", "@other/web")))
    assert "@other/web is no team" in told[0]


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    told = wrong(findings(tmp_path, GOOD + "!x @example/web\n"))
    assert told == [
        "CODEOWNERS, line 5: !x negates, which does not work here: GitHub skips the line"
    ]


def test_a_second_file_is_bad_and_the_first_place_counts(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_text(GOOD)
    told = wrong(findings(tmp_path, "* @example/web\n", place=".github/CODEOWNERS"))
    assert told[0] == ".github/CODEOWNERS is the one that counts; remove CODEOWNERS"
    assert any("CODEOWNERS must belong to @example/security" in sentence for sentence in told)


def test_a_path_that_is_expected_and_not_there_is_bad(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_text(GOOD)
    found = list(
        ownership.check(
            tmp_path, ("CODEOWNERS",), organisation="example", teams=("web", "security"), want=WANT
        )
    )
    assert [sentence.partition(":")[0] for sentence in wrong(found)] == [
        "stacks/",
        "stacks/prod.py",
    ]


def test_what_is_no_text_is_bad(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_bytes(b"* @example/web \xff\n")
    assert wrong(findings(tmp_path, None)) == ["CODEOWNERS is no text in UTF-8"]


def test_this_repository_is_owned_as_it_expects(want: Expectations) -> None:
    teams = {owner.name for owner in OWNERS} | set(want.codeowners.other_teams)
    files = Git(ROOT).files()
    found = list(
        ownership.check(ROOT, files, organisation="example", teams=teams, want=want.codeowners)
    )
    assert wrong(found) == []
    paths = {path.path for path in want.codeowners.paths}
    assert paths >= {"stacks/", "constructs/", "policies/", "sluice/change/", ".github/"}
