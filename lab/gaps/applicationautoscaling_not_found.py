"""Application Auto Scaling answers ObjectNotFoundException for what is not there.

Moto answers ValidationException. The Terraform provider takes the former on a deletion for
"done already", as after a lost answer and a second try, and the latter for a failure.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.models import ApplicationAutoscalingBackend
from moto.core.exceptions import JsonRESTError

if TYPE_CHECKING:
    from collections.abc import Callable

_DELETIONS = ("delete_scaling_policy", "deregister_scalable_target")


def close() -> None:
    """Answer the deletions of what is not there as AWS does."""
    for name in _DELETIONS:
        plain = getattr(ApplicationAutoscalingBackend, name)
        setattr(ApplicationAutoscalingBackend, name, _not_found(plain))


def _not_found(plain: Callable[..., None]) -> Callable[..., None]:
    @wraps(plain)
    def deletion(*args: Any, **kwargs: Any) -> None:
        try:
            plain(*args, **kwargs)
        except AWSValidationException as error:
            raise JsonRESTError("ObjectNotFoundException", error.message) from error

    return deletion
