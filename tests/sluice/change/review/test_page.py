from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from sluice.change.review import page
from tests.sluice.canary.page import markup
from tests.sluice.change.review import made
from tests.sluice.change.review.test_comment import reviews

if TYPE_CHECKING:
    from sluice.change.review.model import Review


def test_verdict_why_and_both_commits_come_first() -> None:
    text = page.render(replace(made.review(), gate=made.gate(made.FAILURE)))
    header = markup.parse(text).one("header")
    assert header.one("h1").text == "Refused 1 policy fails in stage"
    assert header.one("p", class_="why").text.startswith("CKV_WEB_3 (high) at stage/network/open")
    assert "the working tree at bbbbbbbbbb, 2 uncommitted files" in header.text


def test_a_row_an_environment_and_what_is_unknown_is_called_so() -> None:
    unplanned = replace(made.environment("prod"), plan=None, cost=None)
    found = markup.parse(page.render(made.review(made.environment(), unplanned)))
    rows = found.one("table", class_="overview").rows()
    cost = "+12.40 to +14.00 USD and 1 change not priced"
    assert rows == [
        ["stage", "1 part differs", "0", "1", "0", "0", "1", "pass, 1 waived", cost],
        ["prod", "1 part differs", *["unknown"] * 5, "pass", "unknown"],
    ]
    assert "What is done here is unknown, not nothing: no plan was made." in found.text


def test_the_diff_is_shown_line_by_line() -> None:
    diff = markup.parse(page.render(made.review())).one("pre", class_="diff")
    assert [(line.attributes["class"], line.text) for line in diff.all("span")] == [
        ("hunk", "@@ @@"),
        ("", '"cpu": 1,'),
        ("minus", '-"desired_count": 2'),
        ("plus", '+"desired_count": 3'),
    ]


def test_nothing_is_loaded_from_elsewhere_and_no_script_runs() -> None:
    text = page.render(replace(made.review(), link="https://example.com/x"))
    found = markup.parse(text)
    assert found.all("script") == []
    assert {each.attributes["href"] for each in found.all("link")} == {"data:,"}
    assert "url(" not in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize("text", ["</style><script>x</script>", '"><img src=x>', "{{ 7 * 7 }}"])
def test_what_others_wrote_stays_text(text: str) -> None:
    edit = replace(made.EDIT, path=text, lines=(f"+{text}",))
    review = replace(
        made.review(replace(made.environment(text, edits=(edit,)), unknowns=(text,))),
        gate=made.gate(replace(made.FAILURE, message=text, construct_path=text)),
        refusals=(text,),
        link=f"javascript:{text}",
    )
    found = markup.parse(page.render(review))
    assert found.all("script") == []
    assert found.all("img") == []
    assert found.one("pre", class_="diff").text == f"+{text}"
    assert all("javascript" not in each.attributes["href"] for each in found.all("a"))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(reviews)
def test_any_review_makes_a_page_that_can_be_written(review: Review) -> None:
    text = page.render(review)
    text.encode()
    assert markup.parse(text).all("script") == []
