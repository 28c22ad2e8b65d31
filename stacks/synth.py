"""What surrounds a synth: users' mistakes as one sentence, and the provider's lock file."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from webservice.errors import SluiceInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

PROVIDER_LOCK = Path(__file__).resolve().parent.parent / "terraform.lock.hcl"


@contextmanager
def user_errors() -> Iterator[None]:
    """End the program with one sentence, and no traceback, where a value was wrong."""
    try:
        yield
    except SluiceInputError as error:
        sys.exit(f"error: {error}")


def lay_provider_lock(outdir: Path) -> None:
    """Copy the committed provider lock into each synthesized stack's folder.

    `cdktf deploy` asks the public registry for provider hashes unless they are there
    already; and hashes that are committed cannot change unseen.
    """
    for stack in (outdir / "stacks").iterdir():
        shutil.copyfile(PROVIDER_LOCK, stack / ".terraform.lock.hcl")
