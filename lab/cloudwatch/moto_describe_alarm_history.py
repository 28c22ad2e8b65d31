"""DescribeAlarmHistory, which moto does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from lab.cloudwatch.alarms import history
from lab.cloudwatch.moto_times import moment, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_RECORDS = 100


def patch() -> None:
    """Add DescribeAlarmHistory: of the alarms that still exist."""

    def describe_alarm_history(self: CloudWatchResponse) -> ActionResult:
        asked = self._get_params()
        types = asked.get("AlarmTypes") or ["MetricAlarm"]
        found = [
            item
            for alarm in self.cloudwatch_backend.alarms.values()
            if asked.get("AlarmName") in (None, alarm.name)
            for item in history.items(alarm)
            if _fits(item, asked) and (asked.get("AlarmName") or item.alarm_type in types)
        ]
        descending = (asked.get("ScanBy") or "TimestampDescending") == "TimestampDescending"
        found.sort(key=lambda item: item.at, reverse=descending)
        token = asked.get("NextToken") or "0"
        if not token.isdecimal():
            raise ValidationError("Request parameter NextToken is invalid")
        end = int(token) + int(asked.get("MaxRecords") or _MOST_RECORDS)
        return ActionResult(
            {
                "AlarmHistoryItems": [_item(item) for item in found[int(token) : end]],
                "NextToken": str(end) if end < len(found) else None,
            }
        )

    CloudWatchResponse.describe_alarm_history = describe_alarm_history


def _fits(item: history.Item, asked: Mapping[str, Any]) -> bool:
    start, end = asked.get("StartDate"), asked.get("EndDate")
    return (
        asked.get("HistoryItemType") in (None, item.type)
        and (start is None or item.at >= seconds(start))
        and (end is None or item.at <= seconds(end))
    )


def _item(item: history.Item) -> dict[str, Any]:
    return {
        "AlarmName": item.alarm_name,
        "AlarmType": item.alarm_type,
        "Timestamp": moment(item.at),
        "HistoryItemType": item.type,
        "HistorySummary": item.summary,
        "HistoryData": item.data,
    }
