from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluice.change.effects.actions import Group, ResourceAction
from sluice.change.effects.dangers import Danger
from sluice.change.effects.drift import Drifted
from sluice.change.model.verdict import Finding, Severity, Source, Verdict
from sluice.change.review import comment
from sluice.change.review.fit import MOST
from sluice.change.review.model import (
    Commit,
    Edit,
    EditKind,
    Environment,
    Plan,
    Presence,
    Review,
)
from tests.sluice.change.review import made
from tests.sluice.change.review.rendered import rendered
from tests.sluice.change.summary.test_escape import NASTY

GITHUB_CHARACTERS = 65_536
LINK = "https://github.com/o/r/actions/runs/1/artifacts/2"

words = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(codec=None), min_size=1, max_size=60)
)
long_words = st.one_of(
    words, st.builds(lambda text, n: text * n, words, st.sampled_from([2, 30, 600]))
)
diff_lines = st.builds(
    lambda sign, text: sign + text.replace("\n", " "), st.sampled_from("+- "), long_words
)


def some(strategy: st.SearchStrategy[object], most: int = 2) -> st.SearchStrategy[tuple[object]]:
    """Return few of something, or very many."""
    few = st.lists(strategy, max_size=most).map(tuple)
    return st.builds(lambda found, n: found * n, few, st.sampled_from([1, 1, 1, 1, 30]))


edits = st.builds(Edit, words, words, st.sampled_from(EditKind), some(diff_lines, most=3))
actions = st.builds(
    ResourceAction, st.sampled_from(Group), words, words, some(long_words, most=2), st.booleans()
)
dangers = st.builds(Danger, words, words, long_words, st.booleans())
failures = st.builds(
    Finding,
    words,
    words,
    st.sampled_from(Severity),
    st.sampled_from(Source),
    words,
    words,
    words,
    st.integers(0, 9_999),
    st.sampled_from([Verdict.FAIL, Verdict.UNKNOWN]),
    long_words,
    st.sampled_from([None, made.WAIVER]),
)
drifted = st.builds(Drifted, words, words, some(words), st.booleans(), st.booleans())
plans = st.builds(Plan, some(actions), st.booleans(), some(words), some(drifted))
environments = st.builds(
    Environment,
    words,
    st.sampled_from(Presence),
    st.one_of(st.none(), some(edits, most=3)),
    st.one_of(st.none(), plans),
    some(dangers),
    st.sampled_from([None, made.COST]),
    st.sampled_from(["", made.DIGEST]),
    some(long_words),
)
gates = st.builds(
    lambda found, waived, problems: replace(
        made.gate(*found), waived=waived, problems=problems, labels=problems
    ),
    some(failures),
    some(failures),
    some(words),
)
commits = st.builds(Commit, words, st.just("c" * 40), words, st.integers(0, 3))
reviews = st.builds(
    Review,
    commits,
    commits,
    st.lists(environments, max_size=3).map(tuple),
    st.one_of(st.none(), gates),
    some(long_words),
    some(long_words),
    st.sampled_from(["", LINK, "javascript:alert(1)"]),
)


def summary_of(text: str) -> str:
    return text.partition("</sub>\n")[0]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(reviews)
def test_never_too_long_never_broken_never_notifying_and_the_summary_is_whole(
    review: Review,
) -> None:
    text = comment.render(review)
    assert len(text.encode()) + text.count("\n") <= MOST < GITHUB_CHARACTERS
    found = rendered(text)
    assert found.notices == []
    assert found.comments == [" sluice-review "]
    assert set(found.links) <= {LINK}
    whole = comment.render(review, limit=10**12)
    assert summary_of(text) == summary_of(whole)
    assert "</sub>\n" in text
    # Whatever is left out is said to be: at the place, and at the top.
    assert ("**This comment is cut**" in text) == (text != whole)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(reviews, st.integers(40_000, 90_000))
def test_any_limit_above_the_summary_is_kept(review: Review, limit: int) -> None:
    text = comment.render(review, limit=limit)
    assert len(text.encode()) + text.count("\n") <= limit
    rendered(text)


def test_marker_then_verdict_then_why() -> None:
    marker, verdict, why, *_ = comment.render(
        replace(made.review(), gate=made.gate(made.FAILURE))
    ).splitlines()
    assert marker == comment.MARKER
    assert verdict == "## ⛔ Refused: 1 policy fails in stage"
    assert why == "CKV_WEB_3 (high) at stage/network/open: it lets in 0.0.0.0/0: name the ranges."


def test_each_environment_has_a_row_with_what_is_brought_and_what_was_pending() -> None:
    review = made.review(
        made.environment("stage", made.CHANGED, made.DESTROYED, made.PENDING),
        replace(made.environment("prod"), plan=None, cost=None),
    )
    rows = [line for line in comment.render(review).splitlines() if line.startswith("| `")]
    cost = "+12.40 to +14.00 USD and 1 change not priced"
    assert rows == [
        f"| `stage` | 1 part differs | 0 | 1 | 0 | **1** | 1 | pass, 1 waived | {cost} |",
        f"| `prod` | 1 part differs |{' unknown |' * 5} pass | unknown |",
    ]


def test_a_failure_has_its_rule_file_line_and_construct_path() -> None:
    text = comment.render(replace(made.review(), gate=made.gate(made.FAILURE)))
    assert (
        "- **CKV_WEB_3** (high, fail) `stage` `network/open` "
        "(`aws_vpc_security_group_ingress_rule.open`) in `stacks/stage/cdk.tf.json:1234`: "
        "it lets in 0.0.0.0/0: name the ranges\n"
    ) in text


def test_dangers_are_named_before_anything_else_that_is_long() -> None:
    review = made.review(replace(made.environment(), dangers=(made.DANGER,)))
    text = comment.render(review)
    named = "- `stage` `database/instance` (`aws_db_instance.database`): it is destroyed, with"
    assert text.index(named) < text.index("### Digests") < text.index("Diff of")


@pytest.mark.parametrize(
    ("link", "elsewhere"),
    [
        (LINK, f"the whole is [in the review's page]({LINK})"),
        ("", "the whole is in `review.html`, which `sluice review --output` writes"),
    ],
)
def test_what_is_cut_is_marked_at_the_top_and_at_its_place_and_linked(
    link: str, elsewhere: str
) -> None:
    long = replace(made.EDIT, lines=tuple(f"+{n} is a line" for n in range(20_000)))
    review = replace(made.review(made.environment(edits=(long, made.EDIT))), link=link)
    text = comment.render(review)
    assert f"\n> **This comment is cut**, marked where it is; {elsewhere}.\n" in text
    assert f"\n**Cut here: 2 of 2 parts not shown, or not whole; {elsewhere}.**\n" in text
    shown = text.count(" is a line")
    assert 1_000 < shown < 20_000
    assert f"Cut here: {20_000 - shown:,} more lines." in text
    assert rendered(text).tags.count("details") == 2


def test_a_long_diff_of_one_environment_leaves_room_for_the_others() -> None:
    def long(name: str) -> Edit:
        return replace(made.EDIT, lines=tuple(f"+{name} {n} is a line" for n in range(20_000)))

    review = made.review(
        *(made.environment(name, edits=(long(name),)) for name in ("dev", "stage", "prod"))
    )
    text = comment.render(review)
    shown = [part.count(" is a line") for part in text.split("<summary>Diff of ")[1:]]
    assert len(shown) == 3
    assert max(shown) < 1.2 * min(shown)


def test_an_edit_that_no_plan_carries_out_says_so() -> None:
    # `lifecycle` ignores a service's desired_count: the driver moves it.
    text = comment.render(made.review())
    told = "#### `service/blue`\n\nchanged, and the plan does nothing to it: `aws_ecs_service."
    assert told in text
    moved = ResourceAction(Group.CHANGED, "aws_ecs_service.service_blue", "service/blue", ())
    carried_out = comment.render(made.review(made.environment("stage", moved)))
    assert "#### `service/blue`\n\nchanged: `aws_ecs_service." in carried_out


def test_what_was_pending_with_other_arguments_is_no_new_creation() -> None:
    created = ResourceAction(Group.CREATED, "aws_x.y", "x/y", ("days: 365 → 180",), otherwise=True)
    text = comment.render(made.review(made.environment("stage", created, made.PENDING)))
    assert "| 0 | 0 | 0 | 0 | 2, of which 1 otherwise now |" in text
    assert (
        "- created `x/y` (`aws_x.y`), as before this change, but otherwise\n  - `days: 365 → 180`\n"
    ) in text


def test_long_lists_of_what_was_pending_are_counted() -> None:
    before = [replace(made.PENDING, address=f"aws_sns_topic.n{n}") for n in range(45)]
    text = comment.render(made.review(made.environment("stage", made.CHANGED, *before)))
    assert text.count("aws_sns_topic.n") == 20
    assert "- and 25 more: see the whole review\n" in text


def test_the_same_lines_are_shown_once_and_then_named() -> None:
    text = comment.render(made.review(made.environment("dev"), made.environment("prod")))
    assert text.count("```diff") == 1
    assert "The same lines as `service/blue` in `dev`." in text


def test_waived_findings_are_counted_and_not_listed() -> None:
    text = comment.render(made.review())
    assert "1 waived" in text
    assert "CKV_AWS_9" not in text


def test_what_is_unknown_of_several_environments_is_said_once() -> None:
    unplanned = [
        replace(made.environment(name), plan=None, unknowns=("no plan was made: --no-plan",))
        for name in ("dev", "stage")
    ]
    text = comment.render(made.review(*unplanned))
    assert "- `dev`, `stage`: no plan was made: --no-plan\n" in text


def test_more_environments_than_fit_are_counted() -> None:
    review = made.review(*(made.environment(f"environment-{n}") for n in range(900)))
    text = comment.render(review)
    assert len(text.encode()) < MOST
    shown = sum(line.startswith("| `environment-") for line in text.splitlines())
    assert f"| and {900 - shown} more environments |" in text


def test_without_anything_to_say_there_are_no_empty_sections() -> None:
    quiet = Environment("dev", Presence.BOTH, (), Plan((), base_known=True))
    review = replace(made.review(quiet), gate=replace(made.gate(), waived=()))
    text = comment.render(review)
    assert "### " not in text
    assert "<details>" not in text
    assert "May be merged: no environment is touched" in text
