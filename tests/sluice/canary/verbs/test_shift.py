"""`shift` from its arguments to its end: an emulator to verify, a world to release in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.verbs import shift
from sluice.canary.verbs.shift import ShiftOptions
from sluice.canary.verbs.show import plan as showing
from sluice.environment.descriptor import Descriptor
from sluice.errors import NotNow, UsageRefused
from sluice.exits import Exit
from tests.sluice.canary.verbs.sessions import Stage, Told
from tests.sluice.canary.verify.deployed import Deployed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.verbs.session import Session


class Whole:
    """A deployed environment: its AWS to look at, and its world to release in."""

    def __init__(self, client: Callable[..., Any]) -> None:
        self.aws = Deployed(client)
        self.stage = Stage()
        self.questions: list[str] = []

    def session(self) -> Session:
        made = self.stage.session()
        made.descriptor = Descriptor.model_validate(self.aws.document)
        made.client = self.aws.client
        return made

    def yes(self, question: str) -> bool:
        self.questions.append(question)
        return True

    def options(self, **more: Any) -> ShiftOptions:
        return ShiftOptions(image=self.aws.digest, **more)

    def shift(self, told: Told, **more: Any) -> Exit:
        return shift.run(self.session(), self.options(**more), told, confirm=self.yes)


@pytest.fixture
def whole(lab: Callable[..., Any]) -> Whole:
    return Whole(lab)


def test_an_image_that_was_never_scanned_is_scanned_and_released(whole: Whole) -> None:
    told = Told()
    assert whole.shift(told, steps="10:300,100:300", why="ticket 7") is Exit.DONE
    release = whole.stage.newest()
    assert [step.weight_percent for step in release.plan.steps] == [10, 100]
    assert release.image == f"{whole.session().descriptor.repository.url}@{whole.aws.digest}"
    assert (release.started_by, release.why) == ("one@host", "ticket 7")
    assert told.notes == ["starts at 10 %, as --steps says"]
    (question,) = whole.questions
    assert question == f"release {whole.aws.digest[:19]} to stage: 10 % → 100 %?"


def test_what_verify_refuses_is_not_begun(whole: Whole) -> None:
    whole.aws.sound("web-stage-error-rate")
    with pytest.raises(NotNow, match="verify refuses the release: alarms: web-stage-error-rate"):
        whole.shift(Told())
    assert whole.session().journal.releases(1) == ()
    assert whole.session().journal.leases.current() is None


def test_a_check_that_is_skipped_is_told_and_kept_in_the_journal(whole: Whole) -> None:
    whole.aws.sound("web-stage-error-rate")
    told = Told()
    assert whole.shift(told, skip=("alarms",), why="known") is Exit.DONE
    assert told.notes[0].startswith("skipped alarms: web-stage-error-rate is in ALARM")
    assert whole.stage.newest().why == "known; verify skipped: alarms"


def test_a_no_begins_nothing(whole: Whole) -> None:
    with pytest.raises(NotNow, match="you said no"):
        shift.run(whole.session(), whole.options(), Told(), confirm=lambda _: False)
    assert whole.session().journal.releases(1) == ()


def test_while_a_release_is_under_way_another_one_is_refused(whole: Whole) -> None:
    whole.stage.begin(whole.stage.session())
    with pytest.raises(NotNow, match="is under way"):
        whole.shift(Told())


def test_a_lease_that_was_taken_is_given_back_where_the_release_cannot_begin(
    whole: Whole,
) -> None:
    # The world is not what verify saw a moment ago.
    whole.stage.world.move_weights(50, 50)
    with pytest.raises(Exception, match="no colour of stage has all of the traffic"):
        whole.shift(Told())
    assert whole.session().journal.leases.current() is None


@pytest.mark.parametrize("image", ["web-stage:latest", "1.2.3", "other@sha256:" + "0" * 64])
def test_an_image_that_is_no_digest_of_the_repository_is_refused(whole: Whole, image: str) -> None:
    with pytest.raises(UsageRefused, match="--image"):
        shift.run(whole.session(), ShiftOptions(image=image), Told(), confirm=whole.yes)


def test_the_traffic_sizes_the_first_weight(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    class Metrics:
        asked: dict[str, Any]

        def get_metric_data(self, **asked: Any) -> dict[str, Any]:
            self.asked = asked
            times = [datetime.fromtimestamp(60 * minute, UTC) for minute in range(3)]
            result = {"Id": "requests", "Timestamps": times, "Values": [0.0, 5000.0, 7000.0]}
            header = {"HTTPHeaders": {"date": "Tue, 01 Dec 2026 00:00:00 GMT"}}
            return {"MetricDataResults": [result], "ResponseMetadata": header}

        def __getattr__(self, name: str) -> Any:
            return getattr(client("cloudwatch"), name)

    client, metrics = whole.aws.client, Metrics()
    session = whole.session()
    session.client = lambda name: metrics if name == "cloudwatch" else client(name)
    prepared = shift.prepare(session, whole.options(), scans=True)
    assert prepared.plan.steps[0].weight_percent == 0.7
    assert "at 6,000 a minute" in prepared.planned.first_weight
    (query,) = metrics.asked["MetricDataQueries"]
    assert query["MetricStat"]["Period"] == 60
    length = metrics.asked["EndTime"] - metrics.asked["StartTime"]
    assert length.total_seconds() == 15 * 60
    assert metrics.asked["EndTime"].timestamp() <= session.clock.now() - 60


def test_a_dry_run_shows_steps_calls_and_checks_and_changes_nothing(whole: Whole) -> None:
    whole.aws.scan()
    code, text = showing.dry_run(whole.session(), whole.options(), as_json=False)
    assert code is Exit.DONE
    assert "blue is live" in text
    assert "      5 %  for 5 min" in text
    assert "elasticloadbalancing:ModifyRule  blue 95, green 5 (5 %), then 5 min" in text
    assert "\nready: " in text
    assert whole.stage.table.items == {}
    assert whole.stage.world.performed == []


def test_a_dry_run_as_json_has_as_many_calls_as_the_release_makes(whole: Whole) -> None:
    whole.aws.scan()
    code, text = showing.dry_run(whole.session(), whole.options(), as_json=True)
    document = json.loads(text)
    assert (code, document["live"]) == (Exit.DONE, "blue")
    whole.shift(Told())
    assert len(document["calls"]) == len(whole.stage.world.performed)


def test_a_dry_run_does_not_even_ask_for_a_scan(whole: Whole) -> None:
    code, text = showing.dry_run(whole.session(), whole.options(), as_json=False)
    assert code is Exit.REFUSED
    assert "scan: UNKNOWN: " in text
