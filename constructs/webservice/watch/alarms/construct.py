"""Creates the alarms, and the one that means roll back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_composite_alarm import CloudwatchCompositeAlarm
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from constructs import Construct

from webservice.contract.alarms import FailsAs, OnRelease, ReleaseRule
from webservice.watch.alarms import compute, edge
from webservice.watch.alarms import database as data

if TYPE_CHECKING:
    from webservice.compute.cluster import Cluster
    from webservice.compute.service import Service
    from webservice.data.database import Database
    from webservice.edge.firewall import Firewall
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.settings import (
        DatabaseSettings,
        Owner,
        RollbackCriteria,
        ServiceSettings,
    )
    from webservice.watch.alarms.spec import AlarmSpec
    from webservice.watch.topic import AlertTopic

ROLL_BACK = "roll-back"

LASTS = ReleaseRule(
    on_release=OnRelease.LASTING,
    why="It sounds on few data points: what lasts is no chance.",
    fails_as=FailsAs.ALARM,
)


class Alarms(Construct):
    """All metric alarms, and a composite alarm that sounds when a release must go back.

    Every alarm names its owner and its runbook page in its description, and tells the
    topic when it sounds and when it is over.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        team: Owner,
        rollback: RollbackCriteria,
        service_settings: ServiceSettings,
        database_settings: DatabaseSettings,
        load_balancer: LoadBalancer,
        service: Service,
        cluster: Cluster,
        database: Database,
        firewall: Firewall,
        topic: AlertTopic,
    ) -> None:
        """Create the alarms.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of every alarm's name.
            team: the owner, with the address that runbook pages are below.
            rollback: the limits of latency and errors.
            service_settings: autoscaling's targets and lower bound.
            database_settings: storage and the limit of connections.
            load_balancer: watched, by colour and as a whole.
            service: watched, by colour.
            cluster: where the service runs.
            database: watched, with its replica where it has one.
            firewall: watched.
            topic: told of every change.
        """
        super().__init__(scope, id_)
        self._prefix = prefix
        self._team = team
        self._topic = topic
        specs = (
            *edge.alarms(load_balancer, firewall, rollback),
            *compute.alarms(cluster, service, service_settings),
            *data.alarms(database, database_settings),
        )
        alarms = [self._metric_alarm(spec) for spec in specs]
        self.rollback_alarm_name = f"{prefix}-{ROLL_BACK}"
        self._rollback = self._composite_alarm(
            {
                self._name(spec): alarm
                for spec, alarm in zip(specs, alarms, strict=True)
                if spec.is_part_of_roll_back
            }
        )
        self.names: tuple[str, ...] = (
            *(self._name(spec) for spec in specs),
            self.rollback_alarm_name,
        )
        self.release_rules: dict[str, ReleaseRule] = {
            **{self._name(spec): spec.release_rule for spec in specs},
            self.rollback_alarm_name: LASTS,
        }
        self._all: tuple[CloudwatchMetricAlarm | CloudwatchCompositeAlarm, ...] = (
            *alarms,
            self._rollback,
        )

    @cached_property
    def arns(self) -> tuple[str, ...]:
        """The alarms' ARNs, in the order of `names`; the composite one is the last."""
        return tuple(alarm.arn for alarm in self._all)

    @cached_property
    def rollback_alarm_arn(self) -> str:
        """The ARN of the alarm that means roll back."""
        return self._rollback.arn

    def _name(self, spec: AlarmSpec) -> str:
        return f"{self._prefix}-{spec.name}"

    def _description(self, meaning: str, slug: str) -> str:
        page = f"{self._team.runbook_url.rstrip('/')}/{slug}"
        return f"{meaning} Owner: {self._team.name}. Runbook: {page}"

    def _metric_alarm(self, spec: AlarmSpec) -> CloudwatchMetricAlarm:
        return CloudwatchMetricAlarm(
            self,
            spec.name,
            alarm_name=self._name(spec),
            alarm_description=self._description(spec.meaning, spec.slug),
            comparison_operator=spec.comparison,
            threshold=spec.threshold,
            evaluation_periods=spec.periods,
            treat_missing_data=spec.missing_data,
            alarm_actions=[self._topic.arn],
            ok_actions=[self._topic.arn],
            **spec.measure.alarm_arguments(spec.period_seconds),
        )

    def _composite_alarm(
        self, alarms: dict[str, CloudwatchMetricAlarm]
    ) -> CloudwatchCompositeAlarm:
        return CloudwatchCompositeAlarm(
            self,
            ROLL_BACK,
            alarm_name=self.rollback_alarm_name,
            alarm_description=self._description(
                "Latency, errors or failing tasks are beyond what a release may cost: roll back.",
                ROLL_BACK,
            ),
            alarm_rule=" OR ".join(f'ALARM("{name}")' for name in alarms),
            alarm_actions=[self._topic.arn],
            ok_actions=[self._topic.arn],
            # The rule names them as text, which Terraform cannot see through.
            depends_on=list(alarms.values()),
        )
