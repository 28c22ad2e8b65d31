from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sluice.change.review.repository import NoMergeBase, Repository, RepositoryUnreadable
from sluice.errors import UsageRefused
from tests.sluice.change.review import throwaway
from tests.sluice.change.review.throwaway import commit, git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a repository: `main` has two commits, and `topic` left it after the first."""
    made = throwaway.empty(tmp_path / "repository")
    (made / "file").write_text("one")
    commit(made, "One")
    git(made, "branch", "topic")
    (made / "file").write_text("two")
    commit(made, "Two")
    git(made, "checkout", "--quiet", "topic")
    (made / "other").write_text("topic")
    commit(made, "Topic")
    return made


def test_a_commit_has_its_name_sha_and_subject(folder: Path) -> None:
    found = Repository(folder).commit("main")
    assert (found.name, found.subject, found.uncommitted) == ("main", "Two", 0)
    assert found.sha == git(folder, "rev-parse", "main")


@pytest.mark.parametrize("name", ["nowhere", "--all", "-x", "HEAD~9", "", "main:file"])
def test_an_unknown_commit_is_refused_in_one_sentence(folder: Path, name: str) -> None:
    with pytest.raises(UsageRefused, match="there is no such commit, branch or tag here"):
        Repository(folder).commit(name)


def test_the_working_tree_says_how_many_files_are_not_committed(folder: Path) -> None:
    assert Repository(folder).working_tree().uncommitted == 0
    (folder / "file").write_text("changed")
    (folder / "new").mkdir()
    (folder / "new" / "a").write_text("")
    (folder / "new" / "b").write_text("")
    found = Repository(folder).working_tree()
    assert (found.name, found.subject, found.uncommitted) == ("the working tree", "Topic", 3)


def test_compared_is_where_the_head_left_the_base(folder: Path) -> None:
    repository = Repository(folder)
    found = repository.merge_base(repository.commit("main"), repository.commit("topic"))
    assert (found.name, found.subject) == ("main", "One")


def test_commits_without_a_common_one_are_refused(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--orphan", "alone")
    commit(folder, "Alone")
    repository = Repository(folder)
    with pytest.raises(NoMergeBase, match="main and alone have no commit in common: name a base"):
        repository.merge_base(repository.commit("main"), repository.commit("alone"))


def test_in_a_shallow_clone_it_says_how_to_get_the_rest(folder: Path, tmp_path: Path) -> None:
    clone = tmp_path / "shallow"
    url = folder.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", url, str(clone))
    repository = Repository(clone)
    with pytest.raises(NoMergeBase, match=r"this clone is shallow: 'git fetch --unshallow'"):
        repository.merge_base(repository.commit("origin/main"), repository.commit("HEAD"))


def test_a_commits_files_are_outside_the_tree_and_gone_afterwards(folder: Path) -> None:
    repository = Repository(folder)
    with repository.files_of(repository.commit("main")) as files:
        assert not files.is_relative_to(folder)
        assert (files / "file").read_text() == "two"
        assert not (files / "other").exists()
    assert not files.exists()
    assert git(folder, "status", "--porcelain") == ""


def test_they_are_gone_after_an_interruption_as_well(folder: Path) -> None:
    repository = Repository(folder)
    seen = []

    def interrupted() -> None:
        with repository.files_of(repository.commit("main")) as files:
            (files / "left").write_text("behind")
            seen.append(files)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not seen[0].exists()


def test_while_they_are_there_the_repository_knows_nothing_of_them(folder: Path) -> None:
    # Whoever is killed then leaves nothing behind in it.
    before = sorted(each.relative_to(folder) for each in (folder / ".git").rglob("*"))
    repository = Repository(folder)
    with repository.files_of(repository.commit("main")):
        assert sorted(each.relative_to(folder) for each in (folder / ".git").rglob("*")) == before


def test_a_commits_file_that_cannot_be_written_is_told(folder: Path) -> None:
    repository = Repository(folder)
    gone = replace(repository.commit("main"), sha="0" * 40)
    with (
        pytest.raises(RepositoryUnreadable, match="could not write the files of main"),
        repository.files_of(gone),
    ):
        pass


def test_what_a_link_in_them_points_to_stays(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "cache").write_text("x")
    repository = Repository(folder)
    with repository.files_of(repository.commit("main")) as files:
        (files / "link").symlink_to(kept, target_is_directory=True)
    assert (kept / "cache").read_text() == "x"


def test_hooks_of_the_checkout_do_not_run(folder: Path, tmp_path: Path) -> None:
    hook = folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    repository = Repository(folder)
    with repository.files_of(repository.commit("main")):
        pass
    assert not (tmp_path / "ran").exists()


def test_a_project_in_a_folder_of_its_repository(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "main.py").write_text("x")
    commit(folder, "Sub")
    repository = Repository(folder / "sub")
    with repository.files_of(repository.commit("HEAD")) as files:
        assert (files / "main.py").read_text() == "x"


def test_within_a_hook_it_looks_at_its_own_repository(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = throwaway.empty(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert Repository(folder).commit("main").subject == "Two"


def test_outside_a_repository(tmp_path: Path) -> None:
    with pytest.raises(RepositoryUnreadable, match="is no working tree of git"):
        Repository(tmp_path)
