"""RDS keeps a managed master password in Secrets Manager, and draws another when it is rotated.

Moto's secret always holds the same user and password, whatever the instance's master user
is called, and loses its value when it is rotated.
"""

from __future__ import annotations

import json
from functools import wraps
from typing import Any

from moto.moto_api._internal import mock_random
from moto.rds.models import MasterUserSecret
from moto.secretsmanager.models import SecretsManagerBackend

_SERVICE = "rds"
_LENGTH = 28


def _credentials(user: str) -> str:
    return json.dumps({"username": user, "password": mock_random.get_random_hex(_LENGTH)})


def close() -> None:
    """Draw a password for each new secret and rotation."""

    def generate(self: MasterUserSecret) -> str:
        return _credentials(self.resource.master_username)

    rotate = SecretsManagerBackend.rotate_secret

    @wraps(rotate)
    def rotate_managed(self: SecretsManagerBackend, secret_id: str, *args: Any, **kw: Any) -> Any:
        known = secret_id in self.secrets
        held = self.secrets[secret_id].secret_string if known else None
        answer = rotate(self, secret_id, *args, **kw)
        secret = self.secrets[secret_id]
        if held and secret.owning_service == _SERVICE and not secret.rotation_lambda_arn:
            secret.secret_string = _credentials(json.loads(held)["username"])
            for version in secret.versions.values():
                if "AWSCURRENT" in version["version_stages"]:
                    version["secret_string"] = secret.secret_string
        return answer

    MasterUserSecret._generate_secret_string = generate
    SecretsManagerBackend.rotate_secret = rotate_managed
