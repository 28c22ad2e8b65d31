"""The one value that says what an account needs before any environment can be deployed.

Pure data: neither cdktf nor boto3 is imported here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from webservice.errors import require, require_one_of
from webservice.settings import Owner  # noqa: TC001 - `checked` reads annotations at run time
from webservice.settings.checked import checked

# Everything of delivery itself starts with this; a service of that name would share it.
DELIVERY_PREFIX = "sluice"
PLAN_ROLE = f"{DELIVERY_PREFIX}-plan"

_REGION = re.compile(r"^[a-z]{2}(-[a-z]+)+-\d$")
_REPOSITORY = re.compile(r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$")
_BRANCH = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$")
_ENVIRONMENT = re.compile(r"^[a-z][a-z0-9-]{0,30}$")


def deploy_role_name(environment: str) -> str:
    """Return the name of the role that deploys an environment."""
    return f"{DELIVERY_PREFIX}-deploy-{environment}"


def drive_role_name(environment: str) -> str:
    """Return the name of the role that drives an environment's releases."""
    return f"{DELIVERY_PREFIX}-drive-{environment}"


@checked()
@dataclass(frozen=True, kw_only=True)
class Bootstrap:
    """State, journal and delivery roles of one account.

    Attributes:
        account: the AWS account's twelve digits.
        region: where the state bucket and the journal table are.
        owner: the name of the team that answers for it; one of `owners`.
        owners: the teams there are.
        service_name: the delivery roles may touch what is named `<service_name>-*` only.
        github_repository: `organisation/name`; no other repository's workflows are trusted.
        plan_branches: branches whose workflows may plan, besides pull requests.
        environments: GitHub environments, and values of the tag `Environment`, that may be
            deployed and driven.
        backup_region: where environments keep copies of backups; none where left out.
        destroyable: lowers every protection so that the account can be emptied;
            `SLUICE_DESTROYABLE=bootstrap` sets it for one run.
    """

    account: str
    region: str
    owner: str
    owners: tuple[Owner, ...]
    service_name: str
    github_repository: str
    environments: tuple[str, ...]
    plan_branches: tuple[str, ...] = ("main",)
    backup_region: str | None = None
    destroyable: bool = False

    def __post_init__(self) -> None:
        """Check every field.

        Raises:
            InvalidValue: names the field, its value and the rule.
        """
        require(
            bool(re.fullmatch(r"\d{12}", self.account)),
            "account",
            self.account,
            "must be the twelve digits of an AWS account",
        )
        for field, region in (("region", self.region), ("backup_region", self.backup_region)):
            require(
                region is None or bool(_REGION.match(region)),
                field,
                region,
                "must be an AWS region such as eu-west-1",
            )
        require_one_of("owner", self.owner, tuple(owner.name for owner in self.owners))
        self._check_names()

    @property
    def name(self) -> str:
        """The stack's name, and the value of its tag `Environment`."""
        return "bootstrap"

    @property
    def regions(self) -> tuple[str, ...]:
        """Every region that an environment may use."""
        return (self.region,) if self.backup_region is None else (self.region, self.backup_region)

    def _check_names(self) -> None:
        name = self.service_name
        require(
            bool(re.fullmatch(r"[a-z][a-z0-9-]{1,11}", name)),
            "service_name",
            name,
            "must be 2 to 12 of a-z, 0-9 and -",
        )
        require(
            not name.startswith(DELIVERY_PREFIX),
            "service_name",
            name,
            f"must not start with {DELIVERY_PREFIX!r}, which names the delivery roles themselves",
        )
        require(
            bool(_REPOSITORY.match(self.github_repository)),
            "github_repository",
            self.github_repository,
            "must be organisation/name",
        )
        # No wildcard passes: one in a trust policy would let any branch deploy.
        for branch in self.plan_branches:
            require(bool(_BRANCH.match(branch)), "plan_branches", branch, "must be a branch's name")
        require(bool(self.environments), "environments", (), "must name at least one environment")
        for environment in self.environments:
            require(
                bool(_ENVIRONMENT.match(environment)) and environment != self.name,
                "environments",
                environment,
                "must be a lower-case name other than 'bootstrap'",
            )
            # Roles reach what a name begins with.
            others = [one for one in self.environments if one != environment]
            require(
                not any(one.startswith(environment) for one in others),
                "environments",
                environment,
                "must not be what another one begins with: its roles would reach the other's "
                "resources",
            )
