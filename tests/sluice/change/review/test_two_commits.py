"""A review of a real change: two commits of this project in a repository of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sluice.change.plan.evaluation import ProjectEvaluator
from sluice.change.plan.progress import Progress
from sluice.change.review import comment, page
from sluice.change.review.model import EditKind, Presence
from sluice.change.review.run import Request, run
from sluice.change.review.verdict import Decision, decide
from tests.sluice.change.review import throwaway
from tests.sluice.change.review.rendered import rendered
from tests.sluice.change.review.throwaway import ROOT, commit, edit, git

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.plan.evaluation import Evaluator
    from sluice.change.review.model import Review

TASKS = ("stacks/stage.py", "desired_count=2", "desired_count=3")
LOGS = (
    "constructs/webservice/settings/service.py",
    "log_retention_days: int = 365",
    "log_retention_days: int = 180",
)


def change(project: Path, *edits: tuple[str, str, str]) -> None:
    for file, old, new in edits:
        edit(project / file, old, new)


def review(
    project: Path,
    *environments: str,
    base: str = "HEAD~1",
    head: str = "",
    evaluator: Evaluator | None = None,
) -> Review:
    request = Request(root=project, base=base, head=head, environments=environments, link="")
    return run(request, planner=None, evaluator=evaluator, progress=Progress())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose second commit has more tasks and keeps logs for less time."""
    made = throwaway.project(tmp_path_factory.mktemp("review") / "project")
    change(made, TASKS, LOGS)
    commit(made, "More tasks, fewer logs")
    git(made, "tag", "changed")
    return made


@pytest.fixture
def clean(project: Path) -> Path:
    """Return the repository as it was after its second commit."""
    git(project, "checkout", "--quiet", "--force", "changed")
    git(project, "clean", "--quiet", "--force", "-d")
    return project


@pytest.fixture(scope="module")
def reviewed(project: Path) -> Review:
    """Return the review of all environments, made once, with real policies and prices."""
    return review(project, evaluator=ProjectEvaluator(project, today=datetime.now(UTC).date()))


def test_each_side_is_synthesized_by_its_own_code(reviewed: Review) -> None:
    # The stack's own file, and a default within the constructs.
    paths = {each.name: {edit.path for edit in each.edits or ()} for each in reviewed.environments}
    assert list(paths) == ["bootstrap", "dev", "stage", "prod"]
    assert paths["bootstrap"] == set()
    assert paths["stage"] >= {"service/blue", "descriptor/parameter", "output/deployment"}
    shared = paths["dev"] & paths["stage"] & paths["prod"]
    assert shared
    for each in reviewed.environments[1:]:
        lines = {line for edit in each.edits or () for line in edit.lines}
        assert '-  "retention_in_days": 365' in lines
        assert '+  "retention_in_days": 180' in lines
        assert {edit.kind for edit in each.edits or ()} == {EditKind.CHANGED}


def test_policies_prices_and_dangers_are_there_without_a_plan(reviewed: Review) -> None:
    assert reviewed.gate is not None
    assert set(reviewed.gate.resources) == {"bootstrap", "dev", "stage", "prod"}
    _, dev, stage, _ = reviewed.environments
    assert any("logs are kept shorter: 180 days instead of 365" in p.sentence for p in dev.dangers)
    assert stage.cost is not None
    assert stage.cost.difference[0] > 0
    assert stage.cost.source == "from the synthesized stacks, without a plan"


def test_what_is_done_is_unknown_and_so_is_the_verdict_at_best(reviewed: Review) -> None:
    assert decide(reviewed).decision is not Decision.MERGE
    assert all(each.plan is None for each in reviewed.environments)
    assert all(each.unknowns == ("no plan was made: --no-plan",) for each in reviewed.environments)
    assert "nothing to do" not in comment.render(reviewed).lower()


def test_comment_and_page_are_whole(reviewed: Review) -> None:
    text = comment.render(reviewed)
    found = rendered(text)
    assert found.notices == []
    assert "service/blue" in found.headings
    assert "This comment is cut" not in text
    assert "logs are kept shorter" in page.render(reviewed)


def test_nothing_is_left_behind_and_no_bindings_were_built_anew(
    project: Path, reviewed: Review
) -> None:
    assert reviewed.environments
    assert git(project, "status", "--porcelain") == ""
    # The cache is this checkout's own, through a link; a build would have told of itself.
    assert list((ROOT / ".sluice" / "slim").glob("*.tgz"))


def test_a_dirty_tree_is_reviewed_as_it_is_and_says_so(clean: Path) -> None:
    change(clean, ("stacks/stage.py", "desired_count=3", "desired_count=4"))
    found = review(clean, "stage")
    assert (found.head.name, found.head.uncommitted) == ("the working tree", 1)
    lines = {line for edit in found.environments[0].edits or () for line in edit.lines}
    assert '+  "desired_count": 4,' in lines
    assert "1 uncommitted file" in comment.render(found)


def test_a_head_that_is_named_is_reviewed_without_the_working_tree(clean: Path) -> None:
    change(clean, ("stacks/stage.py", "desired_count=3", "desired_count=4"))
    found = review(clean, "stage", base="changed~1", head="changed")
    assert (found.head.name, found.head.uncommitted) == ("changed", 0)
    lines = {line for edit in found.environments[0].edits or () for line in edit.lines}
    assert '+  "desired_count": 3,' in lines


def test_a_base_that_cannot_be_synthesized_is_compared_with_nothing(clean: Path) -> None:
    change(clean, ("stacks/stage.py", "desired_count=3", "desired_count=-1"))
    commit(clean, "Broken")
    change(clean, ("stacks/stage.py", "desired_count=-1", "desired_count=3"))
    commit(clean, "Mended")
    found = review(clean, "stage")
    (stage,) = found.environments
    assert (stage.presence, stage.edits, stage.cost) == (Presence.UNKNOWN, None, None)
    (sentence,) = found.unknowns
    assert sentence.startswith("the base could not be synthesized")
    assert "stacks/stage.py: " in sentence
    assert "desired_count" in sentence
    assert "Traceback" not in sentence


def test_a_head_that_cannot_be_synthesized_is_refused_with_its_own_sentence(clean: Path) -> None:
    change(clean, ("stacks/stage.py", "desired_count=3", "desired_count=-1"))
    found = review(clean, base="HEAD")
    decided = decide(found)
    assert decided.line == "Refused: it cannot be judged"
    assert "the stacks cannot be synthesized: stacks/stage.py: " in decided.why
    assert all(each.presence is Presence.UNKNOWN for each in found.environments)
