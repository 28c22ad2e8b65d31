"""The topic that every alarm, database event, backup failure and budget reports to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from webservice.iam import Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.keys import Key
    from webservice.settings import AlertSettings

# Each of them must also be allowed to use the topic's key, or its messages are lost.
PUBLISHERS = (
    "backup.amazonaws.com",
    "budgets.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "events.rds.amazonaws.com",
)
# Failed backups come by a rule on events.
EVENT_RULES = "events.amazonaws.com"


class AlertTopic(Construct):
    """An encrypted SNS topic with the environment's subscribers.

    AWS services may publish on behalf of this account only, and nobody without TLS.
    E-mail addresses must confirm by the link that SNS sends them; a webhook must answer
    SNS's confirmation request by itself.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        key: Key,
        settings: AlertSettings,
    ) -> None:
        """Create the topic `<prefix>-alerts`, its policy and its subscriptions.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of the name.
            account: the only account on whose behalf services may publish.
            key: encrypts messages at rest; its policy must let the publishers use it.
            settings: who is told.
        """
        super().__init__(scope, id_)
        self.name = f"{prefix}-alerts"
        # A new topic would make every address confirm again.
        topic = pin(
            SnsTopic(self, "topic", name=self.name, kms_master_key_id=key.arn), "alert_topic"
        )
        self._policy = SnsTopicPolicy(
            self, "policy", arn=topic.arn, policy=_policy(topic.arn, account)
        )
        for protocol, endpoints in (
            ("email", settings.emails),
            ("https", settings.https_endpoints),
        ):
            for number, endpoint in enumerate(endpoints, start=1):
                SnsTopicSubscription(
                    self,
                    f"{protocol}-{number}",
                    topic_arn=topic.arn,
                    protocol=protocol,
                    endpoint=endpoint,
                )

    @cached_property
    def arn(self) -> str:
        """The topic's ARN, known once its policy stands: RDS tries to publish at once."""
        return self._policy.arn


def _policy(topic_arn: str, account: str) -> str:
    return policy_document(
        Statement(
            sid="ServicesPublishForThisAccount",
            actions=("sns:Publish",),
            resources=(topic_arn,),
            principals={"Service": PUBLISHERS},
            conditions={"StringEquals": {"aws:SourceAccount": account}},
        ),
        # EventBridge gives no source account to a topic's policy: a condition would lose its
        # events without a word.
        Statement(
            sid="EventRulesPublish",
            actions=("sns:Publish",),
            resources=(topic_arn,),
            principals={"Service": (EVENT_RULES,)},
        ),
        Statement(
            sid="NobodyWithoutTls",
            effect="Deny",
            actions=("sns:Publish", "sns:Subscribe"),
            resources=(topic_arn,),
            principals="*",
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        ),
    )
