from __future__ import annotations

from dataclasses import replace

import pytest

from sluice.change.model.verdict import Verdict
from sluice.change.review.model import Environment, Presence, Review
from sluice.change.review.verdict import Decision, decide
from tests.sluice.change.review import made

UNPLANNED = replace(
    made.environment(), plan=None, digest="", unknowns=("no plan was made: --no-plan",)
)
UNTOUCHED = replace(UNPLANNED, name="prod", edits=())


def test_no_failure_and_every_touched_environment_planned_may_be_merged() -> None:
    found = decide(made.review(made.environment(), UNTOUCHED))
    assert found.line == "May be merged: it changes stage"
    assert found.why == "No policy fails (1 waived); the plans do 1 thing more than before."


def test_an_approval_and_dangers_are_asked_for() -> None:
    gate = replace(made.gate(), labels=("security",), waived=())
    review = replace(made.review(replace(made.environment(), dangers=(made.DANGER,))), gate=gate)
    assert decide(review).why == (
        "No policy fails; the plans do 1 thing more than before; 1 of what they do needs a close "
        "look; it needs the approval of: security."
    )


def test_nothing_touched() -> None:
    found = decide(made.review(UNTOUCHED))
    assert (found.decision, found.headline) == (Decision.MERGE, "no environment is touched")


def test_without_a_plan_it_is_not_decided_and_never_nothing_to_do() -> None:
    found = decide(made.review(UNPLANNED))
    assert found.line == "Undecided: no plan of stage"
    assert found.why == (
        "What is done to stage is unknown, not nothing: no plan was made: --no-plan."
    )


def test_an_environment_without_anything_to_compare_with_is_not_decided() -> None:
    nothing = Environment("stage", Presence.UNKNOWN, None, made.environment().plan)
    review = replace(made.review(nothing), unknowns=("the base could not be synthesized: x",))
    found = decide(review)
    assert found.decision is Decision.UNDECIDED
    assert found.why.startswith("the base could not be synthesized: x.")


def test_a_failure_refuses_before_anything_unknown_and_names_the_worst() -> None:
    review = replace(
        made.review(UNPLANNED),
        gate=made.gate(made.FAILURE, replace(made.FAILURE, rule="CKV_WEB_9", stack="prod")),
    )
    found = decide(review)
    assert found.line == "Refused: 2 policies fail in stage, prod"
    assert found.why == (
        "CKV_WEB_3 (high) at stage/network/open: it lets in 0.0.0.0/0: name the ranges. And 1 "
        "more, below."
    )


def test_a_verdict_that_is_unknown_refuses_as_well() -> None:
    failure = replace(made.FAILURE, verdict=Verdict.UNKNOWN)
    found = decide(replace(made.review(), gate=made.gate(failure)))
    assert found.line == "Refused: 1 policy cannot be answered in stage"


@pytest.mark.parametrize(
    ("review", "line"),
    [
        (
            replace(made.review(), refusals=("Checkov is missing",), gate=None),
            "Refused: it cannot be judged",
        ),
        (
            replace(made.review(), gate=made.gate(problems=("a waiver expired",))),
            "Refused: the waivers are not in order",
        ),
        (replace(made.review(), gate=None), "Undecided: no policy was asked"),
    ],
)
def test_what_could_not_be_judged_is_no_pass(review: Review, line: str) -> None:
    assert decide(review).line == line
