"""The errors of the construct library.

SluiceInputError
└── InvalidValue    a value given to an environment or a construct breaks a rule
"""

from __future__ import annotations


class SluiceInputError(Exception):
    """A user's mistake: its text is one sentence, fit to be shown without a traceback."""


class InvalidValue(SluiceInputError):
    """A value breaks a rule; the text names the field, the value and the rule."""

    def __init__(self, field: str, value: object, rule: str) -> None:
        """Say that `field` holds `value` although the rule is `rule`."""
        super().__init__(f"{field} = {value!r}: {rule}")
        self.field = field
        self.value = value
        self.rule = rule


def require(holds: bool, field: str, value: object, rule: str) -> None:  # noqa: FBT001 - what is required, first, as in assert
    """Raise `InvalidValue` unless `holds`."""
    if not holds:
        raise InvalidValue(field, value, rule)


def require_range(field: str, value: float, lowest: float, highest: float) -> None:
    """Raise `InvalidValue` unless `lowest <= value <= highest`."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    require(
        is_number and lowest <= value <= highest,
        field,
        value,
        f"must be from {lowest} to {highest}",
    )


def require_one_of(field: str, value: object, choices: tuple[object, ...]) -> None:
    """Raise `InvalidValue` unless `value` is one of `choices`."""
    listed = ", ".join(repr(choice) for choice in choices)
    require(value in choices, field, value, f"must be one of {listed}")
