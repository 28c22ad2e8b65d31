"""`lab image` pushes images that ECR has and that tasks can run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from lab import instance
from lab.ecs import registry
from lab.ecs.cli import app
from lab.ecs.registry import PushRefused
from lab.instance import Instance
from tests.lab.ecs.conftest import Cluster, get, port_of, until

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Lab


@pytest.fixture
def named(ecs_lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Lab:
    port = int(ecs_lab.url.rpartition(":")[2])
    found = Instance("default", ecs_lab.process.pid, port, "123456789012")
    monkeypatch.setattr(instance, "get", lambda _: found)
    ecs_lab.client("ecr").create_repository(
        repositoryName="web-stage", imageTagMutability="IMMUTABLE"
    )
    return ecs_lab


def _run(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    if result.exception is not None:
        raise result.exception
    return result.output


PUSH = ("push", "--repository", "web-stage")


def test_a_pushed_image_is_in_ecr_and_runs(named: Lab) -> None:
    cluster = Cluster(named)
    digest = _run(*PUSH, "--version", "1.1.0").strip()
    (found,) = named.client("ecr").describe_images(
        repositoryName="web-stage", imageIds=[{"imageDigest": digest}]
    )["imageDetails"]
    assert found["imageTags"] == ["1.1.0"]
    assert _run(*PUSH, "--version", "1.1.0").strip() == digest
    registry_host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    definition = cluster.define(image=f"{registry_host}/web-stage:1.1.0")
    cluster.ecs.run_task(cluster="c", taskDefinition=definition)
    until(lambda: cluster.listening() == 1, "the task does not run")
    (task,) = cluster.tasks()
    assert get(port_of(task))[1]["x-app-version"] == "1.1.0"
    assert task["containers"][0]["imageDigest"] == digest


def test_a_command_of_its_own_and_variables_are_listed(named: Lab) -> None:
    digest = _run(
        *PUSH, "--version", "2.0.0", "--env", "FAULT_ERROR_PERCENT=5", "--", "sleep", "9"
    ).strip()
    images = {each["digest"]: each for each in json.loads(_run("list", "--json"))}
    assert images[digest]["entry_point"] == []
    assert images[digest]["command"] == ["sleep", "9"]
    assert images[digest]["environment"]["FAULT_ERROR_PERCENT"] == "5"
    assert f"{digest}  2.0.0  sleep 9" in _run("list")


def test_an_immutable_tag_is_not_moved(named: Lab) -> None:
    _run(*PUSH, "--version", "1.1.0")
    with pytest.raises(PushRefused, match="tags are immutable"):
        _run(*PUSH, "--version", "1.1.0", "--env", "A=1")


def test_a_repository_that_is_not_there_is_one_sentence(named: Lab) -> None:
    with pytest.raises(PushRefused, match="no repository 'nope' in eu-west-1"):
        _run("push", "--repository", "nope", "--version", "1")


def test_a_lab_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(PushRefused, match="no lab that runs tasks answers"):
        registry.listed("http://127.0.0.1:9")


def test_a_variable_without_a_value_is_one_sentence(named: Lab) -> None:
    with pytest.raises(instance.LabError, match="write NAME=VALUE"):
        _run(*PUSH, "--version", "3", "--env", "A")
