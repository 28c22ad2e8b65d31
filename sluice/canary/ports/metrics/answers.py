"""Asks GetMetricData, through all of its pages, and says what time AWS has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from sluice.canary.ports.reading import Unclear

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.aws import Clients

MOST_QUERIES = 500
"""GetMetricData takes so many in one call."""

_COMPLETE = "Complete"


@dataclass
class Series:
    """One query's values by the start of their period, in seconds since the epoch.

    Attributes:
        partial: AWS says that some values are missing.
    """

    values: dict[int, float] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True)
class Answer:
    """What CloudWatch said.

    Attributes:
        now: AWS's time when the first page was made, in seconds since the epoch.
        series: by the queries' ids; one that AWS does not tell of has no values.
    """

    now: float
    series: Mapping[str, Series]


def ask(clients: Clients, queries: Sequence[Mapping[str, Any]], *, start: int, end: int) -> Answer:
    """Ask for all values of some queries from `start` until `end`, seconds since the epoch.

    Raises:
        Unclear: the answer does not say what time it is.
        BotoCoreError, ClientError: no answer; throttled all through botocore's attempts.
    """
    request: dict[str, Any] = {
        "MetricDataQueries": list(queries),
        "StartTime": datetime.fromtimestamp(start, UTC),
        "EndTime": datetime.fromtimestamp(end, UTC),
        "ScanBy": "TimestampAscending",
    }
    series: dict[str, Series] = {str(query["Id"]): Series() for query in queries}
    now: float | None = None
    while True:
        page = clients("cloudwatch").get_metric_data(**request)
        if now is None:
            now = _date(page)
        for result in page["MetricDataResults"]:
            one = series[result["Id"]]
            # On all pages but the last a series is partial as a matter of course.
            one.partial = result.get("StatusCode", _COMPLETE) != _COMPLETE
            for at, value in zip(result["Timestamps"], result["Values"], strict=True):
                one.values[int(at.timestamp())] = float(value)
        if not page.get("NextToken"):
            return Answer(now, series)
        request["NextToken"] = page["NextToken"]


def _date(page: Mapping[str, Any]) -> float:
    text = page["ResponseMetadata"]["HTTPHeaders"].get("date")
    if text is None:
        raise Unclear("the answer does not say what time it is")
    return parsedate_to_datetime(text).timestamp()
