"""The roles of delivery: one plans, and for each environment one deploys and one drives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from constructs import Construct

from webservice.delivery import deploy_role, drive_role, plan_role
from webservice.delivery.bootstrap import PLAN_ROLE, deploy_role_name, drive_role_name
from webservice.delivery.delivery_scope import MAX_SESSION_SECONDS
from webservice.delivery.environment_scope import EnvironmentScope
from webservice.iam import Role, Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webservice.delivery.delivery_scope import DeliveryScope
    from webservice.delivery.github_oidc import GithubOidc


class DeliveryRoles(Construct):
    """Roles that GitHub's workflows assume for an hour at most.

    Pull requests and the named branches may plan; deploying and driving an environment need a
    job that runs in the GitHub environment of the same name, whose reviewers and branch rules
    then apply. A job of dev, which nobody approves, has no right to what is prod's; only where
    AWS knows neither names nor tags (DNS records, certificates, parts of a VPC at their
    creation) do the roles of one account reach as far as one another.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        reach: DeliveryScope,
        github: GithubOidc,
        plan_branches: tuple[str, ...],
    ) -> None:
        """Create the roles.

        Args:
            scope: the parent.
            id_: the construct's id.
            reach: what they may touch together.
            github: who may assume them.
            plan_branches: branches whose workflows may plan.
        """
        super().__init__(scope, id_)
        branches = tuple(f"ref:refs/heads/{branch}" for branch in plan_branches)
        self.plan = self._role(
            "plan",
            PLAN_ROLE,
            "Reads what a plan needs, and writes nothing",
            github.trust_policy("pull_request", *branches),
            plan_role.statements(reach),
        )
        self._read_everything(self.plan)
        scopes = {name: EnvironmentScope.narrowed(reach, name) for name in reach.environments}
        self.deploy = {name: self._deploy(name, one, github) for name, one in scopes.items()}
        self.drive = {name: self._drive(name, one, github) for name, one in scopes.items()}

    def _deploy(self, environment: str, scope: EnvironmentScope, github: GithubOidc) -> Role:
        role_name = deploy_role_name(environment)
        role = self._role(
            f"deploy-{environment}",
            role_name,
            f"Applies the stack {environment}",
            github.trust_policy(f"environment:{environment}"),
            deploy_role.statements(scope),
        )
        for purpose, statements in deploy_role.services(scope).items():
            policy = IamPolicy(
                self,
                f"deploy-{environment}-{purpose}",
                name=f"{role_name}-{purpose}",
                description=f"What deploying {environment} writes: {purpose}",
                policy=policy_document(*statements),
            )
            role.attach(purpose, policy.arn)
        # Terraform reads everything before it writes.
        self._read_everything(role)
        return role

    def _drive(self, environment: str, scope: EnvironmentScope, github: GithubOidc) -> Role:
        return self._role(
            f"drive-{environment}",
            drive_role_name(environment),
            f"Drives releases of {environment}: traffic, tasks, journal",
            github.trust_policy(f"environment:{environment}"),
            drive_role.statements(scope),
        )

    @staticmethod
    def _read_everything(role: Role) -> None:
        for purpose, policy_arn in plan_role.READ_POLICIES.items():
            role.attach(purpose, policy_arn)

    def _role(
        self,
        id_: str,
        name: str,
        description: str,
        trust: str,
        policies: Mapping[str, tuple[Statement, ...]],
    ) -> Role:
        role = Role(
            self,
            id_,
            name=name,
            assume_role_policy=trust,
            description=description,
            max_session_seconds=MAX_SESSION_SECONDS,
        )
        pin(role.resource, f"role_{id_}")
        for purpose, statements in policies.items():
            role.allow(purpose, *statements)
        return role
