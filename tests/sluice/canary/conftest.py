"""Fixtures of the tests of moves: the judge of one rule."""

from __future__ import annotations

import pytest

from sluice.canary.advance import metrics, preparing
from tests.sluice.canary import scripted_judge


@pytest.fixture
def one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "fold", scripted_judge.fold)
    monkeypatch.setattr(metrics, "judge", scripted_judge.judge)
    monkeypatch.setattr(preparing, "Evidence", scripted_judge.ScriptedEvidence)
