"""A transaction that is sent again under its ClientRequestToken is done once.

AWS answers TransactWriteItems with the token of one that succeeded in the last ten minutes as
it did then and writes nothing; with the same token and other parameters it answers
IdempotentParameterMismatchException. Moto writes again, so that a condition that held the
first time fails, where a client had lost no more than the answer.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.dynamodb.exceptions import ERROR_TYPE_PREFIX, DynamodbException
from moto.dynamodb.responses import DynamoHandler

_WINDOW = timedelta(minutes=10)
# Of a backend of moto: what is reset with it begins anew.
_ATTRIBUTE = "transactions_by_token"


def close() -> None:
    """Remember the transactions of the last ten minutes by their tokens."""
    plain = DynamoHandler.transact_write_items

    @wraps(plain)
    def transact_write_items(self: DynamoHandler) -> ActionResult:
        token = self.body.get("ClientRequestToken")
        if token is None:
            return plain(self)
        parameters = json.dumps({"TransactItems": self.body["TransactItems"]}, sort_keys=True)
        done = _of_the_window(self.dynamodb_backend)
        if token in done:
            if done[token][1] != parameters:
                raise DynamodbException(
                    ERROR_TYPE_PREFIX + "IdempotentParameterMismatchException",
                    "DynamoDB rejected the request because you retried a request with a "
                    "different payload but with an idempotent token that was already used.",
                )
            return ActionResult({"ConsumedCapacity": [], "ItemCollectionMetrics": {}})
        answer = plain(self)
        # Only one that succeeded counts: a cancelled one may succeed the next time.
        done[token] = (utcnow(), parameters)
        return answer

    DynamoHandler.transact_write_items = transact_write_items


def _of_the_window(backend: Any) -> dict[str, tuple[datetime, str]]:
    found: dict[str, tuple[datetime, str]] = vars(backend).setdefault(_ATTRIBUTE, {})
    oldest = utcnow() - _WINDOW
    for token in [each for each, (at, _) in found.items() if at < oldest]:
        del found[token]
    return found
