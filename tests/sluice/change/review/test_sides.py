from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.change.review.repository import Repository
from sluice.change.review.sides import side
from tests.sluice.change.review import throwaway

if TYPE_CHECKING:
    from pathlib import Path

TELLS = """
import sys
from pathlib import Path
import told
sys.exit(f"error: {told.WHAT} {Path('.sluice/slim').resolve()}")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project whose synth ends with what it imported and where its bindings are."""
    made = throwaway.empty(tmp_path / "project")
    (made / "main.py").write_text(TELLS)
    (made / ".gitignore").write_text("/.sluice/\n")
    (made / "constructs").mkdir()
    (made / "constructs" / "told.py").write_text("WHAT = 'the base'")
    throwaway.commit(made, "One")
    (made / "constructs" / "told.py").write_text("WHAT = 'the working tree'")
    return made


def test_a_commit_is_synthesized_by_its_own_code_with_this_checkouts_bindings(
    root: Path, tmp_path: Path
) -> None:
    repository = Repository(root)
    commit = repository.commit("HEAD")
    with side(repository, commit, root=root, outdir=tmp_path / "out") as found:
        assert found.problem == f"the base {root.resolve() / '.sluice' / 'slim'}"
        assert found.folder != root
    assert (root / ".sluice" / "slim").is_dir()


def test_the_working_tree_is_synthesized_as_it_is(root: Path, tmp_path: Path) -> None:
    with side(Repository(root), None, root=root, outdir=tmp_path / "out") as found:
        assert found.problem.startswith("the working tree ")
        assert found.folder == root


def test_a_commit_without_a_program_says_so(root: Path, tmp_path: Path) -> None:
    (root / "main.py").unlink()
    throwaway.commit(root, "Two")
    repository = Repository(root)
    with side(repository, repository.commit("HEAD"), root=root, outdir=tmp_path) as found:
        assert found.stacks == {}
        assert "main.py" in found.problem
