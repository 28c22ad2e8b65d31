from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from sluice.canary.ports.metrics.answers import ask
from sluice.canary.ports.reading import Unclear

if TYPE_CHECKING:
    from collections.abc import Iterator

T = 1_800_000_000
QUERIES = [{"Id": "a"}, {"Id": "b"}]


@pytest.fixture
def cloudwatch() -> Iterator[tuple[Any, Stubber]]:
    """Return a client that gives answers which no emulator gives on demand."""
    client = boto3.client(
        "cloudwatch",
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    with Stubber(client) as stub:
        yield client, stub


def page(
    *results: tuple[str, dict[int, float], str], token: str | None = None, date: str | None = ""
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "MetricDataResults": [
            {
                "Id": id_,
                "Timestamps": [datetime.fromtimestamp(T + at, UTC) for at in values],
                "Values": list(values.values()),
                "StatusCode": status,
            }
            for id_, values, status in results
        ],
        "ResponseMetadata": {"HTTPHeaders": {}, "HTTPStatusCode": 200},
    }
    if token:
        found["NextToken"] = token
    if date is not None:
        found["ResponseMetadata"]["HTTPHeaders"]["date"] = date or "Fri, 15 Jan 2027 08:00:00 GMT"
    return found


def test_all_pages_are_one_answer(cloudwatch: tuple[Any, Stubber]) -> None:
    client, stub = cloudwatch
    later = "Fri, 15 Jan 2027 08:00:09 GMT"
    stub.add_response(
        "get_metric_data", page(("a", {0: 1.0, 60: 2.0}, "PartialData"), token="next")
    )
    stub.add_response(
        "get_metric_data",
        page(("a", {120: 3.0}, "Complete"), ("b", {0: 9.0}, "Complete"), date=later),
    )

    answer = ask(lambda _: client, QUERIES, start=T, end=T + 600)

    stub.assert_no_pending_responses()
    assert answer.series["a"].values == {T: 1.0, T + 60: 2.0, T + 120: 3.0}
    assert answer.series["b"].values == {T: 9.0}
    assert not answer.series["a"].partial
    # What the first page lacks may be older than the second one.
    assert answer.now == T


@pytest.mark.parametrize("status", ["PartialData", "InternalError", "Forbidden"])
def test_whatever_is_not_complete_is_partial(cloudwatch: tuple[Any, Stubber], status: str) -> None:
    client, stub = cloudwatch
    stub.add_response("get_metric_data", page(("a", {0: 1.0}, status), ("b", {}, "Complete")))

    answer = ask(lambda _: client, QUERIES, start=T, end=T + 600)

    assert answer.series["a"].partial
    assert not answer.series["b"].partial


def test_a_series_that_is_not_told_of_is_empty(cloudwatch: tuple[Any, Stubber]) -> None:
    client, stub = cloudwatch
    stub.add_response("get_metric_data", page())

    answer = ask(lambda _: client, QUERIES, start=T, end=T + 600)

    assert answer.series["a"].values == {}


def test_an_answer_without_a_date_is_unclear(cloudwatch: tuple[Any, Stubber]) -> None:
    client, stub = cloudwatch
    stub.add_response("get_metric_data", page(date=None))

    with pytest.raises(Unclear, match="does not say what time it is"):
        ask(lambda _: client, QUERIES, start=T, end=T + 600)
