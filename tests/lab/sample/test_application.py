"""The sample application without and with a database."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.lab.sample.conftest import until

if TYPE_CHECKING:
    from tests.lab.sample.conftest import Database, Samples


def test_without_a_database_it_lives_and_serves_no_items(samples: Samples) -> None:
    sample = samples.start()
    health = sample.ask("GET", "/healthz")
    assert (health.status, health.document) == (200, {"status": "ok", "version": "1.2.3"})
    assert sample.ask("GET", "/items").status == 503
    assert sample.ask("GET", "/readyz").status == 503


def test_every_answer_tells_the_version_and_is_one_line_of_the_log(samples: Samples) -> None:
    sample = samples.start()
    for path, status in (("/healthz", 200), ("/items", 503), ("/nowhere", 404)):
        answer = sample.ask("GET", path)
        assert (answer.status, answer.headers["x-app-version"]) == (status, "1.2.3")
        (line,) = until(
            lambda path=path: [each for each in sample.lines() if each.get("path") == path][-1:],
            "no line",
        )
        assert (line["method"], line["status"], line["version"]) == ("GET", status, "1.2.3")
        assert 0 <= line["duration_ms"] < 1000
    assert sample.ask("POST", "/healthz").status == 405


def test_it_starts_in_a_moment(samples: Samples) -> None:
    began = time.monotonic()
    samples.start()
    # 0.15 s of one core; the rest is room for a busy machine.
    assert time.monotonic() - began < 5


def test_sigterm_is_a_clean_end(samples: Samples) -> None:
    sample = samples.start()
    sample.process.send_signal(signal.SIGTERM)
    assert sample.process.wait(timeout=20) == 0
    assert sample.lines()[-1]["message"] == "stopped"


def test_a_port_that_is_taken_is_one_sentence_and_an_exit_code(samples: Samples) -> None:
    first = samples.start()
    second = samples.start({"PORT": str(first.port)}, wait=False)
    assert second.process.wait(timeout=20) == 3
    assert second.lines()[-1]["message"] == f"cannot serve on port {first.port}"


@pytest.mark.parametrize(
    ("variables", "what"),
    [({"PORT": "http"}, "PORT is 'http'"), ({"FAULT_ERROR_PERCENT": "101"}, "error_percent")],
)
def test_a_wrong_setting_is_one_sentence_and_an_exit_code(
    samples: Samples, variables: dict[str, str], what: str
) -> None:
    sample = samples.start(variables, wait=False)
    assert sample.process.wait(timeout=20) == 2
    (line,) = sample.lines()
    assert what in line["message"]


def test_items_are_created_read_changed_and_deleted(samples: Samples, database: Database) -> None:
    sample = samples.start(database.environment)
    until(lambda: sample.ask("GET", "/readyz").status == 200, "it does not get ready")
    created = sample.ask("POST", "/items", {"name": "bolt", "quantity": 3})
    assert created.status == 201
    path = created.headers["location"]
    assert sample.ask("GET", path).document == created.document
    assert created.document["name"] == "bolt"
    assert created.document["updated_at"] is None
    changed = sample.ask("PUT", path, {"name": "nut", "quantity": 4})
    assert (changed.document["name"], changed.document["quantity"]) == ("nut", 4)
    assert changed.document["updated_at"] is not None
    sample.ask("POST", "/items", {"name": "washer"})
    listed = sample.ask("GET", "/items?limit=1").document["items"]
    assert [each["name"] for each in listed] == ["washer"]
    assert sample.ask("DELETE", path).status == 204
    assert sample.ask("GET", path).status == 404
    assert sample.ask("PUT", path, {"name": "x"}).status == 404
    assert sample.ask("DELETE", path).status == 404


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"name": ""},
        {"name": 1},
        {"name": "a\0b"},
        {"name": "a" * 201},
        {"name": "a", "quantity": -1},
        {"name": "a", "quantity": True},
        {"name": "a", "colour": "red"},
    ],
)
def test_what_is_no_item_is_refused(samples: Samples, document: object) -> None:
    # Refused before the database is asked: none is needed here.
    answer = samples.start().ask("POST", "/items", document)
    assert answer.status == 400
    assert answer.document["error"]


@pytest.mark.parametrize("limit", ["0", "1001", "ten", "-1"])
def test_a_wrong_limit_is_refused(samples: Samples, limit: str) -> None:
    assert samples.start().ask("GET", f"/items?limit={limit}").status == 400


def test_it_lives_through_the_loss_of_its_database(samples: Samples, database: Database) -> None:
    sample = samples.start(database.environment)
    until(lambda: sample.ask("GET", "/readyz").status == 200, "it does not get ready")
    database.server.stop()
    try:
        assert sample.ask("GET", "/items").status == 503
        assert sample.ask("GET", "/readyz").status == 503
        assert sample.ask("GET", "/healthz").status == 200
    finally:
        database.server.start()
    # The connections from before are not tried again.
    assert sample.ask("GET", "/items").status == 200


def test_a_restart_of_its_database_costs_no_request(samples: Samples, database: Database) -> None:
    sample = samples.start(database.environment)
    until(lambda: sample.ask("GET", "/readyz").status == 200, "it does not get ready")
    database.server.stop()
    database.server.start()
    assert sample.ask("GET", "/items").status == 200


def test_it_waits_for_a_database_that_comes_later(samples: Samples, database: Database) -> None:
    database.server.stop()
    try:
        sample = samples.start(database.environment)
        until(
            lambda: any("cannot be reached" in each["message"] for each in sample.lines()),
            "it does not say that it waits",
        )
        assert sample.ask("GET", "/readyz").status == 503
    finally:
        database.server.start()
    until(lambda: sample.ask("GET", "/readyz").status == 200, "it does not get ready")
