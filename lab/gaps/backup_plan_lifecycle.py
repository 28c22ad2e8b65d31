"""A backup plan can be changed, and its name taken again once it is deleted.

Moto has no UpdateBackupPlan, and refuses the name of a plan that was deleted.
"""

from __future__ import annotations

import json
from functools import wraps
from typing import Any

from moto.backup.models import BackupBackend, Plan
from moto.backup.responses import BackupResponse


def _update(self: BackupResponse) -> str:
    backend = self.backup_backend
    plan_id = self.path.rstrip("/").split("/")[-1]
    old = backend.get_backup_plan(plan_id, None)
    new = Plan(json.loads(self.body)["BackupPlan"], old.creator_request_id, backend)
    new.backup_plan_id = old.backup_plan_id
    new.backup_plan_arn = old.backup_plan_arn
    new.creation_date = old.creation_date
    backend.plans[plan_id] = new
    return json.dumps(new.to_dict())


def close() -> None:
    """Answer UpdateBackupPlan, and look at living plans only when one is created."""
    create = BackupBackend.create_backup_plan

    @wraps(create)
    def create_among_the_living(self: BackupBackend, *args: Any, **kwargs: Any) -> Plan:
        deleted = {id_: plan for id_, plan in self.plans.items() if plan.deletion_date}
        for id_ in deleted:
            del self.plans[id_]
        try:
            return create(self, *args, **kwargs)
        finally:
            self.plans.update(deleted)

    BackupBackend.create_backup_plan = create_among_the_living
    BackupResponse.update_backup_plan = _update
