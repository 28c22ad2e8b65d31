"""One page that shows an environment: who gets the traffic, how it fares, what is short."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from constructs import Construct

from webservice.edge.target_group import COLOURS
from webservice.watch.metrics import (
    Metric,
    blocked_requests,
    of_database,
    of_load_balancer,
    of_service,
    of_target_group,
    running_tasks,
)

if TYPE_CHECKING:
    from webservice.compute.cluster import Cluster
    from webservice.compute.service import Service
    from webservice.data.database import Database
    from webservice.edge.firewall import Firewall
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.settings import RollbackCriteria
    from webservice.watch.alarms import Alarms

# CloudWatch's grid has 24 columns.
_COLUMNS = 24
_WIDGET_HEIGHT = 6
_STATUS_HEIGHT = 4
_PERIOD_SECONDS = 60
_PERCENTILES = ("p50", "p95", "p99")
_MS_PER_SECOND = 1000

Widget = dict[str, Any]


class Dashboard(Construct):
    """A CloudWatch dashboard with the alarms on top, then traffic, tasks and database."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        region: str,
        rollback: RollbackCriteria,
        load_balancer: LoadBalancer,
        service: Service,
        cluster: Cluster,
        database: Database,
        firewall: Firewall,
        alarms: Alarms,
    ) -> None:
        """Create the dashboard.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the dashboard's name.
            region: where the metrics are.
            rollback: the limits, drawn as lines.
            load_balancer: shown by colour.
            service: shown by colour.
            cluster: where the service runs.
            database: shown with its replica where it has one.
            firewall: shown.
            alarms: shown by state.
        """
        super().__init__(scope, id_)
        self.name = prefix
        rows = (
            [_alarm_status(alarms)],
            [
                _graph("Requests per minute", _by_colour(load_balancer, "RequestCount", "Sum")),
                _graph("Share of requests (percent)", _shares(load_balancer), stacked=True),
                _graph(
                    "5XX per minute",
                    [
                        *_by_colour(load_balancer, "HTTPCode_Target_5XX_Count", "Sum"),
                        _line(
                            of_load_balancer(load_balancer, "HTTPCode_ELB_5XX_Count", "Sum"),
                            "load balancer itself",
                        ),
                    ],
                ),
            ],
            [
                *(_latency(load_balancer, colour, rollback) for colour in COLOURS),
                _graph("Healthy hosts", _by_colour(load_balancer, "HealthyHostCount", "Minimum")),
            ],
            [
                *(
                    _graph(
                        title,
                        [
                            _line(of_service(cluster, service, colour, metric), colour)
                            for colour in COLOURS
                        ],
                    )
                    for title, metric in (
                        ("ECS CPU (percent)", "CPUUtilization"),
                        ("ECS memory (percent)", "MemoryUtilization"),
                    )
                ),
                _graph(
                    "Running tasks",
                    [_line(running_tasks(cluster, service, colour), colour) for colour in COLOURS],
                ),
            ],
            [
                _graph(title, [_line(of_database(database.identifier, metric), "primary")])
                for title, metric in (
                    ("Database CPU (percent)", "CPUUtilization"),
                    ("Database connections", "DatabaseConnections"),
                    ("Database free storage (bytes)", "FreeStorageSpace"),
                )
            ],
            [
                *_replica_lag(database),
                _graph(
                    "Requests blocked by the firewall per minute",
                    [_line(blocked_requests(firewall, region), "blocked")],
                ),
            ],
        )
        CloudwatchDashboard(
            self,
            "dashboard",
            dashboard_name=self.name,
            dashboard_body=json.dumps({"widgets": _placed(rows, region)}, sort_keys=True),
        )


def _placed(rows: tuple[list[Widget], ...], region: str) -> list[Widget]:
    """Return the widgets with their place on the grid, each row in equal parts."""
    placed: list[Widget] = []
    y = 0
    for row in rows:
        width = _COLUMNS // len(row)
        for number, widget in enumerate(row):
            properties = widget["properties"]
            if widget["type"] == "metric":
                properties = {**properties, "region": region}
            placed.append(
                {**widget, "properties": properties, "x": number * width, "y": y, "width": width}
            )
        y += max(widget["height"] for widget in row)
    return placed


def _alarm_status(alarms: Alarms) -> Widget:
    return {
        "type": "alarm",
        "height": _STATUS_HEIGHT,
        "properties": {"title": "Alarms", "alarms": list(alarms.arns)},
    }


def _graph(
    title: str, lines: list[list[Any]], *, stacked: bool = False, limit: float | None = None
) -> Widget:
    properties: dict[str, Any] = {
        "title": title,
        "metrics": lines,
        "period": _PERIOD_SECONDS,
        "stacked": stacked,
        "view": "timeSeries",
        "yAxis": {"left": {"min": 0}},
    }
    if limit is not None:
        properties["annotations"] = {"horizontal": [{"label": "roll back", "value": limit}]}
    return {"type": "metric", "height": _WIDGET_HEIGHT, "properties": properties}


def _line(metric: Metric, label: str, **options: Any) -> list[Any]:
    """Return the metric as CloudWatch's dashboards write it: one flat list."""
    dimensions = [text for pair in metric.dimensions.items() for text in pair]
    return [
        metric.namespace,
        metric.name,
        *dimensions,
        {"label": label, "stat": metric.statistic, **options},
    ]


def _by_colour(load_balancer: LoadBalancer, name: str, statistic: str) -> list[list[Any]]:
    return [
        _line(of_target_group(load_balancer, colour, name, statistic), colour) for colour in COLOURS
    ]


def _shares(load_balancer: LoadBalancer) -> list[list[Any]]:
    """Return what the weights came to: each colour's part of the requests really served."""
    total = " + ".join(f"FILL({colour}, 0)" for colour in COLOURS)
    hidden = [
        _line(
            of_target_group(load_balancer, colour, "RequestCount", "Sum"),
            colour,
            id=colour,
            visible=False,
        )
        for colour in COLOURS
    ]
    shown = [
        [
            {
                "id": f"share_{colour}",
                "expression": f"100 * FILL({colour}, 0) / ({total})",
                "label": colour,
            }
        ]
        for colour in COLOURS
    ]
    return [*hidden, *shown]


def _latency(load_balancer: LoadBalancer, colour: str, rollback: RollbackCriteria) -> Widget:
    lines = [
        _line(of_target_group(load_balancer, colour, "TargetResponseTime", statistic), statistic)
        for statistic in _PERCENTILES
    ]
    limit = rollback.p95_latency_ms / _MS_PER_SECOND
    return _graph(f"Latency of {colour} (seconds)", lines, limit=limit)


def _replica_lag(database: Database) -> list[Widget]:
    if database.replica_identifier is None:
        return []
    lag = of_database(database.replica_identifier, "ReplicaLag", "Maximum")
    return [_graph("Replica lag (seconds)", [_line(lag, "replica")])]
