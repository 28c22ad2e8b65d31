"""What the checks look at, by the same ports as a release."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sluice.canary.ports.tasks import Tasks
from sluice.canary.ports.traffic import Traffic
from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from sluice.aws import Clients
    from sluice.canary.journal.journal import Journal
    from sluice.canary.model.observation import RuleWeights, ServiceState
    from sluice.environment.descriptor import Colour, ColourService, Descriptor


@dataclass
class Context:
    """One environment and one image.

    Attributes:
        descriptor: of the environment.
        image: repository@digest.
        clients: of the environment's region.
        journal: of the environment.
    """

    descriptor: Descriptor
    image: str
    clients: Clients
    journal: Journal

    @cached_property
    def tasks(self) -> Tasks:
        """The services and what they run."""
        return Tasks(self.descriptor, self.clients)

    @cached_property
    def rule(self) -> RuleWeights:
        """The rule's weights, as a release reads them."""
        return Traffic(self.descriptor, self.clients).weights()

    @cached_property
    def live(self) -> Colour:
        """The live colour; where the traffic is split, the one whose service is checked."""
        if self.rule.live is not None:
            return self.rule.live
        return max(COLOURS, key=self.rule.weights.of)

    @property
    def live_part(self) -> ColourService:
        """The live colour's names."""
        return self.descriptor.services[self.live]

    @cached_property
    def live_service(self) -> ServiceState | None:
        """The live colour's ECS service; None where ECS does not know it."""
        return self.tasks.services().get(self.live)
