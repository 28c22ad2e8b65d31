"""Price files: one per region, one for what AWS bills without a region; each price dated."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sluice.change.cost.errors import PricesUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "prices"
GLOBAL = "global"
"""The file of services that AWS bills without a region, such as Route 53."""


@dataclass(frozen=True)
class Price:
    """One price.

    Attributes:
        key: ours, such as `nat.hour`.
        usd: dollars for one unit, before tax and without free tier or discount.
        unit: what one unit is, for a reader.
        offer: AWS's service code in the price list; empty where the list has no such entry.
        usage_type: AWS's, such as `EU-NatGateway-Hours`; empty where it is not known.
        match: further attributes that tell the product apart, as the price list names them.
        api_unit: the unit in the price list; it must not change unnoticed. Empty where it
            was not written down yet.
        source: where the value was read.
        checked: when it was read there; when it was written down where it is not verified.
        verified: whether it was read in AWS's price list; false for what was only remembered
            or derived.
    """

    key: str
    usd: Decimal
    unit: str
    offer: str
    usage_type: str
    match: Mapping[str, str]
    api_unit: str
    source: str
    checked: date
    verified: bool

    @property
    def refreshable(self) -> bool:
        """Whether AWS's price list can be asked for it."""
        return bool(self.offer and self.usage_type)


@dataclass(frozen=True)
class PriceBook:
    """All prices: by region, then by key."""

    regions: Mapping[str, Mapping[str, Price]]

    def find(self, key: str, region: str) -> Price | None:
        """Return a region's price, else the one that AWS bills without a region."""
        for place in (region, GLOBAL):
            if found := self.regions.get(place, {}).get(key):
                return found
        return None

    def without(self, key: str) -> PriceBook:
        """Return a copy in which no region has a price."""
        return PriceBook(
            {
                region: {name: price for name, price in prices.items() if name != key}
                for region, prices in self.regions.items()
            }
        )


def load(folder: Path = FOLDER) -> PriceBook:
    """Return all prices of a folder.

    Raises:
        PricesUnreadable: there is no file, or an entry is wrong: which, and how.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise PricesUnreadable(f"{folder} holds no price file")
    return PriceBook({file.stem: read(file) for file in files})


def read(file: Path) -> Mapping[str, Price]:
    """Return the prices of one file, by key; raises as `load` does."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise PricesUnreadable(f"{file}: {error}") from error
    return MappingProxyType({key: _price(file, key, entry) for key, entry in document.items()})


def _price(file: Path, key: str, entry: Any) -> Price:
    try:
        price = Price(
            key=key,
            usd=Decimal(entry["usd"]),
            unit=entry["unit"],
            offer=entry.get("offer", ""),
            usage_type=entry.get("usage_type", ""),
            match=MappingProxyType(entry.get("match", {})),
            api_unit=entry.get("api_unit", ""),
            source=entry["source"],
            checked=entry["checked"],
            verified=entry["verified"],
        )
    except (KeyError, TypeError, ArithmeticError) as error:
        raise PricesUnreadable(f"{file}: [{key!r}]: {error!r}") from error
    problem = _problem(price)
    if problem:
        raise PricesUnreadable(f"{file}: [{key!r}]: {problem}")
    return price


def _problem(price: Price) -> str:
    if not price.usd.is_finite() or price.usd <= 0:
        return "usd must be above 0: leave out what is not known, and list what is free as free"
    if not isinstance(price.checked, date):
        return "checked must be a date, such as 2026-10-04"
    if not isinstance(price.verified, bool):
        return "verified must be true or false"
    if not price.source or not price.unit:
        return "source and unit must say something"
    return ""
