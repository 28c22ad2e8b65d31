"""How far an account has come with its bootstrap: what is declared, and which states there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sluice.errors import SluiceError

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.account.state_store import StateId


class BootstrapRefused(SluiceError):
    """What is there does not allow it; the text says what, and what to do."""


class Stage(Enum):
    """How far an account has come."""

    FRESH = "nothing is there yet"
    UNFINISHED = "a local state is there that the bucket does not hold yet"
    MOVED = "the bucket holds the state, and a local copy is left over"
    DONE = "the bucket holds the state"


@dataclass(frozen=True)
class Target:
    """What the synthesized stack says of itself."""

    bucket: str
    key: str
    kms_key_id: str
    region: str
    account: str
    resources: int
    protected: bool

    @property
    def url(self) -> str:
        """Where the state belongs."""
        return f"s3://{self.bucket}/{self.key}"


def read_target(stack_folder: Path) -> Target:
    """Return what `cdk.tf.json` in the folder says.

    Raises:
        BootstrapRefused: the stack is not synthesized.
    """
    path = stack_folder / "cdk.tf.json"
    if not path.exists():
        raise BootstrapRefused(f"{path} does not exist: run 'make synth' first")
    document = json.loads(path.read_text())
    backend = document["terraform"]["backend"]["s3"]
    resources = [one for kind in document["resource"].values() for one in kind.values()]
    return Target(
        bucket=backend["bucket"],
        key=backend["key"],
        kms_key_id=backend["kms_key_id"],
        region=backend["region"],
        account=document["provider"]["aws"][0]["allowed_account_ids"][0],
        resources=len(resources),
        protected=any(one.get("lifecycle", {}).get("prevent_destroy") for one in resources),
    )


def stage_of(local: StateId | None, remote: StateId | None, *, bucket_exists: bool) -> Stage:
    """Return how far an account has come.

    Raises:
        BootstrapRefused: two states that do not belong together, or a bucket with none.
    """
    if local is None and remote is None and bucket_exists:
        raise BootstrapRefused(
            "the bucket exists, but no state knows it: another machine may be at work, or its "
            "local state was lost; continue there, or 'terraform import' what exists"
        )
    if local is None:
        return Stage.FRESH if remote is None else Stage.DONE
    if remote is None:
        return Stage.UNFINISHED
    if local.lineage != remote.lineage:
        raise BootstrapRefused(
            f"the local state (lineage {local.lineage}) and the bucket's ({remote.lineage}) are "
            "of different histories: move the local one away if it is an old one"
        )
    return Stage.MOVED if local.serial <= remote.serial else Stage.UNFINISHED
