"""Makes checks, one after another; what cannot be read is unknown, and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sluice.checks.finding import Finding, State, unknown
from sluice.errors import NotNow, SluiceError, UsageRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

C = TypeVar("C")
"""What the checks look at."""


def run(
    checks: Mapping[str, Callable[[C], Iterator[Finding]]],
    context: C,
    *,
    skip: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Return what each check found, in order.

    Args:
        checks: by name.
        context: what they look at.
        skip: names of checks whose findings do not count; they are made all the same.
    """
    return tuple(
        _skipped(finding) if name in skip else finding
        for name, check in checks.items()
        for finding in _findings(name, check, context)
    )


def require_skippable(
    names: Collection[str], checks: Collection[str], *, not_to_skip: Collection[str]
) -> None:
    """Check the names given to `--skip-verify`.

    Raises:
        UsageRefused: there is no such check, or it cannot be skipped.
    """
    for name in names:
        if name not in checks or name in not_to_skip:
            choices = ", ".join(each for each in checks if each not in not_to_skip)
            raise UsageRefused(f"--skip-verify {name}: must be one of {choices}")


def refused(findings: Collection[Finding]) -> tuple[Finding, ...]:
    """Return the findings that forbid it: what is not as it must be, or not known."""
    return tuple(each for each in findings if each.state in {State.BAD, State.UNKNOWN})


def require(findings: Collection[Finding], *, what: str) -> None:
    """Refuse what must not be done where anything is not OK.

    Args:
        findings: of every check.
        what: is refused, such as `the release`.

    Raises:
        NotNow: names what is not, in one sentence.
    """
    found = refused(findings)
    if found:
        told = "; ".join(f"{each.check}: {each.sentence}" for each in found)
        raise NotNow(f"verify refuses {what}: {told}")


def _findings(
    name: str, check: Callable[[C], Iterator[Finding]], context: C
) -> tuple[Finding, ...]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow

    try:
        return tuple(check(context))
    except (BotoCoreError, ClientError, SluiceError) as error:
        return (unknown(name, f"could not be read: {error}"),)
    except (KeyError, ValueError, TypeError) as error:
        # AWS answered with something else than its documentation says.
        return (unknown(name, f"the answer is not as expected: {type(error).__name__}: {error}"),)


def _skipped(finding: Finding) -> Finding:
    if finding.state is State.OK:
        return finding
    return finding.model_copy(update={"state": State.SKIPPED})
