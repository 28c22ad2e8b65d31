"""How ECS begins from a saved account: with its images, and without the tasks of another lab."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from lab.ecs import moto_values, services

if TYPE_CHECKING:
    from lab.ecs.images import ImageTable


def pack(images: ImageTable) -> bytes:
    """Return the image table, in which the images are that were pushed to the lab."""
    return json.dumps([{"digest": digest, **image.document()} for digest, image in images]).encode()


def unpack(data: bytes, images: ImageTable) -> None:
    """Add the images of a saved table."""
    for document in json.loads(data):
        images.add_document(document)


def begin(account: str) -> None:
    """Forget all tasks, so that services start theirs anew; in moto's thread."""
    now = time.monotonic()
    for backend in moto_values.ecs_backends(account):
        for tasks in backend.tasks.values():
            tasks.clear()
        for service in backend.services.values():
            state = services.state_of(service)
            if state is None:
                continue
            state.failures, state.next_start_at, state.steady = 0, 0.0, False
            state.said.clear()
            for deployment in state.deployments:
                # The other lab's clock: it counts from the start of its machine.
                deployment.began = now
