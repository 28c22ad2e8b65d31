"""Bad changes: each stack may be as good as before, what the plan does is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.bad_stacks.draft import Bad, Draft

if TYPE_CHECKING:
    from collections.abc import Callable

_DATABASE = "database/instance"


def _no_alarms(draft: Draft) -> None:
    for kind in ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        draft.document["resource"].pop(kind)


def _bad(stack: str, what: str, change: Callable[[Draft], object], *replaced: str) -> Bad:
    return Bad(stack, what, change, replaced, planned=True)


BAD = (
    _bad(
        "stage",
        "replaces the database",
        lambda d: d.set(_DATABASE, identifier="web-stage-2"),
        _DATABASE,
    ),
    _bad("stage", "destroys the database", lambda d: d.remove(_DATABASE)),
    _bad("prod", "destroys the replica", lambda d: d.remove("database/replica/instance")),
    _bad(
        "prod",
        "ends the copies of backups",
        lambda d: d.remove("database/backup-replication/replication"),
    ),
    _bad(
        "stage",
        "replaces the bucket of logs",
        lambda d: d.set("load-balancer/logs/bucket/bucket", bucket="other"),
        "load-balancer/logs/bucket/bucket",
    ),
    _bad("stage", "destroys a key", lambda d: d.remove("keys/registry/key")),
    _bad("stage", "destroys a secret", lambda d: d.remove("secrets/session_key")),
    _bad(
        "stage",
        "replaces the repository of images",
        lambda d: d.set("registry/repository", name="other"),
        "registry/repository",
    ),
    _bad(
        "stage",
        "replaces the zone",
        lambda d: d.set("zone/zone", name="other.example.com"),
        "zone/zone",
    ),
    _bad("stage", "destroys the application's logs", lambda d: d.remove("service/logs")),
    _bad(
        "bootstrap",
        "replaces the journal",
        lambda d: d.set("journal/table", name="other"),
        "journal/table",
    ),
    _bad("stage", "renames the database's id", lambda d: d.rename(_DATABASE, "database_2")),
    _bad(
        "stage",
        "keeps backups for a day, after a week",
        lambda d: d.set(_DATABASE, backup_retention_period=1),
    ),
    _bad(
        "stage",
        "keeps logs for a month, after a year",
        lambda d: d.set("service/logs", retention_in_days=30),
    ),
    _bad("stage", "gives up the second zone", lambda d: d.set(_DATABASE, multi_az=False)),
    _bad(
        "stage",
        "turns encryption off",
        lambda d: d.set(_DATABASE, storage_encrypted=False),
        _DATABASE,
    ),
    _bad(
        "stage",
        "turns deletion protection off",
        lambda d: d.set(_DATABASE, deletion_protection=False),
    ),
    _bad(
        "stage", "stops rotating a key", lambda d: d.set("keys/data/key", enable_key_rotation=False)
    ),
    _bad("stage", "destroys all alarms", _no_alarms),
    _bad("stage", "takes the firewall away", lambda d: d.remove("firewall/association")),
    _bad(
        "stage",
        "opens the service to everybody",
        lambda d: d.set(
            "service/security-group/from-load-balancer",
            referenced_security_group_id=None,
            cidr_ipv4="0.0.0.0/0",
        ),
    ),
    _bad(
        "stage", "makes the database public", lambda d: d.set(_DATABASE, publicly_accessible=True)
    ),
)
