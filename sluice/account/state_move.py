"""Bootstrap's state on its way into the bucket, or back out; see `sluice.account.bootstrap`."""

from __future__ import annotations

import fcntl
import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from sluice.account.adopt import import_blocks
from sluice.account.progress import BootstrapRefused, Stage, Target, stage_of
from sluice.account.state_store import StateId, addresses, is_protected, read_local
from sluice.terraform import PLAN_EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sluice.account.adopt import Existing


class Store(Protocol):
    """The bucket of states: `sluice.account.state_store.StateBucket`."""

    def exists(self) -> bool: ...  # noqa: D102 - as told there
    def read(self, key: str) -> StateId | None: ...  # noqa: D102 - as told there
    def fetch(self, key: str) -> str: ...  # noqa: D102 - as told there
    def put(  # noqa: D102 - as told there
        self, key: str, text: str, *, replaces: StateId | None, kms_key_id: str
    ) -> None: ...
    def in_use(self, *, besides: str) -> list[str]: ...  # noqa: D102 - as told there


class Commands(Protocol):
    """The program in a folder: `sluice.terraform.Terraform`."""

    def init(self) -> None: ...  # noqa: D102 - as told there
    def apply(self) -> None: ...  # noqa: D102 - as told there
    def destroy(self) -> None: ...  # noqa: D102 - as told there
    def plan_exit_code(self) -> int: ...  # noqa: D102 - as told there


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
        existing: Callable[[], Existing],
        say: Callable[[str], None] = print,
    ) -> None:
        """Work below `home`, with `terraform` in a folder of its own.

        Args:
            target: what is to be there in the end.
            stack_folder: the synthesized stack; only read.
            home: where the local state is kept.
            store: the bucket.
            terraform: makes the program for a folder.
            existing: lists what AWS has; see `sluice.account.adopt`.
            say: tells the user.
        """
        self.target = target
        self.say = say
        self.state = home.resolve() / target.bucket / "terraform.tfstate"
        self._work = self.state.parent / "work"
        self._stack_folder = stack_folder
        self._store = store
        self._terraform = terraform(self._work)
        self._existing = existing

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
        local, remote, exists = read_local(self.state), self._remote(), self._store.exists()
        if local is None and remote is None and self._work.exists():
            # Terraform was killed here before it had written any state.
            return Stage.UNFINISHED
        return stage_of(local, remote, bucket_exists=exists)

    def forward(self, stage: Stage) -> None:
        """Take the account from `stage` to `Stage.DONE`.

        Raises:
            SluiceError: Terraform failed, or the end is not what it should be.
        """
        if stage in (Stage.FRESH, Stage.UNFINISHED):
            adopted = self._adopt() if stage is Stage.UNFINISHED else []
            self._use_backend(local=True, adopted=adopted)
            self.say(f"applying {self.target.resources} resources; state in {self.state}")
            self._terraform.apply()
            self.say(f"moving the state to {self.target.url}")
            self._push()
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
        if is_protected(self.state.read_text()):
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

    def _adopt(self) -> list[dict[str, str]]:
        blocks = import_blocks(
            json.loads((self._stack_folder / "cdk.tf.json").read_text()),
            known=addresses(self.state.read_text()) if read_local(self.state) else set(),
            exists=self._existing(),
            account=self.target.account,
        )
        for block in blocks:
            self.say(f"taking up {block['to']}, which exists but is in no state")
        return blocks

    def _use_backend(self, *, local: bool, adopted: Sequence[dict[str, str]] = ()) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        for name in ("cdk.tf.json", ".terraform.lock.hcl"):
            if (self._stack_folder / name).exists():
                shutil.copyfile(self._stack_folder / name, self._work / name)
        if local:
            # Terraform replaces a backend by that of an override file.
            override = {"terraform": {"backend": {"local": {"path": str(self.state)}}}}
            (self._work / "backend_override.tf.json").write_text(json.dumps(override))
        if adopted:
            (self._work / "adopted.tf.json").write_text(json.dumps({"import": list(adopted)}))
        self._terraform.init()

    def _push(self) -> None:
        target, remote = self.target, self._remote()
        # Once more, now that the local state has grown: never over a newer or foreign one.
        if stage_of(read_local(self.state), remote, bucket_exists=True) is Stage.UNFINISHED:
            self._store.put(
                target.key, self.state.read_text(), replaces=remote, kms_key_id=target.kms_key_id
            )

    def _pull(self) -> None:
        self.say(f"pulling the state to {self.state}")
        self.state.parent.mkdir(parents=True, exist_ok=True)
        part = self.state.with_suffix(".part")
        part.write_text(self._store.fetch(self.target.key))
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
