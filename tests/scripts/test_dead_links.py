"""What documents point to exists: files, headings, runbook pages, commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from scripts import dead_links
from scripts.links import alarms, commands, page, targets
from scripts.links.alarms import Alarm
from scripts.links.commands import Verb
from sluice.change.model.stack import Resource, Stack

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://runbooks.example.com/web"


def pages(**texts: str) -> dict[str, page.Page]:
    """Return pages; `docs__a` is docs/a.md."""
    named = {f"{name.replace('__', '/')}.md": text for name, text in texts.items()}
    return {name: page.read(name, text) for name, text in named.items()}


def dead(text: str, *more: str, **others: str) -> list[str]:
    found = pages(docs__a=text, **others)
    return list(targets.dead(found, {*found, *more}))


@pytest.mark.parametrize(
    "text",
    [
        "[b](b.md)",
        "[b](./b.md#b-c)",
        "[up](../README.md)",
        "[folder](../src)",
        "[root](/src/x.py#L3)",
        "[me](#here)\n\n# Here",
        "[ref][b]\n\n[b]: b.md",
        "[space](<with space.md>) and [other](with%20space.md)",
        "![picture](p.png)",
        '<a href="b.md">b</a>',
        "[site](https://example.com/x) <mailto:a@example.com>",
        "| a |\n|---|\n| [b](b.md) |",
        "`[code](nowhere.md)`\n\n```\n[code](nowhere.md)\n```",
    ],
)
def test_a_link_to_what_is_there_is_alive(text: str) -> None:
    files = ("docs/p.png", "src/x.py", "docs/with space.md")
    more = {"docs__with space": "x", "README": "x", "docs__b": "# B, c!\n"}
    assert dead(text, *files, **more) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[b](c.md)", "docs/a.md:1: c.md: no such file"),
        ("x\n\n[b](B.md)", "docs/a.md:3: B.md: no such file"),
        ("[b](b.md#d)", "b.md#d: no such heading there"),
        ("[me](#there)\n\n# Here", "#there: no such heading there"),
        ("[b](../../b.md)", "leads out of the repository"),
        ("![p](none.png)", "none.png: no such file"),
        ('<img src="none.png">', "none.png: no such file"),
        ("[b][undefined]", "its reference is not defined"),
        ("| a |\n|---|\n| [b](c.md) |", "docs/a.md:3: c.md"),
        ("> - [b](c.md)", "c.md: no such file"),
        ("# [b](c.md)", "c.md: no such file"),
    ],
)
def test_a_link_to_nowhere_is_dead(text: str, words: str) -> None:
    (told,) = dead(text, docs__b="# B, c!\n")
    assert words in told


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Blue and green", "blue-and-green"),
        ("What can a judge reach? [S]", "what-can-a-judge-reach-s"),
        ("`sluice plan`: exit codes", "sluice-plan-exit-codes"),
        ("A & B", "a--b"),
        ("Über_uns - 2.0", "über_uns---20"),
        ("*Bold* [link](b.md)", "bold-link"),
    ],
)
def test_headings_have_the_anchors_that_github_gives_them(heading: str, anchor: str) -> None:
    assert page.read("a.md", f"## {heading}\n").anchors == {anchor}


def test_a_heading_that_comes_again_is_counted() -> None:
    assert page.read("a.md", "# A\n\n## A\n\n## A\n").anchors == {"a", "a-1", "a-2"}


def test_anchors_written_in_html_count() -> None:
    found = page.read("a.md", '<a id="x"></a>\n\ntext <span name="y">z</span>\n')
    assert found.anchors == {"x", "y"}


def alarm(name: str = "cpu", *, owner: str = "web", url: str = f"{BASE}/cpu") -> Alarm:
    return Alarm("stage", name, f"It is hot. Owner: {owner}. Runbook: {url}")


def dead_alarms(found: Sequence[Alarm], text: str, **others: str) -> list[str]:
    made = pages(docs__runbooks__cpu=text, **others)
    return list(alarms.dead(found, made, {"web": BASE}))


def test_an_alarm_and_its_page_that_name_one_another_are_alive() -> None:
    assert dead_alarms([alarm()], "Alarm `<prefix>-cpu`.") == []
    both = [alarm("cpu-blue"), alarm("cpu-green")]
    assert dead_alarms(both, "Alarms `<prefix>-cpu-blue` and `-green`.") == []
    three = [alarm(), *both]
    text = "Alarms `<prefix>-cpu`, `-cpu-blue` and `-cpu-green`."
    assert dead_alarms(three, text) == []


@pytest.mark.parametrize(
    ("found", "text", "words"),
    [
        (Alarm("stage", "cpu", "It is hot."), "Alarm `<prefix>-cpu`.", "must end with 'Owner:"),
        (alarm(owner="nobody"), "Alarm `<prefix>-cpu`.", "nobody is no owner"),
        (
            alarm(url="https://elsewhere.example.com/cpu"),
            "Alarm `<prefix>-cpu`.",
            "not a page below",
        ),
        (alarm(url=f"{BASE}/a/cpu"), "Alarm `<prefix>-cpu`.", "not a page below"),
        (alarm(url=f"{BASE}/disk"), "Alarm `<prefix>-cpu`.", "disk.md does not exist"),
        (alarm(), "Alarm `<prefix>-disk`.", "cpu.md does not name it"),
        (alarm(), "`<prefix>-cpu` is elsewhere", "cpu.md does not name it"),
        (alarm(), "Alarms `<prefix>-cpu` and `-disk`.", "no stack has an alarm <prefix>-disk"),
    ],
)
def test_an_alarm_and_a_page_that_do_not_find_one_another_are_told(
    found: Alarm, text: str, words: str
) -> None:
    told = dead_alarms([found], text)
    assert any(words in sentence for sentence in told), told


def test_a_page_that_nothing_links_to_is_told() -> None:
    lost = {"docs__runbooks__lost": "[me](lost.md)"}
    assert dead_alarms([alarm()], "Alarm `<prefix>-cpu`.", **lost) == [
        "docs/runbooks/lost.md: neither an alarm nor a page links to it"
    ]
    linked = "Alarm `<prefix>-cpu`. See [it](lost.md)."
    assert dead_alarms([alarm()], linked, **lost) == []


def test_alarms_of_stacks_are_named_without_their_prefix() -> None:
    values = {"alarm_name": "web-stage-cpu", "alarm_description": "Hot."}
    kinds = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm", "aws_vpc")
    resources = [Resource(f"{kind}.x", kind, "x", 0, values) for kind in kinds]
    stack = Stack("stage", Path("cdk.tf.json"), resources, {})
    assert alarms.alarms([stack], {"stage": "web-stage"}) == (Alarm("stage", "cpu", "Hot."),) * 2


PROGRAMS = {
    "sluice": Verb(
        frozenset({"--help"}),
        {
            "plan": Verb(frozenset({"--json", "--help"}), {}),
            "verify": Verb(frozenset({"--help"}), {"repository": Verb(frozenset({"--base"}), {})}),
        },
    )
}


def dead_commands(text: str) -> list[str]:
    return list(commands.dead(pages(a=text), PROGRAMS, frozenset({"plan", "lint"})))


@pytest.mark.parametrize(
    "text",
    [
        "`sluice plan stage --json`",
        "`sluice verify repository --base=main`",
        "`sluice`, `sluice <verb>`, `sluice/change/plan/run.py`, `sluice.cli.app`",
        "`make lint && make plan ENV=<env>`",
        "`PATH=x .venv/bin/sluice plan stage`",
        "```sh\n$ sluice plan stage   # --not-an-option\nFOO=1 sluice plan \\\n  --json\n```",
        "```sh\nsluice verify repository | sort --reverse\n```",
        "`sluice --help`",
        "`make -j 2 lint`",
    ],
)
def test_a_command_that_exists_is_alive(text: str) -> None:
    assert dead_commands(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("`sluice plna stage`", "a.md:1: sluice plna stage: sluice has no verb plna"),
        ("`sluice verify check`", "sluice has no verb check"),
        ("`sluice plan stage --jsn`", "no option --jsn there"),
        ("`sluice verify repository --bass=x`", "no option --bass there"),
        ("x\n\n```sh\nmake lint\nmake pln ENV=x\n```", "a.md:5: make pln ENV=x: the Makefile has"),
        ("```sh\nx=$(sluice plna)\n```", "no verb plna"),
        ("```sh\nsluice plan \\\n  --jsn\n```", "no option --jsn there"),
        ("`true && sluice plna`", "no verb plna"),
    ],
)
def test_a_command_that_does_not_exist_is_told(text: str, words: str) -> None:
    (told,) = dead_commands(text)
    assert words in told


def test_verbs_and_options_are_read_from_the_command_line_itself() -> None:
    app, nested = typer.Typer(), typer.Typer()

    @app.command()
    def first(*, fast: bool = False, name: str = "") -> None: ...

    @nested.command("second-one")
    def second() -> None: ...

    @nested.command()
    def third() -> None: ...

    app.add_typer(nested, name="more")
    verbs = commands.verbs_of(app).verbs
    assert set(verbs) == {"first", "more"}
    assert set(verbs["more"].verbs) == {"second-one", "third"}
    assert verbs["first"].options >= {"--fast", "--no-fast", "--name", "--help"}


def test_targets_are_those_of_the_makefile() -> None:
    text = ".PHONY: help\nBIN := x\nhelp: ## Help\n\t@echo x: y\nfor-mat: help\n"
    assert commands.targets_of(text) == {"help", "for-mat"}


def test_nothing_in_this_repository_is_dead(capsys: pytest.CaptureFixture[str]) -> None:
    code = dead_links.main([])
    said = capsys.readouterr().out
    assert code == 0, said
    assert said.endswith("pages, none dead\n")


def test_the_check_fails_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dead_links.main(["--synth-dir", str(tmp_path)]) == 1
    assert "no synthesized stack" in capsys.readouterr().err


def test_an_environment_without_alarms_is_told() -> None:
    told = dead_links.dead_runbooks([], {})
    assert told == [f"{name}: no alarm was synthesized" for name in ("dev", "prod", "stage")]
