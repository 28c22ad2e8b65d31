"""The faults' HTTP routes and the client of them."""

from __future__ import annotations

import http.client
import json
import socket
from urllib.parse import urlsplit

import pytest

from lab.client import LabClient, Refused
from lab.faults.kinds import KINDS, ApiError, DatabaseCrash, parse


def _post(url: str, body: str) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    connection.request("POST", "/_lab/faults", body)
    answer = connection.getresponse()
    try:
        return answer.status, json.load(answer)
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("no json", "a fault is one JSON document with its kind and parameters"),
        ("[]", "a fault needs its kind: one of api-error"),
        ("{}", "a fault needs its kind: one of api-error"),
        ('{"kind": "fire"}', "no kind of fault 'fire': choose from api-error"),
        ('{"kind": "api-error", "colour": 1}', "api-error has no parameter 'colour': it takes"),
    ],
)
def test_what_is_no_fault_is_refused_with_one_sentence(
    body: str, sentence: str, faults_url: str, lab_client: LabClient
) -> None:
    status, said = _post(faults_url, body)
    assert status == 400
    assert said["error"].startswith(sentence)
    assert lab_client.faults() == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_put_in_force(kind: str, lab_client: LabClient) -> None:
    needed = {"skew_seconds": 1, "instance": "db", "image_digest": "sha256:1"}
    fields = KINDS[kind].model_fields
    fault = parse({"kind": kind, **{k: v for k, v in needed.items() if k in fields}})
    id_ = lab_client.add_fault(fault)
    (found,) = lab_client.faults()
    assert (found.id, found.kind) == (id_, kind)
    assert parse({"kind": kind, **found.parameters}) == fault


def test_a_fault_of_a_block_is_over_with_it_even_when_the_block_fails(
    lab_client: LabClient,
) -> None:
    def fail() -> None:
        with lab_client.fault(ApiError(percent=0)):
            assert len(lab_client.faults()) == 1
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert lab_client.faults() == []


def test_a_fault_that_was_removed_within_its_block_is_no_error(lab_client: LabClient) -> None:
    with lab_client.fault(DatabaseCrash(instance="db")) as id_:
        lab_client.remove_fault(id_)
        with pytest.raises(Refused, match="no fault"):
            lab_client.remove_fault(id_)


def test_who_asks_where_no_lab_is_is_told_so_in_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Refused, match=f"no lab answers at {endpoint}"):
            LabClient(endpoint).faults()
