"""Nothing in the environment forbids a release: no alarm, no other release, no lease."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sluice.canary.ports.alarms import described
from sluice.checks.finding import bad, ok, unknown
from sluice.journal.lease_holder import may_be_taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding


def check_alarms(context: Context) -> Iterator[Finding]:
    """No alarm that the descriptor names is in ALARM."""
    found, missing = described(context.clients, context.descriptor.alarms)
    if missing:
        yield unknown("alarms", f"{', '.join(sorted(missing))} does not exist: deploy again")
    states = {name: found[name]["StateValue"] for name in sorted(found)}
    loud = [name for name, state in states.items() if state == "ALARM"]
    for name in loud:
        yield bad("alarms", f"{name} is in ALARM: {found[name].get('StateReason', '')}")
    if not missing and not loud:
        unsure = sum(state == "INSUFFICIENT_DATA" for state in states.values())
        more = f", {unsure} of them without data" if unsure else ""
        yield ok("alarms", f"{len(states)} are quiet{more}")


def check_release(context: Context) -> Iterator[Finding]:
    """The journal can be read, nobody holds the lease, and no release is under way."""
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
