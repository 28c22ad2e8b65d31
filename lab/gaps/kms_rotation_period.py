"""KMS keeps how many days lie between two rotations of a key, 365 where nobody said.

Moto keeps only whether a key rotates at all.
"""

from __future__ import annotations

import json
from functools import wraps

from moto.kms.responses import KmsResponse

_DEFAULT_DAYS = 365


def close() -> None:
    """Keep the period with the key, and answer it."""
    enable = KmsResponse.enable_key_rotation
    status = KmsResponse.get_key_rotation_status

    @wraps(enable)
    def enable_with_period(self: KmsResponse) -> str:
        answer: str = enable(self)
        key = self.kms_backend.describe_key(self._get_param("KeyId"))
        key.rotation_period_days = self._get_param("RotationPeriodInDays") or _DEFAULT_DAYS
        return answer

    @wraps(status)
    def status_with_period(self: KmsResponse) -> str:
        answer = json.loads(status(self))
        key = self.kms_backend.describe_key(self._get_param("KeyId"))
        if answer["KeyRotationEnabled"]:
            days = getattr(key, "rotation_period_days", _DEFAULT_DAYS)
            answer |= {"KeyId": key.id, "RotationPeriodInDays": days}
        return json.dumps(answer)

    KmsResponse.enable_key_rotation = enable_with_period
    KmsResponse.get_key_rotation_status = status_with_period
