"""The Lambda function of the hosted driver: `sluice.canary.handler.handler`.

The same moves as the driver in a terminal makes, an invocation at a time. All state is in the
journal; so a function that is killed, or invoked twice, does no more harm than any other driver
that dies: whoever comes next looks first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from sluice.canary.hosted.messages import Answer, Begin, Event
from sluice.errors import AwsUnreachable, SluiceError
from webservice.contract.hosted_driver import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sluice.canary.hosted.context import Place
    from sluice.canary.hosted.messages import Turn

_EVENT: TypeAdapter[Begin | Turn] = TypeAdapter(Event)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Serve one invocation.

    Args:
        event: a `Begin` or a `Turn` as JSON.

    Returns:
        An `Answer` as JSON.

    Raises:
        SluiceError: nothing can be done now; the state machine tries again.
    """
    from sluice.canary.hosted.context import open_place  # noqa: PLC0415 - boto3 is slow

    return serve(event, open_place).model_dump(mode="json")


def serve(event: Mapping[str, Any], opens: Callable[[str, str, str], Place]) -> Answer:
    """Serve one invocation in the place that `opens` gives for (service, environment, execution).

    Raises:
        SluiceError: nothing can be done now.
    """
    try:
        message = _EVENT.validate_python(event)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:])
        return _refused(f"the execution's input: {field}: {first['msg']}")
    place = opens(message.service, message.environment, message.execution)
    return _begin(place, message) if isinstance(message, Begin) else _turn(place, message)


def _begin(place: Place, message: Begin) -> Answer:
    # After the place all is there.
    from sluice.canary.hosted import begin_hosted, invocation  # noqa: PLC0415

    try:
        begun = begin_hosted.begin(place, message)
    except AwsUnreachable:
        raise
    except SluiceError as error:
        return _refused(str(error))
    if begun.release.phase.ended:
        return invocation.ended(begun.release)
    if begun.lease is None:
        return invocation.superseded(begun.release.id, "another driver has taken over")
    return invocation.turn(place, begun.lease, begun.release)


def _turn(place: Place, message: Turn) -> Answer:
    from sluice.canary.hosted import invocation  # noqa: PLC0415 - slow, and not always needed

    release = place.journal.release(message.release_id)
    if release is None:
        return _refused(f"there is no release {message.release_id} in the journal")
    if release.phase.ended:
        return invocation.ended(release)
    lease = place.journal.leases.current()
    if lease is None or lease.holder != place.execution:
        return invocation.superseded(
            release.id, f"{lease.holder if lease else 'nobody'} has the lease now"
        )
    return invocation.turn(place, lease, release)


def _refused(sentence: str) -> Answer:
    return Answer(done=True, outcome=Outcome.REFUSED, sentence=sentence)
