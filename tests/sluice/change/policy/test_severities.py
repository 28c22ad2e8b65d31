"""The map of severities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sluice.change.model.errors import GateBlind
from sluice.change.model.verdict import Severity, Source
from sluice.change.policy import severities
from tests.sluice.change.policy.made import REPOSITORY, SEVERITIES

if TYPE_CHECKING:
    from pathlib import Path


def _read(folder: Path, text: str) -> severities.Severities:
    file = folder / "severities.toml"
    file.write_text(text)
    return severities.read(file)


def test_a_listed_rule_has_its_own_severity_and_others_the_default_of_their_source(
    tmp_path: Path,
) -> None:
    found = _read(tmp_path, SEVERITIES)
    assert found.of("CKV_AWS_25", Source.CHECKOV) is Severity.CRITICAL
    assert found.of("CKV_AWS_1", Source.CHECKOV) is Severity.MEDIUM
    assert found.of("CKV_WEB_1", Source.OWN) is Severity.HIGH
    assert found.listed("CKV_WEB_1") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[default", "severities.toml"),
        ('[default]\ncheckov = "medium"\nown = "high"\n', "default.rego"),
        (SEVERITIES.replace("critical", "awful"), "group.0.severity"),
        (
            SEVERITIES + '[[group]]\nseverity="low"\nreason="x"\nrules=["CKV_AWS_25"]\n',
            "two groups",
        ),
        (SEVERITIES + '[[group]]\nseverity="low"\nreason=""\nrules=["CKV_AWS_1"]\n', "reason"),
        (SEVERITIES + '[[not_applicable]]\nrule="CKV_AWS_1"\nkinds=[]\nreason="x"\n', "kinds"),
        (SEVERITIES + "extra = 1\n", "extra"),
    ],
)
def test_a_wrong_map_is_refused_with_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(GateBlind, match=says):
        _read(tmp_path, text)


def test_a_missing_map_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GateBlind, match=r"severities\.toml"):
        severities.read(tmp_path / "severities.toml")


def test_our_map_can_be_read() -> None:
    found = severities.read(REPOSITORY / severities.FILE)
    assert found.of("CKV_AWS_24", Source.CHECKOV) is Severity.CRITICAL
    assert ("CKV_AWS_70", "aws_s3_bucket_policy") not in found.silent


def test_each_rule_of_ours_in_the_map_is_there() -> None:
    files = (REPOSITORY / "policies").glob("ckv_web_*.py")
    ids = {rule for file in files for rule in re.findall(r"CKV_WEB_\d+", file.read_text())}
    found = severities.read(REPOSITORY / severities.FILE)
    ours = {rule for rule in found.by_rule if rule.startswith("CKV_WEB_")}
    assert ours
    assert ours <= ids
