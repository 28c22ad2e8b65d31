"""Filter patterns, with the examples of AWS's user guide."""

from __future__ import annotations

import contextlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.logs.comparison import PatternError
from lab.logs.patterns import parse

EVENT = json.dumps(
    {
        "eventType": "UpdateTrail",
        "sourceIPAddress": "111.111.111.111",
        "arrayKey": ["value", "another value"],
        "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
        "SomeObject": None,
        "ThisFlag": True,
        "one": 1,
        "latency": 501.5,
        "errorCode": 400,
        "text": "400",
        "user": {"id": 1, "email": "John.Stiles@example.com"},
        "users": [{"id": 2, "email": "John.Doe@example.com"}],
        "actions": ["GET", "PUT", "DELETE"],
        "coordinates": [[0, 1, 2], [4, 5, 6]],
    }
)
ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


def matches(pattern: str, message: str) -> bool:
    return parse(pattern).match(message) is not None


@pytest.mark.parametrize(
    ("pattern", "message", "expected"),
    [
        ("", "anything", True),
        ("ERROR", "[ERROR] A fatal exception has occurred", True),
        ("ERROR", "Exiting with ERRORCODE: -1", True),
        ("error", "ERROR", False),
        ('"ERROR" -"Exiting"', "Exiting with ERRORCODE: -1", False),
        ("ERROR Exception", "[ERROR] Unhandled Exception", True),
        ("ERROR Exception", "[ERROR] nothing", False),
        ('"Failed to process"', "[WARN] Failed to process the request", True),
        ('"Failed to process"', "process Failed to", False),
        ('"say \\"hi\\""', 'they say "hi"', True),
        ("?ERROR ?WARN", "WARN message", True),
        ("?ERROR ?WARN", "INFO message", False),
        ("ERROR -WARN", "ERROR message", True),
        ("ERROR -WARN", "ERROR WARN message", False),
        ("-WARN", "INFO", True),
    ],
)
def test_terms(pattern: str, message: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert matches(pattern, message) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('$.eventType = "UpdateTrail"', True),
        ("$.eventType = UpdateTrail", True),
        ("$.eventType = Update*", True),
        ("$.eventType = *Trail", True),
        ('$.eventType = "*date*"', True),
        ("$.eventType = Up*Trail", False),
        ("$.sourceIPAddress != 123.123.*", True),
        ("$.sourceIPAddress != 111.111.*", False),
        ('$.arrayKey[0] = "value"', True),
        ("$.coordinates[1][0] = 4", True),
        ("$.arrayKey[7] = value", False),
        ("$.objectList[1].id = 2", True),
        ("$.SomeObject IS NULL", True),
        ("$.eventType IS NULL", False),
        ("$.SomeOtherObject NOT EXISTS", True),
        ("$.SomeObject NOT EXISTS", False),
        ("$.ThisFlag IS TRUE", True),
        ("$.ThisFlag IS FALSE", False),
        ("$.one IS TRUE", False),
        ("$.latency = *", True),
        ("$.latency >= 500", True),
        ("$.latency < 5e2", False),
        ("$.latency > +501", True),
        ("$.errorCode = 400", True),
        ("$.errorCode != 4.0e2", False),
        ("$.errorCode <= 55.5", False),
        ("$.eventType > 1", False),
        # An array, an object, and what is not there compare with nothing.
        ("$.users = 1", False),
        ("$.users != 1", False),
        ("$.nothing != 1", False),
        ('($.user.id = 1) && ($.users[0].email = "John.Doe@example.com")', True),
        ('($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET"', False),
        (
            '$.user.email = "John.Stiles@example.com" || $.latency = 1 && $.actions[2] = nomatch',
            True,
        ),
        (
            '($.user.email = "John.Stiles@example.com" || $.latency = 1) && $.actions[2] = nomatch',
            False,
        ),
    ],
)
def test_json(condition: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert matches(f"{{ {condition} }}", EVENT) is expected


def test_what_is_no_json_matches_no_pattern_for_json() -> None:
    assert not matches("{ $.x NOT EXISTS }", "plain text")
    assert matches("{ $.x NOT EXISTS }", "{}")


@pytest.mark.parametrize(
    ("pattern", "message", "expected"),
    [
        ("[ip, user, username, timestamp, request, status_code, bytes]", ACCESS, True),
        ("[ip, user, username, timestamp, request, status_code]", ACCESS, False),
        ("[ip, user, username, timestamp, request, status, bytes > 1000]", ACCESS, True),
        ("[ip, user, username, timestamp, request, status = 200, bytes]", ACCESS, False),
        ("[..., request = *html*, status_code = 4*, bytes]", ACCESS, True),
        ("[..., request=*.html*, status_code=4*,]", ACCESS, True),
        ("[..., status = 4* && status != 404, bytes]", ACCESS, False),
        ("[ip, ..., bytes < 1000]", ACCESS, False),
        ("[ip=127.0.0.1, user, ...]", ACCESS, True),
        ('[..., request = "GET /index.html HTTP/1.0", status, bytes]', ACCESS, True),
        ("[w1=ERROR, w2]", "ERROR message", True),
        ("[w1=ERROR, w2]", "ERROR WARN message", False),
        ("[w1=ERROR || w1=WARN, w2]", "WARN message", True),
        ("[w1=ERROR || w1=WARN, w2]", "INFO message", False),
    ],
)
def test_fields(pattern: str, message: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert matches(pattern, message) is expected


def test_what_references_stand_for() -> None:
    found = parse("[..., request=*.html*, status_code=4*,]").match(ACCESS)
    assert found is not None
    references = ("$status_code", "$request", "$7", "$4", "$1", "$9")
    assert [found(reference) for reference in references] == [
        "404",
        "GET /index.html HTTP/1.0",
        "1534",
        "10/Oct/2000:13:25:15 -0700",
        "127.0.0.1",
        None,
    ]
    event = parse("{ $.latency = * }").match(EVENT)
    assert event is not None
    assert (event("$.latency"), event("$.user.id"), event("$.users")) == ("501.5", "1", None)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("status=500", "a term like 'status=500' must stand in double quotes"),
        ('"open', "must stand in double quotes"),
        ("%re%", "the lab cannot do regular expressions"),
        ("{ $.x = ", "stands in braces"),
        ("{ $.x }", "expected word, not the end"),
        ("{ $.x LIKES 1 }", "expected a comparison, IS or NOT EXISTS"),
        ("{ $.x IS 5 }", "IS takes NULL, TRUE or FALSE"),
        ("{ $.x > abc }", "> takes a number, not 'abc'"),
        ("{ ($.x = 1 }", "expected )"),
        ("{ $.x = 1 $.y = 2 }", "expected end"),
        ("{" + "(" * 99 + "$.x = 1" + ")" * 99 + "}", "nested deeper"),
        ("[a", "stands in brackets"),
        ("[a, ..., b, ...]", "only one ..."),
        ('[a = "x]', "a quote does not end"),
        ("[a > b]", "> takes a number, not 'b'"),
        ("[a = 1 || b = 2]", "a field has one name"),
        ("[a = 1 2]", "expected && or ||"),
    ],
)
def test_what_is_wrong_is_said(pattern: str, says: str) -> None:
    with pytest.raises(PatternError, match=re.escape(says)):
        parse(pattern)


PIECES = '{ } [ ] ( ) $.a $ = != < > && || , ... a b* "c" " 5 IS NULL NOT EXISTS - ? {$.a [a=1'
pieces = st.sampled_from(PIECES.split())


@given(st.lists(pieces, max_size=9).map(" ".join) | st.text(max_size=30), st.text(max_size=30))
def test_nothing_but_its_own_error_comes_out(pattern: str, message: str) -> None:
    with contextlib.suppress(PatternError):
        found = parse(pattern)
        for text in (message, EVENT, ACCESS):
            found.match(text)
