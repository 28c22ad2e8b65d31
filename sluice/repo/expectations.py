"""What is expected of the repository: `.github/expectations.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sluice.errors import UsageRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILE = ".github/expectations.toml"


class _Strict(BaseModel):
    # A misspelt expectation would be one that nobody checks.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


_Team = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
_Names = Annotated[list[str], Field(min_length=1)]


class OwnedPath(_Strict):
    """Whom all files below a path must belong to.

    Attributes:
        path: a file, or a folder with its last `/`, from the root without a leading `/`.
        teams: those that may own it.
    """

    path: str = Field(pattern=r"^[^/*]")
    teams: Annotated[list[_Team], Field(min_length=1)]


class Codeowners(_Strict):
    """Who must own what.

    Attributes:
        other_teams: teams of the organisation besides those of `stacks/owners.py`.
        paths: the longest path that fits a file counts.
    """

    other_teams: list[_Team] = []
    paths: Annotated[list[OwnedPath], Field(min_length=1)]


class Protection(_Strict):
    """What protects the branch.

    Attributes:
        checks: names of status checks that must be required.
        checks_from_app: id of the GitHub app whose word on them counts.
        strict_checks: whether they must have run on the newest state of the branch.
        approvals: how many at least.
        no_bypass: whether nobody may go around any of it, administrators included.
    """

    checks: _Names
    checks_from_app: int
    strict_checks: bool
    approvals: Annotated[int, Field(ge=1, le=6)]
    code_owner_review: bool
    dismiss_stale_reviews: bool
    signed_commits: bool
    linear_history: bool
    conversation_resolution: bool
    no_force_pushes: bool
    no_deletion: bool
    no_bypass: bool


class Environments(_Strict):
    """What all GitHub environments have in common.

    Attributes:
        branches: the only ones whose jobs may run in them.
    """

    branches: _Names


@dataclass(frozen=True)
class Environment:
    """A GitHub environment, which holds its jobs back until one of its reviewers approves.

    Attributes:
        name: the environment's in `stacks/`.
        branches: the only ones whose jobs may run in it.
        approved: whether somebody must approve, who neither started the deployment nor goes
            around it as an administrator. GitHub asks for one approval, however many people the
            stack wants.
    """

    name: str
    branches: Sequence[str]
    approved: bool


class Commits(_Strict):
    """How commits are signed and reviewed.

    Attributes:
        allowed_signers: a file of this repository; it need not be there.
        trailers: of commit messages that name a reviewer.
    """

    allowed_signers: str
    trailers: list[str]


class Expectations(_Strict):
    """All of it.

    Attributes:
        branch: the protected one.
    """

    branch: str
    codeowners: Codeowners
    protection: Protection
    environments: Environments
    commits: Commits

    def of_environments(self, reviewers: Mapping[str, int]) -> tuple[Environment, ...]:
        """Return what each environment must be like, by how many people its stack wants."""
        return tuple(
            Environment(name, self.environments.branches, approved=count > 0)
            for name, count in reviewers.items()
        )


def load(root: Path) -> Expectations:
    """Return what the file below `root` expects.

    Raises:
        UsageRefused: it is missing or malformed: which entry, and why.
    """
    try:
        return Expectations.model_validate(tomllib.loads((root / FILE).read_text("utf-8")))
    except OSError as error:
        raise UsageRefused(f"{FILE}: {error.strerror}: run this in the project's folder") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageRefused(f"{FILE} is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageRefused(f"{FILE}: {where}: {first['msg']}") from error
