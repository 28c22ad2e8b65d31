"""RDS manages the master password in Secrets Manager."""

import json
from typing import Any

from botocore.exceptions import ClientError


def _secret(clients: Any) -> str:
    answer = clients("rds").create_db_instance(
        DBInstanceIdentifier="one",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        MasterUsername="dbadmin",
        ManageMasterUserPassword=True,
        MasterUserSecretKmsKeyId=clients("kms").create_key()["KeyMetadata"]["KeyId"],
    )
    return str(answer["DBInstance"]["MasterUserSecret"]["SecretArn"])


def _held(clients: Any, arn: str) -> dict[str, str]:
    value = clients("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    held: dict[str, str] = json.loads(value)
    return held


def _rotated(clients: Any) -> tuple[str | None, str | None]:
    """Return the password before and after a rotation; None where there is none."""
    arn = _secret(clients)
    before = _held(clients, arn)["password"]
    clients("secretsmanager").rotate_secret(SecretId=arn)
    try:
        return before, _held(clients, arn)["password"]
    except (ClientError, KeyError):
        return before, None


def test_upstream_s_secret_is_of_another_user(upstream: Any) -> None:
    assert _held(upstream, _secret(upstream))["username"] == "admin"


def test_upstream_loses_the_password_when_it_is_rotated(upstream: Any) -> None:
    assert _rotated(upstream)[1] is None


def test_the_lab_s_secret_holds_the_master_user_and_a_password_of_its_own(lab: Any) -> None:
    held = _held(lab, _secret(lab))
    assert held["username"] == "dbadmin"
    assert len(held["password"]) == 28


def test_the_lab_draws_another_password_when_it_is_rotated(lab: Any) -> None:
    before, after = _rotated(lab)
    assert after is not None
    assert before != after
