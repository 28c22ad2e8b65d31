"""What the page says, read as a parser reads it."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from sluice.canary.model.reasons import FailReason, Phase
from sluice.canary.model.release import Failure
from sluice.canary.page import Context, render
from tests.sluice.canary.fake_world import T0
from tests.sluice.canary.page import worlds
from tests.sluice.canary.page.made import counts, event, period
from tests.sluice.canary.page.markup import Element, parse
from tests.sluice.canary.releases import release

CONTEXT = Context(
    owner="Web platform",
    channel="#web",
    runbook_url="https://runbooks.example.com/web",
    dashboard="web-stage",
)
PANELS = [
    *("weights", "requests"),
    *("errors", "errors-so-far", "errors-evidence"),
    *("slow", "slow-so-far", "p95", "slow-evidence"),
]
NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7 * 7 }}"


@cache
def page(name: str) -> Element:
    told = getattr(worlds, name)()
    return parse(render(told.release, told.events, CONTEXT, now=told.now))


def facts(name: str) -> dict[str, str]:
    found = page(name).one("header").one("dl")
    return {div.one("dt").text: div.one("dd").text for div in found.all("div")}


@pytest.mark.parametrize(
    ("name", "title", "why"),
    [
        ("good", "Promoted", "nothing speaks against it."),
        ("bad", "Rolled back ERRORS", "4.7 % of 340 requests to the new version failed"),
        ("slow", "Rolled back SLOW", "took longer than 500 ms"),
        ("held", "Held METRICS_LATE", "It goes back at 08:44:01 UTC"),
        ("gave_up", "Rolled back HOLD_DEADLINE", "On hold for 30 min"),
        ("untouched", "Rolled back MIGRATION_FAILED", "The migration failed"),
        ("new", "Under way", "no request goes to it yet"),
    ],
)
def test_it_opens_on_the_verdict_and_then_says_why(name: str, title: str, why: str) -> None:
    header = page(name).one("header")
    first, second = header.children[:2]
    assert (first.tag, first.text) == ("h1", title)
    assert why in second.text
    assert page(name).one("title").text.startswith(title.split(" ", maxsplit=1)[0])


def test_it_says_who_when_how_long_and_which_image() -> None:
    assert facts("bad") == {
        "Image": "web-stage@sha256:3f9c01d23f9c…",
        "Started by": "jana@ci-7",
        "Reason given": "Checkout in one page, #4711",
        "Began": "2027-01-15 08:00:00 UTC",
        "Took": "7 min 36 s",
        "Got as far as": "step 1 of 5, 5 %",
        "New version served": "340 requests, 4.7 % failed",
        "Traffic back": "< 1 s after the decision",
        "Owner": "Web platform, #web",
        "Runbook": "runbooks.example.com/web",
        "Dashboard": "web-stage",
    }
    assert worlds.IMAGE in page("bad").text


def test_a_promoted_release_has_no_traffic_back() -> None:
    assert "Traffic back" not in facts("good")
    assert facts("good")["Got as far as"] == "all steps"
    assert facts("held")["Under way for"] == "23 min 01 s"


def test_all_charts_are_there_with_title_and_description() -> None:
    figures = page("good").all("figure")
    assert [figure.attributes["data-panel"] for figure in figures] == PANELS
    for figure in figures:
        svg = figure.one("div").one("svg")
        assert svg.attributes["role"] == "img"
        named = [part.attributes["id"] for part in (svg.one("title"), svg.one("desc"))]
        assert svg.attributes["aria-labelledby"].split() == named
        assert svg.one("title").text
        assert re.search(r"\d", svg.one("desc").text)
        assert [path for path in svg.all("path") if "line" in path.attributes["class"]]


def test_ids_are_unique_and_references_lead_somewhere() -> None:
    html = render(worlds.eventful().release, worlds.eventful().events, CONTEXT)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = set(re.findall(r'href="#([^"]+)"', html)) | set(re.findall(r"url\(#([^)]+)\)", html))
    assert named
    assert named <= set(ids)


def test_both_versions_have_bands_and_differ_in_more_than_colour() -> None:
    for panel in ("errors", "slow"):
        plot = page("good").one("figure", id=panel).one("div")
        assert len([path for path in plot.all("path") if "band" in path.attributes["class"]]) == 2
        looks = [path.attributes["class"] for path in plot.all("path")]
        assert "line green new" in looks
        assert "line blue live" in looks


@pytest.mark.parametrize(
    ("panel", "limit"),
    [
        ("errors", "limit 1 %"),
        ("errors-so-far", "limit 1 %"),
        ("slow", "limit 5 %"),
        ("p95", "limit 500 ms"),
        ("errors-evidence", "rolls back at 4.6"),
        ("slow-evidence", "rolls back at 5.3"),
    ],
)
def test_each_limit_and_threshold_is_drawn(panel: str, limit: str) -> None:
    plot = page("bad").one("figure", id=panel)
    assert [text.text for text in plot.all("text", class_="limit")] == [limit]
    assert plot.all("line", class_="limit")


def test_steps_holds_and_marks_are_on_the_time_line() -> None:
    lane = page("eventful").one("div", class_="lane")
    phases = [each.text for each in lane.all("li") if "hold" not in each.attributes["class"]]
    assert phases == [
        *("prepare", "start tasks", "5 %", "10 %", "25 %", "50 %", "100 %", "drain", "stop old"),
    ]
    assert [each.text for each in lane.all("li", class_="hold")][-1] == "foreign write"
    symbols = [each.attributes["class"].split()[1] for each in lane.all("a")]
    assert symbols == ["held", "held", "held", "foreign-write", "taken-over", "promoted"]


def test_each_mark_leads_to_its_row() -> None:
    lane = page("eventful").one("div", class_="lane")
    rows = {
        f"#{row.attributes['id']}": row.text for row in page("eventful").all("tr", class_="loud")
    }
    flags = {each.attributes["class"].split()[1]: each for each in lane.all("a")}
    assert "somebody" not in rows
    assert "FOREIGN_WRITE" in rows[flags["foreign-write"].attributes["href"]]
    assert "drives on" in rows[flags["taken-over"].attributes["href"]]
    assert "Promoted" in rows[flags["promoted"].attributes["href"]]


def test_gaps_are_hatched_typed_and_only_where_something_was_to_be_counted() -> None:
    gaps = page("eventful").one("g", id="gaps").all("rect")
    assert [each.attributes["fill"] for each in gaps] == [
        *("url(#partial-both)", "url(#metrics-late-both)"),
        *("url(#no-traffic-both)", "url(#not-due-both)"),
    ]
    hatched = [
        figure.attributes["id"]
        for figure in page("eventful").all("figure")
        if figure.all("use", href="#gaps")
    ]
    assert hatched == ["weights", "requests", "errors", "slow", "p95"]
    legend = page("eventful").one("section", class_="charts").all("p", class_="small")[0].text
    for words in ("metrics partial", "metrics late", "no traffic", "not due yet"):
        assert words in legend


def test_a_gap_breaks_the_line() -> None:
    def pieces(name: str) -> int:
        plot = page(name).one("figure", id="errors").one("div")
        return plot.one("path", class_="new").attributes["d"].count("M")

    lines = [
        path.attributes["d"].count("M")
        for path in page("eventful")
        .one("figure", id="errors")
        .one("div")
        .all("path", class_="line")
        if "new" in path.attributes["class"]
    ]
    assert lines == [4]
    assert pieces("good") == 1


def test_a_gap_of_one_version_is_hatched_in_its_colour() -> None:
    events = (
        event(0, worlds.EventKind.PHASE, green=10),
        period(0, counts(10), counts(90)),
        period(1, worlds.Gap.PARTIAL, counts(90)),
        period(2, counts(10), counts(90)),
    )
    found = parse(render(release(), events))
    first = found.one("g", id="gaps").all("rect")[0]
    assert first.attributes["fill"] == "url(#partial-green)"


def test_the_figures_are_a_table_as_well() -> None:
    table = page("eventful").one("table", class_="figures")
    rows = table.rows()
    assert rows[0][0] == "08:00:00 – 08:01:00"  # noqa: RUF001 - as people write it
    assert re.fullmatch(r"[\d.]+ % \(\d+ of \d+\)", rows[0][3])
    assert [row[2] for row in rows if not row[2].replace(",", "").isdigit()] == [
        *("metrics partial",) * 2,
        *("metrics late", "no traffic", "not due yet"),
    ]
    at_the_end = [row for row in rows if row[1] == "100 %"]
    assert at_the_end
    assert at_the_end[1][6] == "no weight"


def test_the_tests_are_told_with_band_limit_evidence_and_threshold() -> None:
    rows = page("bad").one("table", class_="tests").rows()
    newest = worlds.bad().release.judgement
    assert newest is not None
    assert [row[0] for row in rows] == [test.name for test in newest.tests]
    first = newest.tests[0]
    assert rows[0][1] == "4.7 %"
    assert rows[0][3] == "1 %"
    assert (rows[0][4], rows[0][5]) == (f"{first.evidence:.1f}", "4.6")
    beyond = [test.name for test in newest.tests if test.evidence >= test.threshold]
    assert beyond == ["errors, relative"]
    over = page("bad").one("table", class_="tests").all("tr", class_="over")
    assert len(over) == len(beyond)


def test_every_decision_is_in_the_audit_trail() -> None:
    text = page("bad").one("table", class_="trail").text
    for told in worlds.bad().events:
        if told.kind is not worlds.EventKind.JUDGED:
            assert told.sentence in text


def test_the_plan_is_told() -> None:
    rows = page("good").one("table", class_="plan").rows()
    assert rows[0] == ["1", "5 %", "10 min", "yes"]
    assert len(rows) == 5


def test_a_rehearsal_says_that_it_is_one() -> None:
    said = page("rehearsed").one("p", class_="rehearsal").text
    assert said.startswith("Rehearsal at 12 times speed.")
    assert "a metric period had 5 s" in said
    assert not page("good").all("p", class_="rehearsal")


def test_without_any_event_it_is_a_page_without_charts() -> None:
    found = page("new")
    assert found.all("figure") == []
    assert "No request has gone to the new version yet" in found.text
    assert "Nothing has been decided yet." in found.text
    assert found.all("table", class_="trail") == []


def test_a_release_that_moved_no_request_draws_nothing() -> None:
    assert "No request has gone to the new version: there is nothing to draw." in (
        page("untouched").text
    )


def test_free_text_is_text_and_never_markup() -> None:
    failure = Failure(reason=FailReason.ABORTED, at=T0 + 9, sentence=NASTY)
    bad = release(
        why=NASTY,
        started_by=NASTY,
        service=NASTY,
        image=NASTY,
        failure=failure,
        phase=Phase.ROLLED_BACK,
    )
    events = (event(9, worlds.EventKind.HELD, f"On hold, ALARM: {NASTY}"),)
    context = Context(NASTY, NASTY, NASTY, NASTY)
    found = parse(render(bad, events, context, note=NASTY))
    assert len(found.all("script")) == 2
    assert found.all("img") == []
    assert found.one("p", class_="why").text == " ".join(NASTY.split())
    assert "49" not in found.one("header").text
    assert not any(
        name.startswith("on")
        for tag in ("a", "li", "p", "td")
        for each in found.all(tag)
        for name in each.attributes
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "http://["]
)
def test_a_runbook_that_is_no_web_address_is_no_link(url: str) -> None:
    found = parse(render(release(), (), Context(runbook_url=url)))
    assert url in found.one("header").text
    assert found.one("header").all("a") == []


def test_data_for_the_script_cannot_end_it() -> None:
    (script,) = page("good").all("script", type="application/json")
    document = json.loads(script.text)
    assert {"start", "points"} == set(document)
    assert set(document["points"][10][3]) == set(PANELS)


def test_it_needs_nothing_but_itself() -> None:
    html = render(worlds.good().release, worlds.good().events, CONTEXT)
    addresses = set(re.findall(r"(?:src|href|action|data|poster)=\"([^\"#]+)\"", html))
    assert addresses == {"data:,", CONTEXT.runbook_url, "release.json"}
    assert not re.search(r"@import|url\((?!#)|fetch\(|XMLHttp|WebSocket", html)
    assert "default-src 'none'" in html


def test_a_day_of_minutes_stays_small_and_says_that_it_was_thinned_out() -> None:
    told = worlds.day()
    html = render(told.release, told.events, CONTEXT)
    assert len([each for each in told.events if each.period]) >= 1440
    assert len(html.encode()) < 1_000_000
    assert "Thinned out: up to 7 periods of 60 s are added up in one point, 1,4" in (
        parse(html).text
    )
    assert "Thinned out" not in page("good").text


def test_the_worst_day_stays_below_two_megabytes() -> None:
    gaps = [*worlds.Gap, None]
    periods = [
        period(minute, gaps[minute % 4] or counts(9, 1), gaps[(minute + 1) % 4] or counts(99, 1))
        for minute in range(1440)
    ]
    holds = [
        event(60.0 * minute + each, kind, f"On hold, ALARM: {'it sounds. ' * 9}")
        for minute in range(1440)
        for each, kind in ((1, worlds.EventKind.HELD), (31, worlds.EventKind.RELEASED))
    ]
    first = event(0, worlds.EventKind.PHASE, green=10)
    trail = sorted([first, *periods, *holds], key=lambda each: each.at)
    numbered = [each.model_copy(update={"number": at}) for at, each in enumerate(trail)]
    html = render(release(ended_at=T0 + 86_600), numbered)
    assert len(numbered) > 4000
    assert len(html.encode()) < 2_000_000
    assert re.search(r"[34],\d{3} more rows are left out here", html)
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert links <= set(re.findall(r'\sid="([^"]+)"', html))


def test_traffic_is_back_when_the_old_weights_were_read_back_after_the_decision() -> None:
    events = (
        event(5, worlds.EventKind.COMMITTED, green=0),
        event(9, worlds.EventKind.PHASE, green=10),
        event(30, worlds.EventKind.COMMITTED, green=0),
        event(40, worlds.EventKind.PHASE, green=10),
        event(60, worlds.EventKind.FAILED, green=10),
        event(64, worlds.EventKind.COMMITTED, green=0),
    )
    failure = Failure(reason=FailReason.ERRORS, at=T0 + 60, sentence="Bad.")
    found = parse(render(release(phase=Phase.ROLLED_BACK, failure=failure), events))
    assert "4 s after the decision" in found.one("header").text
