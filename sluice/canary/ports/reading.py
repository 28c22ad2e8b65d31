"""Failures at the edge: what cannot be read is unknown, what cannot be done is said."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from sluice.canary.model.observation import Unread
from sluice.canary.ports.world import ActionFailed
from sluice.errors import AwsUnreachable, SluiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_T = TypeVar("_T")


class Unclear(SluiceError):
    """AWS answered, and the answer is not one that a release can go by."""


def read(what: str, look: Callable[[], _T]) -> _T | Unread:
    """Return what is seen, or why it cannot be said.

    Args:
        what: such as `the weights`.
        look: asks AWS; botocore has tried again where that helps before it raises.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow to import

    try:
        return look()
    except (BotoCoreError, ClientError, Unclear) as error:
        return Unread(f"could not read {what}: {error}")
    except (LookupError, TypeError, ValueError) as error:
        return Unread(f"could not read {what}: unexpected answer ({error!r})")


def require(what: str, look: Callable[[], _T]) -> _T:
    """Return what is seen, where nothing can go on without it.

    Args:
        what: such as `the weights`.
        look: asks AWS.

    Raises:
        AwsUnreachable: it cannot be said; why, in one sentence.
    """
    found = read(what, look)
    if isinstance(found, Unread):
        raise AwsUnreachable(found.why)
    return found


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Turn any failure of AWS in here into one sentence.

    Args:
        what: such as `set the weights`.

    Raises:
        ActionFailed: it was refused, or its answer was lost.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow to import

    try:
        yield
    except (BotoCoreError, ClientError, Unclear) as error:
        raise ActionFailed(f"could not {what}: {error}") from error
    except (LookupError, TypeError, ValueError) as error:
        raise ActionFailed(f"could not {what}: unexpected answer ({error!r})") from error
