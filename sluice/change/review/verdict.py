"""Whether a change may be merged, and why, in two sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sluice.change.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sluice.change.review.model import Environment, Review


class Decision(StrEnum):
    """What a review comes to."""

    MERGE = "May be merged"
    REFUSED = "Refused"
    UNDECIDED = "Undecided"
    """Nothing refuses it, and something that matters is not known: that is no pass."""


@dataclass(frozen=True)
class Decided:
    """A decision.

    Attributes:
        headline: the rest of the first line, such as `2 policies fail in stage`.
        why: one sentence.
    """

    decision: Decision
    headline: str
    why: str

    @property
    def line(self) -> str:
        """The first line of the review."""
        return f"{self.decision}: {self.headline}"


def decide(review: Review) -> Decided:
    """Return whether a change may be merged.

    What refuses it comes before what is unknown. An environment whose synthesized stack is
    the same on both sides does not wait for its plan: whatever is pending there, this change
    has no part in it.
    """
    if reasons := tuple(_refusing(review)):
        return Decided(Decision.REFUSED, _headline(reasons), _first(reasons))
    if reasons := tuple(_unknown(review)):
        return Decided(Decision.UNDECIDED, _headline(reasons), _first(reasons))
    touched = [each for each in review.environments if not each.untouched]
    if not touched:
        return Decided(
            Decision.MERGE,
            "no environment is touched",
            "The synthesized stacks are the same before and after, and no policy fails.",
        )
    return Decided(Decision.MERGE, f"it changes {_listed(touched)}", _approved(review, touched))


_Reason = tuple[str, str]
"""For the first line; and the whole sentence."""


def _refusing(review: Review) -> Iterator[_Reason]:
    if review.refusals:
        first, *rest = review.refusals
        yield "it cannot be judged", _ended(first) + _more(len(rest))
    if review.gate is None:
        return
    if failures := review.gate.standing:
        worst = failures[0]
        where = worst.construct_path or worst.address
        stacks = list(dict.fromkeys(each.stack for each in failures))
        unknown = all(each.verdict is Verdict.UNKNOWN for each in failures)
        rules = len({each.rule for each in failures})
        what = f"{rules} {'policy' if rules == 1 else 'policies'}"
        says = "cannot be answered" if unknown else ("fails" if rules == 1 else "fail")
        message = worst.sentence
        yield (
            f"{what} {says} in {', '.join(stacks)}",
            _ended(f"{worst.rule} ({worst.severity}) at {worst.stack}/{where}: {message}")
            + _more(len(failures) - 1),
        )
    if review.gate.problems:
        first, *rest = review.gate.problems
        yield "the waivers are not in order", _ended(first) + _more(len(rest))


def _unknown(review: Review) -> Iterator[_Reason]:
    if review.gate is None:
        yield "no policy was asked", _joined(review.unknowns) or "The policies were not run."
    elif review.unknowns:
        yield "not all could be looked at", _joined(review.unknowns)
    for each in review.environments:
        if each.edits is None:
            yield f"nothing to compare {each.name} with", _joined(each.unknowns)
        elif each.edits and each.plan is None:
            reason = _joined(each.unknowns)
            yield (
                f"no plan of {each.name}",
                f"What is done to {each.name} is unknown, not nothing"
                + (f": {reason}" if reason else "."),
            )


def _headline(reasons: Sequence[_Reason]) -> str:
    return "; ".join(dict.fromkeys(short for short, _ in reasons))


def _first(reasons: Sequence[_Reason]) -> str:
    return reasons[0][1] + (_more(len(reasons) - 1) if len(reasons) > 1 else "")


def _joined(sentences: Sequence[str]) -> str:
    return " ".join(map(_ended, sentences))


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _more(count: int) -> str:
    return f" And {count} more, below." if count > 0 else ""


def _listed(environments: Sequence[Environment]) -> str:
    return ", ".join(each.name for each in environments)


def _approved(review: Review, touched: Sequence[Environment]) -> str:
    gate = review.gate
    plans = [each.plan for each in touched if each.plan is not None]
    done = sum(not action.pending for plan in plans for action in plan.actions)
    waived = len(gate.waived) if gate else 0
    dangers = sum(not danger.pending for each in touched for danger in each.dangers)
    parts = [
        "no policy fails" + (f" ({waived} waived)" if waived else ""),
        f"the plans do {done} thing{'s' if done != 1 else ''} more than before",
    ]
    if dangers:
        parts.append(
            f"{dangers} of what they do {'needs' if dangers == 1 else 'need'} a close look"
        )
    if gate and gate.labels:
        parts.append(f"it needs the approval of: {', '.join(gate.labels)}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."
