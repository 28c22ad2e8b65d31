from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sluice.change.cost import created, estimate
from sluice.change.cost.amount import Range
from sluice.change.cost.model import CostDelta, Why
from sluice.change.cost.prices_file import PriceBook
from sluice.change.cost.rules import CHARGED, FREE
from sluice.change.cost.sides import between, main_region
from sluice.change.model.stack import Stack
from tests.sluice.change.cost.made import REGION, book, change, plan, price, priced, stack, uses

if TYPE_CHECKING:
    from sluice.change.cost.usage_file import Usage


def _one(found: CostDelta) -> tuple[Why, str]:
    (missing,) = found.not_priced
    return missing.why, missing.detail


def test_a_kind_in_no_table_is_not_priced_and_not_free() -> None:
    found = priced(plan(change("aws_new_thing.x", None, {})), book({}))

    assert _one(found) == (Why.UNKNOWN_KIND, "aws_new_thing")
    assert not found.complete
    assert not found.difference_complete


def test_a_free_kind_costs_nothing_and_says_why() -> None:
    found = priced(plan(change("aws_iam_role.x", None, {})), book({}))

    assert found.complete
    assert found.lines[0].free == "IAM is free"


def test_no_kind_is_both_free_and_charged() -> None:
    assert not set(FREE) & set(CHARGED)


def test_every_kind_of_every_stack_is_charged_or_known_as_free(stacks: dict[str, Stack]) -> None:
    kinds = {each.kind for found in stacks.values() for each in found.resources}

    assert kinds <= set(FREE) | set(CHARGED)


def test_what_is_known_only_after_apply_is_not_priced() -> None:
    database = {"engine": "postgres", "instance_class": "db.t4g.micro", "storage_type": "gp3"}
    prices = book({"rds.postgresql.single.db.t4g.micro.hour": "0.02"})
    found = priced(
        plan(change("aws_db_instance.x", None, database, unknown={"allocated_storage": True})),
        prices,
        uses("aws_db_instance", {"vcpu_hours_over_baseline": ("0", "0")}),
    )

    assert (Why.UNKNOWN_VALUE, "aws_db_instance.x.allocated_storage") in {
        (each.why, each.detail) for each in found.not_priced
    }
    assert found.after.low == Decimal("14.60")


def test_a_missing_usage_figure_is_not_priced_and_the_fixed_part_still_counts() -> None:
    prices = book({"nat.hour": "0.1", "nat.gb": "1", "transfer.internet.gb": "1"})
    found = priced(plan(change("aws_nat_gateway.x", None, {})), prices)

    assert {(each.why, each.detail) for each in found.not_priced} == {
        (Why.NO_USAGE, "gb_processed"),
        (Why.NO_USAGE, "gb_out"),
    }
    assert found.after == Range(Decimal(73), Decimal(73))


def test_usage_makes_an_interval() -> None:
    prices = book({"nat.hour": "0.1", "nat.gb": "1", "transfer.internet.gb": "1"})
    usage = uses("aws_nat_gateway", {"gb_processed": ("1", "5"), "gb_out": ("0", "2")})
    found = priced(plan(change("aws_nat_gateway.x", None, {})), prices, usage)

    assert found.after == Range(Decimal(74), Decimal(80))
    assert found.difference == found.after


def test_a_deleted_resource_costs_nothing_after() -> None:
    found = priced(plan(change("aws_eip.x", {"domain": "vpc"}, None)), book({"ipv4.hour": "0.01"}))

    assert (found.before.low, found.after.low) == (Decimal("7.30"), 0)
    assert found.difference == Range(Decimal("-7.30"), Decimal("-7.30"))


def test_a_replaced_resource_is_charged_once_on_each_side() -> None:
    replaced = change("aws_eip.x", {"a": 1}, {"a": 2}, actions=["delete", "create"])
    found = priced(plan(replaced), book({"ipv4.hour": "0.01"}))

    assert found.before == found.after == Range(Decimal("7.30"), Decimal("7.30"))


def test_what_terraform_only_forgets_goes_on_costing() -> None:
    forgotten = change("aws_eip.x", {"domain": "vpc"}, None, actions=["forget"])
    found = priced(plan(forgotten), book({"ipv4.hour": "0.01"}))

    assert found.after.low == Decimal("7.30")
    assert found.difference == Range(Decimal(0), Decimal(0))


def test_a_value_that_the_plan_leaves_open_and_the_stack_says_counts() -> None:
    tree = stack({"aws_kms_key.x": {"enable_key_rotation": True}})
    made = plan(change("aws_kms_key.x", None, {}, unknown={"enable_key_rotation": True}), of=tree)
    prices = book({"kms.key_month": "1", "kms.request": "1"})
    usage = uses("aws_kms_key", {"rotations_kept": ("1", "1"), "requests": ("0", "0")})

    assert priced(made, prices, usage, of=tree).after.low == 2


def test_what_the_stack_now_declares_does_not_cost_before() -> None:
    """The state has no such argument: it is what the change adds."""
    tree = stack({"aws_db_instance.x": {"manage_master_user_password": True, "iops": 5000}})
    was = {"instance_class": "db.r7g.large", "storage_type": "gp3", "allocated_storage": 100}
    will_be = {**was, "manage_master_user_password": True, "iops": 5000}
    prices = book({"secret.month": "0.40", "rds.single.gp3.iops_month": "0.01"})
    made = plan(change("aws_db_instance.x", was, will_be), of=tree)
    found = priced(made, prices, of=tree)

    assert found.before.low == 0
    assert found.after.low == Decimal("20.40")


def test_a_copy_in_a_second_region_has_that_regions_price() -> None:
    prices = PriceBook(
        {
            REGION: {"kms.key_month": price("kms.key_month", "1")},
            "eu-central-1": {"kms.key_month": price("kms.key_month", "3")},
        }
    )
    tree = stack({"aws_kms_key.copy": {"provider": "aws.backup_region"}, "aws_kms_key.main": {}})
    found = priced(created(tree), prices, of=tree)

    assert {each.address: each.after.low for each in found.lines} == {
        "aws_kms_key.copy": 3,
        "aws_kms_key.main": 1,
    }


def test_an_arn_says_the_region_before_the_provider_does() -> None:
    prices = PriceBook({"us-east-1": {"kms.key_month": price("kms.key_month", "5")}})
    there = {"arn": "arn:aws:kms:us-east-1:123456789012:key/1"}
    found = priced(plan(change("aws_kms_key.x", there, there)), prices)

    assert found.before.low == 5


def test_a_provider_that_the_stack_does_not_configure_is_no_region() -> None:
    tree = stack({"aws_eip.x": {"provider": "aws.elsewhere"}})
    found = priced(created(tree), book({"ipv4.hour": "1"}), of=tree)

    assert found.not_priced[0].why is Why.UNKNOWN_PLACE


def test_a_price_without_a_region_counts_everywhere() -> None:
    prices = PriceBook({"global": {"dashboard.month": price("dashboard.month", "3")}})

    assert priced(plan(change("aws_cloudwatch_dashboard.x", None, {})), prices).after.low == 3


def test_two_synthesized_stacks_are_compared_without_a_plan(
    stacks: dict[str, Stack], prices: PriceBook, usage: Usage
) -> None:
    base = stacks["stage"]
    head = Stack(
        name=base.name,
        file=base.file,
        resources=tuple(each for each in base.resources if each.kind != "aws_nat_gateway"),
        document=base.document,
    )
    found = estimate(
        between(base, head),
        head,
        region=main_region(head),
        prices=prices,
        usage=usage,
        base=base,
    )

    assert found.complete
    # 730 x 0.048 + 5 x 0.048, and + 100 x 0.048 + 5 x 0.09
    assert found.difference == Range(Decimal("-40.29"), Decimal("-35.28"))
    assert [each.kind for each in found.changed_lines] == ["aws_nat_gateway"]


def test_the_number_of_unverified_prices_and_their_age_are_told() -> None:
    prices = PriceBook(
        {
            REGION: {
                "ipv4.hour": price("ipv4.hour", "1", verified=False),
                "dashboard.month": price("dashboard.month", "1"),
                "nat.hour": price("nat.hour", "1", verified=False),
            }
        }
    )
    made = plan(change("aws_eip.x", None, {}), change("aws_cloudwatch_dashboard.x", None, {}))
    found = priced(made, prices)

    assert (found.prices.used, found.prices.unverified) == (2, 1)
    assert found.prices.since is not None
