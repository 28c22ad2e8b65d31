"""PostgreSQL's parameters: TLS only, and logs that an incident needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.db_parameter_group import DbParameterGroup, DbParameterGroupParameter
from constructs import Construct

if TYPE_CHECKING:
    from webservice.settings import DatabaseSettings

SLOW_STATEMENT_MS = 1000

# All of them are dynamic: they take effect without a reboot.
_PARAMETERS = {
    "rds.force_ssl": "1",
    "log_connections": "1",
    "log_disconnections": "1",
    "log_min_duration_statement": str(SLOW_STATEMENT_MS),
    "log_statement": "ddl",
}


class DatabaseParameters(Construct):
    """The parameter group of one major version.

    Its name holds the major version, so that an upgrade creates the next version's group
    before the instance leaves this one.
    """

    def __init__(
        self, scope: Construct, id_: str, *, prefix: str, settings: DatabaseSettings
    ) -> None:
        super().__init__(scope, id_)
        self.family = f"postgres{settings.engine_version}"
        self.name = DbParameterGroup(
            self,
            "group",
            name=f"{prefix}-{self.family}",
            family=self.family,
            description=f"{prefix}: TLS only, connections, DDL and slow statements logged",
            parameter=[
                DbParameterGroupParameter(name=name, value=value, apply_method="immediate")
                for name, value in _PARAMETERS.items()
            ],
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        ).name
