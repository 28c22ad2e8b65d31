"""A session: an environment's descriptor, its clients, its lease, and who is asking."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sluice.environment.session import Session
from sluice.errors import DescriptorNotFound
from sluice.journal import lease_holder
from sluice.journal.errors import LeaseHeld
from tests.aws_parts import journal_table
from tests.sluice.canary.descriptors import descriptor, document
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable

REGION = "eu-west-1"


def session(table: FakeTable, by: str) -> Session:
    return Session(descriptor(), pytest.fail, table, by=by)


def test_who_asks_is_this_user_and_a_lease_names_the_process_too() -> None:
    table = FakeTable()
    found = Session(descriptor(), pytest.fail, table)
    assert found.by == lease_holder.this_user()
    assert found.holder.startswith(f"{found.by} pid ")
    assert found.holder == found.holder


def test_whatever_changes_an_environment_holds_the_same_lease() -> None:
    table = FakeTable()
    apply, release = session(table, "ann@laptop"), session(table, "ben@desk")
    lease = apply.leases.acquire(
        holder=apply.holder, purpose="terraform apply", now=1_800_000_000, seconds=60
    )
    with pytest.raises(LeaseHeld, match=r"held by ann@laptop pid .* for terraform apply"):
        release.leases.acquire(
            holder=release.holder, purpose="release 1", now=1_800_000_000, seconds=60
        )
    apply.leases.give_back(lease)
    assert release.leases.current() is None


def test_opened_it_reads_the_descriptor_and_the_journal_that_it_names(
    lab: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ssm = lab("ssm")
    monkeypatch.setenv("AWS_ENDPOINT_URL", ssm.meta.endpoint_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    with pytest.raises(DescriptorNotFound, match="/sluice/web/stage/deployment does not exist"):
        Session.open(REGION, "web", "stage")
    held = document()
    journal_table(lab("dynamodb"), held["journal"]["table_name"])
    ssm.put_parameter(Name="/sluice/web/stage/deployment", Type="String", Value=json.dumps(held))

    opened = Session.open(REGION, "web", "stage", by="an execution")

    assert opened.descriptor.environment == "stage"
    assert opened.client("ssm").meta.region_name == REGION
    assert opened.by == "an execution"
    assert opened.leases.current() is None
