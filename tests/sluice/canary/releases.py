"""Releases to start tests from."""

from __future__ import annotations

from typing import Any

from sluice.canary.model.actions import SetWeights
from sluice.canary.model.plan import Criteria, Plan, Step
from sluice.canary.model.release import Release
from tests.sluice.canary.fake_world import OLD, OLDER, T0

STEPS = tuple(
    Step(weight_percent=percent, bake_seconds=bake)
    for percent, bake in ((5, 600), (10, 600), (25, 600), (50, 600), (100, 600))
)


def plan(**changes: Any) -> Plan:
    return Plan(**{"steps": STEPS, "criteria": Criteria(), "migrate": True, **changes})


def release(**changes: Any) -> Release:
    weights = SetWeights(blue=100, green=0)
    return Release(
        **{
            "id": "20270115T080000Z-3f2a",
            "environment": "stage",
            "service": "web",
            "image": "repository@sha256:" + "a" * 64,
            "version": 1,
            "events": 1,
            "started_at": T0,
            "plan": plan(),
            "canary": "green",
            "live_weights": weights,
            "weights": weights,
            "desired_count": 2,
            "min_count": 2,
            "max_count": 4,
            "live_task_definition_arn": OLD,
            "previous_task_definition_arn": OLDER,
            "phase_since": T0,
            "wake_at": T0,
            "metrics_until": int(T0),
            **changes,
        }
    )
