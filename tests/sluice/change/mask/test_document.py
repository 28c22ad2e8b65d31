"""What Terraform marks sensitive is in no masked plan, wherever it stands."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.change.mask.document import masked, redactor
from sluice.change.mask.marks import hide
from sluice.change.mask.texts import Redactor
from sluice.change.model.planned import MASK
from tests.sluice.change.plan_documents import document, entry

SECRET = 'hunter2 "and\n more"'


def _everywhere() -> dict[str, Any]:
    """Return a plan with `SECRET` in each place in which Terraform may write it."""
    marks = {"password": True, "rules": [{"token": True}, {}]}
    values = {"password": SECRET, "rules": [{"token": SECRET}, {"token": "open"}], "name": "n"}
    change = entry(
        "aws_x.a", before=values, after=values, before_sensitive=marks, after_sensitive=marks
    )
    resources = [
        {
            "address": "aws_x.a",
            "type": "aws_x",
            "name": "a",
            "values": values,
            "sensitive_values": marks,
        }
    ]
    inside = {"child_modules": [{"address": "module.m", "resources": resources}]}
    tree = {
        "outputs": {"o": {"sensitive": True, "value": {"deep": [SECRET]}}},
        "root_module": {"resources": resources, **inside},
    }
    expressions = {
        "password": {"constant_value": SECRET},
        "rules": [{"token": {"constant_value": SECRET}}, {"token": {"constant_value": "open"}}],
        "name": {"constant_value": "n"},
    }
    declared = {"address": "aws_x.a", "type": "aws_x", "name": "a", "expressions": expressions}
    module = {
        "resources": [declared],
        "variables": {"v": {"sensitive": True, "default": SECRET}},
        "outputs": {"o": {"sensitive": True, "expression": {"constant_value": SECRET}}},
    }
    output = {"actions": ["update"], "before_sensitive": True, "after_sensitive": True}
    return document(
        change,
        drift=(change,),
        output_changes={"o": {**output, "before": SECRET, "after": SECRET}},
        planned_values=tree,
        prior_state={"format_version": "1.0", "values": tree},
        variables={"v": {"value": SECRET}},
        configuration={
            "provider_config": {
                "aws": {
                    "name": "aws",
                    "expressions": {
                        "region": {"constant_value": "eu-west-1"},
                        "secret_key": {"constant_value": "a key that no mark tells of"},
                    },
                }
            },
            "root_module": {
                **module,
                "module_calls": {
                    "m": {"expressions": {"v": {"constant_value": SECRET}}, "module": module}
                },
            },
        },
    )


def test_a_secret_is_in_no_part_of_a_masked_plan() -> None:
    found = json.dumps(masked(_everywhere()))
    assert "hunter2" not in found
    assert "a key that no mark tells of" not in found


def test_each_place_is_masked_by_its_mark_and_not_only_by_its_text() -> None:
    # Too short to be searched for.
    text = json.dumps(_everywhere()).replace(json.dumps(SECRET), '"pw"')
    assert '"pw"' in text
    assert '"pw"' not in json.dumps(masked(json.loads(text)))


def test_what_is_not_marked_stays() -> None:
    found = masked(_everywhere())
    change = found["resource_changes"][0]["change"]
    assert change["after"]["name"] == "n"
    assert change["after"]["rules"] == [{"token": MASK}, {"token": "open"}]
    assert change["after_sensitive"]["password"] is True
    providers = found["configuration"]["provider_config"]["aws"]["expressions"]
    assert providers["region"] == {"constant_value": "eu-west-1"}


def test_the_plan_itself_is_left_as_it_is() -> None:
    original = _everywhere()
    before = copy.deepcopy(original)
    masked(original)
    assert original == before


def test_a_secret_that_turns_up_unmarked_elsewhere_is_masked_there_too() -> None:
    secret = entry("aws_x.a", after={"v": "hunter2hunter2"}, after_sensitive={"v": True})
    other = entry("aws_x.b", after={"url": "https://me:hunter2hunter2@host", "n": "x"})
    found = masked(document(secret, other))["resource_changes"][1]["change"]["after"]
    assert found == {"url": f"https://me:{MASK}@host", "n": "x"}


def test_a_sensitive_number_is_masked_where_it_stands_and_where_it_stands_again() -> None:
    secret = entry("aws_x.a", after={"pin": 987654321}, after_sensitive={"pin": True})
    other = entry("aws_x.b", after={"pin": 987654321, "port": 443, "on": True})
    found = [
        each["change"]["after"] for each in masked(document(secret, other))["resource_changes"]
    ]
    assert found == [{"pin": MASK}, {"pin": MASK, "port": 443, "on": True}]


def test_nothing_is_no_secret() -> None:
    secret = entry("aws_x.a", after={"v": None}, after_sensitive={"v": True})
    assert masked(document(secret))["resource_changes"][0]["change"]["after"] == {"v": None}


def test_a_set_that_is_marked_in_one_element_is_masked_in_all_of_the_configuration() -> None:
    # The marks have Terraform's order, the configuration that of the source.
    change = entry("aws_x.a", after={"s": ["open", "pw"]}, after_sensitive={"s": [False, True]})
    declared = {"address": "aws_x.a", "type": "aws_x", "name": "a"}
    expressions = {"s": {"constant_value": ["pw", "open"]}}
    root = {"resources": [{**declared, "expressions": expressions}]}
    found = masked(document(change, configuration={"root_module": root}))
    shown = found["configuration"]["root_module"]["resources"][0]["expressions"]
    assert shown == {"s": {"constant_value": [MASK, MASK]}}


@pytest.mark.parametrize(
    ("value", "marks"),
    [({"a": "pw"}, [True]), (["pw"], {"a": True}), (["pw", "pw"], [True]), ("pw", {"a": True})],
)
def test_marks_of_another_shape_hide_all(value: Any, marks: Any) -> None:
    assert "pw" not in json.dumps(hide(value, marks))


@pytest.mark.parametrize("marks", [False, None, {}, [], {"a": False}, [False, {}]])
def test_without_a_mark_nothing_is_hidden(marks: Any) -> None:
    assert hide(["x", {"a": 1}], marks) == ["x", {"a": 1}]


@given(secret=st.text(min_size=8).filter(lambda each: each.strip() and not each.isspace()))
def test_however_a_secret_is_escaped_a_text_without_it_results(secret: str) -> None:
    redact = Redactor([secret]).text
    as_json = json.dumps({"a": secret})
    assert redact(f"x {secret} y") == f"x {MASK} y"
    assert secret not in json.loads(redact(as_json))["a"]
    nested = json.dumps({"a": as_json})
    assert secret not in json.loads(json.loads(redact(nested))["a"])["a"]


def test_a_secret_of_many_lines_is_found_line_by_line() -> None:
    key = "-----BEGIN KEY-----\nMIIEowIBAAKCAQEAu1SU1L\n-----END KEY-----"
    text = "  + key = <<-EOT\n        MIIEowIBAAKCAQEAu1SU1L\n    EOT"
    assert "MIIEow" not in Redactor([key]).text(text)


def test_the_longer_of_two_secrets_goes_first() -> None:
    redact = Redactor(["secret-1", "secret-1-and-more"]).text
    assert redact("secret-1-and-more") == MASK


def test_a_plan_without_secrets_leaves_texts_alone() -> None:
    assert redactor(document(entry("aws_x.a", after={"v": "x"}))).text("x") == "x"
