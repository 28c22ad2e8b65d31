from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sluice.change.model.verdict import (
    Finding,
    GateResult,
    Severity,
    Source,
    Verdict,
    Waiver,
)
from sluice.change.review import comment, compose, document, page, wording
from sluice.change.review.model import EditKind, Presence
from sluice.change.review.run import Request, synthesized
from sluice.change.review.sides import Side
from sluice.errors import UsageRefused
from tests.sluice.change.review import made
from tests.sluice.change.review.stacks import entry, plan, stack

GROUP = "aws_cloudwatch_log_group.app"
SECRET = "correct-horse-battery"


def findings(*found: compose.Found, gate: GateResult | None = None) -> compose.Findings:
    return compose.Findings(
        base=made.BASE, head=made.HEAD, comparable=True, environments=found, gate=gate
    )


def finding(verdict: Verdict, message: str = "it is wrong") -> Finding:
    return Finding(
        rule="CKV_WEB_1",
        title="It is right",
        severity=Severity.HIGH,
        source=Source.OWN,
        stack="stage",
        address=GROUP,
        construct_path="logs/app",
        line=7,
        verdict=verdict,
        message=message,
        waiver=Waiver("CKV_WEB_1", ("stage",), "*", "why", "me", date(2027, 1, 31))
        if verdict is Verdict.WAIVED
        else None,
    )


def test_a_secret_of_the_plan_is_in_no_form_of_the_review() -> None:
    before = stack({GROUP: {"motto": "a", "note": "b"}}, output={"x": {"value": "c"}})
    after = stack({GROUP: {"motto": SECRET, "note": "b"}}, output={"x": {"value": SECRET}})
    change = entry(
        GROUP,
        "update",
        before={"motto": "a"},
        after={"motto": SECRET, "echo": f"it is {SECRET}"},
        after_sensitive={"motto": True},
    )
    review = compose.review(
        findings(
            compose.Found(
                "stage",
                before,
                after,
                head_plan=plan(after, change),
                digest=made.DIGEST,
                unknowns=(f"Terraform said {SECRET}",),
            ),
            gate=GateResult((finding(Verdict.FAIL, f"{SECRET} is bad"),), (), (SECRET,), {}),
        )
    )
    for text in (comment.render(review), page.render(review), document.as_json(review)):
        assert SECRET not in text
        assert "(sensitive)" in text
    assert review.environments[0].digest == made.DIGEST


def test_failures_have_the_file_of_the_synthesized_stack_and_waived_ones_are_apart() -> None:
    head = stack({GROUP: {}})
    gate = GateResult(
        (finding(Verdict.FAIL), finding(Verdict.PASS), finding(Verdict.WAIVED)),
        ("security",),
        (),
        {"stage": 1},
    )
    review = compose.review(findings(compose.Found("stage", head, head), gate=gate))
    assert review.gate is not None
    (failure,) = review.gate.standing
    assert wording.place(failure) == "stacks/stage/cdk.tf.json:7"
    (waived,) = review.gate.waived
    assert waived.waiver is not None
    assert waived.waiver.expires == date(2027, 1, 31)
    assert review.gate.labels == ("security",)


@pytest.mark.parametrize(
    ("base", "head", "presence", "kinds"),
    [
        (stack({}), stack({}), Presence.BOTH, set()),
        (None, stack({}), Presence.NEW, {EditKind.ADDED}),
        (stack({}), None, Presence.GONE, {EditKind.REMOVED}),
    ],
)
def test_on_which_side_an_environment_is(
    base: object, head: object, presence: Presence, kinds: set[EditKind]
) -> None:
    (found,) = compose.review(findings(compose.Found("stage", base, head))).environments
    assert found.presence is presence
    assert {each.kind for each in found.edits or ()} == kinds


def test_where_there_is_nothing_to_compare_with_no_stack_is_new_or_gone() -> None:
    for base, head in ((None, stack({})), (stack({}), None)):
        found = compose.Findings(
            base=made.BASE,
            head=made.HEAD,
            comparable=False,
            environments=(compose.Found("stage", base, head),),
        )
        (environment,) = compose.review(found).environments
        assert (environment.presence, environment.edits) == (Presence.UNKNOWN, None)


def sides(base: dict[str, object], head: dict[str, object], *names: str) -> compose.Findings:
    request = Request(root=Path(), base="", head="", environments=names, link="")
    return synthesized(request, (made.BASE, Side(Path(), base)), (made.HEAD, Side(Path(), head)))


def test_environments_come_in_their_usual_order_and_strangers_last() -> None:
    found = sides({"prod": stack({}), "qa": stack({})}, {"stage": stack({}), "dev": stack({})})
    assert [each.name for each in found.environments] == ["dev", "stage", "prod", "qa"]


def test_an_unknown_environment_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageRefused, match="no environment 'qa': choose of dev, stage"):
        sides({"dev": stack({})}, {"stage": stack({})}, "qa")
