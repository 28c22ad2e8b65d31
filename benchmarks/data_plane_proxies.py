"""What is compared: our data plane, nginx and HAProxy, each before the same two targets."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = (90, 10)
_START_SECONDS = 30.0

_NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  keepalive_requests 1000000000;
  split_clients $request_id $group {{ {blue_weight}% blue; * green; }}
  upstream blue {{ server 127.0.0.1:{blue}; keepalive 256; keepalive_requests 1000000000; }}
  upstream green {{ server 127.0.0.1:{green}; keepalive 256; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://$group; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""
_HAPROXY = """
global
  nbthread 1
defaults
  mode http
  option forwardfor
  timeout client 60s
  timeout server 60s
  timeout connect 10s
frontend front
  bind 127.0.0.1:{port}
  default_backend both
backend both
  http-reuse always
  server blue 127.0.0.1:{blue} weight {blue_weight}
  server green 127.0.0.1:{green} weight {green_weight}
"""


@contextlib.contextmanager
def running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program for a while; it is ended with SIGTERM."""
    process = subprocess.Popen(command, text=True, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def target() -> Iterator[int]:
    """Run a target; gives its port."""
    command = [sys.executable, str(ROOT / "benchmarks" / "data_plane_target.py")]
    with running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None, "piped"
        yield int(process.stdout.readline())


@contextlib.contextmanager
def other(name: str, folder: Path, blue: int, green: int) -> Iterator[str | None]:
    """Run `nginx` or `haproxy` before two targets; gives its address, None if not installed."""
    program = shutil.which(name)
    if program is None:
        yield None
        return
    port = free_port()
    template = {"nginx": _NGINX, "haproxy": _HAPROXY}[name]
    file = folder / f"{name}.conf"
    text = template.format(
        folder=folder,
        port=port,
        blue=blue,
        green=green,
        blue_weight=WEIGHTS[0],
        green_weight=WEIGHTS[1],
    )
    file.write_text(text)
    with running([program, *(["-c"] if name == "nginx" else ["-f"]), str(file)]):
        url = f"http://127.0.0.1:{port}/"
        _wait_for(url)
        yield url


@contextlib.contextmanager
def data_plane(folder: Path, blue: int, green: int) -> Iterator[tuple[str, int]]:
    """Run a lab with one load balancer before two targets; gives its address and process."""
    port = free_port()
    command = [sys.executable, "-m", "lab.server", "--port", str(port), "--parts", "alb"]
    with running([*command, "--folder", str(folder / "lab")], cwd=ROOT):
        endpoint = f"http://127.0.0.1:{port}"
        _wait_for(f"{endpoint}/moto-api/")
        _configure(endpoint, blue, green)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            status = _status(endpoint)
            states = [one["state"] for group in status["target_groups"] for one in group["targets"]]
            if states == ["healthy", "healthy"]:
                break
            assert time.monotonic() < deadline, status
            time.sleep(0.1)
        (listener,) = status["load_balancers"][0]["listeners"]
        yield f"http://127.0.0.1:{listener['loopback_port']}/", status["process"]


def _status(endpoint: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{endpoint}/_lab/alb/status", timeout=5) as answer:  # noqa: S310 - loopback
        found: dict[str, Any] = json.load(answer)
        return found


def _client(endpoint: str, service: Any) -> Any:
    return boto3.client(
        service,
        region_name="eu-west-1",
        endpoint_url=endpoint,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",  # noqa: S106 - the lab takes any
    )


def _configure(endpoint: str, blue: int, green: int) -> None:
    ec2, elbv2 = _client(endpoint, "ec2"), _client(endpoint, "elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    balancer = elbv2.create_load_balancer(Name="web", Subnets=[subnet])["LoadBalancers"][0]
    groups = []
    for name, target_port, weight in zip(("blue", "green"), (blue, green), WEIGHTS, strict=True):
        group = elbv2.create_target_group(
            Name=name, Protocol="HTTP", Port=target_port, VpcId=vpc, TargetType="ip"
        )["TargetGroups"][0]["TargetGroupArn"]
        elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": "127.0.0.1"}])
        groups.append({"TargetGroupArn": group, "Weight": weight})
    elbv2.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Port=80,
        Protocol="HTTP",
        DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}],
    )


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - loopback
        except OSError:
            assert time.monotonic() < deadline, f"{url} does not answer"
            time.sleep(0.05)
        else:
            return
