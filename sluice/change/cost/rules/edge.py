"""Certificates, Route 53, S3, SNS, AWS Backup: what is charged mostly by use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sluice.change.cost.charges import Charge, Table, used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.cost.facts import Facts

_FAST_INTERVAL = 10
"""Seconds between the checks of a fast health check; otherwise 30."""


def certificate(public: Facts) -> Iterator[Charge]:
    """Charge a public certificate only where it may be exported."""
    if any(each.get("export") == "ENABLED" for each in public.blocks("options")):
        yield Charge("certificate that may be exported", "acm.exportable")


def zone(_: Facts) -> Iterator[Charge]:
    """Charge a hosted zone and the queries it answers; queries of alias records are free."""
    yield Charge("hosted zone", "route53.zone_month")
    yield used("queries", "route53.query", "queries")


def health_check(check: Facts) -> Iterator[Charge]:
    """Charge a check of an endpoint in AWS, and each of its optional features.

    The features are HTTPS, string matching, a fast interval, and latency measurement.
    Source: https://aws.amazon.com/route53/pricing/ (health checks)
    """
    kind = check.text("type")
    features = (
        kind.startswith("HTTPS"),
        kind.endswith("STR_MATCH"),
        check.number("request_interval", 30) == _FAST_INTERVAL,
        check.true("measure_latency"),
    )
    yield Charge("health check", "route53.check_month")
    if any(features):
        yield Charge("optional features", "route53.check_option_month", Decimal(sum(features)))


def bucket(_: Facts) -> Iterator[Charge]:
    """Charge what is kept, and requests."""
    yield used("storage", "s3.gb_month", "gb_stored")
    yield used("writes and lists", "s3.write", "writes")
    yield used("reads", "s3.read", "reads")


def topic(_: Facts) -> Iterator[Charge]:
    """Charge publishing."""
    yield used("published messages", "sns.request", "messages")


def subscription(to: Facts) -> Iterator[Charge]:
    """Charge deliveries, by protocol; those to queues and functions are free."""
    protocol = to.text("protocol")
    if protocol not in {"sqs", "lambda"}:
        yield used("deliveries", f"sns.delivery.{protocol}", "messages")


def vault(_: Facts) -> Iterator[Charge]:
    """Charge the backups of databases that a vault keeps."""
    yield used("backup storage", "backup.rds.gb_month", "gb_stored")


def copies(plan: Facts) -> Iterator[Charge]:
    """Charge the transfer of copies to another region; storage there is the vault's."""
    for rule in plan.blocks("rule"):
        if rule.get("copy_action"):
            yield used("transfer of copies", "backup.copy.gb", "gb_copied")


TABLE: Table = {
    "aws_acm_certificate": (certificate,),
    "aws_backup_plan": (copies,),
    "aws_backup_vault": (vault,),
    "aws_route53_health_check": (health_check,),
    "aws_route53_zone": (zone,),
    "aws_s3_bucket": (bucket,),
    "aws_sns_topic": (topic,),
    "aws_sns_topic_subscription": (subscription,),
}
