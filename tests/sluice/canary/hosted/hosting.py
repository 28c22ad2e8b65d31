"""A hosted driver in the simulated account: each invocation is a process of its own."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.drivers import world
from simulator.faults import Killed
from simulator.run import Simulation
from simulator.table import MemoryTable
from sluice.canary import handler
from sluice.canary.hosted.context import Place, PlannedRelease
from sluice.canary.journal.journal import Journal
from sluice.errors import NotNow, SluiceError
from tests.sluice.canary.hosted.machine import LAMBDA, SNS, Ended, Machine, TaskFailed
from webservice.contract.state_machine import definition

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from simulator.faults import Faults
    from simulator.outcome import Outcome
    from simulator.scenarios import Scenario
    from sluice.canary.hosted.messages import ExecutionInput

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:web-stage-driver"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:web-stage-alerts"
EXECUTIONS = "arn:aws:states:eu-west-1:123456789012:execution:web-stage-driver"


@dataclass
class Hosting:
    """One environment, and the executions that drive releases of it."""

    simulation: Simulation
    refuses: str = ""
    """Why a release may not begin."""
    told: list[str] = field(default_factory=list)
    invocations: list[float] = field(default_factory=list)
    """When each began, in seconds since the epoch."""
    before: Callable[[int], None] = lambda _number: None
    """Called before each invocation with its number, from 0."""

    @property
    def name(self) -> str:
        """The environment's name."""
        return self.simulation.site.name

    @property
    def service(self) -> str:
        """The name of the environment's service."""
        return self.simulation.site.descriptor.service

    @property
    def journal(self) -> Journal:
        """The journal, as somebody else sees it."""
        return Journal(MemoryTable(self.simulation.items, self._process()), self.service, self.name)

    def machine(self, name: str = "release-1", **execution_input: str) -> Machine:
        """Return an execution; without `execution_input` it releases the new image."""
        simulation = self.simulation
        began = datetime.fromtimestamp(simulation.network.clock.now(), UTC)
        return Machine(
            definition(
                service=self.service,
                environment=self.name,
                function_arn=FUNCTION,
                topic_arn=TOPIC,
            ),
            execution_input or {"image": simulation.site.new_image},
            {LAMBDA: self._invoke, SNS: self._publish},
            execution=f"{EXECUTIONS}:{name}",
            started_at=began.isoformat(),
        )

    def execute(self, machine: Machine | None = None) -> Ended:
        """Execute to the end, in virtual time."""
        return self.finish((machine or self.machine()).run())

    def finish(self, running: Generator[float, None, Ended]) -> Ended:
        """Execute the rest, in virtual time."""
        while True:
            try:
                wait = next(running)
            except StopIteration as stop:
                ended: Ended = stop.value
                return ended
            self.simulation.network.clock.sleep(wait)

    def look(self) -> Outcome:
        """Let the world settle, and return what came of the release."""
        return self.simulation.look()

    def _invoke(self, parameters: Any) -> Any:
        assert parameters["FunctionName"] == FUNCTION
        self.before(len(self.invocations))
        self.invocations.append(self.simulation.network.clock.now())
        try:
            answer = handler.serve(parameters["Payload"], self._place)
        except Killed as killed:
            raise TaskFailed("Lambda.Unknown", "the runtime exited") from killed
        except SluiceError as error:
            raise TaskFailed(type(error).__name__, str(error)) from error
        return {"Payload": answer.model_dump(mode="json")}

    def _place(self, service: str, environment: str, execution: str) -> Place:
        assert (service, environment) == (self.service, self.name)
        process = self._process()
        site = self.simulation.site
        return Place(
            execution,
            site.descriptor,
            Journal(MemoryTable(self.simulation.items, process), service, environment),
            world(site, process),
            process,
            self._prepare,
        )

    def _prepare(self, execution_input: ExecutionInput) -> PlannedRelease:
        if self.refuses:
            raise NotNow(self.refuses)
        if self.journal.leases.current() is not None:
            raise NotNow("verify refuses the release: release: the lease is held")
        return PlannedRelease(
            execution_input.image, self.simulation.scenario.plan, execution_input.why
        )

    def _process(self) -> Any:
        return self.simulation.network.process()

    def _publish(self, parameters: Any) -> Any:
        assert parameters["TopicArn"] == TOPIC
        self.told.append(parameters["Message"])
        return {}


def run_side_by_side(hostings: Sequence[Hosting]) -> list[Ended]:
    """Execute one release of each, all at once, in virtual time."""
    clock = hostings[0].simulation.network.clock
    running = [hosted.machine().run() for hosted in hostings]
    ended: dict[int, Ended] = {}
    due = [(clock.now(), number) for number in range(len(running))]
    while due:
        at, number = heapq.heappop(due)
        clock.move_to(at)
        try:
            heapq.heappush(due, (clock.now() + next(running[number]), number))
        except StopIteration as stop:
            ended[number] = stop.value
    return [ended[number] for number in range(len(running))]


def hosting(scenario: Scenario, faults: Faults | None = None) -> Hosting:
    return Hosting(Simulation.of(scenario, faults))
