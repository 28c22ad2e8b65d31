"""The smoke checks, against a real HTTPS service behind a real forward proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trustme

from sluice.canary.ports import smoke
from sluice.canary.ports.smoke import Smoke
from tests.sluice.canary.descriptors import descriptor
from tests.sluice.canary.ports.web import HOST, Proxy, Service, serving, write_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sluice.canary.model.observation import SmokeCheck

CREATED = '{"id": 1, "name": "sluice smoke", "quantity": 1}'


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


class Stage:
    """The service, the way to it, and the checks."""

    def __init__(self, service: Service, proxy: Proxy, environment: dict[str, str]) -> None:
        self.service, self.proxy, self.environment = service, proxy, environment

    def smoke(self) -> tuple[SmokeCheck, ...]:
        return Smoke(descriptor().load_balancer, self.environment)()


@pytest.fixture
def stage(authority: trustme.CA, tmp_path: Path) -> Iterator[Stage]:
    service = Service(authority)
    with serving(service) as port:
        proxy = Proxy(port)
        with serving(proxy) as proxy_port:
            environment = {
                "SLUICE_HTTP_PROXY": f"http://127.0.0.1:{proxy_port}",
                "SLUICE_CA_BUNDLE": write_bundle(authority, tmp_path),
            }
            yield Stage(service, proxy, environment)


def test_a_good_version_passes_all_three_and_its_version_is_told(stage: Stage) -> None:
    checks = stage.smoke()
    assert [(check.name, check.ok) for check in checks] == [
        ("health", True),
        ("readiness", True),
        ("items", True),
    ]
    assert checks[0].detail == "GET /healthz: 200, version 1.2.3"


def test_the_name_and_the_test_port_are_asked_for_at_the_proxy(stage: Stage) -> None:
    stage.smoke()
    assert set(stage.proxy.asked) == {f"{HOST}:8443"}


def test_what_the_checks_made_they_remove(stage: Stage) -> None:
    stage.smoke()
    assert stage.service.items == {}


@pytest.mark.parametrize(
    ("what", "answer", "name", "sentence"),
    [
        (
            "GET /healthz",
            (503, "<html>Service Unavailable</html>"),
            "health",
            "GET /healthz: expected 200, found 503",
        ),
        (
            "GET /readyz",
            (503, '{"error": "migrations are missing"}'),
            "readiness",
            'GET /readyz: expected 200, found 503 ({"error": "migrations are missing"})',
        ),
        ("POST /items", (500, ""), "items", "POST /items: expected 201, found 500"),
        ("POST /items", (201, "{}"), "items", "POST /items: expected an item with an id, found {}"),
        ("POST /items", (201, "oops"), "items", "POST /items: expected a JSON object, found oops"),
        (
            "GET /items/1",
            (200, CREATED.replace("1}", "7}")),
            "items",
            "GET /items/1: expected name 'sluice smoke' and quantity 1",
        ),
        ("PUT /items/1", (405, ""), "items", "PUT /items/1: expected 200, found 405"),
        ("DELETE /items/1", (500, ""), "items", "DELETE /items/1: expected 204, found 500"),
    ],
)
def test_a_wrong_answer_fails_the_check_with_what_was_expected_and_found(
    stage: Stage, what: str, answer: tuple[int, str], name: str, sentence: str
) -> None:
    stage.service.answers[what] = answer
    last = stage.smoke()[-1]
    assert (last.name, last.ok) == (name, False)
    assert sentence in last.detail


def test_a_failed_check_still_removes_what_it_made(stage: Stage) -> None:
    stage.service.answers["PUT /items/1"] = (500, "")
    assert not stage.smoke()[-1].ok
    assert stage.service.items == {}


def test_an_item_that_outlives_its_removal_fails(stage: Stage) -> None:
    stage.service.answers["DELETE /items/1"] = (204, "")
    last = stage.smoke()[-1]
    assert last.detail == (
        'GET /items/1: expected 404, found 200 ({"id": 1, "name": "sluice smoke", "quantity": 2})'
    )


def test_after_the_first_failed_check_the_others_are_not_tried(stage: Stage) -> None:
    stage.service.answers["GET /healthz"] = (500, "")
    assert len(stage.smoke()) == 1


def test_no_answer_in_time_fails(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke, "TIMEOUT_SECONDS", 0.2)
    stage.service.deaf.add("GET /readyz")
    assert stage.smoke()[-1].detail == "GET /readyz: no answer within 0.2 s"


def test_an_unknown_authority_is_not_trusted(stage: Stage, tmp_path: Path) -> None:
    stage.environment["SLUICE_CA_BUNDLE"] = write_bundle(trustme.CA(), tmp_path)
    assert "certificate verify failed" in stage.smoke()[-1].detail


def test_a_proxy_that_is_not_there_fails_and_raises_nothing(stage: Stage) -> None:
    stage.environment["SLUICE_HTTP_PROXY"] = "http://127.0.0.1:9"
    assert "GET /healthz: no answer" in stage.smoke()[-1].detail


@pytest.mark.parametrize("proxy", ["nonsense", "http://127.0.0.1:none"])
def test_a_proxy_that_is_no_address_fails_and_raises_nothing(stage: Stage, proxy: str) -> None:
    stage.environment["SLUICE_HTTP_PROXY"] = proxy
    assert not stage.smoke()[-1].ok


def test_an_authority_file_that_is_not_there_fails_and_raises_nothing(stage: Stage) -> None:
    stage.environment["SLUICE_CA_BUNDLE"] = "/nowhere/ca.pem"
    assert "GET /healthz: " in stage.smoke()[-1].detail
