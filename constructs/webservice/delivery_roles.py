"""The three roles of delivery, one per verb: plan, deploy, drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from constructs import Construct

from webservice import deploy_role, drive_role, plan_role
from webservice.delivery_scope import (
    DEPLOY_ROLE,
    DRIVE_ROLE,
    MAX_SESSION_SECONDS,
    PLAN_ROLE,
)
from webservice.iam import Role, Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webservice.delivery_scope import DeliveryScope
    from webservice.github_oidc import GithubOidc


class DeliveryRoles(Construct):
    """Roles that GitHub's workflows assume for an hour at most.

    Pull requests and the named branches may plan; deploying and driving need a job that
    runs in a GitHub environment, whose reviewers and branch rules then apply.
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
            reach: what they may touch.
            github: who may assume them.
            plan_branches: branches whose workflows may plan.
        """
        super().__init__(scope, id_)
        branches = tuple(f"ref:refs/heads/{branch}" for branch in plan_branches)
        environments = tuple(f"environment:{name}" for name in reach.environments)
        self.plan = self._role(
            "plan",
            PLAN_ROLE,
            "Reads what a plan needs, and writes nothing",
            github.trust_policy("pull_request", *branches),
            plan_role.statements(reach),
        )
        self.deploy = self._role(
            "deploy",
            DEPLOY_ROLE,
            "Applies the stacks of the environments",
            github.trust_policy(*environments),
            deploy_role.statements(reach),
        )
        self.drive = self._role(
            "drive",
            DRIVE_ROLE,
            "Drives releases: traffic, tasks, journal",
            github.trust_policy(*environments),
            drive_role.statements(reach),
        )
        for purpose, statements in deploy_role.services(reach).items():
            policy = IamPolicy(
                self,
                f"deploy-{purpose}",
                name=f"{DEPLOY_ROLE}-{purpose}",
                description=f"What deploying writes: {purpose}",
                policy=policy_document(*statements),
            )
            self.deploy.attach(purpose, policy.arn)
        # Terraform reads everything before it writes.
        for role in (self.plan, self.deploy):
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
