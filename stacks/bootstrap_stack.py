"""Composes what an account needs before its first environment: state, journal, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformOutput, TerraformStack

from stacks.backend import STATE_KEY_ALIAS, provider, state_bucket_name, state_in_bucket
from webservice.delivery.delivery_roles import DeliveryRoles
from webservice.delivery.delivery_scope import (
    BOUNDARY_POLICY,
    DRIVER_BOUNDARY_POLICY,
    JOURNAL_TABLE,
    DeliveryScope,
)
from webservice.delivery.driver_boundary import DriverBoundary
from webservice.delivery.github_oidc import GithubOidc
from webservice.delivery.journal_table import JournalTable
from webservice.delivery.state_bucket import StateBucket
from webservice.delivery.workload_boundary import WorkloadBoundary

if TYPE_CHECKING:
    from constructs import Construct

    from webservice.delivery.bootstrap import Bootstrap


class BootstrapStack(TerraformStack):
    """State bucket, journal table, delivery roles, and the trust in GitHub.

    Its own state is kept in the bucket that it creates: `sluice bootstrap` applies it with
    a local state first and then moves that in.
    """

    def __init__(self, scope: Construct, id_: str, *, bootstrap: Bootstrap) -> None:
        super().__init__(scope, id_)
        account, region = bootstrap.account, bootstrap.region
        state_in_bucket(self, name=bootstrap.name, account=account, region=region)
        provider(self, bootstrap)
        self.states = StateBucket(
            self,
            "states",
            name=state_bucket_name(account, region),
            account=account,
            key_alias=STATE_KEY_ALIAS,
            destroyable=bootstrap.destroyable,
        )
        self.journal = JournalTable(
            self,
            "journal",
            name=JOURNAL_TABLE,
            account=account,
            destroyable=bootstrap.destroyable,
        )
        reach = DeliveryScope(
            account=account,
            region=region,
            regions=bootstrap.regions,
            service_name=bootstrap.service_name,
            environments=bootstrap.environments,
            state_bucket_arn=self.states.arn,
            state_key_arn=self.states.key.arn,
            journal_arn=self.journal.arn,
            journal_key_arn=self.journal.key.arn,
        )
        WorkloadBoundary(
            self,
            "workload-boundary",
            name=BOUNDARY_POLICY,
            protected=(
                reach.state_bucket_arn,
                f"{reach.state_bucket_arn}/*",
                reach.journal_arn,
                *reach.delivery_keys,
            ),
        )
        DriverBoundary(self, "driver-boundary", name=DRIVER_BOUNDARY_POLICY, reach=reach)
        github = GithubOidc(self, "github", repository=bootstrap.github_repository)
        self.roles = DeliveryRoles(
            self,
            "roles",
            reach=reach,
            github=github,
            plan_branches=bootstrap.plan_branches,
        )
        self._outputs()

    def _outputs(self) -> None:
        for name, value in {
            "state_bucket": self.states.name,
            "journal_table": self.journal.name,
            # Policies have limits for the account's own stack.
            "protection": "bootstrap",
            "plan_role_arn": self.roles.plan.arn,
            "deploy_role_arns": {name: role.arn for name, role in self.roles.deploy.items()},
            "drive_role_arns": {name: role.arn for name, role in self.roles.drive.items()},
        }.items():
            TerraformOutput(self, name, value=value)
