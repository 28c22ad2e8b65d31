"""The one value that says everything about an environment: what stacks/<env>.py fill in.

Pure data: neither cdktf nor boto3 is imported here, so the gates and the driver may read
the same value that the stack is made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from webservice.contract.protection import PROTECTIONS, Protection
from webservice.errors import require, require_one_of
from webservice.settings import (
    AlertSettings,
    ApprovalSettings,
    BackupSettings,
    CanarySettings,
    DatabaseSettings,
    DomainSettings,
    FirewallSettings,
    HostedDriverSettings,
    LoadBalancerSettings,
    NetworkSettings,
    Owner,
    RollbackCriteria,
    ServiceSettings,
)
from webservice.settings.checked import checked
from webservice.settings.limits import parse_cidr

_REGION = re.compile(r"^[a-z]{2}(-[a-z]+)+-\d$")
# No hyphen: roles and names tell `web-qa` from a `web-qa-2` by it. `all` means all in waivers.
_NAME = re.compile(r"^(?!all$|bootstrap$)[a-z][a-z0-9]{1,7}$")
_MIN_RETENTION_DAYS = 7
_REVIEWERS = {"open": 0, "reviewed": 1, "protected": 2}


@checked()
@dataclass(frozen=True, kw_only=True)
class Environment:
    """One environment of the web service.

    Attributes:
        name: such as `stage`: its file's, its stack's, and of its GitHub environment.
        service_name: the service's short name, the first half of `prefix`.
        account: the AWS account's twelve digits.
        region: where it runs.
        backup_region: where copies of backups go; needed where any copy is chosen.
        owner: the name of the team that answers for it; one of `owners`.
        owners: the teams there are.
        protection: what rules and workflows ask for; the strictest where left out.
        hosted_driver: drives releases in AWS, without a terminal; none where left out.
        destroyable: the switch that lowers every protection (deletion protection of the
            database and the load balancer, final snapshot, buckets and vaults that must
            be emptied first) so that `cdktf destroy` can finish. Never in a file;
            `SLUICE_DESTROYABLE=<env>` sets it for one run.
    """

    name: str
    service_name: str
    account: str
    region: str
    owner: str
    owners: tuple[Owner, ...]
    network: NetworkSettings
    domain: DomainSettings
    load_balancer: LoadBalancerSettings
    service: ServiceSettings
    database: DatabaseSettings
    canary: CanarySettings
    firewall: FirewallSettings = FirewallSettings()
    backup: BackupSettings = BackupSettings()
    rollback: RollbackCriteria = RollbackCriteria()
    approvals: ApprovalSettings = ApprovalSettings()
    alerts: AlertSettings = AlertSettings()
    backup_region: str | None = None
    protection: Protection = "protected"
    hosted_driver: HostedDriverSettings | None = None
    destroyable: bool = False

    def __post_init__(self) -> None:
        """Check the fields, and the rules that span several groups.

        Raises:
            InvalidValue: names the field, its value and the rule.
        """
        require(
            bool(_NAME.match(self.name)),
            "name",
            self.name,
            "must be 2 to 8 of a-z and 0-9, and neither 'all' nor 'bootstrap'",
        )
        require_one_of("protection", self.protection, PROTECTIONS)
        require(
            bool(re.fullmatch(r"[a-z][a-z0-9-]{1,11}", self.service_name)),
            "service_name",
            self.service_name,
            "must be 2 to 12 of a-z, 0-9 and -, since names of load balancers are short",
        )
        require(
            bool(re.fullmatch(r"\d{12}", self.account)),
            "account",
            self.account,
            "must be the twelve digits of an AWS account",
        )
        self._check_places()
        require_one_of("owner", self.owner, tuple(owner.name for owner in self.owners))
        self._check_copies()
        if self.hosted_driver is not None:
            self._check_hosted_driver(self.hosted_driver)
        self._check_reviewers()
        if self.protection == "protected":
            self._check_protected()

    @property
    def prefix(self) -> str:
        """The start of every name: `<service_name>-<name>`."""
        return f"{self.service_name}-{self.name}"

    @property
    def team(self) -> Owner:
        """The owner, as a value."""
        return next(owner for owner in self.owners if owner.name == self.owner)

    def _check_places(self) -> None:
        require(
            bool(_REGION.match(self.region)),
            "region",
            self.region,
            "must be an AWS region such as eu-west-1",
        )
        for zone in self.network.zones:
            require(
                zone[:-1] == self.region,
                "network.zones",
                zone,
                f"must lie in region {self.region}",
            )
        vpc = parse_cidr("network.cidr", self.network.cidr)
        for cidr in self.load_balancer.test_ranges:
            overlaps = parse_cidr("load_balancer.test_ranges", cidr).overlaps(vpc)
            require(
                not overlaps,
                "load_balancer.test_ranges",
                cidr,
                f"must not overlap the VPC's own range {self.network.cidr}",
            )

    def _check_copies(self) -> None:
        copies = self.backup.copy_to_backup_region or self.database.replicate_backups
        require(
            not copies or self.backup_region is not None,
            "backup_region",
            self.backup_region,
            "must name a region where backups are copied or replicated",
        )
        if self.backup_region is not None:
            require(
                bool(_REGION.match(self.backup_region)) and self.backup_region != self.region,
                "backup_region",
                self.backup_region,
                f"must be an AWS region other than {self.region}",
            )

    def _check_hosted_driver(self, settings: HostedDriverSettings) -> None:
        require(
            settings.package_bucket.startswith(f"{self.service_name}-"),
            "hosted_driver.package_bucket",
            settings.package_bucket,
            f"must start with '{self.service_name}-', which is what the deploy role may read",
        )
        for arn in settings.layer_arns:
            require(
                arn.split(":")[3] == self.region,
                "hosted_driver.layer_arns",
                arn,
                f"must lie in region {self.region}",
            )
        # It calls services of AWS that the VPC has no endpoints for, and the test listener.
        require(
            self.network.nat != "none",
            "network.nat",
            self.network.nat,
            "must not be 'none' with a hosted driver, which reaches AWS through it",
        )

    def _check_reviewers(self) -> None:
        given, least = self.approvals.reviewers_required, _REVIEWERS[self.protection]
        require(
            given == 0 if self.protection == "open" else given >= least,
            "approvals.reviewers_required",
            given,
            f"must be {'' if self.protection == 'open' else 'at least '}{least} where "
            f"protection is {self.protection!r}",
        )

    def _check_protected(self) -> None:
        database = self.database
        where = "where protection is 'protected'"
        require(database.multi_az, "database.multi_az", database.multi_az, f"must be True {where}")
        require(
            database.backup_retention_days >= _MIN_RETENTION_DAYS,
            "database.backup_retention_days",
            database.backup_retention_days,
            f"must be at least {_MIN_RETENTION_DAYS} {where}",
        )
        for field, value in (
            ("database.deletion_protection", database.deletion_protection),
            ("database.final_snapshot", database.final_snapshot),
            ("load_balancer.deletion_protection", self.load_balancer.deletion_protection),
            ("backup.copy_to_backup_region", self.backup.copy_to_backup_region),
        ):
            require(value or self.destroyable, field, value, f"must be True {where}")
        require(
            self.network.nat != "single",
            "network.nat",
            self.network.nat,
            f"must not be 'single' {where}: one zone's failure would end all egress",
        )
