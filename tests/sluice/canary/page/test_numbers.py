"""Numbers have as many digits as say something."""

from __future__ import annotations

import pytest

from sluice.canary.page import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.00001, "< 0.001"), (0.0123, "0.012"), (0.234, "0.23"), (1, "1"),
        (5.26, "5.3"), (66.7, "67"), (12345.6, "12,346"), (-5.04, "\u22125"), (float("inf"), "∞"),
        (float("nan"), "?"),
    ],
)  # fmt: skip
def test_digits(value: float, text: str) -> None:
    assert numbers.digits(value) == text


def test_a_part_is_told_with_its_whole() -> None:
    assert numbers.part(12, 1000) == "1.2\u202f% (12 of 1,000)"
    assert numbers.part(0, 0) == "no requests"
