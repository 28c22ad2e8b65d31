"""`sluice bootstrap`: creates the bucket that keeps its own state, once per account.

The bootstrap stack creates the bucket that all states are kept in, its own included. So it
is applied with a local state first, which then moves into the bucket:

1. `terraform apply`, the state in `.sluice/bootstrap/<bucket>/terraform.tfstate`;
2. the state is put into the bucket, byte for byte, on condition that none is there. Not
   by `terraform init -migrate-state -force-copy`: that overwrites whatever is there, and
   gives the state a new lineage, so that a copy left by a crash could not be told from a
   foreign state (Terraform 1.11; `state push` gives a new lineage too);
3. the state in the bucket is the one that was put there, and a plan is empty;
4. the local copy is deleted.

Whatever interrupts it, the same command continues: the local state is the truth until the
bucket holds one at least as new. Where the bucket already holds it, nothing is done.

`sluice bootstrap --undo` is the way back. A stack whose state lies in a bucket that it
destroys would lose the state half-way, so the state is pulled to the local file first, the
protections are lowered with an apply, and only then everything is destroyed. It asks for a
stack that was synthesized with `SLUICE_DESTROYABLE=bootstrap`, and refuses while another
state in the bucket still holds resources.

Terraform runs in a folder of its own: the synthesized one keeps its backend at any time.
Where Terraform was killed and AWS has something by now that no state knows, the next run
finds it by its name and imports it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.account.adopt import existing
from sluice.account.progress import BootstrapRefused, Stage, read_target
from sluice.account.state_move import Move
from sluice.account.state_store import StateBucket
from sluice.errors import SluiceError
from sluice.exits import Exit
from sluice.terraform import Terraform

if TYPE_CHECKING:
    from collections.abc import Callable

STACK_FOLDER = Path("cdktf.out/stacks/bootstrap")
HOME = Path(".sluice/bootstrap")


def run(
    *,
    confirm: Callable[[str], bool],
    dry_run: bool = False,
    stack_folder: Path = STACK_FOLDER,
    home: Path = HOME,
) -> int:
    """Create bootstrap, or continue, or say that it is there; return the exit code.

    Args:
        confirm: asks before anything is created; `--yes` passes one that agrees.
        dry_run: only say what would be done.
        stack_folder: the synthesized stack.
        home: where the local state is kept in between.

    Raises:
        SluiceError: one sentence that says what was wrong and what to do.
    """
    move = _move(stack_folder, home)
    target, stage = move.target, move.stage()
    if stage is Stage.DONE:
        print(f"bootstrap: {target.url} holds the state; nothing to do")
        return 0
    steps = f"check it, delete the local copy {move.state}"
    if stage is not Stage.MOVED:
        steps = f"apply {target.resources} resources, move their state to {target.url}, {steps}"
    print(f"bootstrap: account {target.account}, {target.region}: {stage.value}")
    print(f"bootstrap: to do: {steps}")
    if dry_run:
        return 0
    if not confirm("Continue?"):
        print("bootstrap: nothing done")
        return 1
    return _interruptible(lambda: move.forward(stage), "sluice bootstrap", move)


def tear_down(
    *,
    confirm: Callable[[str], bool],
    dry_run: bool = False,
    stack_folder: Path = STACK_FOLDER,
    home: Path = HOME,
) -> int:
    """Destroy bootstrap, its state pulled to a local file first; arguments as of `run`.

    Raises:
        SluiceError: one sentence that says what was wrong and what to do.
    """
    move = _move(stack_folder, home)
    target = move.target
    if move.stage() is Stage.FRESH:
        print(f"bootstrap: account {target.account} has none; nothing to do")
        return 0
    if target.protected:
        raise BootstrapRefused(
            "the stack is protected: synthesize it with SLUICE_DESTROYABLE=bootstrap first"
        )
    in_use = move.in_use()
    if in_use:
        raise BootstrapRefused(
            f"states that still hold resources: {', '.join(in_use)}; destroy those stacks first"
        )
    print(f"bootstrap: account {target.account}: destroys the states with every version, the")
    print("bootstrap: journal with every release on record, and the delivery roles")
    if dry_run:
        return 0
    if not confirm("Destroy it all?"):
        print("bootstrap: nothing done")
        return 1
    return _interruptible(move.back, "sluice bootstrap --undo", move)


def _move(stack_folder: Path, home: Path) -> Move:
    target = read_target(stack_folder)
    store = StateBucket(target.bucket, region=target.region, account=target.account)
    return Move(
        target,
        stack_folder=stack_folder,
        home=home,
        store=store,
        terraform=Terraform,
        existing=partial(existing, region=target.region),
    )


def _interruptible(act: Callable[[], None], command: str, move: Move) -> int:
    try:
        with move.alone():
            act()
    except KeyboardInterrupt:
        print(f"\nbootstrap: interrupted; '{command}' continues from {move.state}")
        return Exit.INTERRUPTED
    except SluiceError as error:
        raise BootstrapRefused(f"{error}\n'{command}' continues from {move.state}") from error
    print("bootstrap: done")
    return 0
