"""Infracost instead of our own table: runs the binary on a plan and reads its JSON.

The form of the output, version 0.2, is documented at
https://www.infracost.io/docs/features/cli_commands/ (breakdown, JSON).
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sluice.change.cost.amount import exactly
from sluice.change.cost.errors import InfracostFailed
from sluice.change.cost.model import Component, CostDelta, Line, NotPriced, Unverified, Why
from sluice.change.model.planned import Action

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sluice.change.model.planned import Change, Planned

PROGRAM = "infracost"
ENGINE = "infracost"
_SECONDS = 300


def estimate(plan: Path, planned: Planned, *, region: str, program: str = PROGRAM) -> CostDelta:
    """Return what Infracost says of a plan; what it has no figure for is not priced.

    Args:
        plan: the file that `terraform show -json` wrote.
        planned: the same plan: which resources there are, and what is done to them.
        region: where the stack mainly is.
        program: the binary.

    Raises:
        InfracostFailed: it is not installed, ended with an error, or printed something else.
    """
    return read(_run(plan, program), planned, region=region)


def read(document: Mapping[str, Any], planned: Planned, *, region: str) -> CostDelta:
    """Return the estimate in Infracost's document; raises as `estimate` does."""
    try:
        return _Reading(planned, region).of(document)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise InfracostFailed(f"infracost's output has another form: {error!r}") from error


def _run(plan: Path, program: str) -> Mapping[str, Any]:
    command = (program, "breakdown", "--path", str(plan), "--format", "json", "--no-color")
    try:
        ended = subprocess.run(  # noqa: S603 - no shell; the plan is a file of ours
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError as error:
        raise InfracostFailed(
            f"{program} is not installed, or not on PATH: leave out '--engine infracost'"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise InfracostFailed(f"{program} did not end within {_SECONDS} seconds") from error
    if ended.returncode != 0:
        raise InfracostFailed(f"{program} failed: {ended.stderr.strip()}")
    try:
        document = json.loads(ended.stdout)
    except ValueError as error:
        raise InfracostFailed(f"{program} printed no JSON: {error}") from error
    if not isinstance(document, dict):
        raise InfracostFailed(f"{program} printed no JSON object")
    return document


@dataclass(frozen=True)
class _Reading:
    planned: Planned
    region: str

    def of(self, document: Mapping[str, Any]) -> CostDelta:
        (project,) = document["projects"] or (None,)
        if project is None:
            raise InfracostFailed("infracost found no project in the plan")
        if project.get("metadata", {}).get("errors"):
            raise InfracostFailed(f"infracost: {project['metadata']['errors'][0]['message']}")
        olds = _by_address(project.get("pastBreakdown"))
        news = _by_address(project["breakdown"])
        summary = project.get("summary") or document["summary"]
        lines: list[Line] = []
        missing: list[NotPriced] = []
        for change in self.planned.changes:
            before, before_missing = _components(olds.get(change.address))
            after, after_missing = _components(news.get(change.address))
            free = change.kind in (summary.get("noPriceResourceCounts") or {})
            lines.append(_line(change, before, after, free=free))
            names = dict.fromkeys((*before_missing, *after_missing))
            missing += [
                _missing(
                    change, name, Why.NO_USAGE, (name in before_missing, name in after_missing)
                )
                for name in names
            ]
            if change.address not in {**olds, **news} and not free:
                sides = (change.before is not None, change.after is not None)
                missing.append(_missing(change, "all of it", Why.UNKNOWN_KIND, sides))
        return CostDelta(
            stack=self.planned.stack,
            region=self.region,
            lines=tuple(lines),
            not_priced=tuple(missing),
            prices=Unverified(used=0, unverified=0, since=None, oldest=None),
            engine=ENGINE,
            currency=str(document["currency"]),
        )


def _by_address(breakdown: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    return {each["name"]: each for each in (breakdown or {}).get("resources", ())}


def _components(
    resource: Mapping[str, Any] | None,
) -> tuple[tuple[Component, ...], tuple[str, ...]]:
    """Return what has a monthly cost, and the names of what has none."""
    known: list[Component] = []
    unknown: list[str] = []
    for each in _flat(resource or {}):
        if each["monthlyCost"] is None:
            unknown.append(each["name"])
        else:
            quantity = exactly(Decimal(each["monthlyQuantity"] or 0))
            cost = exactly(Decimal(each["monthlyCost"]))
            known.append(Component(each["name"], "", quantity, each["unit"], cost))
    return tuple(known), tuple(unknown)


def _flat(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from resource.get("costComponents") or ()
    for each in resource.get("subresources") or ():
        yield from _flat(each)


def _line(
    change: Change, before: Sequence[Component], after: Sequence[Component], *, free: bool
) -> Line:
    return Line(
        address=change.address,
        kind=change.kind,
        construct_path=change.construct_path,
        action=change.action,
        before_components=before,
        after_components=after,
        free="infracost says that it is free" if free else "",
    )


def _missing(change: Change, what: str, why: Why, sides: tuple[bool, bool]) -> NotPriced:
    return NotPriced(
        address=change.address,
        kind=change.kind,
        construct_path=change.construct_path,
        what=what,
        why=why,
        detail=ENGINE,
        changed=change.action is not Action.NO_OP,
        before=sides[0],
        after=sides[1],
    )
