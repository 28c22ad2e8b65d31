"""A lifecycle rule of S3 may keep a number of noncurrent versions however old they are.

Moto forgets `NewerNoncurrentVersions` of an expiration, so that the Terraform provider
waits three minutes for the rule to become what it asked for, and fails.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

if TYPE_CHECKING:
    from moto.core.responses import ActionResult


def close() -> None:
    """Keep the number with the rule, and answer it."""
    set_lifecycle = FakeBucket.set_lifecycle
    get_lifecycle = S3Response.get_bucket_lifecycle

    @wraps(set_lifecycle)
    def set_with_number(self: FakeBucket, rules: list[dict[str, Any]]) -> None:
        set_lifecycle(self, rules)
        for kept, given in zip(self.rules, rules, strict=True):
            expiration = given.get("NoncurrentVersionExpiration") or {}
            kept.nve_newer_versions = expiration.get("NewerNoncurrentVersions")

    @wraps(get_lifecycle)
    def get_with_number(self: S3Response) -> Any:
        serialize = self.serialized

        def serialize_with_number(answer: ActionResult) -> Any:
            rules = self.backend.get_bucket_lifecycle(self.bucket_name)
            for shown, kept in zip(answer.result["Rules"], rules, strict=True):
                number = getattr(kept, "nve_newer_versions", None)
                if number is not None:
                    shown["NoncurrentVersionExpiration"]["NewerNoncurrentVersions"] = int(number)
            return serialize(answer)

        self.serialized = serialize_with_number
        try:
            return get_lifecycle(self)
        finally:
            del self.serialized

    FakeBucket.set_lifecycle = set_with_number
    S3Response.get_bucket_lifecycle = get_with_number
