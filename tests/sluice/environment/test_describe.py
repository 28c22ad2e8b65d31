"""`sluice describe`, against an emulator of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def _describe(endpoint: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "lab",
        "AWS_SECRET_ACCESS_KEY": "lab",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return subprocess.run(
        [sys.executable, "-m", "sluice", "describe", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_deployed_says_what_to_run_and_exits_4(lab: Callable[..., Any]) -> None:
    ended = _describe(lab("ssm").meta.endpoint_url, "stage")
    assert ended.returncode == 4
    assert ended.stderr.strip() == (
        "error: SSM parameter /sluice/web/stage/deployment does not exist in eu-west-1: "
        "nothing is deployed there; run 'cdktf deploy stage'"
    )


def test_a_refused_descriptor_exits_5_and_names_the_field(lab: Callable[..., Any]) -> None:
    ssm = lab("ssm")
    ssm.put_parameter(
        Name="/sluice/web/stage/deployment", Value='{"schema_version": 2}', Type="String"
    )
    ended = _describe(ssm.meta.endpoint_url, "stage")
    assert ended.returncode == 5
    assert "field environment: Field required" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_answer_exits_3_and_says_what_was_tried() -> None:
    ended = _describe("http://127.0.0.1:9", "stage")
    assert ended.returncode == 3
    assert "could not read SSM parameter /sluice/web/stage/deployment" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", ["qa", "bootstrap"])
def test_an_unknown_environment_is_refused_before_aws_is_asked(name: str) -> None:
    ended = _describe("http://127.0.0.1:9", name)
    assert ended.returncode == 2
    assert f"no environment '{name}': choose one of dev, stage, prod" in ended.stderr
