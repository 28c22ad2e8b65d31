"""The real driver with the real journal and the real AWS port, in a simulated process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.aws.autoscaling import AutoScaling
from simulator.aws.cloudwatch import CloudWatch
from simulator.aws.ecs import Ecs
from simulator.aws.elbv2 import Elbv2
from simulator.aws.sns import Sns
from simulator.table import MemoryTable
from sluice.canary import drive, first_state
from sluice.canary.journal.journal import Journal
from sluice.canary.model.observation import SmokeCheck
from sluice.canary.ports.aws_world import AwsWorld

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.aws.account import Account
    from simulator.aws.client import Client
    from simulator.site import Site
    from simulator.table import Items
    from simulator.wire import Process
    from sluice.aws import Clients
    from sluice.canary.model.events import Event
    from sluice.canary.model.plan import Plan
    from sluice.canary.model.release import Release
    from sluice.canary.model.requests import Request
    from sluice.journal.lease import Lease

_CLIENTS: tuple[type[Client], ...] = (Elbv2, Ecs, AutoScaling, CloudWatch, Sns)


def smoke_passes() -> tuple[SmokeCheck, ...]:
    """Return smoke checks that all passed; what is behind the test listener is not simulated."""
    return (SmokeCheck("health", ok=True, detail="200"),)


class Driver:
    """One process that begins a release, or goes on with one that is under way."""

    def __init__(self, site: Site, items: Items, process: Process, plan: Plan) -> None:
        """Open the journal and the world over a process's wire.

        Args:
            site: where the release is.
            items: the journal's.
            process: whose calls these are, and whose clock.
            plan: of a release that it begins.
        """
        self.process = process
        self.journal = Journal(MemoryTable(items, process), site.descriptor.service, site.name)
        self.world = world(site, process)
        self.holder = f"process {process.number}"
        self.on_move: Callable[[int], None] | None = None
        """Called with each version that was written."""
        self._site = site
        self._plan = plan

    def run(self) -> Release | None:
        """Go on with the release that is under way, or begin one if there was none yet.

        Raises:
            Killed: the process is gone.
            SluiceError: the driver gave up.
        """
        if self.journal.unfinished() is not None:
            return self.resume()
        newest = self.newest()
        if newest is not None:
            return newest
        lease, release = self.begin()
        return drive.drive(
            self.journal, self.world, self.process, lease, release, on_move=self._moved
        )

    def resume(self, *, by_force: bool = False, request: Request | None = None) -> Release | None:
        """Go on with the release that is under way."""
        return drive.resume(
            self.journal,
            self.world,
            self.process,
            self.holder,
            by_force=by_force,
            request=request,
            on_move=self._moved,
        )

    def _moved(self, release: Release, events: tuple[Event, ...]) -> None:
        del events
        if self.on_move is not None:
            self.on_move(release.version)

    def begin(self) -> tuple[Lease, Release]:
        """Take the lease and write a new release, as `shift` does."""
        now = self.process.now()
        id_ = f"{int(now)}-{self._site.name}-{self.process.number:04x}"
        lease = self.journal.leases.acquire(
            holder=self.holder,
            purpose=f"release {id_}",
            now=now,
            seconds=self._plan.lease_seconds,
        )
        release, events = first_state.new_release(
            self.world.survey(),
            self._site.descriptor,
            self._plan,
            first_state.Beginning(
                id=id_,
                image=self._site.new_image,
                by="somebody",
                why="",
                now=now,
            ),
        )
        return self.journal.begin(lease, release, events, self.process.now()), release

    def newest(self) -> Release | None:
        """Return the newest release of the journal."""
        return next(iter(self.journal.releases(1)), None)

    def events(self, id_: str) -> tuple[Event, ...]:
        """Return a release's audit trail."""
        return tuple(self.journal.events(id_))


def world(site: Site, process: Process) -> AwsWorld:
    """Return the AWS port on a process's fake clients."""
    return AwsWorld(site.descriptor, clients(site.account, process), smoke=smoke_passes)


def clients(account: Account, process: Process) -> Clients:
    """Return a process's fake clients, by the names of their services."""
    made: dict[str, Any] = {each.service: each(account, process) for each in _CLIENTS}
    return made.__getitem__
