"""Waivers: read strictly, applied one by one, and none that excuses nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.model.errors import WaiversRefused
from sluice.change.model.verdict import Verdict, Waiver
from sluice.change.policy import waivers
from tests.sluice.change.policy.made import REPOSITORY, TODAY, finding, plan_for, stack_at, waiver

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.model.planned import Planned

ENTRY: dict[str, Any] = {
    "check": '"CKV_AWS_18"',
    "environments": '["dev", "stage"]',
    "path": '"logs/bucket"',
    "reason": '"It would log itself."',
    "owner": '"web-platform"',
    "expires": "2027-05-01",
}
NAMES = ("bootstrap", "dev", "stage", "prod")


def _entry(**changed: str | None) -> str:
    fields = {**ENTRY, **changed}
    lines = [f"{name} = {text}" for name, text in fields.items() if text is not None]
    return "\n".join(["[[waiver]]", *lines, ""])


def _read(folder: Path, text: str) -> tuple[Waiver, ...]:
    file = folder / "waivers.toml"
    file.write_text(text)
    return waivers.read(file, today=TODAY, environments=NAMES)


def test_an_entry_is_read_with_all_its_fields(tmp_path: Path) -> None:
    assert _read(tmp_path, _entry()) == (
        Waiver(
            check="CKV_AWS_18",
            environments=("dev", "stage"),
            path="logs/bucket",
            reason="It would log itself.",
            owner="web-platform",
            expires=date(2027, 5, 1),
        ),
    )


def test_an_entry_for_all_is_for_every_environment_and_not_for_bootstrap(tmp_path: Path) -> None:
    (entry,) = _read(tmp_path, _entry(environments='"all"'))
    assert entry.environments == ("dev", "prod", "stage")


def test_an_entry_for_a_protection_is_for_the_stacks_that_say_they_have_it(tmp_path: Path) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(_entry(environments='"open"'))
    said = {"bootstrap": "bootstrap", "dev": "open", "qa": "open", "prod": "protected"}
    (entry,) = waivers.read(file, today=TODAY, environments=(*NAMES, "qa"), protections=said)
    assert entry.environments == ("dev", "qa")


def test_no_entry_at_all_is_fine(tmp_path: Path) -> None:
    assert _read(tmp_path, "# nothing is excused\n") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *[(_entry(**{name: None}), f"entry 1: {name}: Field required") for name in ENTRY],
        *[(_entry(**{name: '" "'}), f"entry 1: {name}") for name in ENTRY],
        (_entry(environments="[]"), "environments"),
        (_entry(environments='["satge"]'), "environments has satge: there is none of that name"),
        (_entry(check='"CKV_*"'), "must be one rule's id"),
        (_entry(check='"all of them"'), "must be one rule's id"),
        (_entry(expires='"2027-05-01"'), "expires"),
        (_entry(expires="2027-02-30"), "waivers.toml"),
        (_entry(note='"x"'), "note"),
        (_entry(read_back='"yes"'), "read_back"),
        (_entry() + _entry(environments='["stage"]'), "entry 2: repeats"),
        ("[[waiver]", "waivers.toml"),
        ("[waiver]\ncheck = 1\n", "nothing else"),
        ("waivers = []\n", "nothing else"),
    ],
)
def test_a_malformed_entry_is_refused_with_its_number_and_field(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(WaiversRefused) as refused:
        _read(tmp_path, text)
    assert says in str(refused.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(WaiversRefused, match=r"entry 1.*entry 2"):
        _read(tmp_path, _entry(owner=None) + _entry(path='""'))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WaiversRefused, match=r"waivers\.toml"):
        waivers.read(tmp_path / "waivers.toml", today=TODAY, environments=NAMES)


def test_180_days_are_the_most(tmp_path: Path) -> None:
    last = TODAY + timedelta(days=180)
    assert _read(tmp_path, _entry(expires=str(last)))[0].expires == last
    with pytest.raises(WaiversRefused, match="at most 180 days from today"):
        _read(tmp_path, _entry(expires=str(last + timedelta(days=1))))


def test_an_entry_counts_on_its_last_day_and_not_on_the_next() -> None:
    entry = waiver(expires=TODAY)
    (excused,) = waivers.excused([finding()], [entry], today=TODAY)
    assert (excused.verdict, excused.waiver) == (Verdict.WAIVED, entry)
    assert waivers.problems([excused], [entry], today=TODAY, scanned={"dev"}) == ()
    tomorrow = TODAY + timedelta(days=1)
    (back,) = waivers.excused([finding()], [entry], today=tomorrow)
    assert back.verdict is Verdict.FAIL
    (problem,) = waivers.problems([back], [entry], today=tomorrow, scanned={"dev"})
    assert f"expired on {TODAY}" in problem
    assert "web-platform" in problem


@pytest.mark.parametrize(
    ("entry", "excuses"),
    [
        (waiver(), True),
        (waiver(path="logs/*"), True),
        (waiver(path="*"), True),
        (waiver(path="logs"), False),
        (waiver(path="logs/BUCKET"), False),
        (waiver(check="CKV_AWS_19"), False),
        (waiver(environments=("stage",)), False),
    ],
)
def test_an_entry_excuses_one_rule_at_its_path_in_its_environments(
    entry: Waiver, *, excuses: bool
) -> None:
    (found,) = waivers.excused([finding()], [entry], today=TODAY)
    assert (found.verdict is Verdict.WAIVED) is excuses


def test_an_unknown_can_be_excused_and_a_pass_is_never_called_waived() -> None:
    unknown, passed = finding(Verdict.UNKNOWN), finding(Verdict.PASS)
    found = waivers.excused([unknown, passed], [waiver()], today=TODAY)
    assert [each.verdict for each in found] == [Verdict.WAIVED, Verdict.PASS]


def test_a_finding_without_a_construct_path_is_excused_by_its_address() -> None:
    gone = finding(construct_path="", address="aws_db_instance.old")
    entry = waiver(path="aws_db_instance.old")
    assert waivers.excused([gone], [entry], today=TODAY)[0].verdict is Verdict.WAIVED


def test_an_entry_that_matches_nothing_is_a_problem_in_each_environment_looked_at() -> None:
    entry = waiver(environments=("dev", "stage", "prod"))
    judged = waivers.excused(
        [finding(), finding(Verdict.PASS, stack="stage")], [entry], today=TODAY
    )
    scanned = {"dev", "stage"}
    (problem,) = waivers.problems(judged, [entry], today=TODAY, scanned=scanned)
    assert "matches nothing in stage" in problem
    assert waivers.problems(judged, [entry], today=TODAY, scanned={"dev"}) == ()


def _deployed(folder: Path) -> Planned:
    stack = stack_at(folder, "dev", {"aws_s3_bucket": {"logs": {"bucket": "logs"}}})
    plan = plan_for(stack)
    document = dict(plan.document)
    change = document["resource_changes"][0]["change"]
    change.update(actions=["no-op"], before=change["after"])
    from sluice.change.model.planned import planned

    return planned(document, stack)


def test_an_entry_about_what_is_read_back_is_judged_where_something_is_deployed(
    tmp_path: Path,
) -> None:
    entry = waiver(path="tree/logs", read_back=True)
    deployed = {"dev": _deployed(tmp_path)}
    arguments: dict[str, Any] = {"today": TODAY, "scanned": {"dev"}}
    assert waivers.problems([], [entry], **arguments) == ()
    assert waivers.problems([], [entry], plans=deployed, **arguments)
    elsewhere = waiver(path="tree/other", read_back=True)
    assert waivers.problems([], [elsewhere], plans=deployed, **arguments) == ()


def test_an_entry_for_a_plan_rule_is_judged_where_a_plan_does_something(tmp_path: Path) -> None:
    entry = waiver(check="REGO_STATEFUL_REPLACED")
    arguments: dict[str, Any] = {"today": TODAY, "scanned": {"dev"}}
    assert waivers.problems([], [entry], **arguments) == ()
    nothing = {"dev": _deployed(tmp_path)}
    assert waivers.problems([], [entry], plans=nothing, **arguments) == ()
    stack = stack_at(tmp_path / "other", "dev")
    assert waivers.problems([], [entry], plans={"dev": plan_for(stack)}, **arguments)


def test_our_entries_can_be_read() -> None:
    found = waivers.read(REPOSITORY / waivers.FILE, today=TODAY, environments=NAMES)
    assert {each.owner for each in found} <= {"web-platform", "data-platform"}
