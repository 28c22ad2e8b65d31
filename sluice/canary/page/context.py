"""What a page says beside the release: who answers for the service, and where the runbook is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sluice.environment.descriptor import Descriptor


@dataclass(frozen=True)
class Context:
    """A few words for people; each may be left empty, and is left out of the page then.

    Attributes:
        owner: the team's name.
        channel: where the team is reached, such as a chat channel.
        runbook_url: of the service's runbook.
        dashboard: name of the CloudWatch dashboard.
    """

    owner: str = ""
    channel: str = ""
    runbook_url: str = ""
    dashboard: str = ""

    @classmethod
    def of(cls, descriptor: Descriptor) -> Self:
        """Return the context that a deployment descriptor holds."""
        owner = descriptor.owner
        return cls(
            owner=owner.name,
            channel=owner.slack_channel,
            runbook_url=owner.runbook_url,
            dashboard=descriptor.alarms.dashboard,
        )

    @property
    def runbook_is_link(self) -> bool:
        """Whether the runbook's address is one to follow: `javascript:` is none."""
        try:
            return urlsplit(self.runbook_url).scheme in {"http", "https"}
        except ValueError:
            return False
