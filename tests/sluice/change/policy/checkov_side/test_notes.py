"""What Checkov keeps to itself, told."""

from __future__ import annotations

import logging
from concurrent.futures import wait

import pytest

from sluice.change.policy.checkov_side import notes


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> notes.Notes:
    fresh = notes.Notes()
    fresh.begin("dev", "plan")
    monkeypatch.setattr(notes, "NOTES", fresh)
    return fresh


def _raising() -> None:
    raise KeyError("hunter2-the-password")


def test_what_a_thread_of_a_pool_raises_is_noted_with_the_rule(page: notes.Notes) -> None:
    page.rule = "CKV2_AWS_1"
    with notes.InTurn(max_workers=3) as pool:
        wait([pool.submit(_raising)])  # as Checkov does, which asks for no result
    (crash,) = page.crashes
    assert crash.startswith(
        "CKV2_AWS_1 crashed on a block of dev (plan): KeyError in test_notes.py"
    )


def test_what_does_not_raise_is_done_at_once_and_noted_nowhere(page: notes.Notes) -> None:
    with notes.InTurn() as pool:
        assert pool.submit(lambda: 5).result() == 5
        assert list(pool.map(str, [1, 2])) == ["1", "2"]
    assert page.crashes == []


def test_the_text_of_what_was_raised_is_not_told_since_it_may_quote_a_secret(
    page: notes.Notes,
) -> None:
    with notes.InTurn() as pool:
        pool.submit(_raising)
    assert "hunter2" not in page.crashes[0]
    assert "No module named 'x'" in notes.told(ImportError("No module named 'x'"))


def test_warnings_and_errors_are_heard_and_chatter_is_not() -> None:
    noise = notes.Noise()
    logger = logging.getLogger("tests.checkov")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(noise)
    logger.info("loading")
    logger.warning("Failed to parse %s", "x.yaml")
    try:
        _raising()
    except KeyError:
        logger.exception("Cannot load")
    logger.removeHandler(noise)
    assert noise.heard[0] == "Failed to parse x.yaml"
    assert noise.heard[1].startswith("Cannot load: KeyError in test_notes.py, line ")
    assert len(noise.heard) == 2
