"""The runbook pages that the alarms' descriptions link to."""

import re
from pathlib import Path

import pytest

from tests.constructs.harness import Synthesized, synthesize
from tests.constructs.watched import add_alarms

PAGES = Path(__file__).parents[3] / "docs" / "runbooks"


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return synthesize(add_alarms)


def test_every_alarm_has_its_page_and_every_page_an_alarm(synthesized: Synthesized) -> None:
    alarms = [
        *synthesized.all("aws_cloudwatch_metric_alarm").values(),
        synthesized.one("aws_cloudwatch_composite_alarm"),
    ]
    slugs = {alarm["alarm_description"].rsplit("/", 1)[1] for alarm in alarms}
    assert {page.stem for page in PAGES.glob("*.md")} == slugs


def test_every_page_says_what_it_means_where_to_look_and_when_to_roll_back() -> None:
    for page in PAGES.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        _, _, look = text.partition("## Look first\n")
        look, _, mitigate = look.partition("## Mitigate\n")
        assert "## What it means\n" in text, page.name
        assert re.findall(r"^(\d)\. ", look, re.MULTILINE) == ["1", "2", "3"], page.name
        assert "15 minutes" in mitigate, page.name


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in PAGES.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).is_file(), f"{page.name} links to {target}"
