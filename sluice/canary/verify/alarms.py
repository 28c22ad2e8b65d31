"""No alarm of the environment is in ALARM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.ports.alarms import described
from sluice.checks.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding


def check(context: Context) -> Iterator[Finding]:
    """Read the state of each alarm that the descriptor names."""
    found, missing = described(context.client, context.descriptor.alarms)
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
