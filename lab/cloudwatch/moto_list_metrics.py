"""ListMetrics tells what the lab's store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import InvalidParameterValue
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.cloudwatch.store import MetricKey
    from lab.control import Control

_PAGE = 500


def close(control: Control) -> None:
    """Answer ListMetrics from the store."""

    def list_metrics(self: CloudWatchResponse) -> ActionResult:
        asked = self._get_params()
        found = sorted(
            (key for key in control.metrics.keys() if _fits(key, self.region, asked)),  # noqa: SIM118 - no dict
            key=lambda key: (key.namespace, key.name, sorted(key.dimensions)),
        )
        token = asked.get("NextToken") or "0"
        if not token.isdecimal() or int(token) > len(found):
            raise InvalidParameterValue("Request parameter NextToken is invalid")
        start = int(token)
        end = start + _PAGE
        return ActionResult(
            {
                "Metrics": [_metric(key) for key in found[start:end]],
                "NextToken": str(end) if end < len(found) else None,
            }
        )

    CloudWatchResponse.list_metrics = list_metrics


def _fits(key: MetricKey, region: str, asked: Mapping[str, Any]) -> bool:
    dimensions = dict(key.dimensions)
    return (
        key.region == region
        and asked.get("Namespace") in (None, key.namespace)
        and asked.get("MetricName") in (None, key.name)
        and all(
            d["Name"] in dimensions and d.get("Value") in (None, dimensions[d["Name"]])
            for d in asked.get("Dimensions") or ()
        )
    )


def _metric(key: MetricKey) -> dict[str, Any]:
    return {
        "Namespace": key.namespace,
        "MetricName": key.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in sorted(key.dimensions)],
    }
