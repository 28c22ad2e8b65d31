"""Who approves a deployment, and whose jobs may run in an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.repo import environments
from tests.sluice.repo.conftest import of_stacks
from tests.sluice.repo.github_server import FORBIDDEN, branches, environment

if TYPE_CHECKING:
    from sluice.repo.expectations import Expectations
    from sluice.repo.github import Github
    from tests.sluice.repo.github_server import Server

PROD, POLICIES = "environments/prod", "environments/prod/deployment-branch-policies"


def told(api: Github, want: Expectations, name: str = "prod") -> list[str]:
    (expected,) = [each for each in of_stacks(want) if each.name == name]
    return [f"{each.state}: {each.sentence}" for each in environments.check(api, expected)]


def reviewers(**changed: Any) -> dict[str, Any]:
    rules = environment("prod", reviewed=True)["protection_rules"]
    return {
        "protection_rules": [
            {**each, **changed} if each["type"] == "required_reviewers" else each for each in rules
        ]
    }


def test_prod_asks_for_an_approval_by_somebody_else_and_takes_main_only(
    api: Github, want: Expectations
) -> None:
    assert told(api, want) == [
        "OK: one of 1 required reviewers must approve: web-platform",
        "OK: nobody approves a deployment of their own",
        "OK: administrators cannot skip the approval",
        "OK: only main deploys to it",
    ]


def test_dev_needs_no_approval_and_takes_main_only(api: Github, want: Expectations) -> None:
    assert told(api, want, "dev") == ["OK: only main deploys to it"]


def test_stage_asks_for_an_approval_since_its_stack_wants_a_reviewer(
    server: Server, api: Github, want: Expectations
) -> None:
    assert told(api, want, "stage") == told(api, want)
    server.answers["environments/stage"] = environment("stage")
    assert any("BAD: it has 0 required reviewers" in each for each in told(api, want, "stage"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"protection_rules": []}, "BAD: it has 0 required reviewers; add 1"),
        ({"protection_rules": []}, "BAD: whoever started a deployment may approve it"),
        (reviewers(reviewers=[]), "BAD: it has 0 required reviewers; add 1"),
        (reviewers(prevent_self_review=False), "BAD: whoever started a deployment may approve"),
        ({"can_admins_bypass": True}, "BAD: administrators may skip the approval"),
        ({"can_admins_bypass": None}, "UNKNOWN: GitHub did not say whether administrators"),
        ({"deployment_branch_policy": None}, "BAD: jobs of every branch may run in it"),
        (
            {
                "deployment_branch_policy": {
                    "protected_branches": True,
                    "custom_branch_policies": False,
                }
            },
            "BAD: jobs of every protected branch may run in it",
        ),
    ],
)
def test_each_setting_of_prod_is_looked_at(
    server: Server, api: Github, want: Expectations, changed: dict[str, Any], words: str
) -> None:
    server.answers[PROD] = environment("prod", reviewed=True, **changed)
    found = told(api, want)
    assert any(sentence.startswith(words) for sentence in found), found


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("main", "release/*"), "BAD: it takes main, release/*; it must be main only"),
        (("*",), "BAD: it takes *; it must be main only"),
        ((), "BAD: it takes no branch; it must be main only"),
    ],
)
def test_other_branches_than_main_are_bad(
    server: Server, api: Github, want: Expectations, names: tuple[str, ...], words: str
) -> None:
    server.answers[POLICIES] = branches(*names)
    assert told(api, want)[-1] == words


def test_a_tag_of_the_name_is_not_the_branch(
    server: Server, api: Github, want: Expectations
) -> None:
    server.answers[POLICIES] = branches("main")
    server.answers[POLICIES]["branch_policies"][0]["type"] = "tag"
    assert told(api, want)[-1] == "BAD: it takes tag main; it must be main only"


@pytest.mark.parametrize("answer", [(404, {"message": "Not Found"}), (403, FORBIDDEN), []])
def test_what_cannot_be_read_is_unknown(
    server: Server, api: Github, want: Expectations, answer: Any
) -> None:
    server.answers[PROD] = answer
    assert [sentence.partition(":")[0] for sentence in told(api, want)] == ["UNKNOWN"]


def test_branch_policies_that_cannot_be_read_are_unknown(
    server: Server, api: Github, want: Expectations
) -> None:
    server.answers[POLICIES] = (403, FORBIDDEN)
    assert told(api, want)[-1].startswith("UNKNOWN: which branches it takes is not known")


def test_more_branches_than_one_answer_holds_are_unknown(
    server: Server, api: Github, want: Expectations
) -> None:
    server.answers[POLICIES] = {**branches("main"), "total_count": 101}
    assert told(api, want)[-1].startswith("UNKNOWN: it names more than 100 branches")
