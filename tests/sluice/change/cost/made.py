"""Small plans and stacks, in the form that Terraform and cdktf write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sluice.change.cost import estimate
from sluice.change.cost.model import NotPriced, Why
from sluice.change.cost.prices_file import Price, PriceBook
from sluice.change.cost.usage_file import Entry, Usage
from sluice.change.model.planned import Planned, planned
from sluice.change.model.stack import Resource, Stack

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta

REGION = "eu-west-1"


def not_priced(address: str, **fields: Any) -> NotPriced:
    """Return something of a resource that has no price, before and after a change."""
    usual: dict[str, Any] = {
        "kind": "aws_x",
        "construct_path": "x",
        "what": "hours",
        "why": Why.NO_PRICE,
        "detail": "key",
        "changed": True,
        "before": True,
        "after": True,
    }
    return NotPriced(address=address, **{**usual, **fields})


def stack(resources: dict[str, dict[str, Any]] | None = None, *, name: str = "dev") -> Stack:
    """Return a stack of resources by address, whose construct path is `tree/<name>`."""
    return Stack(
        name=name,
        file=Path("cdk.tf.json"),
        resources=tuple(
            Resource(address, address.split(".")[0], f"tree/{address.split('.')[1]}", 1, values)
            for address, values in (resources or {}).items()
        ),
        document={
            "provider": {
                "aws": [{"region": REGION}, {"alias": "backup_region", "region": "eu-central-1"}]
            }
        },
    )


def change(
    address: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    *,
    actions: list[str] | None = None,
    unknown: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return an entry of `resource_changes`."""
    if actions is None:
        actions = ["update"] if before != after else ["no-op"]
        actions = ["create"] if before is None else ["delete"] if after is None else actions
    return {
        "address": address,
        "mode": "managed",
        "type": address.split(".", maxsplit=1)[0],
        "name": address.split(".")[1],
        "change": {
            "actions": actions,
            "before": before,
            "after": after,
            "after_unknown": unknown or {},
            "before_sensitive": {},
            "after_sensitive": {},
        },
    }


def plan(*changes: dict[str, Any], of: Stack | None = None) -> Planned:
    """Return a plan of changes."""
    document = {"format_version": "1.2", "resource_changes": list(changes)}
    return planned(document, of or stack())


def price(key: str, usd: str, *, verified: bool = True) -> Price:
    """Return a price without a place in AWS's list."""
    return Price(
        key, Decimal(usd), "unit", "", "", {}, "", "somewhere", date(2026, 10, 4), verified
    )


def book(prices: dict[str, str]) -> PriceBook:
    """Return prices of `REGION`."""
    return PriceBook({REGION: {key: price(key, usd) for key, usd in prices.items()}})


def uses(kind: str, quantities: dict[str, tuple[str, str]], *, path: str = "*") -> Usage:
    """Return the usage of one kind in dev."""
    from sluice.change.cost.amount import Range

    found = {name: Range(Decimal(low), Decimal(high)) for name, (low, high) in quantities.items()}
    return Usage((Entry("dev", kind, path, found),))


NO_USAGE = Usage(())


def priced(
    made: Planned, prices: PriceBook, usage: Usage = NO_USAGE, *, of: Stack | None = None
) -> CostDelta:
    """Return the estimate of a plan of a stack."""
    return estimate(made, of or stack(), region=REGION, prices=prices, usage=usage)
