"""SNS: what was published is kept."""

from __future__ import annotations

from typing import Any

from simulator.aws.client import Client


class Sns(Client):
    """boto3's `sns`."""

    service = "sns"

    def publish(self, **request: Any) -> dict[str, Any]:
        """Publish an alert."""

        def change() -> dict[str, Any]:
            self._account.alerts.append((request.get("Subject", ""), request["Message"]))
            return {"MessageId": f"{next(self._account.numbers):036x}"}

        return self._change("Publish", request, change)
