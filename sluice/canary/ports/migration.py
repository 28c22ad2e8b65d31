"""The migration: one task, started once, with the network of the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.model.observation import Migration, MigrationState
from sluice.canary.ports.reading import Unclear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.aws import Clients
    from sluice.canary.ports.tasks import Tasks
    from sluice.environment.descriptor import Colour, Descriptor

_PLACEMENT = ("launchType", "capacityProviderStrategy", "platformVersion")


@dataclass(frozen=True)
class Migrations:
    """Runs the migration command of one environment's task definition."""

    descriptor: Descriptor
    clients: Clients
    tasks: Tasks

    def run(
        self, task_definition_arn: str, *, live: Colour, release_id: str, client_token: str
    ) -> None:
        """Start the migration; the same token starts it once.

        Args:
            task_definition_arn: of the new version.
            live: whose service has the network and the place to run in.
            release_id: becomes `startedBy`, by which it is found again.
            client_token: ECS's idempotency token.

        Raises:
            Unclear: there is no migration command, or ECS did not start the task.
            BotoCoreError, ClientError: refused, or no answer; it may have been started.
        """
        command = self.descriptor.task.migration_command
        if not command:
            raise Unclear("the descriptor has no migration command: deploy again")
        service = self.tasks.described(live)
        place = {name: service[name] for name in _PLACEMENT if service.get(name)}
        if "capacityProviderStrategy" in place:
            place.pop("launchType", None)
        override = {"name": self.descriptor.task.container_name, "command": list(command)}
        answer = self.clients("ecs").run_task(
            cluster=self.descriptor.cluster.name,
            taskDefinition=task_definition_arn,
            count=1,
            clientToken=client_token,
            startedBy=release_id,
            networkConfiguration=service["networkConfiguration"],
            overrides={"containerOverrides": [override]},
            **place,
        )
        if not answer["tasks"]:
            reasons = ", ".join(str(each.get("reason")) for each in answer.get("failures", []))
            raise Unclear(f"ECS did not start the task: {reasons or 'no reason given'}")

    def read(self, release_id: str) -> Migration:
        """Return where the migration is. ECS forgets a task about an hour after its end.

        Raises:
            BotoCoreError, ClientError: no answer.
        """
        ecs, cluster = self.clients("ecs"), self.descriptor.cluster.name
        arns: list[str] = []
        # In this order: a task that ends between the two calls is in one of them.
        for status in ("RUNNING", "STOPPED"):
            answer = ecs.list_tasks(cluster=cluster, startedBy=release_id, desiredStatus=status)
            arns += [arn for arn in answer["taskArns"] if arn not in arns]
        if not arns:
            return Migration(MigrationState.NOT_STARTED)
        found = ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"]
        states = [self._state(task) for task in found]
        for which in (MigrationState.RUNNING, MigrationState.SUCCEEDED, MigrationState.FAILED):
            for state in states:
                if state.state is which:
                    return state
        return Migration(MigrationState.NOT_STARTED)

    def _state(self, task: Mapping[str, Any]) -> Migration:
        if task["lastStatus"] != "STOPPED":
            return Migration(MigrationState.RUNNING)
        name = self.descriptor.task.container_name
        ours = (each for each in task["containers"] if each["name"] == name)
        container: Mapping[str, Any] = next(ours, {})
        code = container.get("exitCode")
        if code == 0:
            return Migration(MigrationState.SUCCEEDED)
        words = [
            f"exit code {code}" if code is not None else "",
            str(container.get("reason") or ""),
            str(task.get("stoppedReason") or ""),
        ]
        why = "; ".join(word for word in words if word)
        return Migration(MigrationState.FAILED, f"{why or 'no reason given'} ({task['taskArn']})")
