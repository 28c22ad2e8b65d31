"""SNS posts to http(s) subscriptions, from AWS.

Moto posts from this machine to the real address, in the middle of the call that published:
a test of an alarm would page people. Without the part that delivers, nothing is posted.
"""

from __future__ import annotations

import sys
from functools import wraps
from typing import Any

from moto.sns.models import Subscription

_PROTOCOLS = ("http", "https")


def close() -> None:
    """Say in the log what would have been posted."""
    plain = Subscription.publish

    @wraps(plain)
    def publish(self: Subscription, *args: Any, **kwargs: Any) -> None:
        if self.protocol not in _PROTOCOLS:
            plain(self, *args, **kwargs)
            return
        print(f"UNDELIVERED {self.topic.arn} to {self.endpoint}", file=sys.stderr, flush=True)

    Subscription.publish = publish
