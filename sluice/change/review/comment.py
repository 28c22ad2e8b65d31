"""The review as one Markdown comment for GitHub: verdict first, never too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.change.effects.actions import Group
from sluice.change.review import wording
from sluice.change.review.comment_parts import sections
from sluice.change.review.fit import MOST, fit, size
from sluice.change.review.verdict import Decision, decide
from sluice.change.summary.escape import address, code, inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sluice.change.review.model import Environment, Review

MARKER = "<!-- sluice-review -->"
"""The first line: by it, the comment from before is found and replaced."""

_SIGNS = {Decision.MERGE: "✅", Decision.REFUSED: "⛔", Decision.UNDECIDED: "❔"}
_LONGEST_HEADLINE, _LONGEST_WHY, _LONGEST_NAME, _LONGEST_UNKNOWN = 240, 700, 60, 400
_MOST_UNKNOWNS, _MOST_NAMES = 12, 8
# What the environments may take of the summary; the last row counts those without one.
_MOST_FOR_ROWS = 24_000


def render(review: Review, *, limit: int = MOST) -> str:
    """Return the comment; `limit` is as of `fit.size`."""
    return fit(_summary(review), sections(review), elsewhere=_elsewhere(review), limit=limit)


def _elsewhere(review: Review) -> str:
    link = address(review.link)
    if link:
        return f"the whole is [in the review's page]({link})"
    return "the whole is in `review.html`, which `sluice review --output` writes"


def _summary(review: Review) -> str:
    decided = decide(review)
    headline = inline(wording.clipped(decided.headline, _LONGEST_HEADLINE))
    lines = [
        MARKER,
        f"## {_SIGNS[decided.decision]} {decided.decision}: {headline}",
        inline(wording.clipped(decided.why, _LONGEST_WHY)),
        "",
        *_table(review),
        "",
        *_unknowns(review),
        *_foot(review),
        "",
    ]
    return "\n".join(lines)


def _table(review: Review) -> Iterator[str]:
    yield (
        "| Environment | Synthesized stack | Created | Changed | Replaced | Destroyed "
        "| Pending before | Policies | Cost a month |"
    )
    yield "|---|---|--:|--:|--:|--:|--:|---|---|"
    room = _MOST_FOR_ROWS
    for shown, each in enumerate(review.environments):
        row = _row(review, each)
        room -= size(row) + 2
        if room < 0:
            left = len(review.environments) - shown
            yield f"| and {wording.count(left, 'more environment')} |" + " |" * 8
            return
        yield row


def _row(review: Review, environment: Environment) -> str:
    name = code(wording.clipped(environment.name, _LONGEST_NAME))
    groups = (Group.CREATED, Group.CHANGED, Group.REPLACED, Group.DESTROYED)
    numbers = [wording.done(environment, group) for group in groups]
    if others := wording.others(environment):
        numbers[1] += f" (and {others} moved, imported or forgotten)"
    cells = [
        name,
        wording.code_differs(environment),
        *(
            f"**{each}**" if n > 1 and each.isdigit() and each != "0" else each
            for n, each in enumerate(numbers)
        ),
        wording.pending(environment),
        wording.policies(environment, review.gate),
        wording.difference(environment.cost),
    ]
    return f"| {' | '.join(cells)} |"


def _unknowns(review: Review) -> Iterator[str]:
    found = wording.unknowns(review)
    if not found:
        return
    yield "**Unknown, which is not nothing:**"
    yield ""
    for names, sentence in found[:_MOST_UNKNOWNS]:
        yield f"- {_of(names)}{inline(wording.clipped(sentence, _LONGEST_UNKNOWN))}"
    if len(found) > _MOST_UNKNOWNS:
        yield f"- and {len(found) - _MOST_UNKNOWNS} more"
    yield ""


def _foot(review: Review) -> Iterator[str]:
    if review.gate and review.gate.labels:
        yield f"**Needs the approval of:** {_listed(review.gate.labels)}"
        yield ""
    base, head = (
        code(wording.clipped(wording.commit(side), _LONGEST_HEADLINE))
        for side in (review.base, review.head)
    )
    link = address(review.link)
    page = f" · [the whole review]({link})" if link else ""
    yield f"<sub>From {base} to {head}{page}</sub>"


def _of(names: Sequence[str]) -> str:
    return f"{_listed(names)}: " if names else ""


def _listed(names: Sequence[str]) -> str:
    shown = [code(wording.clipped(each, _LONGEST_NAME)) for each in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        shown.append(f"{len(names) - _MOST_NAMES} more")
    return ", ".join(filter(None, shown))
