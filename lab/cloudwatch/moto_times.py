"""Moto's times: UTC, and mostly without saying so."""

from __future__ import annotations

from datetime import UTC, datetime


def seconds(moment: datetime) -> float:
    """Return seconds since the epoch."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp()


def moment(seconds: float) -> datetime:
    """Return the time as moto's models hold it."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
