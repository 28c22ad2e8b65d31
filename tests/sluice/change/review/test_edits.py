from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sluice.change.model.readable import lines, readable
from sluice.change.review.edits import edits, unified
from sluice.change.review.model import EditKind
from tests.sluice.change.review.stacks import stack
from tests.snapshots import stack_document

GROUP = "aws_cloudwatch_log_group.app"
DATABASE = "aws_db_instance.main"


def test_only_what_differs_is_shown_under_its_construct_path() -> None:
    base = stack({GROUP: {"name": "app", "retention_in_days": 30}, DATABASE: {"port": 1}})
    head = stack({GROUP: {"name": "app", "retention_in_days": 90}, DATABASE: {"port": 1}})
    (found,) = edits(base, head)
    assert (found.path, found.address) == ("cloudwatch_log_group/app", GROUP)
    assert found.kind is EditKind.CHANGED
    assert found.lines == (
        "@@ @@",
        " {",
        '   "name": "app",',
        '-  "retention_in_days": 30',
        '+  "retention_in_days": 90',
        " }",
    )


def test_what_is_added_and_removed_is_shown_whole() -> None:
    added, removed = edits(stack({GROUP: {"name": "app"}}), stack({DATABASE: {"port": 1}}))
    assert (removed.kind, removed.path) == (EditKind.ADDED, "db_instance/main")
    assert removed.lines == ("@@ @@", "+{", '+  "port": 1', "+}")
    assert (added.kind, added.lines) == (
        EditKind.REMOVED,
        ("@@ @@", "-{", '-  "name": "app"', "-}"),
    )


def test_a_word_in_a_policy_is_one_line_and_its_hunk_says_where() -> None:
    def with_action(action: str) -> dict[str, Any]:
        statement = {"Sid": "Read", "Effect": "Allow", "Action": action, "Resource": "*"}
        return {"name": "x", "policy": json.dumps({"Version": "1", "Statement": [statement]})}

    role = "aws_iam_policy.reader"
    (found,) = edits(stack({role: with_action("s3:GetObject")}), stack({role: with_action("s3:*")}))
    assert [line for line in found.lines if line[0] in "-+"] == [
        '-          "Action": "s3:GetObject",',
        '+          "Action": "s3:*",',
    ]
    assert found.lines[0] == "@@ policy.(json).Statement[0] @@"


def test_what_is_no_resource_is_shown_by_its_place_in_the_document() -> None:
    base = stack({}, output={"url": {"value": "a"}}, terraform={"required_version": "1"})
    head = stack({}, output={"url": {"value": "b"}}, terraform={"required_version": "2"})
    assert [each.path for each in edits(base, head)] == ["output/url", "terraform"]


def test_data_sources_moves_and_imports_count_too() -> None:
    head = stack(
        {},
        data={"aws_caller_identity": {"me": {}}},
        moved=[{"from": "a.b", "to": "a.c"}],
        **{"import": [{"to": "a.c", "id": "x"}]},
    )
    assert [each.path for each in edits(stack({}), head)] == [
        "data.aws_caller_identity.me",
        "import",
        "moved",
    ]


def test_metadata_of_cdktf_is_no_difference() -> None:
    base, head = stack({GROUP: {"name": "a"}}), stack({GROUP: {"name": "a"}})
    head.document["resource"]["aws_cloudwatch_log_group"]["app"]["//"]["metadata"]["x"] = 1
    assert edits(base, head) == ()


def test_an_environment_that_is_new_or_gone_is_all_added_or_all_removed() -> None:
    only = stack({GROUP: {"name": "app"}})
    assert {each.kind for each in edits(None, only)} == {EditKind.ADDED}
    assert {each.kind for each in edits(only, None)} == {EditKind.REMOVED}
    assert len(edits(None, only)) == 2


def test_a_secret_is_masked_and_still_seen_to_change() -> None:
    base = stack({DATABASE: {"password": "correct horse", "port": 1}})
    head = stack({DATABASE: {"password": "battery staple", "port": 1}})
    (found,) = edits(base, head)
    shown = "\n".join(found.lines)
    assert "horse" not in shown
    assert "staple" not in shown
    assert '-  "password": "(sensitive)",\n+  "password": "(sensitive, another value)",' in shown


def test_what_terraform_calls_sensitive_is_masked_whatever_its_name() -> None:
    base, head = stack({DATABASE: {"motto": "abc"}}), stack({DATABASE: {"motto": "abd"}})
    (found,) = edits(
        base, head, base_marks={DATABASE: {"motto": True}}, head_marks={DATABASE: {"motto": True}}
    )
    assert "ab" not in "".join(found.lines)


def test_the_readable_form_is_that_of_the_snapshots() -> None:
    value = {
        "//": {"metadata": {}},
        "a": [{"//": 1, "b": '{"c": [1, 2]}'}],
        "d": "[not json",
        "e": "[1]",
    }
    assert readable(value) == stack_document.readable(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(json_values)
def test_lines_are_the_json_that_python_writes(value: Any) -> None:
    expected = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    assert "\n".join(each.text for each in lines(value)) == expected


@given(json_values, json_values)
def test_a_diff_without_its_context_limit_makes_one_side_from_the_other(
    before: Any, after: Any
) -> None:
    old, new = lines(before), lines(after)
    found = unified(old, new)
    assert (not found) == (old == new)
    changed = [line for line in found if not line.startswith("@@ ")]
    kept = [each.text for each in new]
    for line in changed:
        if line[0] != "-":
            assert line[1:] in kept
    assert sum(line[0] == "+" for line in changed) - sum(line[0] == "-" for line in changed) == (
        len(new) - len(old)
    )


def test_a_hunk_is_headed_by_what_is_around_its_first_difference() -> None:
    def places(value: Any) -> list[tuple[str, str]]:
        return [(each.text.strip(), each.place) for each in lines(value)]

    assert places({"a.b": [{"c": 1}], "d": {"e": []}}) == [
        ("{", ""),
        ('"a.b": [', ""),
        ("{", "a.b"),
        ('"c": 1', "a.b[0]"),
        ("}", "a.b"),
        ("],", ""),
        ('"d": {', ""),
        ('"e": []', "d"),
        ("}", ""),
        ("}", ""),
    ]


def test_outputs_locals_and_variables_that_are_named_like_secrets_are_masked() -> None:
    def named(secret: str) -> Any:
        return stack(
            {},
            output={"db_password": {"value": secret}},
            locals={"api_token": secret},
            variable={"master_password": {"type": "string", "default": secret}},
        )

    found = edits(named("correct horse"), named("battery staple"))
    assert len(found) == 3
    shown = [line for each in found for line in each.lines]
    assert not any("horse" in line or "staple" in line for line in shown)
    assert sum("(sensitive, another value)" in line for line in shown) == 3
