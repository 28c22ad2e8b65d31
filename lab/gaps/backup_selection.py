"""AWS Backup assigns resources to a plan by selections.

Moto has no selections at all.
"""

from __future__ import annotations

import json
from typing import Any

from moto.backup.exceptions import ResourceNotFoundException
from moto.backup.responses import BackupResponse
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random


def _selections(response: BackupResponse) -> tuple[str, dict[str, dict[str, Any]]]:
    """Return the plan's id and its selections; refuses an unknown plan as AWS does."""
    plan_id = response.path.split("/plans/")[1].split("/")[0]
    backend = response.backup_backend
    backend.get_backup_plan(plan_id, None)
    return plan_id, backend.__dict__.setdefault("selections", {}).setdefault(plan_id, {})


def _one(response: BackupResponse) -> tuple[str, dict[str, dict[str, Any]]]:
    _, selections = _selections(response)
    selection_id = response.path.rstrip("/").split("/")[-1]
    if selection_id not in selections:
        raise ResourceNotFoundException(msg=f"Backup selection {selection_id} not found")
    return selection_id, selections


def _create(self: BackupResponse) -> str:
    plan_id, selections = _selections(self)
    parameters = json.loads(self.body)
    ids = {
        "BackupPlanId": plan_id,
        "CreationDate": unix_time(),
        "SelectionId": str(mock_random.uuid4()),
    }
    selections[ids["SelectionId"]] = {
        **ids,
        "CreatorRequestId": parameters.get("CreatorRequestId"),
        "BackupSelection": {
            "ListOfTags": [],
            "NotResources": [],
            "Resources": [],
            "Conditions": {},
            **parameters["BackupSelection"],
        },
    }
    return json.dumps(ids)


def _get(self: BackupResponse) -> str:
    selection_id, selections = _one(self)
    return json.dumps(selections[selection_id])


def _delete(self: BackupResponse) -> str:
    selection_id, selections = _one(self)
    del selections[selection_id]
    return "{}"


def _list(self: BackupResponse) -> str:
    _, selections = _selections(self)
    listed = [
        {
            "BackupPlanId": selection["BackupPlanId"],
            "CreationDate": selection["CreationDate"],
            "SelectionId": selection["SelectionId"],
            "SelectionName": selection["BackupSelection"]["SelectionName"],
            "IamRoleArn": selection["BackupSelection"]["IamRoleArn"],
        }
        for selection in selections.values()
    ]
    return json.dumps({"BackupSelectionsList": listed})


def close() -> None:
    """Answer the four calls."""
    BackupResponse.create_backup_selection = _create
    BackupResponse.get_backup_selection = _get
    BackupResponse.delete_backup_selection = _delete
    BackupResponse.list_backup_selections = _list
