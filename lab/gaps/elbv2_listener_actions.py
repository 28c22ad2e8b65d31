"""A listener's default actions are checked when they are modified.

AWS checks them in `ModifyListener` as in `CreateListener`. Moto does so only when the
listener is created: a test listener could be turned to a target group that is not there.
"""

from __future__ import annotations

from typing import Any

from moto.elbv2.models import ELBv2Backend, FakeAction, FakeListener


def close() -> None:
    """Validate the default actions that `ModifyListener` is given."""
    upstream = ELBv2Backend.modify_listener

    def modify_listener(  # noqa: PLR0917 - moto calls it so
        self: ELBv2Backend,
        arn: str,
        port: str | None = None,
        protocol: str | None = None,
        ssl_policy: str | None = None,
        certificates: list[dict[str, Any]] | None = None,
        actions: list[dict[str, Any]] | None = None,
    ) -> FakeListener:
        self._validate_actions([FakeAction(action) for action in actions or []])
        return upstream(self, arn, port, protocol, ssl_policy, certificates, actions)

    ELBv2Backend.modify_listener = modify_listener
