"""The journal can be read, nobody holds the lease, and no release is under way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sluice.checks.finding import bad, ok
from sluice.journal.lease_holder import may_be_taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding


def check(context: Context) -> Iterator[Finding]:
    """Read the lease and the newest release."""
    environment = context.descriptor.environment
    unfinished = context.journal.unfinished()
    lease = context.journal.leases.current()
    table = context.descriptor.journal.table_name
    if unfinished is not None:
        yield bad(
            "release",
            f"{unfinished.id} is under way ({unfinished.phase}): 'sluice watch {environment}', "
            f"'sluice resume {environment}' or 'sluice abort {environment}'",
        )
    elif lease is not None and not may_be_taken(lease, time.time()):
        yield bad("release", f"{environment} is {lease.told(time.time())}: wait")
    else:
        yield ok("release", f"none is under way; journal {table} answers")
