"""Reads the Price List Query API's products: one price, or a refusal that says why not.

The form is the API's `GetProducts` answer, format `aws_v1`:
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sluice.change.cost.errors import RefreshRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sluice.change.cost.prices_file import Price

_SUSPICIOUS = 10
"""A price that is this many times the old one, or this part of it, is of another unit."""


@dataclass(frozen=True, order=True)
class Answer:
    """What AWS says a unit costs: in the lowest tier that costs anything.

    Free tiers are the account's, whatever else it does: they are left out everywhere.
    """

    usd: Decimal
    unit: str


@dataclass(frozen=True)
class Found:
    """An answer, and which version of the price list it is from."""

    answer: Answer
    version: str
    published: str


def read(price: Price, products: Iterable[str]) -> Found:
    """Return AWS's answer to one query.

    Args:
        price: what was asked for.
        products: the answer's `PriceList`: each entry is a JSON document.

    Raises:
        RefreshRefused: no product, products that contradict each other, no price above 0, or
            another unit than before.
    """
    found: dict[Answer, Found] = {}
    for text in products:
        product = _document(price, text)
        for answer in _answers(price, product):
            found[answer] = Found(
                answer, str(product.get("version", "")), str(product.get("publicationDate", ""))
            )
    if not found:
        raise RefreshRefused(f"{price.key}: AWS has no price for {price.usage_type}")
    if len(found) > 1:
        several = ", ".join(f"{each.usd} per {each.unit}" for each in sorted(found))
        raise RefreshRefused(f"{price.key}: ambiguous: {several}: narrow it down with 'match'")
    (only,) = found.values()
    _check(price, only.answer)
    return only


def _check(price: Price, answer: Answer) -> None:
    if price.api_unit and answer.unit != price.api_unit:
        raise RefreshRefused(
            f"{price.key}: AWS now prices it by {answer.unit}, not {price.api_unit}"
        )
    if not price.usd / _SUSPICIOUS < answer.usd < price.usd * _SUSPICIOUS:
        raise RefreshRefused(
            f"{price.key}: {answer.usd} per {answer.unit} instead of {price.usd}: another unit? "
            "Change the price file by hand if it is right"
        )


def _document(price: Price, text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise RefreshRefused(f"{price.key}: AWS's answer is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise RefreshRefused(f"{price.key}: AWS's answer is no product")
    return document


def _answers(price: Price, product: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield the first paid tier of each on-demand term; reserved terms are something else."""
    try:
        terms = product["terms"].get("OnDemand", {}).values()
        for term in terms:
            tiers = sorted(
                (Decimal(each["beginRange"]), Decimal(each["pricePerUnit"]["USD"]), each["unit"])
                for each in term["priceDimensions"].values()
            )
            paid = next(((usd, unit) for _, usd, unit in tiers if usd > 0), None)
            if paid:
                yield Answer(*paid)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise RefreshRefused(f"{price.key}: AWS's answer has another form: {error!r}") from error
