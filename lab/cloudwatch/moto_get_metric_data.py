"""GetMetricData reads the lab's store, with all of CloudWatch's statistics and metric math.

A period that is not over yet is answered with what was measured so far, as AWS does. A
period in which nothing was measured has no data point.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from lab.cloudwatch import requests
from lab.cloudwatch.expressions.values import Timeline
from lab.cloudwatch.moto_times import moment, seconds
from lab.cloudwatch.pages import MOST_DATAPOINTS, BadToken, PagedResult, page
from lab.cloudwatch.queries import QueryError, run

if TYPE_CHECKING:
    from lab.control import Control


def patch(control: Control) -> None:
    """Answer GetMetricData from the store."""

    def get_metric_data(self: CloudWatchResponse) -> ActionResult:
        asked = self._get_params()
        timeline = _timeline(asked, control.clock.now())
        try:
            queries = requests.queries(self.region, asked.get("MetricDataQueries") or [])
            results = run(queries, timeline, control.metrics.read)
            found = page(
                results,
                descending=(asked.get("ScanBy") or "TimestampDescending") == "TimestampDescending",
                limit=_limit(asked),
                token=asked.get("NextToken"),
            )
        except BadToken as error:
            raise ValidationError(f"Request parameter NextToken is invalid: {error}") from None
        except QueryError as error:
            raise ValidationError(str(error)) from None
        return ActionResult(
            {
                "MetricDataResults": [_result(result) for result in found.results],
                "NextToken": found.next_token,
                "Messages": [],
            }
        )

    CloudWatchResponse.get_metric_data = get_metric_data


def _timeline(asked: dict[str, Any], now: float) -> Timeline:
    for name in ("StartTime", "EndTime"):
        if asked.get(name) is None:
            raise ValidationError(f"The parameter {name} is required.\n")
    start, end = int(seconds(asked["StartTime"])), int(seconds(asked["EndTime"]))
    if start > end:
        raise ValidationError("The parameter EndTime must be greater than StartTime.")
    if start == end:
        raise ValidationError("The parameter StartTime must not equal parameter EndTime.")
    return Timeline(start, end, now=math.ceil(now))


def _limit(asked: dict[str, Any]) -> int:
    limit = asked.get("MaxDatapoints")
    if limit is None:
        return MOST_DATAPOINTS
    if not 1 <= int(limit) <= MOST_DATAPOINTS:
        raise ValidationError(
            f"The value {limit} for parameter MaxDatapoints is invalid: it must be between 1 "
            f"and {MOST_DATAPOINTS}."
        )
    return int(limit)


def _result(result: PagedResult) -> dict[str, Any]:
    return {
        "Id": result.id,
        "Label": result.label,
        "Timestamps": [moment(at) for at, _ in result.points],
        "Values": [value for _, value in result.points],
        "StatusCode": result.status,
    }
