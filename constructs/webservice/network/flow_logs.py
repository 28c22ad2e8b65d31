"""The VPC's flow logs: every accepted and rejected flow, once a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.flow_log import FlowLog
from constructs import Construct

from webservice.iam import Role, Statement, trust_policy
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.keys import Key


class FlowLogs(Construct):
    """A flow log, its encrypted log group, and the role that may write there only."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        vpc_id: str,
        retention_days: int,
        key: Key,
    ) -> None:
        """Create the flow log.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of every name.
            account: the account, which the role is confined to.
            region: where the log group is.
            vpc_id: what is logged.
            retention_days: one of those that CloudWatch Logs accepts.
            key: encrypts the log group.
        """
        super().__init__(scope, id_)
        group = pin(
            CloudwatchLogGroup(
                self,
                "group",
                name=f"/{prefix}/vpc-flow-logs",
                retention_in_days=retention_days,
                kms_key_id=key.arn,
            ),
            "flow_logs",
        )
        role = Role(
            self,
            "role",
            name=f"{prefix}-flow-logs",
            assume_role_policy=trust_policy("vpc-flow-logs.amazonaws.com", account=account),
            description=f"{prefix}: writes VPC flow logs",
        )
        role.allow(
            "write-flow-logs",
            Statement(
                sid="Write",
                actions=(
                    "logs:CreateLogStream",
                    "logs:DescribeLogStreams",
                    "logs:PutLogEvents",
                ),
                resources=(f"{group.arn}:*",),
            ),
            # Delivery looks its group up by prefix, which no single group's ARN matches.
            Statement(
                sid="Find",
                actions=("logs:DescribeLogGroups",),
                resources=(f"arn:aws:logs:{region}:{account}:log-group:*",),
            ),
        )
        FlowLog(
            self,
            "flow-log",
            vpc_id=vpc_id,
            traffic_type="ALL",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=60,
            tags={"Name": prefix},
        )
