"""IAM serves requests side by side: one may create a policy while another attaches one.

Moto walks through its 1,300 managed policies for each attachment, and crashes where
another request adds or removes one meanwhile; Terraform sends ten requests at a time.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from moto.iam.models import IAMBackend

if TYPE_CHECKING:
    from moto.iam.models import ManagedPolicy


class Policies(dict):  # type: ignore[type-arg]
    """A dictionary that is walked through as it was when the walk began."""

    def values(self) -> list[ManagedPolicy]:  # type: ignore[override]
        """Return the values in a list of their own, made in one step of the interpreter."""
        return list(super().values())


def close() -> None:
    """Let every account keep its policies in such a dictionary."""
    initial = IAMBackend._init_managed_policies

    @wraps(initial)
    def initial_for_many(self: IAMBackend) -> Policies:
        return Policies(initial(self))

    IAMBackend._init_managed_policies = initial_for_many
