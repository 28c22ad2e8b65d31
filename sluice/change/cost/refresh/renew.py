"""Asks AWS for every price that its list has, and writes the files when all answers are clear."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.aws import client, reachable
from sluice.change.cost import prices_file
from sluice.change.cost.errors import RefreshRefused
from sluice.change.cost.refresh import answer, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from sluice.change.cost.prices_file import Price

API_REGION = "us-east-1"
"""One of the few regions with an endpoint of the Price List Query API; it knows all regions.

Source: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
"""


@dataclass(frozen=True)
class Renewed:
    """One price before and after."""

    file: Path
    old: Price
    new: Price

    @property
    def moved(self) -> bool:
        """Whether the amount changed."""
        return self.old.usd != self.new.usd

    @property
    def sentence(self) -> str:
        """Return it for a reader."""
        old, new = self.old, self.new
        percent = (new.usd / old.usd - 1) * 100
        return (
            f"{self.file.stem}: {old.key}: {old.usd:f} -> {new.usd:f} dollars per {new.unit} "
            f"({percent:+.1f} %)"
        )


@dataclass(frozen=True)
class Outcome:
    """What a refresh found.

    Attributes:
        renewed: every price that AWS answered.
        by_hand: prices that AWS's price list does not have under a usage type.
    """

    renewed: Sequence[Renewed]
    by_hand: Sequence[tuple[Path, Price]]

    def lines(self) -> Iterator[str]:
        """Yield what changed, then the counts."""
        for each in self.renewed:
            if each.moved:
                yield each.sentence
        moved = sum(each.moved for each in self.renewed)
        confirmed = sum(not each.moved and not each.old.verified for each in self.renewed)
        yield (
            f"{len(self.renewed)} prices looked up: {moved} changed, {confirmed} confirmed that "
            f"were unverified, {len(self.renewed) - moved - confirmed} as before"
        )
        if self.by_hand:
            names = ", ".join(f"{file.stem}: {price.key}" for file, price in self.by_hand)
            yield f"to be renewed by hand, since the price list has no usage type for them: {names}"


def ask_all(folder: Path, *, today: date) -> Outcome:
    """Return what AWS answers for every price of a folder; writes nothing.

    Raises:
        AwsUnreachable: no answer, no credentials, no permission (`pricing:GetProducts`).
        PricesUnreadable: a file is wrong.
        RefreshRefused: an answer is missing, ambiguous or in another unit: all such are named.
    """
    api = client("pricing", region=API_REGION)
    renewed: list[Renewed] = []
    by_hand: list[tuple[Path, Price]] = []
    refusals: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        for price in prices_file.read(file).values():
            if not price.refreshable:
                by_hand.append((file, price))
                continue
            try:
                renewed.append(Renewed(file, price, _asked(api, price, today=today)))
            except RefreshRefused as refusal:
                refusals.append(f"{file.stem}: {refusal}")
    if refusals:
        listed = "\n  ".join(refusals)
        raise RefreshRefused(
            f"no price file was changed, since AWS's answer is unclear:\n  {listed}"
        )
    return Outcome(tuple(renewed), tuple(by_hand))


def write(outcome: Outcome) -> None:
    """Put the renewed prices into their files, each file whole or not at all.

    Raises:
        RefreshRefused: a file cannot be written.
    """
    for file in sorted({each.file for each in outcome.renewed}):
        new = {each.old.key: each.new for each in outcome.renewed if each.file == file}
        prices = {**prices_file.read(file), **new}
        heading = render.heading(file.read_text(encoding="utf-8"))
        try:
            render.replace(file, render.render(heading, prices.values()))
        except OSError as error:
            raise RefreshRefused(f"{file}: {error.strerror}: the file is as it was") from error


def _asked(api: Any, price: Price, *, today: date) -> Price:
    """Return a price as AWS has it today."""
    found = answer.read(price, _products(api, price))
    return dataclasses.replace(
        price,
        usd=found.answer.usd,
        api_unit=found.answer.unit,
        source=f"AWS Price List, {price.offer}, version {found.version} of {found.published}",
        checked=today,
        verified=True,
    )


def _products(api: Any, price: Price) -> Iterator[str]:
    expected = {"usagetype": price.usage_type, **price.match}
    with reachable(f"ask the AWS Price List for {price.usage_type}"):
        pages = api.get_paginator("get_products").paginate(
            ServiceCode=price.offer,
            FormatVersion="aws_v1",
            Filters=[
                {"Type": "TERM_MATCH", "Field": field, "Value": value}
                for field, value in expected.items()
            ],
        )
        for page in pages:
            yield from page["PriceList"]
