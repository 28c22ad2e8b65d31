"""RebootDBInstance hands its ForceFailover on, which moto drops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult
from moto.rds.responses import RDSResponse

if TYPE_CHECKING:
    from typing import Any


def patch() -> None:
    """Answer RebootDBInstance."""

    def reboot(self: Any) -> ActionResult:
        database = self.backend.reboot_db_instance(
            self.params["DBInstanceIdentifier"],
            force_failover=bool(self.params.get("ForceFailover")),
        )
        return ActionResult({"DBInstance": database})

    RDSResponse.reboot_db_instance = reboot
