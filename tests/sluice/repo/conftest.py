"""A server in GitHub's place, and what this repository expects of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sluice.repo import expectations, github
from sluice.repo.github import Github
from stacks.environments import load_all
from tests.sluice.repo import github_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.repo.expectations import Environment, Expectations

_REVIEWERS = {each.name: each.approvals.reviewers_required for each in load_all()}
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _no_proxy_and_no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(github, "_PAUSE_SECONDS", 0.0)


@pytest.fixture
def server() -> Iterator[github_server.Server]:
    """A repository that is as expected; tests change an answer."""
    with github_server.serve(github_server.well_kept()) as running:
        yield running


@pytest.fixture
def api(server: github_server.Server) -> Github:
    return Github(github_server.REPOSITORY, token=github_server.TOKEN, api=server.url)


@pytest.fixture(scope="session")
def want() -> Expectations:
    """What this repository expects: its own file."""
    return expectations.load(ROOT)


def of_stacks(want: Expectations) -> tuple[Environment, ...]:
    """What is expected of the environments that stacks/ has."""
    return want.of_environments(_REVIEWERS)
