"""Errors while a plan is in memory show no value of it."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from sluice.change.mask.document import Redactor
from sluice.change.mask.guard import PlanNotJudged, guarded
from sluice.change.model.errors import GateBlind

SECRETS = Redactor(["hunter2hunter2"])


def _raised(error: BaseException) -> BaseException:
    with pytest.raises(type(error) if isinstance(error, GateBlind) else PlanNotJudged) as caught:
        _guard(error)
    return caught.value


def _guard(error: BaseException) -> None:
    with guarded(SECRETS):
        raise error


def test_a_refusal_stays_what_it_is_without_the_secret() -> None:
    found = _raised(GateBlind("blind on hunter2hunter2"))
    assert str(found) == "blind on (sensitive)"
    assert isinstance(found, GateBlind)
    assert found.exit_code == 13


def test_a_fault_of_the_program_is_one_sentence_with_its_line() -> None:
    found = _raised(KeyError("hunter2hunter2"))
    assert "KeyError: '(sensitive)'" in str(found)
    assert f"{Path(__file__).name}, line " in str(found)
    assert "hunter2" not in "".join(traceback.format_exception(found))


def test_ctrl_c_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        _guard(KeyboardInterrupt())
