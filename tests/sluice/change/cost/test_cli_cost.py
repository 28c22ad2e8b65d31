from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from sluice.change.cost import created, prices_file, sides
from sluice.cli import cost
from sluice.errors import SluiceError
from tests.sluice.change.cost.conftest import PINNED
from tests.sluice.change.cost.made import change
from tests.sluice.change.cost.price_list import Catalogue, product, serving

if TYPE_CHECKING:
    from sluice.change.model.stack import Stack

ROOT = Path(__file__).parents[4]


@pytest.fixture
def app(stacks: dict[str, Stack], monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """Return the verbs; the stacks are those of this process, so that no synth is waited for."""
    monkeypatch.chdir(ROOT)

    def synthesized(_: Path, *, root: Path) -> tuple[Stack, ...]:
        assert root == ROOT
        return tuple(stacks.values())

    monkeypatch.setattr("sluice.change.cost.verb.synthesize", synthesized)
    made = typer.Typer()
    cost.register(made)
    return made


def _run(app: typer.Typer, *arguments: str) -> str:
    result = CliRunner().invoke(app, ("cost", *arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def _plan_file(folder: Path, *changes: dict[str, Any]) -> str:
    file = folder / "plan.json"
    file.write_text(json.dumps({"format_version": "1.2", "resource_changes": list(changes)}))
    return str(file)


def test_show_without_a_plan_is_what_everything_costs(app: typer.Typer) -> None:
    text = _run(app, "show", "dev")

    assert "network/subnets/nat-a" in text
    assert "a month: $" in text
    assert "before" not in text


def test_show_as_json_is_the_document_of_a_report(app: typer.Typer) -> None:
    document = json.loads(_run(app, "show", "prod", "--json"))

    assert (document["stack"], document["region"]) == ("prod", "eu-west-1")
    assert document["complete"]


def test_diff_of_a_plan_shows_what_changes(app: typer.Typer, tmp_path: Path) -> None:
    gone = change("aws_eip.nat_address_a", {"domain": "vpc"}, None)
    stays = change("aws_cloudwatch_dashboard.x", {}, {})
    text = _run(app, "diff", "dev", "--plan", _plan_file(tmp_path, gone, stays))

    assert "difference: -$3.65" in text
    assert "aws_cloudwatch_dashboard" not in text


def test_diff_against_another_commits_output_needs_no_plan(
    app: typer.Typer, app_folder: Path, tmp_path: Path
) -> None:
    base = shutil.copytree(app_folder, tmp_path / "base")
    file = base / "stacks" / "dev" / "cdk.tf.json"
    document = json.loads(file.read_text())
    del document["resource"]["aws_cloudwatch_dashboard"]
    file.write_text(json.dumps(document))

    text = _run(app, "diff", "dev", "--base", str(base))
    assert "difference: +$3.00" in text
    assert "dashboard/dashboard" in text


def test_a_stack_that_the_base_lacks_is_all_new(
    app: typer.Typer, app_folder: Path, tmp_path: Path
) -> None:
    base = shutil.copytree(app_folder, tmp_path / "base")
    shutil.rmtree(base / "stacks" / "dev")

    assert "a month: $" in _run(app, "diff", "dev", "--base", str(base))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "test"), "must be one of bootstrap, dev, prod, stage"),
        (("show", "dev", "--engine", "guess"), "must be sluice or infracost"),
        (("show", "dev", "--engine", "infracost"), "needs a plan"),
        (("diff", "dev"), "either --plan FILE or --base FOLDER"),
        (("diff", "dev", "--base", "docs"), "no output folder of a synth"),
        (("diff", "dev", "--base", "tests", "--engine", "infracost"), "needs a plan"),
    ],
)
def test_a_wrong_argument_is_refused_with_what_to_do(
    app: typer.Typer, arguments: tuple[str, ...], told: str
) -> None:
    with pytest.raises(SluiceError, match=told) as caught:
        CliRunner().invoke(app, ("cost", *arguments), catch_exceptions=False)
    assert caught.value.exit_code == 2


def test_infracost_is_asked_where_it_is_wanted(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program on PATH stands in for Infracost: it fails in a way of its own."""
    program = tmp_path / "infracost"
    program.write_text("#!/bin/sh\necho 'stand-in: no key' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    plan = _plan_file(tmp_path)

    with pytest.raises(SluiceError, match="stand-in: no key"):
        CliRunner().invoke(
            app,
            ("cost", "show", "dev", "--plan", plan, "--engine", "infracost"),
            catch_exceptions=False,
        )


@pytest.fixture
def prices_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(PINNED / "prices", tmp_path / "prices")
    monkeypatch.setattr(prices_file, "FOLDER", folder)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    return folder


@pytest.mark.parametrize("dry_run", [True, False])
def test_refresh_shows_the_change_and_writes_it_unless_told_not_to(
    app: typer.Typer,
    prices_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    dry_run: bool,
) -> None:
    """Against a local server in the place of the Price List API."""
    found = [
        price
        for file in sorted(prices_folder.glob("*.toml"))
        for price in prices_file.read(file).values()
        if price.refreshable
    ]
    dearer = {"EU-NatGateway-Hours": (("0", "0.05"),)}
    products = [product(price, *dearer.get(price.usage_type, ())) for price in found]
    with serving(Catalogue(products)) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        text = _run(app, "refresh", *(("--dry-run",) if dry_run else ()))

    assert "nat.hour: 0.048 -> 0.05 dollars per hour (+4.2 %)" in text
    written = prices_file.read(prices_folder / "eu-west-1.toml")["nat.hour"]
    assert written.verified
    assert f"{written.usd}" == ("0.048" if dry_run else "0.05")
    assert ("nothing was written" in text) is dry_run


def test_the_verbs_do_not_import_boto3_before_they_run() -> None:
    import subprocess
    import sys

    looked_for = "[name in sys.modules for name in ('boto3', 'sluice.change')]"
    code = f"import sys, sluice.cli.cost; print(*{looked_for})"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert out.stdout.split() == ["False", "False"]


def test_a_plan_of_the_whole_stack_gives_the_same_sum_as_no_plan(
    app: typer.Typer, stacks: dict[str, Stack], tmp_path: Path
) -> None:
    changes = [
        change(each.address, None, dict(each.after or {}), unknown=dict(each.after_unknown))
        for each in created(stacks["stage"]).changes
    ]
    file = _plan_file(tmp_path, *changes)
    with_plan = json.loads(_run(app, "show", "stage", "--json", "--plan", file))
    without = json.loads(_run(app, "show", "stage", "--json"))

    assert with_plan["after"] == without["after"]
    assert sides.main_region(stacks["stage"]) == without["region"]


def test_the_stack_is_synthesized_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real synth, in a process of its own: about 3 seconds."""
    monkeypatch.chdir(ROOT)
    made = typer.Typer()
    cost.register(made)

    assert json.loads(_run(made, "show", "bootstrap", "--json"))["complete"]
