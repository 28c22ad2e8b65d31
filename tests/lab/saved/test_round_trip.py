"""An account that was saved runs again in another lab: rows, images, tasks, addresses."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import boto3
import psycopg
import pytest

from lab import instance as labs
from lab.client import LabClient
from lab.ecs import registry
from lab.saved import file
from sluice.environment.descriptor import parameter_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ACCOUNT, REGION = "123456789012", "eu-west-1"
_STATE_KEY = "web/stage/terraform.tfstate"
USER, PASSWORD = "dbadmin", "Correct-horse-7"


def _client(lab: labs.Instance, service: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=lab.endpoint,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
    )


def _until(what: Callable[[], Any], message: str, seconds: float = 40) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, message
        time.sleep(0.1)
    return found


def _database(lab: labs.Instance) -> dict[str, Any] | None:
    (found,) = _client(lab, "rds").describe_db_instances()["DBInstances"]
    return found if found["DBInstanceStatus"] == "available" else None


def _rows(lab: labs.Instance, endpoint: dict[str, Any], statement: str) -> list[Any]:
    with psycopg.connect(
        host=endpoint["Address"],
        port=endpoint["Port"],
        user=USER,
        password=PASSWORD,
        dbname="app",
        sslmode="verify-full",
        sslrootcert=str(lab.authorities),
    ) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _version(lab: labs.Instance) -> str | None:
    """Return the version that the only running task answers with."""
    tasks = LabClient(lab.endpoint).status()["parts"]["ecs"]["tasks"]
    ports = [task["ports"][0] for task in tasks if task["status"] == "RUNNING"]
    if not ports:
        return None
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/healthz", timeout=5) as answer:
            return str(answer.headers["X-App-Version"])
    except urllib.error.URLError:
        return None  # it runs, and does not listen yet


def _targets(lab: labs.Instance) -> list[dict[str, Any]]:
    """Return the targets of the only target group."""
    elbv2 = _client(lab, "elbv2")
    (group,) = elbv2.describe_target_groups()["TargetGroups"]
    found = elbv2.describe_target_health(TargetGroupArn=group["TargetGroupArn"])
    return [one["Target"] for one in found["TargetHealthDescriptions"]]


def _deploy(lab: labs.Instance) -> dict[str, Any]:
    """Make a database with a row, and a service of a pushed image that is told its port."""
    _client(lab, "rds").create_db_instance(
        DBInstanceIdentifier="web",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        EngineVersion="16",
        AllocatedStorage=20,
        MasterUsername=USER,
        MasterUserPassword=PASSWORD,
        DBName="app",
        BackupRetentionPeriod=1,
    )
    endpoint: dict[str, Any] = _until(lambda: _database(lab), "no database")["Endpoint"]
    _rows(lab, endpoint, "CREATE TABLE kept AS SELECT 42 AS answer")
    ssm = _client(lab, "ssm")
    document = json.dumps({"database": {"port": str(endpoint["Port"])}, "id": "x"})
    ssm.put_parameter(Name=parameter_name("web", "stage"), Value=document, Type="String")
    s3 = _client(lab, "s3")
    s3.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(
        Bucket="states", Key=_STATE_KEY, Body=document.encode(), ChecksumAlgorithm="SHA256"
    )
    _client(lab, "ecr").create_repository(repositoryName="web")
    digest = registry.push(lab.endpoint, region=REGION, repository="web", version="7.0.0")
    ecs = _client(lab, "ecs")
    ecs.create_cluster(clusterName="web")
    container = {
        "name": "app",
        "image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/web@{digest}",
        "memory": 128,
        "portMappings": [{"containerPort": 8080}],
        "environment": [{"name": "DATABASE_PORT", "value": str(endpoint["Port"])}],
    }
    ecs.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[container],
    )
    ecs.create_service(cluster="web", serviceName="web", taskDefinition="web", desiredCount=1)
    _until(lambda: _version(lab) == "7.0.0", "no task")
    vpc = _client(lab, "ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    elbv2 = _client(lab, "elbv2")
    (group,) = elbv2.create_target_group(
        Name="web", Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="ip"
    )["TargetGroups"]
    target = {"Id": "127.0.0.1", "Port": 9}
    elbv2.register_targets(TargetGroupArn=group["TargetGroupArn"], Targets=[target])
    assert _targets(lab) == [target]
    return endpoint


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep records of labs, and what they save, out of the checkout's own."""
    monkeypatch.setattr(labs, "_folder", lambda name: tmp_path / name)


@pytest.fixture
def saver(folders: None) -> Iterator[labs.Instance]:
    lab = labs.start("saver", account=ACCOUNT)
    yield lab
    if labs.find("saver"):
        labs.stop(lab)
    file.path_of("round-trip").unlink(missing_ok=True)


def _told(lab: labs.Instance) -> set[str]:
    """Return every port of the database that is told to a container, the driver or Terraform."""
    # The client compares what it reads with the checksum that it is told, as Terraform does.
    state = _client(lab, "s3").get_object(Bucket="states", Key=_STATE_KEY)["Body"].read()
    ssm, ecs = _client(lab, "ssm"), _client(lab, "ecs")
    value = ssm.get_parameter(Name=parameter_name("web", "stage"))["Parameter"]["Value"]
    definition = ecs.describe_task_definition(taskDefinition="web")["taskDefinition"]
    (variable,) = definition["containerDefinitions"][0]["environment"]
    ports = [json.loads(each)["database"]["port"] for each in (value, state)]
    return {*ports, variable["value"]}


def test_what_was_deployed_runs_again_beside_the_lab_that_saved_it_and_after_it(
    saver: labs.Instance,
) -> None:
    endpoint = _deploy(saver)
    path = LabClient(saver.endpoint).save("round-trip")

    # Beside it: the database's port is taken, so that everybody is told another.
    beside = labs.start("beside", account=ACCOUNT, state=file.path_of("round-trip"))
    try:
        moved = _until(lambda: _database(beside), "no database beside")["Endpoint"]
        assert moved["Port"] != endpoint["Port"]
        assert _rows(beside, moved, "SELECT answer FROM kept") == [(42,)]
        assert _told(beside) == {str(moved["Port"])}
        _until(lambda: _version(beside) == "7.0.0", "no task beside")
        # What it led to runs in the other lab.
        assert _targets(beside) == []
        _rows(beside, moved, "DELETE FROM kept")
    finally:
        labs.stop(beside)
    assert _rows(saver, endpoint, "SELECT answer FROM kept") == [(42,)]

    # After it: everything is where it was.
    labs.stop(saver)
    after = labs.start("after", account=ACCOUNT, state=file.path_of("round-trip"))
    try:
        found = _until(lambda: _database(after), "no database after")["Endpoint"]
        assert found == endpoint
        assert _rows(after, found, "SELECT answer FROM kept") == [(42,)]
        assert _told(after) == {str(endpoint["Port"])}
    finally:
        labs.stop(after)
    assert path.endswith("round-trip.account")


def test_a_file_of_another_version_is_refused_with_what_to_do(
    folders: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stage.account"
    file.write(path, file.about(ACCOUNT, "stage", "2026-11-25T12:00:00+00:00"), b"content")
    assert file.read_about(path).account == ACCOUNT
    assert file.read(path) == b"content"
    assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(file, "FORMAT_VERSION", 0)
    with pytest.raises(file.NotSaved, match=r"another version.*'lab save stage' again"):
        file.read_about(path)


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[1]\n", b"\x00\xff\n"])
def test_a_file_that_holds_no_account_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "stage.account"
    path.write_bytes(content)
    with pytest.raises(file.NotSaved, match="holds no saved account"):
        file.read_about(path)


def test_an_environment_that_was_never_saved_is_named(tmp_path: Path) -> None:
    with pytest.raises(file.NotSaved, match="no saved account 'dev': deploy dev to a lab"):
        file.read_about(tmp_path / "dev.account")


@pytest.mark.parametrize("name", ["../stage", "", "Stage", "a" * 40])
def test_a_name_that_is_no_environment_reaches_no_file(name: str) -> None:
    with pytest.raises(file.NotSaved, match="is no environment"):
        file.path_of(name)
