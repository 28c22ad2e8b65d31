"""Terraform states as `sluice bootstrap` sees them: in a local file, and in the bucket."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.aws import client, reachable
from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class StateUnreadable(SluiceError):  # noqa: N818
    """A state is not the JSON document that Terraform writes."""


@dataclass(frozen=True)
class StateId:
    """Which state it is, and how new: Terraform counts `serial` up with each write."""

    lineage: str
    serial: int
    resources: int


def parse_state(text: str, *, source: str) -> StateId:
    """Return the id of the state in `text`.

    Raises:
        StateUnreadable: it is no Terraform state; `source` says where it came from.
    """
    try:
        document = json.loads(text)
        return StateId(document["lineage"], document["serial"], len(document["resources"]))
    except (ValueError, KeyError, TypeError) as error:
        raise StateUnreadable(f"{source} is not a Terraform state: {error!r}") from error


def read_local(path: Path) -> StateId | None:
    """Return the id of the state in the file; none where there is no file, or an empty one."""
    text = path.read_text() if path.exists() else ""
    return parse_state(text, source=str(path)) if text.strip() else None


class StateBucket:
    """The bucket of states, through S3's API."""

    def __init__(self, name: str, *, region: str, account: str) -> None:
        """Look at bucket `name` of `account`; another account's is an error, not a find."""
        self.name = name
        self._owner = {"ExpectedBucketOwner": account}
        self._s3: Any = client("s3", region=region)

    def exists(self) -> bool:
        """Say whether the bucket is there.

        Raises:
            AwsUnreachable: S3 gave no answer, or the bucket is somebody else's.
        """
        with reachable(f"look for bucket {self.name}"):
            try:
                self._s3.head_bucket(Bucket=self.name, **self._owner)
            except self._s3.exceptions.ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    return False
                raise
        return True

    def read(self, key: str) -> StateId | None:
        """Return the id of the state at `key`; none where there is no object."""
        source = f"s3://{self.name}/{key}"
        with reachable(f"read {source}"):
            try:
                answer = self._s3.get_object(Bucket=self.name, Key=key, **self._owner)
            except self._s3.exceptions.NoSuchKey:
                return None
            text = answer["Body"].read().decode()
        return parse_state(text, source=source)

    def in_use(self, *, besides: str) -> list[str]:
        """Return the keys of other states that still hold resources."""
        with reachable(f"list bucket {self.name}"):
            keys = [key for key in self._keys() if key != besides and key.endswith(".tfstate")]
        found = [(key, self.read(key)) for key in keys]
        return [key for key, state in found if state is not None and state.resources]

    def _keys(self) -> Iterator[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, **self._owner)
        for page in pages:
            for entry in page.get("Contents", ()):
                yield entry["Key"]
