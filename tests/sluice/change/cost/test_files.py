from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sluice.change.cost import created, estimate, files, prices_file, usage_file
from sluice.change.cost.amount import HOURS_A_MONTH, Range
from sluice.change.cost.errors import PricesUnreadable, UsageUnreadable
from sluice.change.cost.refresh.render import heading, render
from sluice.change.cost.sides import main_region

if TYPE_CHECKING:
    from sluice.change.cost.model import CostDelta
    from sluice.change.model.stack import Stack

ROOT = Path(__file__).parents[4]
GOOD = """["nat.hour"]
usd = "0.048"
unit = "hour"
source = "somewhere"
checked = 2026-10-04
verified = true
"""


def _price_file(folder: Path, text: str) -> Path:
    file = folder / "eu-west-1.toml"
    file.write_text(text)
    return file


def test_a_month_has_as_many_hours_as_awss_calculator_counts() -> None:
    assert HOURS_A_MONTH == 365 * 24 / 12


@pytest.mark.parametrize(
    "file", sorted(prices_file.FOLDER.glob("*.toml")), ids=lambda file: file.stem
)
def test_a_shipped_price_file_is_in_the_form_that_a_refresh_writes(file: Path) -> None:
    text = file.read_text()

    assert render(heading(text), prices_file.read(file).values()) == text


def _whole(stack: Stack, known: files.Files) -> CostDelta:
    """Return the price of all that a stack declares."""
    return estimate(
        created(stack),
        stack,
        region=main_region(stack),
        prices=known.prices,
        usage=known.usage,
    )


def test_every_stack_is_priced_whole_with_the_shipped_files(stacks: dict[str, Stack]) -> None:
    found = files.load(ROOT)
    for stack in stacks.values():
        delta = _whole(stack, found)
        assert [each.sentence for each in delta.not_priced] == []


def test_every_figure_of_the_usage_files_is_used_by_some_resource(
    stacks: dict[str, Stack],
) -> None:
    """A misspelt quantity or path would otherwise be a figure that nobody misses."""
    found = files.load(ROOT)
    for stack in stacks.values():
        delta = _whole(stack, found)
        used = {
            (line.kind, component.usage)
            for line in delta.lines
            for component in line.after_components
        }
        paths = {(each.kind, each.construct_path) for each in stack.resources}
        for entry in found.usage.entries:
            if entry.environment != stack.name:
                continue
            assert {(entry.kind, name) for name in entry.quantities} <= used
            alone = usage_file.Usage((entry,))
            name = next(iter(entry.quantities))
            assert any(
                kind == entry.kind and alone.find(stack.name, kind, path, name)
                for kind, path in paths
            ), f"{stack.name}: {entry.kind}.{entry.path} matches nothing"


def test_a_price_keeps_every_digit(tmp_path: Path) -> None:
    _price_file(tmp_path, GOOD.replace("0.048", "0.0000001415"))

    found = prices_file.load(tmp_path).find("nat.hour", "eu-west-1")
    assert found is not None
    assert found.usd == Decimal("0.0000001415")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('usd = "0.048"', "", "KeyError"),
        ('usd = "0.048"', 'usd = "free"', "InvalidOperation"),
        ('usd = "0.048"', 'usd = "0"', "above 0"),
        ('usd = "0.048"', 'usd = "-1"', "above 0"),
        ('usd = "0.048"', 'usd = "NaN"', "above 0"),
        ("verified = true", "", "KeyError"),
        ("verified = true", 'verified = "yes"', "true or false"),
        ("checked = 2026-10-04", 'checked = "yesterday"', "a date"),
        ('source = "somewhere"', 'source = ""', "source and unit"),
        ('["nat.hour"]', "nat.hour]", "eu-west-1.toml"),
    ],
)
def test_a_wrong_price_is_refused_with_file_and_entry(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = _price_file(tmp_path, GOOD.replace(old, new))

    with pytest.raises(PricesUnreadable, match=told) as caught:
        prices_file.load(tmp_path)
    assert str(file) in str(caught.value)


def test_a_folder_without_a_price_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PricesUnreadable, match="holds no price file"):
        prices_file.load(tmp_path)


def test_the_first_usage_entry_that_names_the_quantity_counts(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").write_text(
        "[aws_x.'logs/app']\ngb = [1, 2.5]\n[aws_x.'logs/*']\ngb = [3, 4]\nother = [5, 6]\n"
    )
    usage = usage_file.load(tmp_path)

    assert usage.find("dev", "aws_x", "logs/app", "gb") == Range(Decimal(1), Decimal("2.5"))
    assert usage.find("dev", "aws_x", "logs/db", "gb") == Range(Decimal(3), Decimal(4))
    assert usage.find("dev", "aws_x", "logs/app", "other") == Range(Decimal(5), Decimal(6))
    assert usage.find("prod", "aws_x", "logs/app", "gb") is None
    assert usage.find("dev", "aws_x", "elsewhere", "gb") is None


def test_an_environment_without_a_file_of_its_own_uses_what_the_default_says(
    tmp_path: Path,
) -> None:
    (tmp_path / "dev.toml").write_text("[aws_x.'*']\ngb = [1, 2]\n")
    (tmp_path / "default.toml").write_text("[aws_x.'*']\ngb = [0, 9]\nother = [5, 6]\n")
    usage = usage_file.load(tmp_path)

    assert usage.find("qa", "aws_x", "a", "gb") == Range(Decimal(0), Decimal(9))
    assert usage.find("dev", "aws_x", "a", "gb") == Range(Decimal(1), Decimal(2))
    assert usage.find("dev", "aws_x", "a", "other") is None
    assert (usage.assumed("qa"), usage.assumed("dev")) == (True, False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[aws_x.'*']\ngb = [2, 1]", "0 <= lowest <= highest"),
        ("[aws_x.'*']\ngb = [-1, 1]", "0 <= lowest <= highest"),
        ("[aws_x.'*']\ngb = [0, inf]", "0 <= lowest <= highest"),
        ("[aws_x.'*']\ngb = [1]", "two numbers"),
        ("[aws_x.'*']\ngb = 1", "two numbers"),
        ("[aws_x.'*']\ngb = [true, true]", "two numbers"),
        ("[aws_x]\ngb = [0, 1]", "must be a table"),
        ("aws_x = 1", "must be a table"),
        ("aws_x = ", "dev.toml"),
    ],
)
def test_a_wrong_usage_figure_is_refused_with_file_and_entry(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "dev.toml").write_text(text)

    with pytest.raises(UsageUnreadable, match=told):
        usage_file.load(tmp_path)


def test_without_a_usage_folder_nothing_is_known(tmp_path: Path) -> None:
    assert usage_file.load(tmp_path / "usage").entries == ()
