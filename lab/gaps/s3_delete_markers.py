"""S3 removes a delete marker as any other version, also once versioning is suspended.

Moto then crashes on a marker, so that Terraform, which suspends versioning first, can
destroy no bucket in which a state was ever unlocked.
"""

from __future__ import annotations

from moto.s3.models import FakeDeleteMarker


def close() -> None:
    """Give a marker what moto calls on each version: there is nothing to dispose of."""
    FakeDeleteMarker.dispose = lambda _self: None
