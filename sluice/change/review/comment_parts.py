"""The sections of the comment, the more important the earlier."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sluice.change.effects.actions import Group
from sluice.change.review import wording
from sluice.change.review.fit import Piece, Section, size
from sluice.change.summary.escape import code, fence, html_code, inline, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sluice.change.effects.actions import ResourceAction
    from sluice.change.model.verdict import Finding
    from sluice.change.review.model import Edit, Environment, Review

_LONGEST_SENTENCE, _LONGEST_PATH = 600, 200
_MOST_DETAILS, _MOST_LISTED = 12, 20


def sections(review: Review) -> tuple[Section, ...]:
    """Return what follows the summary; those without anything in them are left out later."""
    gate = review.gate
    failures = gate.standing if gate else ()
    problems = gate.problems if gate else ()
    return (
        Section("\n### Look closely\n\n", _dangers(review), noun="dangers"),
        Section(
            "\n### Policies\n\n",
            (
                *(Piece(f"- {_sentence(each)}\n") for each in (*review.refusals, *problems)),
                *(Piece(_failure(each)) for each in failures),
            ),
            noun="failures",
        ),
        Section("\n### Digests of the plans\n\n", _digests(review), noun="digests"),
        *(_actions(each) for each in review.environments if each.plan is not None),
        Section("\n### Cost a month\n\n", tuple(_cost(review)), noun="lines"),
        *_diffs(review),
    )


def _dangers(review: Review) -> tuple[Piece, ...]:
    return tuple(
        Piece(
            f"- {code(_path(name))} {_where(danger.construct_path, danger.address)}: "
            f"{_sentence(danger.sentence)}{' (pending before)' if danger.pending else ''}\n"
        )
        for name, danger in wording.dangers(review)
    )


def _failure(found: Finding) -> str:
    return (
        f"- **{inline(_path(found.rule))}** ({found.severity}, {found.verdict}) "
        f"{code(_path(found.stack))} {_where(found.construct_path, found.address)} in "
        f"{code(_path(wording.place(found)))}: {_sentence(found.sentence)}\n"
    )


def _digests(review: Review) -> tuple[Piece, ...]:
    return tuple(
        Piece(f"- {code(each.name)} {code(each.digest)}\n")
        for each in review.environments
        if each.digest
    )


def _actions(environment: Environment) -> Section:
    plan = environment.plan
    assert plan is not None
    brought = [each for each in plan.actions if not each.pending]
    before = [each for each in plan.actions if each.pending]
    pieces = [Piece(_action(each)) for each in brought]
    if before:
        pieces.append(Piece("\nPending before this change, and left as it is:\n\n"))
        pieces += [Piece(_action(each)) for each in before[:_MOST_LISTED]]
        pieces += _rest(len(before))
    if plan.settled:
        pieces.append(Piece("\nPending before, and no longer done with this change:\n\n"))
        pieces += [Piece(f"- {code(_path(each))}\n") for each in plan.settled]
    if plan.drift:
        pieces.append(Piece("\nChanged outside Terraform:\n\n"))
        pieces += [Piece(f"- {code(_path(wording.drifted(each)))}\n") for each in plan.drift]
    gap = "" if plan.base_known else "; what was pending before is unknown"
    what = wording.count(len(brought), "resource") if plan.actions else "nothing to do"
    return Section(
        f"\n<details><summary>Plan of {html_code(_path(environment.name))}: {what}{gap}"
        "</summary>\n\n",
        tuple(pieces),
        "\n</details>\n",
        noun="resources",
        fair=True,
    )


def _rest(count: int, indent: str = "") -> tuple[Piece, ...]:
    """Return the line behind a list that is not shown whole even where there is room."""
    more = count - _MOST_LISTED
    return (Piece(f"{indent}- and {more:,} more: see the whole review\n"),) if more > 0 else ()


def _action(action: ResourceAction) -> str:
    note = ", as before this change, but otherwise" if action.otherwise else ""
    lines = [f"- {_loud(action.group)} {_where(action.construct_path, action.address)}{note}\n"]
    lines += [f"  - {code(wording.clipped(each, _LONGEST_PATH))}\n" for each in action.details]
    if len(lines) > _MOST_DETAILS + 1:
        more = len(lines) - _MOST_DETAILS - 1
        lines[_MOST_DETAILS + 1 :] = [f"  - and {wording.count(more, 'more argument')}\n"]
    return "".join(lines)


def _loud(group: Group) -> str:
    return f"**{group}**" if group in (Group.DESTROYED, Group.REPLACED) else str(group)


def _cost(review: Review) -> Iterator[Piece]:
    for each in review.environments:
        cost = each.cost
        if cost is None or not (cost.lines or cost.changes_not_priced):
            continue
        basis = "; ".join(filter(None, (cost.source, cost.prices)))
        yield Piece(
            f"- {code(_path(each.name))}: {wording.dollars(cost.before)} before, "
            f"{wording.dollars(cost.after)} after, {wording.difference(cost)} ({inline(basis)})\n"
        )
        for line in cost.lines[:_MOST_LISTED]:
            yield Piece(
                f"  - {code(_path(line.address))}: {wording.dollars(line.before)} → "
                f"{wording.dollars(line.after)}\n"
            )
        yield from _rest(len(cost.lines), indent="  ")
        for sentence in cost.not_priced[: cost.changes_not_priced]:
            yield Piece(f"  - not priced: {_sentence(sentence)}\n")
        if others := len(cost.not_priced) - cost.changes_not_priced:
            yield Piece(f"  - not priced, and not changed: {others}\n")


def _diffs(review: Review) -> Iterator[Section]:
    """Yield each environment's diff; what was shown before is only named again."""
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    for each in review.environments:
        pieces = []
        for edit in each.edits or ():
            first = seen.setdefault(tuple(edit.lines), (each.name, edit.path))
            if first == (each.name, edit.path):
                whole = partial(_edit, edit, wording.edit_kind(edit, each))
                pieces.append(Piece(whole(), partial(_shortened, whole, len(edit.lines))))
            else:
                there = f"{code(_path(first[1]))} in {code(_path(first[0]))}"
                heading = _heading(edit, wording.edit_kind(edit, each))
                pieces.append(Piece(f"{heading}\nThe same lines as {there}.\n\n"))
        yield Section(
            f"\n<details><summary>Diff of {html_code(_path(each.name))}: "
            f"{wording.code_differs(each)}</summary>\n\n",
            tuple(pieces),
            "\n</details>\n",
            noun="parts",
            fair=True,
        )


def _heading(edit: Edit, kind: str) -> str:
    named = f": {code(_path(edit.address))}" if edit.address not in ("", edit.path) else ""
    return f"#### {code(_path(edit.path))}\n\n{kind}{named}\n"


def _edit(edit: Edit, kind: str, most: int | None = None) -> str:
    shown = [visible(line) for line in edit.lines[:most]]
    around = fence("\n".join(shown))
    text = f"{_heading(edit, kind)}\n{around}diff\n"
    text += "".join(f"{line}\n" for line in shown) + f"{around}\n"
    hidden = len(edit.lines) - len(shown)
    return text + (f"\nCut here: {wording.count(hidden, 'more line')}.\n\n" if hidden else "\n")


def _shortened(text: Callable[[int], str], lines: int, room: int) -> str:
    """Return an edit cut to as many lines as fit; empty where not even one does."""
    fits, too_many = 0, lines
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if size(text(middle)) <= room:
            fits = middle
        else:
            too_many = middle
    return text(fits) if fits else ""


def _where(construct_path: str, address: str) -> str:
    if not construct_path:
        return code(_path(address))
    return f"{code(_path(construct_path))} ({code(_path(address))})"


def _path(text: str) -> str:
    return wording.clipped(text, _LONGEST_PATH)


def _sentence(text: str) -> str:
    return inline(wording.clipped(text, _LONGEST_SENTENCE))
