"""One environment on AWS, as the driver sees and changes it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sluice.canary.model.actions import (
    Alert,
    PointTestListener,
    RegisterTaskDefinition,
    RunMigration,
    SetScalingBounds,
    SetWeights,
    UpdateService,
)
from sluice.canary.model.observation import (
    Need,
    Observation,
    ScalingBounds,
    Survey,
    Targets,
    Unread,
)
from sluice.canary.model.reasons import Phase
from sluice.canary.ports import alarms, targets
from sluice.canary.ports.colours import group_arns
from sluice.canary.ports.metrics import reader
from sluice.canary.ports.migration import Migrations
from sluice.canary.ports.reading import doing, read, require
from sluice.canary.ports.scaling import Scaling
from sluice.canary.ports.tasks import Tasks
from sluice.canary.ports.traffic import Traffic
from sluice.environment.descriptor import COLOURS
from sluice.notify import topic

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from sluice.aws import Clients
    from sluice.canary.model.actions import Action
    from sluice.canary.model.observation import MetricReading, SmokeCheck
    from sluice.canary.model.release import Release
    from sluice.environment.descriptor import Colour, Descriptor

T = TypeVar("T")


class AwsWorld:
    """`sluice.canary.ports.world.World` by AWS's API."""

    def __init__(
        self,
        descriptor: Descriptor,
        clients: Clients,
        *,
        smoke: Callable[[], tuple[SmokeCheck, ...]],
    ) -> None:
        """Prepare to look and act; nothing is asked yet.

        Args:
            descriptor: of the environment.
            clients: of its region.
            smoke: asks the idle colour through the test listener.
        """
        self._descriptor = descriptor
        self._clients = clients
        self._smoke = smoke
        self._groups = group_arns(descriptor)
        self._traffic = Traffic(descriptor, clients)
        self._tasks = Tasks(descriptor, clients)
        self._migrations = Migrations(descriptor, clients, self._tasks)
        self._scaling = Scaling(descriptor, clients)

    def observe(self, release: Release, needs: AbstractSet[Need], now: float) -> Observation:
        """Look at what is needed. What cannot be read becomes `Unread`; raises nothing."""

        def where_needed(need: Need, what: str, look: Callable[[], T]) -> T | Unread | None:
            return read(what, look) if need in needs else None

        registered: str | Unread | None = where_needed(
            Need.TASK_DEFINITION,
            "the task definition",
            lambda: self._tasks.registered(release.id),
        )
        return Observation(
            now=now,
            weights=where_needed(Need.WEIGHTS, "the weights", self._traffic.weights),
            test_listener=where_needed(
                Need.TEST_LISTENER, "the test listener", self._traffic.test_listener
            ),
            services=where_needed(Need.SERVICES, "the services", self._tasks.services),
            scaling=where_needed(Need.SCALING, "the scaling bounds", self._scaling.bounds),
            targets=where_needed(
                Need.TARGETS,
                f"the targets of {release.canary}",
                lambda: self._targets(release.canary),
            ),
            live_targets=where_needed(
                Need.LIVE_TARGETS,
                f"the targets of {release.live}",
                lambda: self._targets(release.live),
            ),
            task_definition_arn=registered,
            migration=where_needed(
                Need.MIGRATION, "the migration", lambda: self._migrations.read(release.id)
            ),
            smoke=where_needed(Need.SMOKE, "the smoke checks", self._smoke),
            metrics=self._metrics(release, now) if Need.METRICS in needs else None,
            history=where_needed(
                Need.HISTORY,
                f"the metrics of {release.live}",
                lambda: reader.read_history(self._clients, release, self._descriptor, now),
            ),
            alarms=where_needed(
                Need.ALARMS,
                "the alarms",
                lambda: alarms.sounding(self._clients, self._descriptor.alarms),
            ),
            looked_at=frozenset(needs),
        )

    def perform(self, release: Release, action: Action) -> None:
        """Carry an action out, once.

        Raises:
            ActionFailed: it was refused, or its answer was lost. The caller observes again
                and decides by what it sees, not by this.
        """
        match action:
            case SetWeights():
                with doing("set the weights"):
                    self._traffic.set_weights(action, known=_known(release))
            case PointTestListener():
                with doing("turn the test listener"):
                    self._traffic.point_test_listener(action.colour)
            case RegisterTaskDefinition():
                with doing("register the task definition"):
                    live = release.live_task_definition_arn or str(
                        self._tasks.described(release.live)["taskDefinition"]
                    )
                    self._tasks.register(live, action.image, action.release_id)
            case RunMigration():
                with doing("run the migration"):
                    self._migrations.run(
                        action.task_definition_arn,
                        live=release.live,
                        release_id=release.id,
                        client_token=action.client_token,
                    )
            case SetScalingBounds():
                with doing(f"set the scaling bounds of {action.colour}"):
                    bounds = ScalingBounds(action.min_count, action.max_count)
                    self._scaling.set_bounds(action.colour, bounds)
            case UpdateService():
                with doing(f"update the service of {action.colour}"):
                    self._tasks.update(
                        action.colour, action.desired_count, action.task_definition_arn
                    )
            case Alert():
                with doing("send the alert"):
                    topic.publish(
                        self._clients,
                        self._descriptor.alarms.topic_arn,
                        subject=action.subject,
                        text=action.text,
                    )

    def survey(self) -> Survey:
        """Return the environment as it is before a release begins.

        Raises:
            AwsUnreachable: a part of it cannot be read; `test_listener` alone may be unknown.
        """
        listener = read("the test listener", self._traffic.test_listener)
        return Survey(
            weights=require("the weights", self._traffic.weights),
            test_listener=None if isinstance(listener, Unread) else listener,
            services=require("the services", self._tasks.services),
            scaling=require("the scaling bounds", self._scaling.bounds),
            targets={
                colour: require(f"the targets of {colour}", partial(self._targets, colour))
                for colour in COLOURS
            },
        )

    def _targets(self, colour: Colour) -> Targets:
        return targets.targets(self._clients, self._groups[colour])

    def _metrics(self, release: Release, now: float) -> MetricReading | Unread:
        request = reader.MetricsRequest(release, self._descriptor)
        return reader.read_many(self._clients, [request], now)[release.id]


def _known(release: Release) -> tuple[SetWeights, ...] | None:
    """Return the weights that our own write may replace; None: whatever is there.

    Going back comes before everybody else's wish, and so does what a person asked for.
    """
    if release.phase is Phase.ROLLING_BACK or release.reclaims:
        return None
    return (release.weights,)
