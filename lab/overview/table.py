"""The state of a lab as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

_STYLES = {
    "healthy": "green",
    "available": "green",
    "RUNNING": "green",
    "OK": "green",
    "COMPLETED": "green",
    "unhealthy": "bold red",
    "failed": "bold red",
    "ALARM": "bold red",
    "FAILED": "bold red",
    "INSUFFICIENT_DATA": "yellow",
    "draining": "yellow",
    "initial": "yellow",
    "IN_PROGRESS": "yellow",
}


def render(document: Mapping[str, Any]) -> RenderableType:
    """Return the tables of what `/_lab/status` answered; parts that do not run are left out."""
    parts = document["parts"]
    head = Text(f"lab at {document['endpoint']}, account {document['account']}, ")
    head.append(str(document["time"]))
    tables = [
        table
        for name, rows in _TABLES.items()
        if name in parts
        for table in rows(parts[name])
        if table.row_count
    ]
    return Group(head, *tables)


def _state(value: str | None) -> Text:
    return Text(value or "-", style=_STYLES.get(value or "", ""))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in columns[:-1]:
        table.add_column(
            column, justify="right" if column.startswith("#") else "left", no_wrap=True
        )
    # The last column gives way first where the terminal is narrow.
    table.add_column(columns[-1], justify="right" if columns[-1].startswith("#") else "left")
    return table


def _one_line(text: str | None) -> Text:
    return Text(text or "", no_wrap=True, overflow="ellipsis")


def _load_balancers(part: Mapping[str, Any]) -> Iterator[Table]:
    names = {group["arn"]: group["name"] for group in part["target_groups"]}
    rules = _table("listeners", "load balancer", "listener", "reached at", "rule", "sends to")
    for balancer in part["load_balancers"]:
        for listener in balancer["listeners"]:
            for rule in listener["rules"]:
                weights = ", ".join(
                    f"{names.get(arn, arn)} {weight}" for arn, weight in rule["weights"].items()
                )
                rules.add_row(
                    _host(balancer),
                    f"{listener['protocol']} {listener['port']}",
                    f"127.0.0.1:{listener['loopback_port']}",
                    str(rule["priority"]),
                    _one_line(weights or rule["action"]),
                )
    yield rules
    targets = _table("targets", "target group", "#requests/s", "target", "state", "reason")
    for group in part["target_groups"]:
        rate = f"{group['requests_per_second']:.1f}"
        for target in group["targets"] or [None]:
            targets.add_row(
                group["name"],
                rate,
                f"{target['address']}:{target['port']}" if target else "none",
                _state(target["state"]) if target else _state(None),
                _one_line(target["reason"] if target else None),
            )
    yield targets


def _host(balancer: Mapping[str, Any]) -> str:
    """Return the name that people use, where a record leads to the load balancer."""
    own = [host for host in balancer["hosts"] if not host.endswith(".amazonaws.com")]
    return str(own[0] if own else balancer["dns_name"])


def _tasks(part: Mapping[str, Any]) -> Iterator[Table]:
    services = _table("services", "service", "#desired", "#running", "#pending", "rollout", "event")
    for service in part["services"]:
        rollout = service["deployments"][0]["rollout_state"] if service["deployments"] else None
        services.add_row(
            service["name"],
            *(str(service[name]) for name in ("desired", "running", "pending")),
            _state(rollout),
            _one_line(service["last_event"]),
        )
    yield services
    tasks = _table("tasks", "task", "of", "version", "status", "port", "pid")
    for task in part["tasks"]:
        tasks.add_row(
            task["id"][:8],
            task["group"],
            ", ".join(task["versions"]),
            _state(task["status"]),
            ", ".join(map(str, task["ports"])),
            ", ".join(map(str, task["pids"])),
        )
    yield tasks


def _databases(part: Mapping[str, Any]) -> Iterator[Table]:
    table = _table("databases", "instance", "reached at", "role", "zone", "status", "#connections")
    for instance in part["instances"]:
        table.add_row(
            instance["identifier"],
            f"{instance['address']}:{instance['port']}",
            instance["role"],
            instance["zone"],
            _state(instance["status"]),
            str(instance["connections"]),
        )
    yield table


def _alarms(part: Mapping[str, Any]) -> Iterator[Table]:
    table = _table("alarms", "alarm", "state", "since", "reason")
    for alarm in part["alarms"]:
        since = alarm["since"].partition(".")[0]
        table.add_row(alarm["name"], _state(alarm["state"]), since, _one_line(alarm["reason"]))
    yield table


def _faults(part: Mapping[str, Any]) -> Iterator[Table]:
    table = _table("faults in force", "fault", "#age", "#hits")
    for fault in part["faults"]:
        table.add_row(fault["id"], f"{fault['age_seconds']:.0f} s", str(fault["hits"]))
    yield table


_TABLES = {
    "alb": _load_balancers,
    "ecs": _tasks,
    "rds": _databases,
    "cloudwatch": _alarms,
    "faults": _faults,
}
