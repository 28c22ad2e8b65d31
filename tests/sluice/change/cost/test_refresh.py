"""Renewing prices, against a local server that answers in the API's documented form."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.cost import prices_file
from sluice.change.cost.errors import RefreshRefused
from sluice.change.cost.refresh import render, renew
from sluice.errors import AwsUnreachable
from tests.sluice.change.cost.conftest import PINNED
from tests.sluice.change.cost.price_list import Catalogue, product, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sluice.change.cost.prices_file import Price

TODAY = date(2026, 12, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(PINNED / "prices", tmp_path / "prices")


@pytest.fixture
def catalogue(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """Serve every price as the files have it."""
    found = Catalogue([product(price) for _, price in _all(folder) if price.refreshable])
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    with serving(found) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        yield found


def _all(folder: Path) -> Iterator[tuple[str, Price]]:
    for file in sorted(folder.glob("*.toml")):
        for price in prices_file.read(file).values():
            yield file.stem, price


def _price(folder: Path, key: str, region: str = "eu-west-1") -> Price:
    return prices_file.read(folder / f"{region}.toml")[key]


def _replace(catalogue: Catalogue, price: Price, *products: dict[str, object]) -> None:
    catalogue.products = [
        each
        for each in catalogue.products
        if (each["serviceCode"], each["product"]["attributes"]["usagetype"])
        != (price.offer, price.usage_type)
    ] + list(products)


def _texts(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_prices_that_aws_confirms_become_verified_and_dated(
    folder: Path, catalogue: Catalogue
) -> None:
    before = {(region, price.key): price for region, price in _all(folder)}
    outcome = renew.ask_all(folder, today=TODAY)
    renew.write(outcome)

    for region, price in _all(folder):
        old = before[region, price.key]
        assert price.usd == old.usd
        if old.refreshable:
            assert (price.verified, price.checked) == (True, TODAY)
            assert price.source == (
                f"AWS Price List, {price.offer}, version 20261120000000 of 2026-11-20T00:00:00Z"
            )
        else:
            assert price == old
    assert not any(each.moved for each in outcome.renewed)


def test_each_query_names_service_usage_type_and_what_tells_products_apart(
    folder: Path, catalogue: Catalogue
) -> None:
    renew.ask_all(folder, today=TODAY)

    assert {each["target"] for each in catalogue.asked} == {"AWSPriceListService.GetProducts"}
    (standby,) = (
        each
        for each in catalogue.asked
        if {"Type": "TERM_MATCH", "Field": "usagetype", "Value": "EU-Multi-AZUsage:db.t4g.medium"}
        in each["Filters"]
    )
    assert standby["ServiceCode"] == "AmazonRDS"
    assert {each["Field"]: each["Value"] for each in standby["Filters"]} == {
        "usagetype": "EU-Multi-AZUsage:db.t4g.medium",
        "databaseEngine": "PostgreSQL",
        "deploymentOption": "Multi-AZ",
    }


def test_a_new_price_is_shown_with_the_old_one_and_written(
    folder: Path, catalogue: Catalogue
) -> None:
    old = _price(folder, "nat.hour")
    _replace(catalogue, old, product(old, ("0", "0.05")))
    outcome = renew.ask_all(folder, today=TODAY)
    renew.write(outcome)

    assert "eu-west-1: nat.hour: 0.048 -> 0.05 dollars per hour (+4.2 %)" in list(outcome.lines())
    assert _price(folder, "nat.hour").usd == Decimal("0.05")
    assert _price(folder, "nat.hour", "eu-central-1").usd == Decimal("0.052")


def test_asking_writes_nothing(folder: Path, catalogue: Catalogue) -> None:
    old = _price(folder, "nat.hour")
    _replace(catalogue, old, product(old, ("0", "0.05")))
    before = _texts(folder)
    renew.ask_all(folder, today=TODAY)

    assert _texts(folder) == before


def test_what_the_price_list_has_no_usage_type_for_is_named(
    folder: Path, catalogue: Catalogue
) -> None:
    last = list(renew.ask_all(folder, today=TODAY).lines())[-1]

    assert last.startswith("to be renewed by hand")
    assert "eu-west-1: backup.rds.gb_month" in last


def test_the_first_tier_that_costs_anything_counts(folder: Path, catalogue: Catalogue) -> None:
    old = _price(folder, "sns.request")
    tiers = (("9000000", "0.0000001"), ("1000000", f"{old.usd:f}"), ("0", "0"))
    _replace(catalogue, old, product(old, *tiers))
    renew.write(renew.ask_all(folder, today=TODAY))

    assert _price(folder, "sns.request").usd == old.usd


def test_reserved_terms_do_not_count(folder: Path, catalogue: Catalogue) -> None:
    old = _price(folder, "nat.hour")
    _replace(catalogue, old, product(old, reserved="0.03"))
    renew.write(renew.ask_all(folder, today=TODAY))

    assert _price(folder, "nat.hour").usd == old.usd


def test_several_products_of_one_price_are_not_ambiguous(
    folder: Path, catalogue: Catalogue
) -> None:
    old = _price(folder, "nat.hour")
    twice = [product(old), product(old, attributes={"operation": "Other"})]
    _replace(catalogue, old, *twice)
    renew.write(renew.ask_all(folder, today=TODAY))

    assert _price(folder, "nat.hour").verified
    # The second came on a second page.
    tokens = [each for each in catalogue.asked if "NextToken" in each]
    assert len(tokens) == 1


def _ambiguous(price: Price) -> list[dict[str, object]]:
    return [product(price), product(price, ("0", "0.06"), attributes={"operation": "Other"})]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (lambda _: [], "AWS has no price for EU-NatGateway-Hours"),
        (_ambiguous, "ambiguous"),
        (lambda price: [product(price, ("0", "0"))], "AWS has no price"),
        (lambda price: [product(price, unit="Days")], "AWS now prices it by Days, not Hrs"),
        (lambda price: [product(price, ("0", "48"))], "another unit"),
        (lambda price: [product(price, ("0", "0.0048"))], "another unit"),
        (lambda price: [product(price, ("0", "cheap"))], "another form"),
        (lambda price: [{**product(price), "terms": []}], "another form"),
    ],
    ids=["missing", "ambiguous", "free", "unit", "dearer", "cheaper", "no-number", "form"],
)
def test_an_unclear_answer_leaves_every_file_as_it_was(
    answers: Any, told: str, folder: Path, catalogue: Catalogue
) -> None:
    other = _price(folder, "ipv4.hour")
    _replace(catalogue, other, product(other, ("0", "0.006")))
    old = _price(folder, "nat.hour")
    _replace(catalogue, old, *answers(old))
    before = _texts(folder)

    with pytest.raises(RefreshRefused, match=told) as caught:
        renew.write(renew.ask_all(folder, today=TODAY))
    assert "no price file was changed" in str(caught.value)
    assert "eu-west-1: nat.hour" in str(caught.value)
    assert _texts(folder) == before


def test_all_unclear_answers_are_named_at_once(folder: Path, catalogue: Catalogue) -> None:
    catalogue.products.clear()

    with pytest.raises(RefreshRefused) as caught:
        renew.ask_all(folder, today=TODAY)
    refreshable = sum(price.refreshable for _, price in _all(folder))
    assert str(caught.value).count("AWS has no price for") == refreshable


def test_without_the_right_to_ask_it_says_so(folder: Path, catalogue: Catalogue) -> None:
    catalogue.failing = 400

    with pytest.raises(AwsUnreachable, match=r"ask the AWS Price List for .*not authorized"):
        renew.ask_all(folder, today=TODAY)


def test_a_unit_that_was_not_known_is_learnt(folder: Path, catalogue: Catalogue) -> None:
    assert _price(folder, "route53.zone_month", "global").api_unit == ""
    renew.write(renew.ask_all(folder, today=TODAY))

    assert _price(folder, "route53.zone_month", "global").api_unit == "Units"


def test_a_refresh_keeps_a_files_heading_and_form(folder: Path, catalogue: Catalogue) -> None:
    renew.write(renew.ask_all(folder, today=TODAY))

    for file in folder.iterdir():
        text = file.read_text()
        assert text.startswith("# Prices in ")
        assert render.render(render.heading(text), prices_file.read(file).values()) == text


def test_a_file_that_cannot_be_replaced_stays_whole(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text("old")
    # A folder in its place cannot be replaced by a file.
    file.unlink()
    file.mkdir()
    (file / "inside").touch()

    with pytest.raises(OSError, match="directory"):
        render.replace(file, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["prices.toml"]
