"""What an environment may be told, group by group: pure data that checks itself.

Every class is frozen and validates its fields when it is built, so a wrong value never
gets as far as a resource. Rules that span several groups are in `webservice.environment`.
"""

from webservice.settings.database import BackupSettings, DatabaseSettings
from webservice.settings.delivery import (
    AlertSettings,
    ApprovalSettings,
    CanarySettings,
    CanaryStep,
    Owner,
    RollbackCriteria,
)
from webservice.settings.edge import FirewallSettings, LoadBalancerSettings
from webservice.settings.hosted_driver import HostedDriverSettings
from webservice.settings.network import DomainSettings, NetworkSettings
from webservice.settings.service import ServiceSettings

__all__ = [
    "AlertSettings",
    "ApprovalSettings",
    "BackupSettings",
    "CanarySettings",
    "CanaryStep",
    "DatabaseSettings",
    "DomainSettings",
    "FirewallSettings",
    "HostedDriverSettings",
    "LoadBalancerSettings",
    "NetworkSettings",
    "Owner",
    "RollbackCriteria",
    "ServiceSettings",
]
