from __future__ import annotations

from sluice.change.review.synthesized import dangers_between
from tests.sluice.change.review.stacks import stack

GROUP = "aws_cloudwatch_log_group.app"
BUCKET = "aws_s3_bucket_versioning.logs"
DATABASE = "aws_db_instance.main"


def test_a_stateful_resource_that_is_no_longer_declared_is_named_without_a_plan() -> None:
    (found,) = dangers_between(stack({DATABASE: {}}), stack({}))
    assert (found.address, found.construct_path) == (DATABASE, "db_instance/main")
    assert found.sentence == (
        "if the base is deployed, it is destroyed, with the data or the key that it holds"
    )


def test_a_protection_that_goes_is_named() -> None:
    base = stack({GROUP: {"retention_in_days": 90}, DATABASE: {"deletion_protection": True}})
    head = stack({GROUP: {"retention_in_days": 30}, DATABASE: {"deletion_protection": False}})
    assert [each.address for each in dangers_between(base, head)] == [GROUP, DATABASE]


def test_a_block_is_read_as_the_list_that_it_is_in_a_plan() -> None:
    base = stack({BUCKET: {"versioning_configuration": {"status": "Enabled"}}})
    head = stack({BUCKET: {"versioning_configuration": {"status": "Suspended"}}})
    (found,) = dangers_between(base, head)
    assert "older versions" in found.sentence


def test_a_stack_that_is_gone_destroys_nothing() -> None:
    assert dangers_between(stack({DATABASE: {}}), None) == ()
