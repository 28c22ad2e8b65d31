from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from simulator.clock import VirtualClock
from simulator.faults import Fault, Faults, FaultyApi, Killed
from simulator.wire import TIMEOUT_SECONDS, Endless, Network
from tests.simulator.conftest import simulate


def _error(fault: Fault, api: str) -> Exception:
    return ValueError(f"{api} {fault}")


def alerts(fault: Fault) -> tuple[int, BaseException | None, float]:
    """Return how many alerts arrive, what the caller sees, and how long that takes."""
    network = Network(VirtualClock(), Faults({0: fault}))
    simulated = simulate(network=network)
    began, error = network.clock.now(), None
    try:
        simulated.sns.publish(TopicArn="t", Message="m")
    except (Exception, Killed) as caught:  # noqa: BLE001 - the test looks at it
        error = caught
    return len(simulated.account.alerts), error, network.clock.now() - began


@pytest.mark.parametrize(
    ("fault", "arrived", "seen"),
    [
        (Fault.KILL_BEFORE, 0, Killed),
        (Fault.KILL_AFTER, 1, Killed),
        (Fault.LOST, 1, ReadTimeoutError),
        (Fault.THROTTLED, 0, ClientError),
        (Fault.SERVER_ERROR, 0, ClientError),
        (Fault.UNREACHABLE, 0, EndpointConnectionError),
    ],
)
def test_each_fault_has_its_effect_and_its_error(
    fault: Fault, arrived: int, seen: type[BaseException]
) -> None:
    found, error, seconds = alerts(fault)
    assert found == arrived
    assert type(error) is seen or isinstance(error, seen)
    assert (seconds >= TIMEOUT_SECONDS) == (fault is Fault.LOST)


def test_a_call_that_aws_refuses_kills_and_gets_lost_all_the_same() -> None:
    for fault, seen in ((Fault.KILL_AFTER, Killed), (Fault.LOST, ReadTimeoutError)):
        simulated = simulate(network=Network(VirtualClock(), Faults({0: fault})))
        with pytest.raises(seen):
            simulated.elbv2.describe_rules(RuleArns=["none"])


def test_errors_are_botocore_s_with_code_and_status() -> None:
    _, throttled, _ = alerts(Fault.THROTTLED)
    _, broken, _ = alerts(Fault.SERVER_ERROR)
    assert isinstance(throttled, ClientError)
    assert isinstance(broken, ClientError)
    assert throttled.response["Error"]["Code"] == "Throttling"
    assert broken.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_the_dead_reach_nothing_and_sleep_no_more() -> None:
    network = Network(VirtualClock(), Faults({0: Fault.KILL_BEFORE}))
    process = network.process()
    with pytest.raises(Killed):
        process.call("sns.Publish", lambda: None, _error)
    calls = len(network.calls)
    with pytest.raises(Killed):
        process.call("sns.Publish", lambda: None, _error)
    with pytest.raises(Killed):
        process.sleep(1)
    assert len(network.calls) == calls


def test_a_faulty_api_fails_for_as_long_as_it_is_said_and_others_do_not() -> None:
    faults = FaultyApi(Fault.THROTTLED, "cloudwatch.GetMetricData", first=2, last=3)
    hit = [faults.of(number, "cloudwatch.GetMetricData") for number in range(5)]
    assert hit == [None, None, Fault.THROTTLED, Fault.THROTTLED, None]
    assert faults.of(2, "elbv2.DescribeRules") is None


def test_a_run_beyond_its_time_ends() -> None:
    network = Network(VirtualClock(0), until=10)
    process = network.process()
    process.sleep(11)
    with pytest.raises(Endless):
        process.sleep(1)
    with pytest.raises(Endless):
        process.call("sns.Publish", lambda: None, _error)


def test_a_process_s_clock_may_be_ahead_of_aws() -> None:
    process = Network(VirtualClock(100)).process()
    process.skew_seconds = 5
    assert process.now() == 105
