"""Sticky cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.alb.cookies import Jar

if TYPE_CHECKING:
    import pytest

JAR = Jar(b"key")


def value(cookie: str) -> str:
    return cookie.partition(";")[0]


def test_what_was_made_is_read_among_others() -> None:
    made, cors = JAR.make("AWSALBTG", "arn:group", 60, secure=True)
    assert JAR.read("AWSALBTG", [f"a=1; {value(made)}; b=2"]) == "arn:group"
    assert JAR.read("AWSALBTGCORS", [value(cors)]) == "arn:group"
    assert cors.endswith("; SameSite=None; Secure")


def test_a_choice_can_neither_be_made_up_nor_be_read() -> None:
    made = value(JAR.make("AWSALB", "target", 60, secure=False)[0])
    assert Jar(b"other").read("AWSALB", [made]) is None
    for broken in ("AWSALB=", "AWSALB=!", "AWSALB=AAAA", made[:-8]):
        assert JAR.read("AWSALB", [broken]) is None


def test_a_choice_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = value(JAR.make("AWSALB", "target", 60, secure=False)[0])
    from lab.alb import cookies

    now = cookies.time.time()
    monkeypatch.setattr(cookies.time, "time", lambda: now + 61)
    assert JAR.read("AWSALB", [made]) is None
