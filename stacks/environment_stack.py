"""Composes the constructs into one environment and exports its deployment descriptor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformOutput, TerraformStack

from stacks.backend import provider, state_in_bucket
from stacks.data import add_data
from stacks.hosted_driver import add_hosted_driver
from webservice.compute.autoscaling import Autoscaling
from webservice.compute.cluster import Cluster
from webservice.compute.registry import Registry
from webservice.compute.service import Service
from webservice.delivery.delivery_scope import JOURNAL_TABLE, boundary_arn
from webservice.descriptor import DeploymentDescriptor, Parts
from webservice.edge.certificate import Certificate
from webservice.edge.firewall import Firewall
from webservice.edge.load_balancer import LoadBalancer
from webservice.edge.record import ServiceRecord
from webservice.edge.zone import HostedZone
from webservice.iam import BOUNDARY_CONTEXT
from webservice.keys import Keys
from webservice.network.network import Network
from webservice.secrets import Secrets
from webservice.watch.alarms import Alarms
from webservice.watch.dashboard import Dashboard
from webservice.watch.topic import AlertTopic

if TYPE_CHECKING:
    from constructs import Construct

    from webservice.environment import Environment


class EnvironmentStack(TerraformStack):
    """Everything that one environment of the web service is made of."""

    def __init__(self, scope: Construct, id_: str, *, environment: Environment) -> None:
        super().__init__(scope, id_)
        # The deploy role may create only roles that carry bootstrap's permissions boundary.
        self.node.set_context(BOUNDARY_CONTEXT, boundary_arn(environment.account))
        state_in_bucket(
            self,
            name=f"{environment.service_name}/{environment.name}",
            account=environment.account,
            region=environment.region,
        )
        provider(self, environment)
        self._environment = environment
        self._foundation()
        self._edge()
        self._data()
        self._service()
        self._watch()
        self._describe()
        if environment.hosted_driver is not None:
            add_hosted_driver(
                self,
                environment=environment,
                settings=environment.hosted_driver,
                network=self.network,
                load_balancer=self.load_balancer,
                topic_arn=self.topic.arn,
                logs_key=self.keys.logs,
            )

    def _foundation(self) -> None:
        env = self._environment
        self.keys = Keys(
            self,
            "keys",
            prefix=env.prefix,
            account=env.account,
            region=env.region,
            destroyable=env.destroyable,
        )
        self.network = Network(
            self,
            "network",
            prefix=env.prefix,
            account=env.account,
            region=env.region,
            settings=env.network,
            logs_key=self.keys.logs,
        )
        self.registry = Registry(
            self, "registry", name=env.prefix, key=self.keys.registry, destroyable=env.destroyable
        )
        self.secrets = Secrets(
            self,
            "secrets",
            prefix=env.prefix,
            names=env.service.secret_names,
            key=self.keys.secrets,
            destroyable=env.destroyable,
        )
        self.topic = AlertTopic(
            self,
            "topic",
            prefix=env.prefix,
            account=env.account,
            key=self.keys.logs,
            settings=env.alerts,
        )

    def _edge(self) -> None:
        env = self._environment
        zone = HostedZone(self, "zone", zone_name=env.domain.zone_name, destroyable=env.destroyable)
        certificate = Certificate(self, "certificate", zone=zone, host_name=env.domain.host_name)
        self.load_balancer = LoadBalancer(
            self,
            "load-balancer",
            prefix=env.prefix,
            account=env.account,
            region=env.region,
            settings=env.load_balancer,
            service=env.service,
            network=self.network,
            certificate=certificate,
            destroyable=env.destroyable,
        )
        self.firewall = Firewall(
            self,
            "firewall",
            prefix=env.prefix,
            settings=env.firewall,
            load_balancer=self.load_balancer,
            logs_key=self.keys.logs,
        )
        ServiceRecord(
            self,
            "record",
            zone=zone,
            settings=env.domain,
            load_balancer=self.load_balancer,
            health_check_path=env.service.health_check_path,
            prefix=env.prefix,
        )

    def _data(self) -> None:
        self.database, self.backup = add_data(
            self,
            environment=self._environment,
            keys=self.keys,
            network=self.network,
            topic_arn=self.topic.arn,
        )

    def _service(self) -> None:
        env = self._environment
        self.cluster = Cluster(
            self,
            "cluster",
            prefix=env.prefix,
            logs_key=self.keys.logs,
            log_retention_days=env.service.log_retention_days,
        )
        self.service = Service(
            self,
            "service",
            prefix=env.prefix,
            account=env.account,
            region=env.region,
            settings=env.service,
            cluster=self.cluster,
            network=self.network,
            load_balancer=self.load_balancer,
            registry=self.registry,
            secrets=self.secrets,
            database=self.database,
            logs_key=self.keys.logs,
            destroyable=env.destroyable,
        )

    def _watch(self) -> None:
        env = self._environment
        for colour, name in self.service.names.items():
            Autoscaling(
                self,
                f"autoscaling-{colour}",
                settings=env.service,
                cluster_name=self.cluster.name,
                service_name=name,
                load_balancer=self.load_balancer,
                target_group=self.load_balancer.target_groups[colour],
                colour=colour,
            )
        self.alarms = Alarms(
            self,
            "alarms",
            prefix=env.prefix,
            team=env.team,
            rollback=env.rollback,
            service_settings=env.service,
            database_settings=env.database,
            load_balancer=self.load_balancer,
            service=self.service,
            cluster=self.cluster,
            database=self.database,
            firewall=self.firewall,
            topic=self.topic,
        )
        self.dashboard = Dashboard(
            self,
            "dashboard",
            prefix=env.prefix,
            region=env.region,
            load_balancer=self.load_balancer,
            service=self.service,
            cluster=self.cluster,
            database=self.database,
            firewall=self.firewall,
            alarms=self.alarms,
            rollback=env.rollback,
        )

    def _describe(self) -> None:
        TerraformOutput(
            self,
            "protection",
            value=self._environment.protection,
            description="What policies hold the environment to.",
        )
        DeploymentDescriptor(
            self,
            "descriptor",
            environment=self._environment,
            parts=Parts(
                keys=self.keys,
                registry=self.registry,
                load_balancer=self.load_balancer,
                firewall=self.firewall,
                cluster=self.cluster,
                service=self.service,
                database=self.database,
                backup=self.backup,
                topic=self.topic,
                alarms=self.alarms,
                dashboard=self.dashboard,
                journal_table_name=JOURNAL_TABLE,
            ),
        )
