"""One lab with load balancers for all tests here, emptied before each; real targets."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from tests.lab.alb.rig import Rig
from tests.lab.alb.targets import HttpTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class LabProcess:
    """A lab that runs the load balancers alone."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: Any) -> Any:
        """Return a boto3 client that lets through what AWS would find too small."""
        if service not in self._clients:
            self._clients[service] = self._client(service)
        return self._clients[service]

    def _client(self, service: Any) -> Any:
        return boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url=self.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            # Health checks every second: AWS takes 5 at least, and tests would wait for it.
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        )

    def reset(self) -> None:
        """Empty the account."""
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=30).close()


@contextlib.contextmanager
def lab_process(folder: Path) -> Iterator[LabProcess]:
    """Run a lab for a while."""
    from tests.emulators import _free_port

    port = _free_port()
    command = [sys.executable, "-m", "lab.server", "--port", str(port), "--parts", "alb"]
    with (folder / "lab.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--folder", str(folder)], cwd=ROOT, stdout=log, stderr=log
        )
    running = LabProcess(f"http://127.0.0.1:{port}", folder, process)
    try:
        _wait_for(f"{running.url}/_lab/alb/status", process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            assert process.poll() is None, "the lab ended at its start"
            assert time.monotonic() < deadline, "the lab did not start in a minute"
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def _shared_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabProcess]:
    """A lab; two seconds to start, so once a session."""
    with lab_process(tmp_path_factory.mktemp("alb")) as running:
        yield running


@pytest.fixture
def rig(_shared_lab: LabProcess) -> Rig:
    """Return a load balancer without listeners, in an account that was emptied before."""
    _shared_lab.reset()
    return make_rig(_shared_lab)


def make_rig(running: LabProcess) -> Rig:
    """Create a load balancer and two target groups that are checked every second."""
    ec2, elbv2 = running.client("ec2"), running.client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    (balancer,) = elbv2.create_load_balancer(Name="web", Subnets=[subnet])["LoadBalancers"]
    groups = []
    for name in ("blue", "green"):
        (group,) = elbv2.create_target_group(
            Name=name, Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip"
        )["TargetGroups"]
        arn = group["TargetGroupArn"]
        elbv2.modify_target_group(
            TargetGroupArn=arn,
            HealthCheckPath="/healthz",
            HealthCheckIntervalSeconds=1,
            HealthCheckTimeoutSeconds=1,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=2,
        )
        groups.append(arn)
    return Rig(
        url=running.url,
        folder=running.folder,
        client=running.client,
        reset=running.reset,
        elbv2=elbv2,
        load_balancer=balancer["LoadBalancerArn"],
        dns_name=balancer["DNSName"],
        blue=groups[0],
        green=groups[1],
    )


@pytest.fixture
def target() -> Iterator[Callable[[str], HttpTarget]]:
    """Return what starts a named target; all are ended after the test."""
    with contextlib.ExitStack() as stack:
        yield lambda name: stack.enter_context(HttpTarget(name))
