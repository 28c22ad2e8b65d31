"""`lab fault` against a real lab."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from lab import instance
from lab.faults.cli import app
from lab.faults.kinds import KINDS
from lab.instance import Instance, LabError

if TYPE_CHECKING:
    from lab.client import LabClient

PORT = 0


@pytest.fixture(autouse=True)
def _one_lab(faults_url: str, monkeypatch: pytest.MonkeyPatch, lab_client: LabClient) -> None:
    port = int(faults_url.rpartition(":")[2])
    found = Instance(name="one", pid=1, port=port, account="123456789012")
    monkeypatch.setattr(instance, "find", lambda name: found if name == "one" else None)


def call(*arguments: str) -> str:
    """Return what a command prints; what a user did wrong is raised."""
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    if result.exception is not None:
        raise result.exception
    return result.output


def test_a_fault_is_added_listed_and_removed_by_its_id() -> None:
    id_ = call(
        "add", "api-latency", "latency_ms=50", "service=ecs", "percent=0", "--name", "one"
    ).strip()
    assert id_.startswith("api-latency-")
    (shown,) = json.loads(call("list", "--json", "--name", "one"))
    assert (shown["id"], shown["kind"], shown["hits"]) == (id_, "api-latency", 0)
    assert shown["parameters"]["latency_ms"] == 50
    assert shown["parameters"]["service"] == "ecs"
    assert shown["age_seconds"] >= 0
    assert id_ in call("list", "--name", "one")
    assert call("remove", id_, "--name", "one") == f"fault {id_} is over\n"
    assert call("list", "--name", "one") == "no fault is in force\n"


def test_all_faults_are_taken_back_at_once() -> None:
    for kind in ("api-throttle", "api-error"):
        call("add", kind, "percent=0", "--name", "one")
    call("clear", "--name", "one")
    assert json.loads(call("list", "--json", "--name", "one")) == []


def test_every_kind_is_shown_with_its_parameters_units_and_defaults() -> None:
    said = call("kinds")
    assert all(kind in said for kind in KINDS)
    assert "latency_ms (number milliseconds, default 1000)" in said
    assert "instance (string, must be given): DB instance identifier" in said
    assert "service (string, default all)" in said
    assert "failing_migration (boolean, default false)" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["api-latncy"], "no kind of fault 'api-latncy': choose from api-error, api-latency"),
        (
            ["api-latency", "latency=5"],
            "api-latency has no parameter 'latency': it takes service, operation, percent, count,",
        ),
        (["api-latency", "latency_ms"], "'latency_ms' is no parameter: write name=value"),
        (["api-error", "status=404"], "api-error: status=404: input should be greater than"),
        (["api-error", "percent=much"], "api-error: percent=much: input should be a valid number"),
        (["clock-skew"], "clock-skew needs its parameter 'skew_seconds'"),
        (["api-error", "count=1", "count=2"], "parameter 'count' is given twice"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_with_what_would_be_right(
    arguments: list[str], sentence: str
) -> None:
    with pytest.raises(LabError) as caught:
        call("add", *arguments, "--name", "one")
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_an_unknown_id_and_an_unknown_lab_are_named() -> None:
    with pytest.raises(LabError, match=r"no fault 'api-error-99' is in force"):
        call("remove", "api-error-99", "--name", "one")
    with pytest.raises(LabError, match=r"no lab named 'two' is up"):
        call("list", "--name", "two")
