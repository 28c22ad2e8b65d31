"""RDS gives each instance an immutable id (`db-...`) of its own.

Moto gives one constant to all of them, so that whoever looks one up by that id, as the
Terraform provider does, finds another instance.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from moto.moto_api._internal import mock_random
from moto.rds.models import DBInstance

_LENGTH = 26


def new_resource_id() -> str:
    """Return an id as RDS forms them."""
    return f"db-{mock_random.get_random_hex(_LENGTH).upper()}"


def close() -> None:
    """Draw an id for every new instance."""
    create = DBInstance.__init__

    @wraps(create)
    def create_with_id(self: DBInstance, *args: Any, **kwargs: Any) -> None:
        create(self, *args, **kwargs)
        self.dbi_resource_id = new_resource_id()

    DBInstance.__init__ = create_with_id
