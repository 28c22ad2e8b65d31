"""The repository keeps what a rollback needs, and nobody overwrites it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.constructs.harness import Synthesized, synthesize
from webservice.compute.registry import Registry
from webservice.iam import Role, trust_policy

if TYPE_CHECKING:
    from cdktf import TerraformStack

KEY: Any = SimpleNamespace(arn="arn:aws:kms:eu-west-1:123456789012:key/1")
ARN = "${aws_ecr_repository.repository.arn}"


def _registry(stack: TerraformStack, **changes: bool) -> Registry:
    return Registry(stack, "registry", name="web-test", key=KEY, **changes)


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    def build(stack: TerraformStack) -> None:
        registry = _registry(stack)
        for verb in ("pull", "push"):
            role = Role(
                stack,
                verb,
                name=f"web-test-{verb}",
                assume_role_policy=trust_policy("ecs-tasks.amazonaws.com"),
                description=verb,
            )
            getattr(registry, f"grant_{verb}")(role)

    return synthesize(build)


def _granted(synthesized: Synthesized, verb: str) -> dict[str, dict[str, Any]]:
    (policy,) = synthesized.where("aws_iam_role_policy", name=f"{verb}-images")
    return {statement["Sid"]: statement for statement in json.loads(policy["policy"])["Statement"]}


def _rules(synthesized: Synthesized) -> list[dict[str, Any]]:
    policy = json.loads(synthesized.one("aws_ecr_lifecycle_policy")["policy"])
    rules: list[dict[str, Any]] = policy["rules"]
    return rules


def test_tags_are_immutable_and_images_are_scanned_and_encrypted(
    synthesized: Synthesized,
) -> None:
    repository = synthesized.one("aws_ecr_repository")
    assert repository["name"] == "web-test"
    assert repository["image_tag_mutability"] == "IMMUTABLE"
    assert repository["image_scanning_configuration"] == {"scan_on_push": True}
    assert repository["encryption_configuration"] == [
        {"encryption_type": "KMS", "kms_key": KEY.arn}
    ]


def test_the_repository_keeps_its_address_in_the_state(synthesized: Synthesized) -> None:
    assert list(synthesized.all("aws_ecr_repository")) == ["repository"]


@pytest.mark.parametrize("destroyable", [True, False])
def test_images_are_deleted_with_it_only_where_it_is_destroyable(
    destroyable: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    found = synthesize(lambda stack: _registry(stack, destroyable=destroyable))
    assert found.one("aws_ecr_repository")["force_delete"] is destroyable


def test_by_default_it_is_not_deleted_with_images_in_it(synthesized: Synthesized) -> None:
    assert synthesized.one("aws_ecr_repository")["force_delete"] is False


def test_untagged_images_expire_after_two_weeks(synthesized: Synthesized) -> None:
    untagged = _rules(synthesized)[0]
    assert untagged["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 14,
    }
    assert untagged["action"] == {"type": "expire"}


def test_the_last_200_images_stay(synthesized: Synthesized) -> None:
    kept = _rules(synthesized)[1]
    assert kept["selection"] == {
        "tagStatus": "any",
        "countType": "imageCountMoreThan",
        "countNumber": 200,
    }


def test_the_rule_for_any_image_comes_last_as_ecr_demands(synthesized: Synthesized) -> None:
    rules = _rules(synthesized)
    (last,) = (rule for rule in rules if rule["selection"]["tagStatus"] == "any")
    assert last["rulePriority"] == max(rule["rulePriority"] for rule in rules)


def test_a_puller_reads_this_repository_only(synthesized: Synthesized) -> None:
    images = _granted(synthesized, "pull")["Images"]
    assert images["Resource"] == ARN
    assert images["Action"] == [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    ]


def test_a_pusher_also_writes_this_repository_and_deletes_nothing(
    synthesized: Synthesized,
) -> None:
    images = _granted(synthesized, "push")["Images"]
    assert images["Resource"] == ARN
    pulls = _granted(synthesized, "pull")["Images"]["Action"]
    assert sorted(set(images["Action"]) - set(pulls)) == [
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ]


@pytest.mark.parametrize("verb", ["pull", "push"])
def test_only_the_login_is_on_every_resource(synthesized: Synthesized, verb: str) -> None:
    wide = [one for one in _granted(synthesized, verb).values() if one["Resource"] == "*"]
    assert [one["Action"] for one in wide] == ["ecr:GetAuthorizationToken"]


def test_nobody_needs_the_key_itself_to_move_images(synthesized: Synthesized) -> None:
    policies = synthesized.all("aws_iam_role_policy").values()
    assert {policy["name"] for policy in policies} == {"pull-images", "push-images"}
