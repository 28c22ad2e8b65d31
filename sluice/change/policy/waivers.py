"""Findings that are excused for a while: read strictly, applied one by one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, ValidationError

from sluice.change.model.errors import WaiversRefused
from sluice.change.model.verdict import Finding, Verdict, Waiver
from webservice.contract.protection import Protection

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sluice.change.model.planned import Planned

FILE = Path("policies/waivers.toml")
LONGEST = timedelta(days=180)
ALL = "all"
"""In place of names: every environment, those that come later included; not bootstrap."""
PLAN_RULES = "REGO_"
"""How the ids of rules begin that look at plans only."""
_NONE: Mapping[str, Planned] = {}
_NO_PROTECTIONS: Mapping[str, str] = {}

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_RULE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    check: _Text
    environments: Literal["all"] | Protection | Annotated[tuple[_Text, ...], Field(min_length=1)]
    path: _Text
    reason: _Text
    owner: _Text
    expires: Annotated[date, Field(strict=True)]
    read_back: StrictBool = False


def read(
    file: Path,
    *,
    today: date,
    environments: Collection[str],
    protections: Mapping[str, str] = _NO_PROTECTIONS,
) -> tuple[Waiver, ...]:
    """Return the entries of the waivers' file, expired ones included.

    Args:
        file: TOML, a `[[waiver]]` for each finding.
        today: no entry may count for more than 180 days from it.
        environments: the names that there are.
        protections: of those that are judged, what their stacks say: what entries for all
            `open` ones (and so on) are about.

    Raises:
        WaiversRefused: it cannot be read, or an entry is malformed: each, and why.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WaiversRefused(f"{FILE}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WaiversRefused(f"{FILE}: {error}") from error
    entries = document.pop("waiver", [])
    if document or not isinstance(entries, list):
        raise WaiversRefused(f"{FILE}: it may hold [[waiver]] entries and nothing else")
    waivers: list[Waiver] = []
    faults: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            waiver = _waiver(entry, environments, protections)
        except ValidationError as error:
            faults += [f"entry {number}: {_fault(each)}" for each in error.errors()]
            continue
        faults += [f"entry {number}: {each}" for each in _faults(waiver, today, environments)]
        if any(_same(waiver, other) for other in waivers):
            faults.append(f"entry {number}: repeats an entry for {waiver.check} at {waiver.path}")
        waivers.append(waiver)
    if faults:
        raise WaiversRefused(f"{FILE}: " + "; ".join(faults))
    return tuple(waivers)


def excused(
    findings: Sequence[Finding], waivers: Sequence[Waiver], *, today: date
) -> tuple[Finding, ...]:
    """Return the findings, with those that a waiver excuses turned to `WAIVED`."""
    in_force = [each for each in waivers if each.expires >= today]
    return tuple(_excused(finding, in_force) for finding in findings)


def problems(
    findings: Sequence[Finding],
    waivers: Sequence[Waiver],
    *,
    today: date,
    scanned: Collection[str],
    plans: Mapping[str, Planned] = _NONE,
) -> tuple[str, ...]:
    """Return what is wrong with entries: expired, or nothing there to excuse.

    Args:
        findings: of this run, excused or not.
        waivers: all entries.
        today: entries count up to and including their day.
        scanned: which environments were looked at; entries are not judged for others.
        plans: by environment, as far as plans were looked at. An entry for a plan rule is judged
            where its plan does something, an entry with `read_back` where the plan shows that
            AWS has such a resource already.
    """
    found = []
    for waiver in waivers:
        what = f"{FILE}: the waiver of {waiver.check} at {waiver.path}"
        if waiver.expires < today:
            found.append(
                f"{what} expired on {waiver.expires}: mend what it excused, or have "
                f"{waiver.owner} renew it"
            )
            continue
        idle = [
            name
            for name in waiver.environments
            if name in scanned
            and _can_match(waiver, plans.get(name))
            and not any(each.stack == name and _about(waiver, each) for each in findings)
        ]
        if idle:
            found.append(f"{what} matches nothing in {', '.join(idle)}: remove it")
    return tuple(found)


def _can_match(waiver: Waiver, plan: Planned | None) -> bool:
    if waiver.check.startswith(PLAN_RULES):
        return plan is not None and not plan.empty
    if waiver.read_back:
        return plan is not None and any(
            each.before is not None and fnmatchcase(each.construct_path, waiver.path)
            for each in plan.changes
        )
    return True


def _excused(finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    for waiver in waivers:
        if finding.stack in waiver.environments and _about(waiver, finding):
            return replace(finding, verdict=Verdict.WAIVED, waiver=waiver)
    return finding


def _about(waiver: Waiver, finding: Finding) -> bool:
    place = finding.construct_path or finding.address
    return (
        (finding.stands or finding.verdict is Verdict.WAIVED)
        and finding.rule == waiver.check
        and fnmatchcase(place, waiver.path)
    )


def _waiver(entry: Any, environments: Collection[str], protections: Mapping[str, str]) -> Waiver:
    given = dict(_Entry.model_validate(entry))
    group = given["environments"]
    if group == ALL:
        given["environments"] = tuple(sorted({*environments} - {"bootstrap"}))
    elif isinstance(group, str):
        given["environments"] = tuple(name for name, one in protections.items() if one == group)
    return Waiver(**given)


def _faults(waiver: Waiver, today: date, environments: Collection[str]) -> list[str]:
    faults = []
    if not _RULE.fullmatch(waiver.check):
        faults.append(f"check is {waiver.check!r}: must be one rule's id")
    unknown = sorted(set(waiver.environments) - set(environments))
    if unknown:
        faults.append(f"environments has {', '.join(unknown)}: there is none of that name")
    if waiver.expires > today + LONGEST:
        faults.append(
            f"expires is {waiver.expires}: at most {LONGEST.days} days from today are allowed, "
            f"{today + LONGEST}"
        )
    return faults


def _same(one: Waiver, other: Waiver) -> bool:
    return (
        one.check == other.check
        and one.path == other.path
        and bool(set(one.environments) & set(other.environments))
    )


def _fault(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "it"
    return f"{where}: {error['msg']}"
