"""Numbers and names as the comment and the page write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.change.effects.actions import Group
from sluice.change.model.stack import FILE
from sluice.change.model.verdict import Verdict
from sluice.change.review.model import EditKind, Presence

if TYPE_CHECKING:
    from sluice.change.effects.actions import ResourceAction
    from sluice.change.effects.dangers import Danger
    from sluice.change.effects.drift import Drifted
    from sluice.change.model.verdict import Finding
    from sluice.change.review.model import Commit, Edit, Environment, Review
    from sluice.change.summary.model import Cost, Dollars, Policies

UNKNOWN = "unknown"
_SHORT_SHA = 10


def count(number: int, noun: str, nouns: str = "") -> str:
    """Return such as `1 policy` or `3 policies`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def clipped(text: str, longest: int) -> str:
    """Return a text of at most so many characters; one that was longer ends with `…`."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def dollars(amounts: Dollars, *, signed: bool = False) -> str:
    """Return such as `12.40 USD`, or `10.00 to 14.50 USD` where it depends on usage."""
    form = "+,.2f" if signed else ",.2f"
    low, high = (format(each, form) for each in amounts)
    return f"{low} USD" if low == high else f"{low} to {high} USD"


def difference(cost: Cost | None) -> str:
    """Return what a change costs a month; what has no price is counted, never left out."""
    if cost is None:
        return UNKNOWN
    missing = cost.changes_not_priced
    gap = f" and {count(missing, 'change')} not priced" if missing else ""
    return dollars(cost.difference, signed=True) + gap


def commit(side: Commit) -> str:
    """Return such as `main at 4c7d836a01`, or `the working tree at ..., 2 uncommitted files`."""
    is_sha = side.sha.startswith(side.name)
    place = side.name if is_sha else f"{side.name} at {side.sha[:_SHORT_SHA]}"
    return f"{place}, {count(side.uncommitted, 'uncommitted file')}" if side.uncommitted else place


def code_differs(environment: Environment) -> str:
    """Return how much of a synthesized stack differs."""
    if environment.edits is None:
        return UNKNOWN
    parts = count(len(environment.edits), "part")
    if environment.presence is Presence.NEW:
        return f"new, {parts}"
    if environment.presence is Presence.GONE:
        return "gone: nothing destroys what is deployed"
    if not environment.edits:
        return "the same"
    return f"{parts} {'differs' if len(environment.edits) == 1 else 'differ'}"


def edit_kind(edit: Edit, environment: Environment) -> str:
    """Return what is done to a part: of a change that no plan carries out, that too."""
    plan = environment.plan
    idle = (
        plan is not None
        and edit.kind is EditKind.CHANGED
        and edit.address != ""
        and not edit.address.startswith("data.")
        and not any(each.address.partition("[")[0] == edit.address for each in plan.actions)
    )
    return f"{edit.kind}, and the plan does nothing to it" if idle else str(edit.kind)


def done(environment: Environment, group: Group) -> str:
    """Return to how many resources the change brings this; without a plan, unknown."""
    if environment.plan is None:
        return UNKNOWN
    return str(sum(brought(each) and each.group is group for each in environment.plan.actions))


def brought(action: ResourceAction) -> bool:
    """Return whether the base's plan does nothing of the kind."""
    return not (action.pending or action.otherwise)


def others(environment: Environment) -> int:
    """Return how many resources are moved, imported or forgotten."""
    plan = environment.plan
    other = {Group.MOVED, Group.IMPORTED, Group.FORGOTTEN}
    return sum(brought(each) and each.group in other for each in plan.actions) if plan else 0


def pending(environment: Environment) -> str:
    """Return how many resources the base's plan changes as well, and to how many otherwise."""
    plan = environment.plan
    if plan is None or not plan.base_known:
        return UNKNOWN
    otherwise = sum(each.otherwise for each in plan.actions)
    both = sum(each.pending for each in plan.actions) + otherwise
    return f"{both}, of which {otherwise} otherwise now" if otherwise else str(both)


def policies(environment: Environment, gate: Policies | None) -> str:
    """Return such as `2 fail, 1 unknown, 3 waived`."""
    if gate is None:
        return UNKNOWN
    if environment.presence is Presence.GONE:
        return "none asked"
    if environment.name not in gate.resources:
        return UNKNOWN
    own = [each for each in gate.standing if each.stack == environment.name]
    failed = sum(each.verdict is Verdict.FAIL for each in own)
    parts = [
        f"{failed} fail" if failed else "",
        f"{len(own) - failed} unknown" if len(own) > failed else "",
    ]
    waived = sum(each.stack == environment.name for each in gate.waived)
    verdicts = ", ".join(filter(None, parts)) or "pass"
    return f"{verdicts}, {waived} waived" if waived else verdicts


def place(finding: Finding) -> str:
    """Return a finding's file, relative to the output folder, and line."""
    file = f"stacks/{finding.stack}/{FILE}"
    return f"{file}:{finding.line}" if finding.line else file


def drifted(found: Drifted) -> str:
    """Return what was changed of a resource outside Terraform."""
    what = "it was deleted" if found.deleted else ", ".join(found.arguments)
    back = "; this plan puts it back" if found.put_back else ""
    return f"{found.address}: {what}{back}"


def dangers(review: Review) -> tuple[tuple[str, Danger], ...]:
    """Return (environment, danger) of all environments, what the change brings first."""
    found = [(each.name, danger) for each in review.environments for danger in each.dangers]
    return tuple(sorted(found, key=lambda each: each[1].pending))


def unknowns(review: Review) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return (environments, sentence) of all that could not be found out.

    What is unknown of several is said once; no environment means the review as a whole.
    """
    found: dict[str, list[str]] = {}
    for each in review.environments:
        for sentence in each.unknowns:
            found.setdefault(sentence, []).append(each.name)
    return (
        *(((), each) for each in review.unknowns),
        *((tuple(names), sentence) for sentence, names in found.items()),
    )
