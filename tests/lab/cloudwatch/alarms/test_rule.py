"""Rules of composite alarms."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.cloudwatch.alarms.composite import in_order
from lab.cloudwatch.alarms.model import AlarmId, CompositeAlarm, State
from lab.cloudwatch.alarms.rule import RuleError, children, holds, parse

STATES = {"a": "ALARM", "b": "OK", "b c": "INSUFFICIENT_DATA", "d-1.x": "ALARM"}
ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a"


@pytest.mark.parametrize(
    ("rule", "true", "names"),
    [
        ('ALARM("a")', True, ["a"]),
        ("ALARM('b')", False, ["b"]),
        ("OK(b)", True, ["b"]),
        ('INSUFFICIENT_DATA("b c")', True, ["b c"]),
        ("ALARM(d-1.x)", True, ["d-1.x"]),
        (f'ALARM("{ARN}")', True, ["a"]),
        (f"NOT ALARM({ARN})", False, ["a"]),
        ("NOT NOT ALARM(a)", True, ["a"]),
        ("TRUE", True, []),
        ("false", False, []),
        # AND binds stronger than OR, NOT strongest.
        ("ALARM(a) OR ALARM(b) AND ALARM(b)", True, ["a", "b"]),
        ("(ALARM(a) OR ALARM(b)) AND ALARM(b)", False, ["a", "b"]),
        ("NOT ALARM(b) AND ALARM(a)", True, ["b", "a"]),
        ("NOT (ALARM(b) OR ALARM(a))", False, ["b", "a"]),
        ('ALARM( "a" )  AND\n\tOK( "b" )', True, ["a", "b"]),
        ("ALARM(gone)", False, ["gone"]),
        ("NOT ALARM(gone)", True, ["gone"]),
    ],
)
def test_a_rule_over_states(rule: str, true: bool, names: list[str]) -> None:  # noqa: FBT001 - a column of the table
    tree = parse(rule)
    assert (holds(tree, lambda name: STATES.get(name, "")), children(tree)) == (true, names)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("", "expected a function, not the end"),
        ('ALARM("a', "a quote that does not end"),
        ("ALARM(a", "expected )"),
        ("ALARM()", "ALARM takes the name"),
        ("ALARM a", "expected ("),
        ("ALARM(a) ALARM(b)", "expected the end, not ALARM"),
        ("ALARM(a) AND", "expected a function, not the end"),
        ("ALERT(a)", "no function ALERT"),
        ("(" * 99 + "TRUE" + ")" * 99, "nested deeper"),
        (" OR ".join(f"ALARM(a{n})" for n in range(101)), "at most 100 alarms"),
        ("TRUE OR " * 2000 + "TRUE", "at most 10240 characters"),
    ],
)
def test_what_is_wrong_is_said(rule: str, says: str) -> None:
    with pytest.raises(RuleError, match=re.escape(says)):
        parse(rule)


WORDS = """ALARM OK NOT AND OR TRUE FALSE ( ) a "b" 'c' " ALARM(a)"""
words = st.sampled_from(WORDS.split())


@given(st.lists(words, max_size=10).map(" ".join) | st.text(max_size=30))
def test_nothing_but_its_own_error_comes_out(rule: str) -> None:
    with contextlib.suppress(RuleError):
        holds(parse(rule), lambda _: "OK")


def composite(name: str, rule: str) -> CompositeAlarm:
    return CompositeAlarm(AlarmId("eu-west-1", name), "", State.OK, "", 0, 0, parse(rule))


def test_composites_of_composites_come_after_them_and_circles_are_left_out() -> None:
    alarms = [
        composite("top", "ALARM(middle)"),
        composite("middle", "ALARM(low) OR ALARM(metric)"),
        composite("low", "ALARM(metric)"),
        composite("hen", "ALARM(egg)"),
        composite("egg", "ALARM(hen)"),
    ]
    assert [alarm.id.name for alarm in in_order(alarms)] == ["low", "middle", "top"]
