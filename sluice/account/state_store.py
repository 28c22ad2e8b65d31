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


class StateUnreadable(SluiceError):
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


def addresses(state: str) -> set[str]:
    """Return the addresses of the resources in the state."""
    return {f"{one['type']}.{one['name']}" for one in json.loads(state)["resources"]}


def is_protected(state: str) -> bool:
    """Say whether a resource of the state still refuses to be destroyed."""
    attributes = [
        instance.get("attributes", {})
        for resource in json.loads(state)["resources"]
        for instance in resource["instances"]
    ]
    return any(
        one.get("deletion_protection_enabled") or one.get("force_destroy") is False
        for one in attributes
    )


def read_local(path: Path) -> StateId | None:
    """Return the id of the state in the file; none where there is no file, or an empty one."""
    text = path.read_text() if path.exists() else ""
    return parse_state(text, source=str(path)) if text.strip() else None


class StateChanged(SluiceError):
    """Somebody else wrote the state meanwhile."""


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
        text, _ = self._fetch(key)
        return None if text is None else parse_state(text, source=f"s3://{self.name}/{key}")

    def fetch(self, key: str) -> str:
        """Return the state at `key`, which must be there."""
        return self._fetch(key)[0] or ""

    def put(self, key: str, text: str, *, replaces: StateId | None, kms_key_id: str) -> None:
        """Write `text` to `key`, if the object is still what it was when it was looked at.

        Args:
            key: the object's key.
            text: the state, byte for byte.
            replaces: what is there now; none where nothing may be there.
            kms_key_id: the key that it is encrypted with, as the backend would.

        Raises:
            StateChanged: something else is there by now.
            AwsUnreachable: S3 gave no answer, or no right to write.
        """
        source = f"s3://{self.name}/{key}"
        condition = {"IfNoneMatch": "*"}
        if replaces is not None:
            there, tag = self._fetch(key)
            if there is None or parse_state(there, source=source) != replaces:
                raise StateChanged(f"{source} changed meanwhile: look at it, and run this again")
            condition = {"IfMatch": tag}
        with reachable(f"write {source}"):
            try:
                self._s3.put_object(
                    Bucket=self.name,
                    Key=key,
                    Body=text.encode(),
                    ContentType="application/json",
                    ServerSideEncryption="aws:kms",
                    SSEKMSKeyId=kms_key_id,
                    **condition,
                    **self._owner,
                )
            except self._s3.exceptions.ClientError as error:
                if error.response["Error"]["Code"] != "PreconditionFailed":
                    raise
                message = f"{source} changed meanwhile: look at it, and run this again"
                raise StateChanged(message) from error

    def in_use(self, *, besides: str) -> list[str]:
        """Return the keys of other states that still hold resources."""
        with reachable(f"list bucket {self.name}"):
            keys = [key for key in self._keys() if key != besides and key.endswith(".tfstate")]
        found = [(key, self.read(key)) for key in keys]
        return [key for key, state in found if state is not None and state.resources]

    def _fetch(self, key: str) -> tuple[str | None, str]:
        with reachable(f"read s3://{self.name}/{key}"):
            try:
                answer = self._s3.get_object(Bucket=self.name, Key=key, **self._owner)
            except self._s3.exceptions.NoSuchKey:
                return None, ""
            return answer["Body"].read().decode(), answer["ETag"]

    def _keys(self) -> Iterator[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.name, **self._owner)
        for page in pages:
            for entry in page.get("Contents", ()):
                yield entry["Key"]
