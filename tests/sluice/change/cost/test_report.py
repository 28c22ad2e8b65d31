from __future__ import annotations

import json
from decimal import Decimal

import pytest

from sluice.change.cost.amount import Range, exactly
from sluice.change.cost.prices_file import PriceBook
from sluice.change.cost.report import as_json, dollars, lines
from tests.sluice.change.cost.made import REGION, book, change, plan, price, priced, uses

PRICES = book(
    {
        "ipv4.hour": "0.005",
        "nat.hour": "0.048",
        "nat.gb": "0.048",
        "transfer.internet.gb": "0.09",
    }
)
USAGE = uses("aws_nat_gateway", {"gb_processed": ("0", "10"), "gb_out": ("0", "0")})


@pytest.mark.parametrize(
    ("amount", "signed", "text"),
    [
        (exactly(Decimal(0)), True, "$0.00"),
        (exactly(Decimal("-0.001")), True, "$0.00"),
        (exactly(Decimal("1234.5")), False, "$1,234.50"),
        (exactly(Decimal("0.005")), False, "$0.01"),
        (Range(Decimal(-3), Decimal(4)), True, "-$3.00 to +$4.00"),
        (Range(Decimal("1.001"), Decimal("1.002")), False, "$1.00"),
    ],
)
def test_an_amount_reads_as_dollars(amount: Range, signed: bool, text: str) -> None:  # noqa: FBT001 - a parameter of the table
    assert dollars(amount, signed=signed) == text


def test_what_is_all_new_shows_only_what_it_will_cost() -> None:
    found = priced(plan(change("aws_eip.x", None, {})), PRICES)

    assert list(lines(found)) == [
        "dev, USD a month (eu-west-1, by sluice):",
        "resource   a month",
        "aws_eip.x    $3.65",
        "",
        "a month: $3.65",
        "prices used: 1, the oldest looked up on 2026-10-04",
    ]


def test_a_change_shows_both_sides_and_the_difference() -> None:
    made = plan(
        change("aws_eip.gone", {}, None),
        change("aws_nat_gateway.x", None, {}),
        change("aws_eip.same", {}, {}),
    )
    text = list(lines(priced(made, PRICES, USAGE), only_changed=True))

    assert text[1].split() == ["resource", "before", "after", "difference"]
    assert text[2].split("  ")[0] == "aws_nat_gateway.x"
    assert "+$35.04 to +$35.52" in text[2]
    assert "-$3.65" in text[3]
    assert not any("same" in line for line in text)
    assert "before:     $7.30" in text
    assert "after:      $38.69 to $39.17" in text
    assert "difference: +$31.39 to +$31.87" in text


def test_a_difference_that_is_not_whole_says_so() -> None:
    made = plan(change("aws_new_thing.x", None, {}), change("aws_eip.y", {}, {}))
    text = list(lines(priced(made, PRICES), only_changed=True))

    assert "no resource's cost changes" in text
    assert "before:     $3.65" in text
    assert "after:      at least $3.65" in text
    assert "difference: $0.00, and what is not priced" in text
    assert "not priced: 1; they are in no sum" in text
    assert (
        "  not priced: aws_new_thing.x: all of it: this kind of resource is not in the table "
        "(aws_new_thing)" in text
    )


def test_unverified_prices_are_counted_with_their_age() -> None:
    prices = PriceBook({REGION: {"ipv4.hour": price("ipv4.hour", "1", verified=False)}})
    text = list(lines(priced(plan(change("aws_eip.x", None, {})), prices)))

    assert text[-1] == (
        "prices used: 1, of which 1 unverified, the oldest since 2026-10-04: "
        "run 'sluice cost refresh'"
    )


def test_every_charge_and_every_free_resource_can_be_shown() -> None:
    made = plan(change("aws_nat_gateway.x", None, {}), change("aws_iam_role.y", None, {}))
    text = list(lines(priced(made, PRICES, USAGE), every=True))

    assert "    NAT gateway hours: 730 unit, $35.04" in text
    assert "    processed data: 0 to 10 unit, $0.00 to $0.48" in text
    assert "    free: IAM is free" in text


def test_json_says_amounts_as_texts_and_what_has_no_price() -> None:
    made = plan(change("aws_nat_gateway.x", None, {}), change("aws_new_thing.y", None, {}))
    document = json.loads(as_json(priced(made, PRICES, USAGE)))

    assert document["after"] == {"low": "35.04", "high": "35.52"}
    assert document["difference"] == {"low": "35.04", "high": "35.52"}
    assert (document["complete"], document["difference_complete"]) == (False, False)
    (missing,) = document["not_priced"]
    assert (missing["address"], missing["before"], missing["after"]) == (
        "aws_new_thing.y",
        False,
        True,
    )
    (nat, _) = document["lines"]
    hours, data, _ = nat["components"]["after"]
    assert hours["quantity"] == {"low": "730", "high": "730"}
    assert data["usage"] == "gb_processed"
    assert document["prices"]["oldest"] == "2026-10-04"
