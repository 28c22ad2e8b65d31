"""Tasks are known for an hour after their end."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from lab.ecs import moto_values
from lab.ecs.scheduler import take_round

if TYPE_CHECKING:
    import pytest


def _after(seconds: float, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    tasks: dict[str, Any] = {
        "old": SimpleNamespace(ended=True, stopped_at=datetime.fromtimestamp(1000, UTC))
    }
    backend = SimpleNamespace(services={}, clusters={}, tasks={"c": tasks})
    monkeypatch.setattr(moto_values, "ecs_backends", lambda _: [backend])
    clock = SimpleNamespace(now=lambda: 1000 + seconds, utc=lambda: datetime.now(UTC))
    control: Any = SimpleNamespace(account="1", clock=clock)
    assert take_round(control, {}) == []
    return tasks


def test_a_stopped_task_is_known_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _after(3599, monkeypatch)
    assert not _after(3601, monkeypatch)
