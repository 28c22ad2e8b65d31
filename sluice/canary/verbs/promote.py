"""`sluice promote`: to 100 % at once; no check is skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.requests import RequestKind
from sluice.canary.verbs import requests
from sluice.errors import NotNow

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session


def run(session: Session, *, why: str, dry_run: bool) -> str:
    """Leave the request; return one sentence.

    Raises:
        NotNow: no release is under way, it goes back already, or nobody drives it.
    """
    release = requests.under_way(session)
    environment = release.environment
    if release.failure is not None:
        raise NotNow(
            f"release {release.id} is being rolled back ({release.failure.reason}): "
            "it cannot be promoted any more"
        )
    if dry_run:
        return f"would promote release {release.id}, which is {release.phase}, to 100 % at once"
    requests.ask(session, RequestKind.PROMOTE, why)
    told = f"asked to promote release {release.id} at once: its remaining bakes are skipped"
    if requests.driver_of(session) is None:
        return f"{told}; nobody drives it now: 'sluice resume {environment}'"
    return f"{told}; 'sluice watch {environment}' shows it"
