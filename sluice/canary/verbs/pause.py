"""`sluice pause`: nothing is promoted until `sluice resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.requests import RequestKind
from sluice.canary.verbs import requests

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session


def run(session: Session, *, why: str, dry_run: bool) -> str:
    """Leave the request; return one sentence.

    Raises:
        NotNow: no release is under way.
    """
    release = requests.under_way(session)
    environment = release.environment
    if dry_run:
        return f"would pause release {release.id}, which is {release.phase}"
    requests.ask(session, RequestKind.PAUSE, why)
    told = f"paused: release {release.id} moves no further until 'sluice resume {environment}'"
    if requests.driver_of(session) is None:
        return f"{told}; nobody drives it now, so that nothing judges it either"
    return f"{told}; it is still judged, and a bad version is still rolled back"
