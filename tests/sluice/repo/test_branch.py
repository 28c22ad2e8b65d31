"""What protects the branch: classic protection, rulesets, both, and what is not known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from sluice.checks.finding import State
from sluice.repo import branch, protection
from tests.sluice.repo.github_server import FORBIDDEN, NOT_FOUND, NOT_PROTECTED, classic, rules
from tests.sluice.repo.github_server import ruleset as the_ruleset

if TYPE_CHECKING:
    from sluice.checks.finding import Finding
    from sluice.repo.expectations import Expectations
    from sluice.repo.github import Github
    from tests.sluice.repo.github_server import Server

CLASSIC, RULES, RULESET = "branches/main/protection", "rules/branches/main", "rulesets/42"
REVIEWS = "required_pull_request_reviews"


def findings(api: Github, want: Expectations) -> list[Finding]:
    return list(branch.check("main", protection.read(api, "main"), want.protection))


def not_ok(found: list[Finding]) -> list[str]:
    assert {each.check for each in found} == {"branch main"}
    return [f"{each.state}: {each.sentence}" for each in found if each.state is not State.OK]


def reviews(**changed: Any) -> dict[str, Any]:
    return {REVIEWS: {**classic()[REVIEWS], **changed}}


def checks(**changed: Any) -> dict[str, Any]:
    return {"required_status_checks": {**classic()["required_status_checks"], **changed}}


def rule(kind: str, **parameters: Any) -> list[dict[str, Any]]:
    """Return the rules with one's parameters changed."""
    return [
        {**each, "parameters": {**each.get("parameters", {}), **parameters}}
        if each["type"] == kind
        else each
        for each in rules()
    ]


def without(kind: str) -> list[dict[str, Any]]:
    return [each for each in rules() if each["type"] != kind]


def use_rulesets(server: Server, found: list[dict[str, Any]]) -> None:
    server.answers |= {CLASSIC: (404, NOT_PROTECTED), RULES: found, RULESET: the_ruleset()}


def test_classic_protection_alone_can_be_as_expected(api: Github, want: Expectations) -> None:
    found = findings(api, want)
    assert not_ok(found) == []
    assert len(found) == 14
    assert all("(branch protection)" in each.sentence for each in found[:-1])


def test_a_ruleset_alone_can_be_as_expected(
    server: Server, api: Github, want: Expectations
) -> None:
    use_rulesets(server, rules())
    found = findings(api, want)
    assert not_ok(found) == []
    assert all("(ruleset 'main')" in each.sentence for each in found[:-1])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"required_status_checks": None}, "check 'test' is required"),
        (checks(checks=[], contexts=["plan"]), "check 'test' is required"),
        (checks(checks=[{"context": "test", "app_id": 15368}]), "'plan' counts only from app"),
        (checks(checks=[], contexts=["test", "plan"]), "'test' counts only from app 15368"),
        (
            checks(checks=[{"context": name, "app_id": -1} for name in ("test", "plan")]),
            "'test' counts only from app 15368",
        ),
        (
            checks(checks=[{"context": name, "app_id": None} for name in ("test", "plan")]),
            "'plan' counts only from app 15368",
        ),
        (checks(strict=False), "newest state"),
        ({REVIEWS: None}, "2 approvals"),
        (reviews(required_approving_review_count=1), "2 approvals"),
        (reviews(require_code_owner_reviews=False), "code owners must approve"),
        (reviews(dismiss_stale_reviews=False), "a push dismisses approvals"),
        ({"required_signatures": {"enabled": False}}, "commits must be signed"),
        ({"required_linear_history": {"enabled": False}}, "the history is linear"),
        ({"required_conversation_resolution": {"enabled": False}}, "conversations must be"),
        ({"allow_force_pushes": {"enabled": True}}, "nobody can force a push"),
        ({"allow_deletions": {"enabled": True}}, "nobody can delete it"),
        ({"enforce_admins": {"enabled": False}}, "administrators may go around"),
    ],
)
def test_each_switch_of_classic_protection_is_looked_at(
    server: Server, api: Github, want: Expectations, changed: dict[str, Any], words: str
) -> None:
    server.answers[CLASSIC] = classic(**changed)
    told = not_ok(findings(api, want))
    assert any(words in sentence for sentence in told), told
    assert all(sentence.startswith("BAD: ") for sentence in told)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (without("required_status_checks"), "check 'test' is required"),
        (
            rule("required_status_checks", required_status_checks=[{"context": "test"}]),
            "'test' counts only from app",
        ),
        (rule("required_status_checks", strict_required_status_checks_policy=False), "newest"),
        (without("pull_request"), "2 approvals"),
        (rule("pull_request", required_approving_review_count=1), "2 approvals"),
        (rule("pull_request", require_code_owner_review=False), "code owners must approve"),
        (rule("pull_request", dismiss_stale_reviews_on_push=False), "a push dismisses"),
        (rule("pull_request", required_review_thread_resolution=False), "conversations must be"),
        (without("required_signatures"), "commits must be signed"),
        (without("required_linear_history"), "the history is linear"),
        (without("non_fast_forward"), "nobody can force a push"),
        (without("deletion"), "nobody can delete it"),
    ],
)
def test_each_rule_of_a_ruleset_is_looked_at(
    server: Server, api: Github, want: Expectations, found: list[dict[str, Any]], words: str
) -> None:
    use_rulesets(server, found)
    told = not_ok(findings(api, want))
    assert any(words in sentence for sentence in told), told
    assert all(sentence.startswith("BAD: ") for sentence in told)


def test_protection_and_rulesets_add_up(server: Server, api: Github, want: Expectations) -> None:
    server.answers |= {
        CLASSIC: classic(required_signatures={"enabled": False}),
        RULES: [{"type": "required_signatures", "ruleset_id": 42}],
        RULESET: the_ruleset(),
    }
    assert not_ok(findings(api, want)) == []


def test_strictness_counts_only_for_the_checks_beside_it(
    server: Server, api: Github, want: Expectations
) -> None:
    other = rule("required_status_checks", required_status_checks=[{"context": "other"}])
    server.answers |= {CLASSIC: classic(**checks(strict=False)), RULES: other}
    server.answers[RULESET] = the_ruleset()
    assert not_ok(findings(api, want)) == [
        "BAD: not so: the checks must have run on the newest state of the branch"
    ]


def test_a_branch_without_any_protection_is_bad(
    server: Server, api: Github, want: Expectations
) -> None:
    server.answers |= {CLASSIC: (404, NOT_PROTECTED), RULES: []}
    found = findings(api, want)
    assert Counter(each.state for each in found) == {State.BAD: 14}


@pytest.mark.parametrize("answer", [(404, NOT_FOUND), (403, FORBIDDEN), (500, {})])
def test_what_the_token_may_not_see_is_unknown_and_never_ok(
    server: Server, api: Github, want: Expectations, answer: tuple[int, Any]
) -> None:
    server.answers |= {CLASSIC: answer, RULES: []}
    found = findings(api, want)
    assert Counter(each.state for each in found) == {State.UNKNOWN: 14}


def test_what_a_ruleset_asks_for_is_known_where_classic_protection_is_not(
    server: Server, api: Github, want: Expectations
) -> None:
    # A workflow's own token may read rules, and not the protection.
    server.answers |= {CLASSIC: (403, FORBIDDEN), RULES: without("deletion")}
    server.answers[RULESET] = the_ruleset()
    assert [sentence[:50] for sentence in not_ok(findings(api, want))] == [
        "UNKNOWN: whether nobody can delete it could not be found"[:50],
        "UNKNOWN: who may go around the rules is not known: "[:50],
    ]


def test_unreadable_rules_leave_the_rest_unknown(
    server: Server, api: Github, want: Expectations
) -> None:
    server.answers |= {
        CLASSIC: classic(required_signatures={"enabled": False}),
        RULES: (403, FORBIDDEN),
    }
    states = Counter(each.state for each in findings(api, want))
    assert states == {State.OK: 12, State.UNKNOWN: 2}


@pytest.mark.parametrize(
    ("actors", "words"),
    [
        ([{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}], "BAD: "),
        (
            [{"actor_id": None, "actor_type": "OrganizationAdmin"}],
            "OrganizationAdmin may go",
        ),
        (None, "UNKNOWN: who may go around ruleset 'main' is shown only to"),
    ],
)
def test_who_may_go_around_a_ruleset_is_looked_at(
    server: Server, api: Github, want: Expectations, actors: Any, words: str
) -> None:
    use_rulesets(server, rules())
    server.answers[RULESET] = the_ruleset(bypass_actors=actors)
    if actors is None:
        del server.answers[RULESET]["bypass_actors"]
    (told,) = not_ok(findings(api, want))
    assert words in told


def test_a_ruleset_that_cannot_be_read_leaves_its_bypass_unknown(
    server: Server, api: Github, want: Expectations
) -> None:
    use_rulesets(server, rules())
    del server.answers[RULESET]
    (told,) = not_ok(findings(api, want))
    assert told.startswith("UNKNOWN: who may go around ruleset 42 is shown only to")


def test_people_who_need_no_review_are_named(
    server: Server, api: Github, want: Expectations
) -> None:
    allowed = {"users": [{"login": "eve"}], "teams": [{"slug": "ops"}], "apps": [{"slug": "bot"}]}
    server.answers[CLASSIC] = classic(**reviews(bypass_pull_request_allowances=allowed))
    assert not_ok(findings(api, want)) == [
        "BAD: nobody may go around the rules, but eve, ops, bot may go around branch protection"
    ]


def test_an_answer_of_another_form_is_unknown(
    server: Server, api: Github, want: Expectations
) -> None:
    server.answers |= {CLASSIC: {"required_status_checks": "yes"}, RULES: [{"no": "type"}]}
    assert {each.state for each in findings(api, want)} == {State.UNKNOWN}


def test_a_branch_with_a_slash_is_asked_for_as_one_name(server: Server, api: Github) -> None:
    protection.read(api, "release/1")
    assert server.asked[0] == "branches/release%2F1/protection"
