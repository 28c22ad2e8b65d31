"""One spelling for each document, and no two documents with the same."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.change.digest.canonical import canonical
from sluice.change.model.errors import PlanUnreadable

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(["#1", "##1", "#inf", "9007199254740993", "#9007199254740993"])
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text("ab#1"), inner), max_leaves=12
)


def _shuffled(value: Any, order: Any) -> Any:
    if isinstance(value, dict):
        names = order.draw(st.permutations(list(value)))
        return {name: _shuffled(value[name], order) for name in names}
    return [_shuffled(each, order) for each in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """Tell truth values from numbers, and nothing else apart: to Python, True == 1."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return ("truth", value) if isinstance(value, bool) else value


@given(value=values, order=st.data())
def test_the_order_of_keys_does_not_matter(value: Any, order: Any) -> None:
    assert canonical(_shuffled(value, order)) == canonical(value)


@given(one=values, other=values)
def test_two_documents_share_a_spelling_only_if_they_are_equal(one: Any, other: Any) -> None:
    assert (canonical(one) == canonical(other)) == (_plain(one) == _plain(other))


@given(value=values)
def test_a_document_that_went_through_json_keeps_its_spelling(value: Any) -> None:
    assert canonical(json.loads(json.dumps(value))) == canonical(value)


@pytest.mark.parametrize(
    ("number", "spelling"),
    [
        (2**53 - 1, b"9007199254740991"),
        (2**53, b'"#9007199254740992"'),
        (-(2**64), b'"#-18446744073709551616"'),
        (0.1, b"0.1"),
        (3.0, b"3"),
        (-0.0, b"0"),
        (1e21, b'"#1000000000000000000000"'),
        (1.5e-7, b"1.5e-7"),
        (math.inf, b'"#inf"'),
    ],
)
def test_numbers(number: float, spelling: bytes) -> None:
    assert canonical(number) == spelling


@pytest.mark.parametrize("number", [2**53, -(2**70), math.inf])
def test_a_text_that_looks_like_a_spelt_number_is_none(number: float) -> None:
    spelling = json.loads(canonical(number))
    assert isinstance(spelling, str)
    assert canonical(spelling) != canonical(number)


def test_half_a_character_is_refused_in_one_sentence() -> None:
    with pytest.raises(PlanUnreadable, match="cannot be written in one way"):
        canonical({"a": "\ud800"})
