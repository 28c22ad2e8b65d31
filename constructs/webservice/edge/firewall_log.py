"""Where the firewall writes what it blocked or counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.cloudwatch_log_resource_policy import CloudwatchLogResourcePolicy
from cdktf_cdktf_provider_aws.wafv2_web_acl_logging_configuration import (
    Wafv2WebAclLoggingConfiguration,
    Wafv2WebAclLoggingConfigurationLoggingFilter,
    Wafv2WebAclLoggingConfigurationLoggingFilterFilter,
    Wafv2WebAclLoggingConfigurationLoggingFilterFilterCondition,
    Wafv2WebAclLoggingConfigurationLoggingFilterFilterConditionActionCondition,
    Wafv2WebAclLoggingConfigurationRedactedFields,
    Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader,
)
from constructs import Construct

from webservice.iam import Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.keys import Key

REDACTED_HEADERS = ("authorization", "cookie")
_KEPT_ACTIONS = ("BLOCK", "COUNT")


class FirewallLog(Construct):
    """An encrypted log group for a web ACL: blocked and counted requests, without secrets."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        web_acl_arn: str,
        retention_days: int,
        logs_key: Key,
    ) -> None:
        """Create the log group and turn the web ACL's logging on.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the end of the log group's name.
            account: on whose behalf logs are delivered.
            region: where.
            web_acl_arn: whose log it is.
            retention_days: how long it is kept.
            logs_key: encrypts it.
        """
        super().__init__(scope, id_)
        # WAF delivers only to log groups whose name begins so.
        self.name = f"aws-waf-logs-{prefix}"
        group = pin(
            CloudwatchLogGroup(
                self,
                "group",
                name=self.name,
                retention_in_days=retention_days,
                kms_key_id=logs_key.arn,
            ),
            "log_group_firewall",
        )
        # Without it AWS would write one of its own when logging is turned on, which no
        # destroy takes away.
        delivery = CloudwatchLogResourcePolicy(
            self,
            "delivery",
            policy_name=f"{prefix}-firewall-log-delivery",
            policy_document=policy_document(
                Statement(
                    sid="WafDelivers",
                    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                    resources=(f"{group.arn}:*",),
                    principals={"Service": ("delivery.logs.amazonaws.com",)},
                    conditions={
                        "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{region}:{account}:*"},
                        "StringEquals": {"aws:SourceAccount": account},
                    },
                )
            ),
        )
        Wafv2WebAclLoggingConfiguration(
            self,
            "logging",
            resource_arn=web_acl_arn,
            log_destination_configs=[group.arn],
            redacted_fields=[_redact(header) for header in REDACTED_HEADERS],
            logging_filter=_only(*_KEPT_ACTIONS),
            depends_on=[delivery],
        )


def _redact(header: str) -> Wafv2WebAclLoggingConfigurationRedactedFields:
    return Wafv2WebAclLoggingConfigurationRedactedFields(
        single_header=Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader(name=header)
    )


def _only(*actions: str) -> Wafv2WebAclLoggingConfigurationLoggingFilter:
    # Allowed requests are in the load balancer's access log already.
    conditions = [
        Wafv2WebAclLoggingConfigurationLoggingFilterFilterCondition(
            action_condition=(
                Wafv2WebAclLoggingConfigurationLoggingFilterFilterConditionActionCondition(
                    action=action
                )
            )
        )
        for action in actions
    ]
    return Wafv2WebAclLoggingConfigurationLoggingFilter(
        default_behavior="DROP",
        filter=[
            Wafv2WebAclLoggingConfigurationLoggingFilterFilter(
                behavior="KEEP", requirement="MEETS_ANY", condition=conditions
            )
        ],
    )
