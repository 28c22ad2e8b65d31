"""Where the database is, and how it is signed in to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.sample.database import Database
from lab.sample.settings import BadSetting, DatabaseSettings, from_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = {"DATABASE_HOST": "db.example.com"}


def _database(more: Mapping[str, str]) -> DatabaseSettings:
    found = from_environment({**HOST, **more}).database
    assert found is not None
    return found


def test_without_a_host_there_is_no_database() -> None:
    assert from_environment({}).database is None


def test_tls_is_required_and_verified_where_an_authority_is_named() -> None:
    assert _database({}).ssl_mode == "require"
    assert _database({"PGSSLROOTCERT": "/ca.pem"}).ssl_mode == "verify-full"
    assert _database({"PGSSLROOTCERT": "/ca.pem", "PGSSLMODE": "disable"}).ssl_mode == "disable"


@pytest.mark.parametrize("port", ["0", "65536", "5432a", "-1"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_PORT is"):
        _database({"DATABASE_PORT": port})


def test_without_a_password_a_token_is_signed_for_host_port_and_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "task")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "task")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    settings = _database(
        {"DATABASE_PORT": "6000", "DATABASE_USER": "me", "AWS_REGION": "eu-west-1"}
    )
    assert settings.password is None
    token = Database(settings, application_name="test")._token()
    assert token.startswith("db.example.com:6000/?Action=connect&DBUser=me&")
    assert "eu-west-1%2Frds-db" in token
