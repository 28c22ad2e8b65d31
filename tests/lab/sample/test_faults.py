"""Each fault of a release can be seen from outside."""

from __future__ import annotations

import http.client
import statistics
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from lab.sample.faults import BadFault, Chance, Faults, from_document, from_environment
from tests.lab.sample.conftest import until

if TYPE_CHECKING:
    from tests.lab.sample.conftest import Sample, Samples


def _statuses(sample: Sample, count: int = 40) -> list[int]:
    # Without a database /items answers 503, and 500 where the fault strikes.
    return [sample.ask("GET", "/items").status for _ in range(count)]


def test_errors_strike_the_same_requests_under_the_same_seed(samples: Samples) -> None:
    variables = {"FAULT_ERROR_PERCENT": "30", "FAULT_SEED": "7"}
    first = _statuses(samples.start(variables))
    assert first == _statuses(samples.start(variables))
    assert first != _statuses(samples.start({**variables, "FAULT_SEED": "8"}))
    assert set(first) == {500, 503}


def test_the_health_check_sees_neither_errors_nor_latency(samples: Samples) -> None:
    sample = samples.start({"FAULT_ERROR_PERCENT": "100", "FAULT_LATENCY_MS": "3000"})
    began = time.monotonic()
    assert sample.ask("GET", "/healthz").status == 200
    assert time.monotonic() - began < 2


def test_latency_is_added(samples: Samples) -> None:
    sample = samples.start({"FAULT_LATENCY_MS": "200"})
    began = time.monotonic()
    sample.ask("GET", "/items")
    assert time.monotonic() - began >= 0.2


def test_faults_are_set_and_taken_back_while_it_runs(samples: Samples) -> None:
    sample = samples.start()
    assert sample.ask("PUT", "/_faults", {"error_percent": 100}).status == 204
    assert set(_statuses(sample, 5)) == {500}
    assert sample.ask("PUT", "/_faults", {}).status == 204
    assert set(_statuses(sample, 5)) == {503}


def test_nobody_sets_faults_through_a_load_balancer(samples: Samples) -> None:
    sample = samples.start()
    answer = sample.ask("PUT", "/_faults", {"error_percent": 100}, {"X-Forwarded-For": "1.2.3.4"})
    assert answer.status == 403
    assert set(_statuses(sample, 5)) == {503}


@pytest.mark.parametrize("document", [[], {"errors": 5}, {"error_percent": "many"}])
def test_wrong_faults_are_refused(samples: Samples, document: object) -> None:
    answer = samples.start().ask("PUT", "/_faults", document)
    assert answer.status == 400
    assert answer.document["error"]


def test_a_crash_is_exit_code_1_and_takes_its_time(samples: Samples) -> None:
    sample = samples.start({"FAULT_CRASH_AFTER_SECONDS": "0.5"})
    assert sample.process.wait(timeout=20) == 1
    assert sample.lines()[-1]["message"] == "crash"


def test_memory_grows_and_is_given_back(samples: Samples) -> None:
    sample = samples.start()
    process = psutil.Process(sample.process.pid)
    before = process.memory_info().rss
    sample.ask("PUT", "/_faults", {"leak_mib_per_second": 200})
    until(lambda: process.memory_info().rss > before + 60 * 2**20, "it does not grow")
    sample.ask("PUT", "/_faults", {})
    until(lambda: process.memory_info().rss < before + 30 * 2**20, "it keeps what it took")


def test_a_slow_start_does_not_listen_before(samples: Samples) -> None:
    began = time.monotonic()
    sample = samples.start({"FAULT_SLOW_START_SECONDS": "0.8"})
    assert time.monotonic() - began >= 0.8
    assert sample.lines()[0]["message"] == "slow start"


def test_a_request_asks_for_its_own_fault_where_that_is_allowed(samples: Samples) -> None:
    sample = samples.start({"ALLOW_FAULT_HEADER": "1"})
    assert sample.ask("GET", "/items", headers={"X-Fault": "error"}).status == 500
    began = time.monotonic()
    assert sample.ask("GET", "/items", headers={"X-Fault": "latency=200"}).status == 503
    assert time.monotonic() - began >= 0.2
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        sample.ask("GET", "/items", headers={"X-Fault": "crash"})
    assert sample.process.wait(timeout=20) == 1


def test_elsewhere_the_header_is_nothing(samples: Samples) -> None:
    sample = samples.start()
    assert sample.ask("GET", "/items", headers={"X-Fault": "error"}).status == 503


def test_the_median_of_the_added_latency_is_what_was_asked_for() -> None:
    chance = Chance(Faults(latency_ms=100, latency_sigma=0.5, seed=1))
    drawn = [chance.latency_seconds() for _ in range(4000)]
    # Of a lognormal, 95 % are below median * exp(1.645 sigma).
    assert statistics.median(drawn) == pytest.approx(0.1, rel=0.05)
    assert statistics.quantiles(drawn, n=20)[18] == pytest.approx(0.1 * 2.276, rel=0.08)


def test_the_share_of_errors_is_what_was_asked_for() -> None:
    chance = Chance(Faults(error_percent=5, seed=1))
    assert sum(chance.error() for _ in range(20000)) == pytest.approx(1000, rel=0.1)


def test_variables_and_documents_mean_the_same() -> None:
    variables = {"FAULT_ERROR_PERCENT": "5", "FAULT_FAILING_MIGRATION": "True", "OTHER": "1"}
    document = {"error_percent": 5.0, "failing_migration": True}
    assert from_environment(variables) == from_document(document)


@pytest.mark.parametrize("value", ["nan", "-1", "inf", "101"])
def test_values_out_of_range_are_refused(value: str) -> None:
    with pytest.raises(BadFault):
        from_document({"error_percent": value})
