"""The journal's table in DynamoDB."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from sluice.aws import reachable
from sluice.errors import AwsUnreachable
from sluice.journal.table import NotAsExpected, Put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sluice.journal.table import Check, Scalar

_ATTEMPTS = 8
_FIRST_WAIT_SECONDS = 0.02
_CONFLICTS = frozenset({"TransactionConflict", "TransactionInProgressException"})


class DynamoTable:
    """`sluice.journal.table.Table` on DynamoDB.

    Every write is one TransactWriteItems. botocore gives each a ClientRequestToken, so that
    what it sends again after a lost answer is done once.
    """

    def __init__(
        self, client: Any, name: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Prepare to read and write.

        Args:
            client: boto3's of `dynamodb`.
            name: of a table with the string keys `pk` and `sk`.
            sleep: waits between two attempts of a write that collided with another one.
        """
        self._client = client
        self._name = name
        self._sleep = sleep

    def get(self, pk: str, sk: str) -> Mapping[str, Scalar] | None:
        """Return an item without its keys, or None.

        Raises:
            AwsUnreachable: no answer.
        """
        with reachable(f"read the journal, table {self._name}"):
            answer = self._client.get_item(
                TableName=self._name, Key=_typed({"pk": pk, "sk": sk}), ConsistentRead=True
            )
        return _plain(answer["Item"])[1] if "Item" in answer else None

    def query(
        self, pk: str, sk_prefix: str, *, newest: int | None = None
    ) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
        """Yield (sk, item) of a partition in the order of sk; page by page.

        Raises:
            AwsUnreachable: no answer.
        """
        asked: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)",
            "ExpressionAttributeValues": _typed({":pk": pk, ":sk": sk_prefix}),
            "ConsistentRead": True,
            "ScanIndexForward": newest is None,
        }
        left = newest
        while left is None or left > 0:
            if left is not None:
                asked["Limit"] = left
            with reachable(f"read the journal, table {self._name}"):
                page = self._client.query(**asked)
            for item in page["Items"]:
                yield _plain(item)
            if left is not None:
                left -= len(page["Items"])
            if not page.get("LastEvaluatedKey"):
                return
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def write(self, writes: Sequence[Put | Check]) -> None:
        """Write all or nothing; collisions with other transactions are tried again.

        Raises:
            NotAsExpected: an expectation did not hold.
            AwsUnreachable: no answer; it may have been written.
        """
        from botocore.exceptions import ClientError  # noqa: PLC0415 - slow to import

        items = [self._transact(write) for write in writes]
        for attempt in range(_ATTEMPTS):
            with reachable(f"write the journal, table {self._name}"):
                try:
                    self._client.transact_write_items(TransactItems=items)
                except ClientError as error:
                    reasons = _reasons(error.response)
                    if "ConditionalCheckFailed" in reasons:
                        raise NotAsExpected(", ".join(_refused(writes, reasons))) from error
                    if not _CONFLICTS & set(reasons):
                        raise
                else:
                    return
            longest = _FIRST_WAIT_SECONDS * 2**attempt
            self._sleep(random.uniform(longest / 2, longest))  # noqa: S311 - jitter
        raise AwsUnreachable(
            f"could not write the journal, table {self._name}: {_ATTEMPTS} times another write "
            "was under way: try again"
        )

    def _transact(self, write: Put | Check) -> dict[str, Any]:
        body: dict[str, Any] = {"TableName": self._name}
        key: dict[str, Scalar] = {"pk": write.pk, "sk": write.sk}
        body |= _condition(write.expect)
        if isinstance(write, Put):
            return {"Put": body | {"Item": _typed(key | dict(write.item))}}
        return {"ConditionCheck": body | {"Key": _typed(key)}}


def _condition(expect: Mapping[str, Scalar] | None) -> dict[str, Any]:
    if expect is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    if not expect:
        return {}
    # Placeholders for the names, too: some are reserved words.
    pairs = list(enumerate(expect.items()))
    return {
        "ConditionExpression": " AND ".join(f"#n{i} = :v{i}" for i, _ in pairs),
        "ExpressionAttributeNames": {f"#n{i}": name for i, (name, _) in pairs},
        "ExpressionAttributeValues": _typed({f":v{i}": value for i, (_, value) in pairs}),
    }


def _reasons(response: Mapping[str, Any]) -> list[str]:
    """Return one reason per item of the transaction, or the error's own code."""
    reasons = response.get("CancellationReasons")
    if not reasons:
        return [response["Error"]["Code"]]
    return [str(reason.get("Code")) for reason in reasons]


def _refused(writes: Sequence[Put | Check], reasons: Sequence[str]) -> Iterator[str]:
    for write, reason in zip(writes, reasons, strict=False):
        if reason == "ConditionalCheckFailed":
            yield f"{write.pk} {write.sk}"


def _typed(item: Mapping[str, Scalar]) -> dict[str, dict[str, str]]:
    return {
        name: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in item.items()
    }


def _plain(item: Mapping[str, Mapping[str, str]]) -> tuple[str, dict[str, Scalar]]:
    plain: dict[str, Scalar] = {
        name: int(typed["N"]) if "N" in typed else typed["S"] for name, typed in item.items()
    }
    del plain["pk"]
    return str(plain.pop("sk")), plain
