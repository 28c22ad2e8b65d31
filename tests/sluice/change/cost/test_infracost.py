"""Infracost as the engine: a stand-in program prints output of the documented form.

Infracost itself is not installed here and asks a server of its own for prices.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.cost import infracost
from sluice.change.cost.amount import Range
from sluice.change.cost.errors import InfracostFailed
from sluice.change.cost.model import Why
from tests.sluice.change.cost.made import REGION, change, plan

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.cost.model import CostDelta


def _component(name: str, monthly: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "unit": "hours",
        "hourlyQuantity": "1",
        "monthlyQuantity": None if monthly is None else "730",
        "price": "0.048",
        "hourlyCost": None,
        "monthlyCost": monthly,
    }


def _resource(address: str, *components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": address,
        "resourceType": address.split(".", maxsplit=1)[0],
        "metadata": {},
        "hourlyCost": "0",
        "monthlyCost": "0",
        "costComponents": list(components),
        **more,
    }


DOCUMENT: dict[str, Any] = {
    "version": "0.2",
    "currency": "USD",
    "projects": [
        {
            "name": "plan.json",
            "metadata": {"path": "plan.json", "type": "terraform_plan_json"},
            "pastBreakdown": {
                "resources": [_resource("aws_nat_gateway.a", _component("NAT gateway", "35.04"))],
                "totalHourlyCost": "0.048",
                "totalMonthlyCost": "35.04",
            },
            "breakdown": {
                "resources": [
                    _resource(
                        "aws_nat_gateway.a",
                        _component("NAT gateway", "35.04"),
                        _component("Data processed", None),
                    ),
                    _resource(
                        "aws_db_instance.b",
                        subresources=[_resource("storage", _component("Storage", "12.705"))],
                    ),
                ],
                "totalHourlyCost": "0.065",
                "totalMonthlyCost": "47.745",
            },
            "diff": {"resources": [], "totalHourlyCost": "0", "totalMonthlyCost": "12.705"},
            "summary": {
                "totalDetectedResources": 4,
                "totalSupportedResources": 2,
                "totalUnsupportedResources": 1,
                "totalUsageBasedResources": 2,
                "totalNoPriceResources": 1,
                "unsupportedResourceCounts": {"aws_new_thing": 1},
                "noPriceResourceCounts": {"aws_iam_role": 1},
            },
        }
    ],
    "totalMonthlyCost": "47.745",
    "pastTotalMonthlyCost": "35.04",
    "diffTotalMonthlyCost": "12.705",
    "timeGenerated": "2026-11-26T00:00:00Z",
    "summary": {},
}
PLANNED = plan(
    change("aws_nat_gateway.a", {}, {}),
    change("aws_db_instance.b", None, {}),
    change("aws_iam_role.c", None, {}),
    change("aws_new_thing.d", None, {}),
)


def _program(folder: Path, body: str) -> Path:
    file = folder / "infracost"
    file.write_text(f"#!{sys.executable}\nimport json, sys\n{body}\n")
    file.chmod(0o755)
    return file


def _run(folder: Path, body: str) -> CostDelta:
    program = _program(folder, body)
    file = folder / "plan.json"
    file.write_text("{}")
    return infracost.estimate(file, PLANNED, region=REGION, program=str(program))


def test_it_runs_breakdown_on_the_plan_and_reads_both_sides(tmp_path: Path) -> None:
    file = str(tmp_path / "plan.json")
    expected = ["breakdown", "--path", file, "--format", "json", "--no-color"]
    found = _run(
        tmp_path,
        f"assert sys.argv[1:] == {expected!r}, sys.argv\nprint({json.dumps(DOCUMENT)!r})",
    )

    assert found.engine == "infracost"
    assert found.before == Range(Decimal("35.04"), Decimal("35.04"))
    # 35.04 + 12.705, half a cent upwards
    assert found.after == Range(Decimal("47.75"), Decimal("47.75"))
    assert found.difference == Range(Decimal("12.71"), Decimal("12.71"))


def test_what_infracost_cannot_price_is_listed() -> None:
    found = infracost.read(DOCUMENT, PLANNED, region=REGION)

    assert {(each.address, each.what, each.why) for each in found.not_priced} == {
        ("aws_nat_gateway.a", "Data processed", Why.NO_USAGE),
        ("aws_new_thing.d", "all of it", Why.UNKNOWN_KIND),
    }
    free = [each.address for each in found.lines if each.free]
    assert free == ["aws_iam_role.c"]


def test_a_resource_that_infracost_says_nothing_of_is_not_free() -> None:
    more = plan(change("aws_eip.x", None, {}), change("aws_nat_gateway.a", {}, {}))
    found = infracost.read(DOCUMENT, more, region=REGION)

    listed = {(each.address, each.why) for each in found.not_priced}
    assert ("aws_eip.x", Why.UNKNOWN_KIND) in listed


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("sys.exit('no API key: run infracost auth login')", "no API key"),
        ("print('Evaluating')", "printed no JSON"),
        ("print('[]')", "no JSON object"),
        ("print('{}')", "another form"),
        ("print(json.dumps({'projects': [], 'currency': 'USD'}))", "no project"),
        (
            (
                "print(json.dumps({'projects': [{'metadata': {'errors': [{'message': 'bad plan'}]},"
                " 'breakdown': {}}], 'currency': 'USD'}))"
            ),
            "bad plan",
        ),
    ],
)
def test_anything_else_is_refused_with_the_reason(tmp_path: Path, body: str, told: str) -> None:
    with pytest.raises(InfracostFailed, match=told):
        _run(tmp_path, body)


def test_without_the_binary_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InfracostFailed, match="not installed, or not on PATH"):
        infracost.estimate(
            tmp_path / "plan.json", PLANNED, region=REGION, program=str(tmp_path / "absent")
        )
