"""Clients of AWS: one each, of the region that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.aws import RegionClients

if TYPE_CHECKING:
    import pytest


def test_a_client_is_made_once_for_its_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    clients = RegionClients("eu-north-1")

    assert clients("elbv2") is clients("elbv2")
    assert clients("elbv2").meta.region_name == "eu-north-1"
    assert clients("ecs") is not clients("elbv2")
