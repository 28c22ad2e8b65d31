"""RDS gives back how Performance Insights and Database Insights are set on an instance.

Moto loses the four settings, so that every plan turns them on again.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from moto.rds.models import DBInstance

_FREE_RETENTION_DAYS = 7


def close() -> None:
    """Keep the settings; a modification sets the attributes by itself."""
    create = DBInstance.__init__

    @wraps(create)
    def create_with_insights(self: DBInstance, *args: Any, **kwargs: Any) -> None:
        self.enable_performance_insights = kwargs.get("enable_performance_insights", False)
        self._insights_retention_days = None
        self.performance_insights_kms_key_id = kwargs.get("performance_insights_kms_key_id")
        self.performance_insights_retention_period = kwargs.get(
            "performance_insights_retention_period"
        )
        self.database_insights_mode = kwargs.get("database_insights_mode", "standard")
        create(self, *args, **kwargs)

    DBInstance.__init__ = create_with_insights
    DBInstance.performance_insights_enabled = property(
        lambda self: self.enable_performance_insights
    )
    DBInstance.performance_insights_retention_period = property(
        _retention_days, lambda self, days: setattr(self, "_insights_retention_days", days)
    )


def _retention_days(instance: DBInstance) -> int | None:
    if not instance.enable_performance_insights:
        return None
    return instance._insights_retention_days or _FREE_RETENTION_DAYS
