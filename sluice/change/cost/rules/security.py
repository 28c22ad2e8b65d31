"""Keys, secrets, parameters, the web application firewall."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sluice.change.cost.charges import Charge, Table, used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.cost.facts import Facts


def key(kms: Facts) -> Iterator[Charge]:
    """Charge a key; its first and second rotation each cost as much again, later ones nothing.

    Source: https://aws.amazon.com/kms/pricing/ (key storage)
    """
    yield Charge("key", "kms.key_month")
    if kms.true("enable_key_rotation"):
        yield used("rotated key material", "kms.key_month", "rotations_kept")
    yield used("requests", "kms.request", "requests")


def secret(_: Facts) -> Iterator[Charge]:
    """Charge a secret, and reading it."""
    yield Charge("secret", "secret.month")
    yield used("requests", "secret.request", "requests")


def parameter(ssm: Facts) -> Iterator[Charge]:
    """Charge an advanced parameter, and reading it; standard ones are free."""
    if ssm.text("tier", "Standard") == "Advanced":
        yield Charge("advanced parameter", "parameter.advanced_month")
        yield used("requests", "parameter.request", "requests")


def web_acl(acl: Facts) -> Iterator[Charge]:
    """Charge the list, each of its rules and rule groups, and the requests it looks at."""
    yield Charge("web ACL", "waf.acl_month")
    yield Charge("rules and rule groups", "waf.rule_month", Decimal(len(acl.blocks("rule"))))
    yield used("requests", "waf.request", "requests")


def rule_group(group: Facts) -> Iterator[Charge]:
    """Charge the rules in a group of one's own."""
    yield Charge("rules in the group", "waf.rule_month", Decimal(len(group.blocks("rule"))))


def firewall_log(_: Facts) -> Iterator[Charge]:
    """Charge what the firewall delivers to a log group; storage is the group's."""
    yield used("delivered logs", "logs.vended.cloud-watch-logs.gb", "gb_delivered")


TABLE: Table = {
    "aws_kms_key": (key,),
    "aws_secretsmanager_secret": (secret,),
    "aws_ssm_parameter": (parameter,),
    "aws_wafv2_rule_group": (rule_group,),
    "aws_wafv2_web_acl": (web_acl,),
    "aws_wafv2_web_acl_logging_configuration": (firewall_log,),
}
