"""`summary.md`: the verdict first, then what is done, what is dangerous, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.change.effects.actions import Group
from sluice.change.summary.escape import code, inline
from sluice.change.summary.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from sluice.change.effects.actions import ResourceAction
    from sluice.change.effects.drift import Drifted
    from sluice.change.model.verdict import Finding
    from sluice.change.summary.model import Cost, Dollars, Summary

_MOST = {Group.CREATED: 40}
_MOST_DETAILS = 12
_MOST_WORDS = 12


_TITLES = {
    Group.DESTROYED: "Destroyed",
    Group.REPLACED: "Replaced",
    Group.CHANGED: "Changed",
    Group.CREATED: "Created",
    Group.MOVED: "Moved",
    Group.IMPORTED: "Imported",
    Group.FORGOTTEN: "Forgotten: it stays, and Terraform knows no more of it",
}
_COUNTED = (
    *(Group.CREATED, Group.CHANGED, Group.REPLACED, Group.DESTROYED),
    *(Group.MOVED, Group.IMPORTED, Group.FORGOTTEN),
)


def markdown(summary: Summary) -> str:
    """Return the summary in GitHub's Markdown."""
    blocks = (
        *_verdict(summary),
        *_dangers(summary),
        *_actions(summary),
        *_drift(summary),
        *_policy(summary),
        *_cost(summary.cost),
        *_unknowns(summary),
        *_digest(summary),
        *_next(summary),
    )
    return "\n".join(blocks) + "\n"


def headline(summary: Summary) -> str:
    """Return the verdict in one line."""
    name = summary.environment
    if summary.outcome is Outcome.NOTHING_TO_DO:
        drifted = summary.drift.changed
        return f"{name}: nothing to do" + ("" if drifted else ", all is as the stack says")
    counts = _counts(summary)
    if summary.outcome is Outcome.MAY_GO_ON:
        return f"{name}: may go on: {counts}"
    return f"{name}: refused, for {_plural(len(summary.reasons), 'reason')}: {counts}"


def _verdict(summary: Summary) -> Iterator[str]:
    yield f"# {inline(headline(summary))}"
    yield ""
    if summary.outcome is Outcome.REFUSED:
        yield "Refused because:"
        yield ""
        yield from _bullets(summary.reasons)
    elif not summary.policy.passed:
        count = len(summary.policy.standing) + len(summary.policy.problems)
        yield f"Policies would refuse a change: {_plural(count, 'finding')}, see below."
        yield ""
    if summary.policy.labels:
        labels = ", ".join(code(each) for each in summary.policy.labels)
        yield f"Needs the approval of: {labels}"
        yield ""


def _counts(summary: Summary) -> str:
    counts = [f"{len(found)} {each}" for each in _COUNTED if (found := summary.of(each))]
    if summary.outputs:
        counts.append(_plural(len(summary.outputs), "output"))
    return ", ".join(counts) or "no resource changes"


def _dangers(summary: Summary) -> Iterator[str]:
    if summary.dangers:
        yield from _heading("Dangers")
        for each in summary.dangers:
            yield f"- {code(each.address)}{_place(each.construct_path)}: {inline(each.sentence)}"
        yield ""


def _actions(summary: Summary) -> Iterator[str]:
    for group, title in _TITLES.items():
        yield from _group(title, summary.of(group), _MOST.get(group))
    if summary.outputs:
        yield from _heading(f"Outputs that change ({len(summary.outputs)})")
        yield ", ".join(code(each) for each in summary.outputs)
        yield ""


def _group(title: str, found: Sequence[ResourceAction], most: int | None) -> Iterator[str]:
    if not found:
        return
    yield from _heading(f"{title} ({len(found)})")
    for each in found[:most]:
        yield f"- {code(each.address)}{_place(each.construct_path)}"
        yield from (f"  - {code(detail)}" for detail in each.details[:_MOST_DETAILS])
        if len(each.details) > _MOST_DETAILS:
            yield f"  - and {len(each.details) - _MOST_DETAILS} more: see `plan.txt`"
    if most is not None and len(found) > most:
        yield f"- and {len(found) - most} more: see `plan.txt`"
    yield ""


def _drift(summary: Summary) -> Iterator[str]:
    drift = summary.drift
    if drift.changed:
        yield from _heading(f"Changed outside Terraform ({len(drift.changed)})")
        yield from (f"- {code(each.address)}: {_drifted(each)}" for each in drift.changed)
        yield ""
    if drift.moved_by_driver:
        names = ", ".join(
            f"{code(each.address)} ({', '.join(each.arguments)})" for each in drift.moved_by_driver
        )
        yield f"Moved by the canary driver or by autoscaling, as intended: {names}."
        yield ""
    if drift.noise:
        yield (
            f"{_plural(drift.noise, 'resource')} differ only in what the stack does not set: "
            "`resource_drift` in `plan.json`."
        )
        yield ""


def _drifted(each: Drifted) -> str:
    what = "deleted" if each.deleted else ", ".join(code(name) for name in each.arguments)
    return f"{what}; this plan {'puts it back' if each.put_back else 'leaves it so'}"


def _policy(summary: Summary) -> Iterator[str]:
    policy = summary.policy
    yield from _heading("Policies")
    resources = sum(policy.resources.values())
    yield (
        f"{_plural(len(policy.standing), 'finding')} against {resources} resources, "
        f"{len(policy.waived)} waived."
    )
    yield ""
    yield from (_finding(each) for each in policy.standing)
    yield from (f"- {inline(each)}" for each in policy.problems)
    if policy.standing or policy.problems:
        yield ""
    for each in policy.waived:
        yield f"- waived: {code(each.rule)} on {code(each.address)}"
    if policy.waived:
        yield ""


def _finding(each: Finding) -> str:
    where = f"{code(each.address)}{_place(each.construct_path)}"
    return (
        f"- {each.severity}, {each.verdict}: {code(each.rule)} on {where}: {inline(each.sentence)}"
    )


def _cost(cost: Cost) -> Iterator[str]:
    yield from _heading("Cost")
    rest = "" if not cost.changes_not_priced else ", and what is not priced"
    after = ("" if cost.after_complete else "at least ") + _dollars(cost.after)
    before = ("" if cost.before_complete else "at least ") + _dollars(cost.before)
    yield (
        f"{_dollars(cost.difference, signed=True)} a month{rest}: {after} after, {before} before."
    )
    yield ""
    if cost.not_priced:
        yield f"Not priced ({len(cost.not_priced)}), and in no total:"
        yield ""
        yield from _bullets(cost.not_priced)


def _dollars(bounds: Dollars, *, signed: bool = False) -> str:
    low, high = (_amount(each, signed=signed) for each in bounds)
    return low if low == high else f"{low} to {high}"


def _amount(value: Decimal, *, signed: bool) -> str:
    sign = "-" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}${abs(value):,.2f}"


def _unknowns(summary: Summary) -> Iterator[str]:
    if summary.unknowns:
        yield from _heading("Not known before the apply")
        yield from _bullets(summary.unknowns)


def _digest(summary: Summary) -> Iterator[str]:
    yield from _heading("Digest")
    yield f"`{summary.digest}`"
    yield ""
    commit = summary.commit[:_MOST_WORDS] or "none: not under version control"
    dirty = ", with changes that are not committed" if summary.dirty else ""
    state = f"{summary.lineage}, serial {summary.serial}" if summary.lineage else "none yet"
    yield f"- commit: {commit}{dirty}"
    yield f"- state: {state}"
    yield f"- image: {summary.image or 'none'}"
    when = f"{summary.created_at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"- planned by Terraform {summary.terraform} in {summary.region} at {when}"
    yield ""


def _next(summary: Summary) -> Iterator[str]:
    yield from _heading("Next")
    name = summary.environment
    if summary.outcome is Outcome.NOTHING_TO_DO:
        yield "Nothing."
    elif summary.outcome is Outcome.MAY_GO_ON:
        kept = f"`{summary.saved_plan}`"
        yield f"Have the digest approved, then apply exactly this plan, which is kept in {kept}."
    else:
        yield (
            "Mend what is listed, or excuse it in `policies/waivers.toml` with a reason, an owner "
            f"and a day; then `sluice plan {name}` again."
        )


def _heading(text: str) -> tuple[str, str]:
    return (f"## {text}", "")


def _bullets(sentences: Sequence[str]) -> Iterator[str]:
    yield from (f"- {inline(each)}" for each in sentences)
    yield ""


def _place(construct_path: str) -> str:
    return f" ({code(construct_path)})" if construct_path else ""


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
