from __future__ import annotations

import pytest

from lab.faults.kinds import ApiLostResponse, ApiThrottle
from sluice.canary.model.observation import Need, Unread
from sluice.canary.ports.world import ActionFailed
from tests.sluice.canary.ports.on_the_lab.stage import HALF, Stage

pytestmark = pytest.mark.lab


def test_a_throttle_that_passes_is_waited_for(stage: Stage) -> None:
    with stage.deployed.control.fault(ApiThrottle(operation="DescribeRules", count=2)):
        assert not isinstance(stage.see(Need.WEIGHTS), Unread)


def test_a_write_whose_answers_are_lost_has_failed_and_is_read_back_as_done(stage: Stage) -> None:
    of = stage.release("unanswered")

    with (
        stage.deployed.control.fault(ApiLostResponse(operation="ModifyRule")),
        pytest.raises(ActionFailed, match="could not set the weights"),
    ):
        stage.world.perform(of, HALF)

    assert stage.see(Need.WEIGHTS).weights == HALF
