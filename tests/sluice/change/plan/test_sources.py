"""The commit and the images, from a real repository and a synthesized stack."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from sluice.change.digest.subject import Commit
from sluice.change.plan.sources import commit_of, images_of
from tests.sluice.change.plan_documents import resource, stack

if TYPE_CHECKING:
    from pathlib import Path


def _git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ("git", *identity, *arguments), cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    _git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("ignored\n")
    (tmp_path / "file").write_text("1")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message", "one")
    return tmp_path


def test_a_clean_checkout_is_its_commit(repository: Path) -> None:
    (repository / "ignored").write_text("x")
    assert commit_of(repository) == Commit(_git(repository, "rev-parse", "HEAD"), dirty=False)


@pytest.mark.parametrize("name", ["file", "new"])
def test_a_changed_or_a_new_file_makes_it_dirty(repository: Path, name: str) -> None:
    (repository / name).write_text("2")
    assert commit_of(repository).dirty


def test_outside_version_control_there_is_no_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path) == Commit("", dirty=False)


def test_without_git_there_is_no_commit(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert commit_of(repository) == Commit("", dirty=False)


def test_images_are_those_of_the_task_definitions_by_digest() -> None:
    one, other = "sha256:" + "a" * 64, "sha256:" + "b" * 64
    texts = (f'[{{"image": "${{repository}}@{other}"}}, {{"image": "x@{one}"}}]', "[]")
    tasks = [
        resource(f"aws_ecs_task_definition.t{n}", container_definitions=text)
        for n, text in enumerate(texts)
    ]
    elsewhere = resource("aws_x.a", container_definitions=f"@sha256:{'c' * 64}")
    assert images_of(stack(*tasks, elsewhere)) == f"{one},{other}"
    assert images_of(stack()) == ""
