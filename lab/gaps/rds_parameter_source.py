"""RDS says of each parameter of a group where its value comes from, and can be asked by it.

Moto says nothing of the source, so that the Terraform provider takes every parameter for
one that nobody set.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.rds.models import DBParameterGroup
from moto.rds.responses import RDSResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

_SET_BY_USER = "user"


def close() -> None:
    """Say `user` of what was set: moto keeps nothing but that."""
    update = DBParameterGroup.update_parameters

    @wraps(update)
    def update_by_user(self: DBParameterGroup, new_parameters: Iterable[dict[str, Any]]) -> None:
        update(self, [{**parameter, "Source": _SET_BY_USER} for parameter in new_parameters])

    describe = RDSResponse.describe_db_parameters

    @wraps(describe)
    def describe_by_source(self: RDSResponse) -> ActionResult:
        answer = describe(self)
        if self.params.get("Source", _SET_BY_USER) != _SET_BY_USER:
            return ActionResult({"Parameters": []})
        return answer

    DBParameterGroup.update_parameters = update_by_user
    RDSResponse.describe_db_parameters = describe_by_source
