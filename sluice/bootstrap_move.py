"""Bootstrap's state on its way into the bucket, or back out; see `sluice.bootstrap`."""

from __future__ import annotations

import fcntl
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from sluice.errors import SluiceError
from sluice.state_store import StateId, read_local
from sluice.terraform import PLAN_EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class BootstrapRefused(SluiceError):  # noqa: N818
    """What is there does not allow it; the text says what, and what to do."""


class Stage(Enum):
    """How far an account has come."""

    FRESH = "nothing is there yet"
    UNFINISHED = "a local state is there that the bucket does not hold yet"
    MOVED = "the bucket holds the state, and a local copy is left over"
    DONE = "the bucket holds the state"


class Store(Protocol):
    """The bucket of states: `sluice.state_store.StateBucket`."""

    def exists(self) -> bool: ...  # noqa: D102
    def read(self, key: str) -> StateId | None: ...  # noqa: D102
    def in_use(self, *, besides: str) -> list[str]: ...  # noqa: D102


class Commands(Protocol):
    """The program in a folder: `sluice.terraform.Terraform`."""

    def init(self) -> None: ...  # noqa: D102
    def apply(self) -> None: ...  # noqa: D102
    def destroy(self) -> None: ...  # noqa: D102
    def plan_exit_code(self) -> int: ...  # noqa: D102
    def pull(self) -> str: ...  # noqa: D102
    def push(self, state: Path) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Target:
    """What the synthesized stack says of itself."""

    bucket: str
    key: str
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


class Move:
    """Bootstrap's state on its way into the bucket, or back out of it."""

    def __init__(
        self,
        target: Target,
        *,
        stack_folder: Path,
        home: Path,
        store: Store,
        terraform: Callable[[Path], Commands],
        say: Callable[[str], None] = print,
    ) -> None:
        """Work below `home`, with `terraform` in a folder of its own."""
        self.target = target
        self.say = say
        self.state = home.resolve() / target.bucket / "terraform.tfstate"
        self._work = self.state.parent / "work"
        self._stack_folder = stack_folder
        self._store = store
        self._terraform = terraform(self._work)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep a second run on this machine away from the local state.

        Raises:
            BootstrapRefused: another one is at work.
        """
        folder = self.state.parent
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (folder.parent / f"{folder.name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BootstrapRefused(f"another run is at work in {folder}") from error
            yield

    def stage(self) -> Stage:
        """Return how far the account has come; raises as `stage_of` does."""
        exists = self._store.exists()
        return stage_of(read_local(self.state), self._remote(), bucket_exists=exists)

    def forward(self, stage: Stage) -> None:
        """Take the account from `stage` to `Stage.DONE`.

        Raises:
            SluiceError: Terraform failed, or the end is not what it should be.
        """
        if stage in (Stage.FRESH, Stage.UNFINISHED):
            self._use_backend(local=True)
            self.say(f"applying {self.target.resources} resources; state in {self.state}")
            self._terraform.apply()
            self.say(f"moving the state to {self.target.url}")
            self._use_backend(local=False)
            self._terraform.push(self.state)
        else:
            self._use_backend(local=False)
        self._check()
        shutil.rmtree(self.state.parent)

    def back(self) -> None:
        """Destroy everything, the state in a local file.

        Raises:
            SluiceError: Terraform failed; `sluice bootstrap --undo` continues.
        """
        if self.stage() in (Stage.DONE, Stage.MOVED):
            self._pull()
        self._use_backend(local=True)
        self.say("lowering the protections")
        self._terraform.apply()
        self.say("destroying")
        self._terraform.destroy()
        shutil.rmtree(self.state.parent)

    def in_use(self) -> list[str]:
        """Return the other states that still hold resources."""
        return self._store.in_use(besides=self.target.key) if self._store.exists() else []

    def _remote(self) -> StateId | None:
        return self._store.read(self.target.key) if self._store.exists() else None

    def _use_backend(self, *, local: bool) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        for name in ("cdk.tf.json", ".terraform.lock.hcl"):
            if (self._stack_folder / name).exists():
                shutil.copyfile(self._stack_folder / name, self._work / name)
        if local:
            # Terraform replaces a backend by that of an override file.
            override = {"terraform": {"backend": {"local": {"path": str(self.state)}}}}
            (self._work / "backend_override.tf.json").write_text(json.dumps(override))
        self._terraform.init()

    def _pull(self) -> None:
        self.say(f"pulling the state to {self.state}")
        self._use_backend(local=False)
        text = self._terraform.pull()
        part = self.state.with_suffix(".part")
        part.write_text(text)
        if read_local(part) != self._remote():
            raise BootstrapRefused("the state changed while it was pulled: run it again")
        part.replace(self.state)

    def _check(self) -> None:
        local, remote = read_local(self.state), self._remote()
        if (
            local is None
            or remote is None
            or stage_of(local, remote, bucket_exists=True) is not (Stage.MOVED)
        ):
            raise BootstrapRefused(f"{self.target.url} does not hold the state of {self.state}")
        if self._terraform.plan_exit_code() != PLAN_EMPTY:
            raise BootstrapRefused(
                f"the state is in {self.target.url}, but a plan is not empty: see it with "
                "'cdktf diff bootstrap', apply it with 'cdktf deploy bootstrap', run this again"
            )
