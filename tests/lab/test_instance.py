"""The emulator as a process: found, told apart from strangers, ended."""

from __future__ import annotations

import http.server
import json
import os
import threading
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError

from lab import health
from lab import instance as labs
from lab.variables import as_shell, variables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the records of these labs out of the checkout's own."""
    monkeypatch.setattr(labs, "_folder", lambda name: tmp_path / name)
    return tmp_path


@pytest.fixture
def running(home: Path) -> Iterator[labs.Instance]:
    instance = labs.start("one", account="111122223333")
    yield instance
    labs.stop(instance)


def test_a_lab_is_found_by_its_name_and_plays_its_account(running: labs.Instance) -> None:
    assert labs.find("one") == running
    sts = boto3.client(
        "sts",
        region_name="eu-west-1",
        endpoint_url=running.endpoint,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
    )
    assert sts.get_caller_identity()["Account"] == "111122223333"


def test_two_labs_run_side_by_side_and_know_nothing_of_each_other(
    running: labs.Instance,
) -> None:
    other = labs.start("two", account="444455556666")
    try:
        assert other.port != running.port
        assert health.ask(other.endpoint) == health.Health(other.pid, "444455556666")
        assert health.ask(running.endpoint) == health.Health(running.pid, "111122223333")
    finally:
        labs.stop(other)


def test_an_ended_lab_is_not_up(home: Path) -> None:
    instance = labs.start("one", account="111122223333")
    labs.stop(instance)
    assert labs.find("one") is None
    with pytest.raises(labs.NotUp, match="start it with 'lab up --name one'"):
        labs.get("one")
    with pytest.raises(ProcessLookupError):
        os.kill(instance.pid, 0)


def test_a_stranger_on_the_port_is_not_taken_for_the_lab(home: Path) -> None:
    class Stranger(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"pid": 1, "account": "111122223333"}')

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Stranger) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        record = {"name": "one", "pid": 2, "port": server.server_port, "account": "111122223333"}
        (home / "one").mkdir()
        (home / "one" / "lab.json").write_text(json.dumps(record))
        assert labs.find("one") is None
        server.shutdown()


def test_a_port_that_is_taken_is_said_with_the_log(running: labs.Instance, home: Path) -> None:
    with pytest.raises(labs.DidNotStart, match=f"port {running.port} .*lab.log"):
        labs.start("two", account="111122223333", port=running.port)


def test_a_port_that_another_lab_took_meanwhile_is_left_for_a_free_one(
    running: labs.Instance, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = iter([running.port])
    free = labs._choose_port
    monkeypatch.setattr(labs, "_choose_port", lambda: next(chosen, None) or free())
    other = labs.start("two", account="111122223333")
    try:
        assert other.port != running.port
    finally:
        labs.stop(other)


def test_an_unimplemented_call_is_refused_at_once_and_logged(running: labs.Instance) -> None:
    client = boto3.client(
        "ec2",
        region_name="eu-west-1",
        endpoint_url=running.endpoint,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
    )
    with pytest.raises(ClientError, match="the lab cannot do") as raised:
        client.describe_capacity_blocks()
    # 4xx: neither boto3 nor the Terraform provider tries it again.
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert raised.value.response["ResponseMetadata"]["RetryAttempts"] == 0
    assert "UNIMPLEMENTED the lab cannot do" in running.log.read_text()


def test_the_variables_point_away_from_aws_and_keep_the_path(running: labs.Instance) -> None:
    found = variables(running, {"PATH": "/bin", "AWS_PROFILE": "real"})
    assert found["AWS_ENDPOINT_URL"] == running.endpoint
    assert found["PATH"].endswith(":/bin")
    shell = as_shell(found)
    assert "unset AWS_PROFILE" in shell
    assert f"export AWS_ENDPOINT_URL={running.endpoint}" in shell
