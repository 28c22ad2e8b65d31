"""The hosted driver: a state machine that waits, and a function that takes the turns."""

from __future__ import annotations

import base64
import json
from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionLoggingConfig,
    LambdaFunctionTracingConfig,
    LambdaFunctionVpcConfig,
)
from cdktf_cdktf_provider_aws.sfn_state_machine import (
    SfnStateMachine,
    SfnStateMachineLoggingConfiguration,
    SfnStateMachineTracingConfiguration,
)
from constructs import Construct

from webservice.contract.hosted_driver import FUNCTION_SECONDS, HANDLER, package_key
from webservice.contract.state_machine import definition
from webservice.delivery.canary_driver_roles import function_role, machine_role
from webservice.delivery.delivery_scope import driver_boundary_arn
from webservice.delivery.environment_scope import EnvironmentScope
from webservice.edge.listeners import TEST_PORT
from webservice.iam import BOUNDARY_CONTEXT
from webservice.logical_ids import pin
from webservice.network.security_group import SecurityGroup

if TYPE_CHECKING:
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.environment import Environment
    from webservice.keys import Key
    from webservice.network.network import Network
    from webservice.settings import HostedDriverSettings

_HTTPS = 443
_EVERYWHERE = "0.0.0.0/0"
# One drives: the journal's lease sees to that. The other one may be refused meanwhile.
_CONCURRENCY = 2


class CanaryDriver(Construct):
    """State machine and function `<prefix>-driver`, which drive releases of one environment.

    An execution is one release; its input is `{"image": "sha256:..."}`. Nothing else invokes
    the function, and synchronously: a dead-letter queue would stay empty. What fails for good
    is told to the environment's topic by the state machine.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        settings: HostedDriverSettings,
        network: Network,
        load_balancer: LoadBalancer,
        topic_arn: str,
        logs_key: Key,
    ) -> None:
        """Create everything.

        Args:
            scope: the parent.
            id_: the construct's id.
            environment: whose releases are driven.
            settings: package, layers, memory.
            network: in whose private subnets the function runs.
            load_balancer: whose test listener the smoke checks ask.
            topic_arn: where people are told, encrypted with `logs_key`.
            logs_key: encrypts the logs.
        """
        super().__init__(scope, id_)
        # Its roles reach what other workloads must not: they have a boundary of their own.
        self.node.set_context(BOUNDARY_CONTEXT, driver_boundary_arn(environment.account))
        self._environment = environment
        self._settings = settings
        self._name = f"{environment.prefix}-driver"
        self._logs_key = logs_key
        self._function = self._create_function(network, load_balancer)
        self._machine = self._create_machine(topic_arn)

    @cached_property
    def state_machine_arn(self) -> str:
        """The ARN that `aws stepfunctions start-execution` takes."""
        return self._machine.arn

    def _create_function(self, network: Network, load_balancer: LoadBalancer) -> LambdaFunction:
        env, settings = self._environment, self._settings
        logs = self._log_group("function", f"/aws/lambda/{self._name}")
        reach = EnvironmentScope.of(
            service_name=env.service_name,
            environment=env.name,
            account=env.account,
            region=env.region,
        )
        role, permissions = function_role(
            self, name=self._name, reach=reach, log_group_arn=logs.arn
        )
        group = self._security_group(network, load_balancer)
        return LambdaFunction(
            self,
            "function",
            function_name=self._name,
            description=f"{env.prefix}: takes the turns of a release",
            role=role.arn,
            runtime="python3.12",
            architectures=["arm64"],
            handler=HANDLER,
            s3_bucket=settings.package_bucket,
            s3_key=package_key(settings.package_sha256),
            # As Lambda spells digests.
            source_code_hash=base64.b64encode(bytes.fromhex(settings.package_sha256)).decode(),
            layers=list(settings.layer_arns),
            timeout=FUNCTION_SECONDS,
            memory_size=settings.memory_mib,
            reserved_concurrent_executions=_CONCURRENCY,
            logging_config=LambdaFunctionLoggingConfig(log_format="JSON", log_group=logs.name),
            tracing_config=LambdaFunctionTracingConfig(mode="Active"),
            vpc_config=LambdaFunctionVpcConfig(
                subnet_ids=network.private_subnet_ids, security_group_ids=[group.id]
            ),
            depends_on=permissions,
        )

    def _create_machine(self, topic_arn: str) -> SfnStateMachine:
        logs = self._log_group("machine", f"/aws/vendedlogs/states/{self._name}")
        role, permissions = machine_role(
            self,
            name=f"{self._name}-steps",
            account=self._environment.account,
            function_arn=self._function.arn,
            topic_arn=topic_arn,
            topic_key=self._logs_key,
        )
        document = definition(
            service=self._environment.service_name,
            environment=self._environment.name,
            function_arn=self._function.arn,
            topic_arn=topic_arn,
        )
        return SfnStateMachine(
            self,
            "machine",
            name=self._name,
            role_arn=role.arn,
            type="STANDARD",
            definition=json.dumps(document, sort_keys=True),
            logging_configuration=SfnStateMachineLoggingConfiguration(
                level="ALL", include_execution_data=True, log_destination=f"{logs.arn}:*"
            ),
            tracing_configuration=SfnStateMachineTracingConfiguration(enabled=True),
            depends_on=permissions,
        )

    def _log_group(self, kind: str, name: str) -> CloudwatchLogGroup:
        return pin(
            CloudwatchLogGroup(
                self,
                f"{kind}-logs",
                name=name,
                kms_key_id=self._logs_key.arn,
                retention_in_days=self._settings.log_retention_days,
            ),
            f"log_group_driver_{kind}",
        )

    def _security_group(self, network: Network, load_balancer: LoadBalancer) -> SecurityGroup:
        group = SecurityGroup(
            self,
            "security-group",
            name=self._name,
            description=f"{self._environment.prefix}: hosted driver",
            vpc_id=network.vpc_id,
        )
        # AWS's services, and the load balancer's public side: at no fixed address.
        group.allow_egress_to("aws", peer=_EVERYWHERE, port=_HTTPS)
        group.allow_egress_to("test-listener", peer=_EVERYWHERE, port=TEST_PORT)
        for number, address in enumerate(network.nat_addresses, start=1):
            load_balancer.security_group.allow_ingress_from_address(
                f"driver-by-nat-{number}", address=address, port=TEST_PORT
            )
        return group
