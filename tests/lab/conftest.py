"""Marks what runs tasks, load balancers or databases for real: seconds each, minutes in all."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
# Fixtures that start such a lab, or a database.
_FIXTURES = {
    "deployed",
    "_balanced_lab",
    "_ecs_lab",
    "_postgres",
    "_shared_lab",
    "databases",
    "ecs_lab",
}
# Tests that start and end labs of their own.
_FILES = {
    _HERE / "alb" / "test_process.py",
    _HERE / "ecs" / "test_ends.py",
    _HERE / "rds" / "test_part.py",
    _HERE / "saved" / "test_round_trip.py",
    _HERE / "rehearsal" / "test_faults.py",
    _HERE / "rehearsal" / "test_percentiles.py",
    _HERE / "rehearsal" / "test_service.py",
    _HERE / "test_instance.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path in _FILES or _FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.lab)
