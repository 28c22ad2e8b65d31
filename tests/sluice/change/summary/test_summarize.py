"""The summary of a plan, for programs and for readers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.cost.amount import Range, exactly
from sluice.change.cost.model import Component, CostDelta, Line, NotPriced, Unverified
from sluice.change.digest.subject import Commit, StateVersion, Subject
from sluice.change.effects.actions import Group
from sluice.change.mask.document import Redactor
from sluice.change.model.planned import Action
from sluice.change.model.verdict import Finding, GateResult, Severity, Source, Verdict, Waiver
from sluice.change.summary.markdown import headline, markdown
from sluice.change.summary.model import Outcome, Summary, as_json, read
from sluice.change.summary.summarize import Findings, summarize, swept
from tests.sluice.change.cost.made import not_priced
from tests.sluice.change.plan_documents import entry, plan, resource, stack

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WAIVER = Waiver("CKV_X", ("stage",), "*", "why", "who", date(2026, 6, 1))
CHANGES = (
    entry("aws_sns_topic.new", ("create",), after={"name": "n"}, after_unknown={"arn": True}),
    entry("aws_sns_topic.old", before={"name": "n", "n": 1}, after={"name": "n", "n": 2}),
    entry("aws_db_instance.db", ("delete", "create"), before={"engine": "a"}, after={"engine": "b"},
          replace_paths=[["engine"]]),
    entry("aws_sns_topic.gone", ("delete",), before={}),
    entry("aws_sns_topic.moved", ("no-op",), previous_address="aws_sns_topic.before"),
)  # fmt: skip


def _finding(verdict: Verdict, **more: Any) -> Finding:
    return Finding(
        **{
            "rule": "CKV_WEB_7",
            "title": "what it wants",
            "severity": Severity.HIGH,
            "source": Source.OWN,
            "stack": "stage",
            "address": "aws_sns_topic.new",
            "construct_path": "alerts/topic",
            "line": 3,
            "verdict": verdict,
            "message": "it is wrong | there",
            **more,
        }
    )


def _gate(*findings: Finding, **more: Any) -> GateResult:
    return GateResult(
        **{
            "findings": findings,
            "labels": (),
            "problems": (),
            "resources": {"stage": 5},
            **more,
        }
    )


def _cost(after: str = "12.50", *not_priced: NotPriced) -> CostDelta:
    amount = Range(Decimal(after), Decimal(after) + 1)
    charge = Component("hours", "key", exactly(Decimal(1)), "hour", amount)
    line = Line("aws_sns_topic.new", "aws_sns_topic", "", Action.CREATE, (), (charge,))
    prices = Unverified(used=1, unverified=0, since=None, oldest=date(2026, 1, 1))
    return CostDelta("stage", "eu-west-1", (line,), not_priced, prices)


def _summary(
    *changes: dict[str, Any],
    gate: GateResult | None = None,
    cost: CostDelta | None = None,
    drift: Sequence[dict[str, Any]] = (),
    empty: bool = False,
    commit: Commit = Commit("c0ffee" * 6, dirty=True),  # noqa: B008 - frozen
    **more: Any,
) -> Summary:
    of = stack(
        *(resource(each["address"], n=1, lifecycle={"ignore_changes": ["w"]}) for each in CHANGES)
    )
    subject = Subject(
        planned=plan(*changes, drift=tuple(drift), of=of, **more),
        state=StateVersion("5f0c", 7),
        providers=(),
        commit=commit,
        image="sha256:12",
    )
    found = Findings(
        stack=of,
        region="eu-west-1",
        subject=subject,
        empty=empty,
        gate=gate or _gate(_finding(Verdict.PASS)),
        cost=cost or _cost(),
        parts={"changes": "aa"},
        seconds={"synth": 1.234},
        saved_plan=".sluice/plan/stage/planned",
    )
    return summarize(found, now=NOW)


def test_it_opens_on_the_verdict_and_ends_on_the_next_step() -> None:
    lines = markdown(_summary(*CHANGES)).splitlines()
    assert lines[0] == (
        "# stage: may go on: 1 created, 1 changed, 1 replaced, 1 destroyed, 1 moved"
    )
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert headings == [
        "Dangers",
        "Destroyed (1)",
        "Replaced (1)",
        "Changed (1)",
        "Created (1)",
        "Moved (1)",
        "Policies",
        "Cost",
        "Not known before the apply",
        "Digest",
        "Next",
    ]
    assert "apply exactly this plan" in lines[-1]


def test_each_resource_is_told_with_its_place_and_what_of_it_changes() -> None:
    text = markdown(_summary(*CHANGES))
    assert "- `aws_sns_topic.old` (`here/old`)\n  - `n: 1 → 2`\n" in text
    assert '  - `engine: "a" → "b", which forces the replacement`' in text
    assert "  - `it was aws_sns_topic.before`" in text
    assert "- `aws_db_instance.db` (`here/db`): it is destroyed and created again" in text


def test_a_refusal_says_why_before_anything_else() -> None:
    gate = _gate(_finding(Verdict.FAIL), _finding(Verdict.UNKNOWN), problems=("a waiver expired",))
    found = _summary(*CHANGES, gate=gate)
    assert (found.outcome, found.exit_code) == (Outcome.REFUSED, 13)
    assert len(found.reasons) == 3
    assert found.saved_plan == ""
    lines = markdown(found).splitlines()
    assert lines[0].startswith("# stage: refused, for 3 reasons: ")
    assert lines[2] == "Refused because:"
    assert lines[4].startswith("- CKV_WEB_7 fail on aws_sns_topic.new: it is wrong")
    assert "waivers.toml" in lines[-1]


def test_an_unknown_is_named_as_one() -> None:
    found = _summary(*CHANGES, gate=_gate(_finding(Verdict.UNKNOWN)))
    assert found.unknowns == (
        "CKV_WEB_7 on aws_sns_topic.new: it is wrong | there",
        "1 value of a resource is known only after apply",
    )


def test_a_waived_finding_is_shown_as_waived_and_refuses_nothing() -> None:
    found = _summary(*CHANGES, gate=_gate(_finding(Verdict.WAIVED, waiver=WAIVER)))
    assert found.outcome is Outcome.MAY_GO_ON
    assert [each.rule for each in found.policy.waived] == ["CKV_WEB_7"]
    assert "- waived: `CKV_WEB_7` on `aws_sns_topic.new`" in markdown(found)


def test_nothing_to_do_is_no_refusal_and_says_what_would_refuse_a_change() -> None:
    found = _summary(gate=_gate(_finding(Verdict.FAIL)), empty=True)
    assert (found.outcome, found.exit_code) == (Outcome.NOTHING_TO_DO, 0)
    assert found.reasons == ()
    assert headline(found) == "stage: nothing to do, all is as the stack says"
    assert "Policies would refuse a change: 1 finding" in markdown(found)


def test_outputs_alone_are_a_change() -> None:
    outputs = {
        "a": {"actions": ["update"], "before": 1, "after": 2},
        "b": {"actions": ["no-op"], "before": 1, "after": 1},
    }
    found = _summary(output_changes=outputs)
    assert found.outputs == ("a",)
    assert headline(found) == "stage: may go on: 1 output"


def test_drift_stands_apart_from_what_is_intended() -> None:
    drift = (
        entry("aws_sns_topic.old", before={"n": 1, "x": 1}, after={"n": 3, "x": 2}),
        entry("aws_sns_topic.new", before={"w": 1}, after={"w": 2}),
        entry("aws_sns_topic.moved", before={"x": 1}, after={"x": 2}),
        entry("aws_db_instance.db", ("delete",), before={"n": 1}),
    )
    found = _summary(CHANGES[1], drift=drift)
    assert [each.address for each in found.of(Group.CHANGED)] == ["aws_sns_topic.old"]
    assert found.drift.noise == 1
    text = markdown(found)
    assert "## Changed outside Terraform (2)" in text
    assert "- `aws_sns_topic.old`: `n`; this plan puts it back" in text
    assert "- `aws_db_instance.db`: deleted; this plan leaves it so" in text
    assert "as intended: `aws_sns_topic.new` (w)." in text


def test_what_has_no_price_is_in_no_total_and_is_named() -> None:
    missing = not_priced("aws_x.a", before=False)
    text = markdown(_summary(*CHANGES, cost=_cost("1000.00", missing)))
    assert (
        "+$1,000.00 to +$1,001.00 a month, and what is not priced: at least $1,000.00 to "
        "$1,001.00 after, $0.00 before." in text
    )
    assert "Not priced (1), and in no total:" in text
    assert "- aws_x.a: hours: not in the price file (key)" in text


def test_without_version_control_it_says_so() -> None:
    text = markdown(_summary(*CHANGES, commit=Commit("", dirty=False)))
    assert "- commit: none: not under version control" in text
    assert "with changes that are not committed" in markdown(_summary(*CHANGES))


def test_a_secret_is_told_to_change_and_is_not_shown() -> None:
    marks = {"before_sensitive": {"key": True}, "after_sensitive": {"key": True}}
    change = entry(
        "aws_sns_topic.old", before={"key": "one-1-one"}, after={"key": "two-2-two"}, **marks
    )
    found = _summary(change)
    assert found.of(Group.CHANGED)[0].details == ("key: (sensitive) → (sensitive)",)
    assert "one-1-one" not in as_json(found) + markdown(found)


def test_long_values_and_many_arguments_are_cut_with_a_word() -> None:
    before = {f"a{n:02}": "x" * 100 for n in range(20)}
    after = dict.fromkeys(before, "y" * 100)
    text = markdown(_summary(entry("aws_sns_topic.old", before=before, after=after)))
    details = [line for line in text.splitlines() if line.startswith("  - ")]
    assert details[:2] == ["  - `a00`", "  - `a01`"]
    assert len(details) == 13
    assert details[-1] == "  - and 8 more: see `plan.txt`"


def test_many_created_resources_are_cut_with_a_word() -> None:
    created = [entry(f"aws_sns_topic.n{n}", ("create",), after={}) for n in range(50)]
    text = markdown(_summary(*created))
    assert "## Created (50)" in text
    assert "- and 10 more: see `plan.txt`" in text


@pytest.mark.parametrize("text", ["`x`", "a|b", "<script>", "@all", "[x](http://y)"])
def test_what_others_wrote_breaks_no_markdown(text: str) -> None:
    gate = _gate(_finding(Verdict.FAIL, message=text))
    line = next(x for x in markdown(_summary(*CHANGES, gate=gate)).splitlines() if "CKV" in x)
    assert text not in line


def test_it_is_read_back_as_it_was_written() -> None:
    found = _summary(*CHANGES)
    assert read(as_json(found)) == found


def test_what_a_policy_quotes_of_a_secret_is_swept_out() -> None:
    gate = _gate(
        _finding(Verdict.FAIL, message="found hunter2hunter2"), problems=("hunter2hunter2",)
    )
    found = swept(_summary(*CHANGES, gate=gate), Redactor(["hunter2hunter2"]))
    assert "hunter2" not in as_json(found) + markdown(found)
    assert "found (sensitive)" in found.reasons[0]
    assert found.serial == 7
