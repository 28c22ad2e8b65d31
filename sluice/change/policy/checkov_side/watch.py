"""Checkov's runners and registries, watched. Importable only where Checkov is installed.

It reaches into Checkov at three places, all public methods of 3.3.30: an upgrade of the locked
version is a reviewed act, and what no longer fits ends in a refusal, not in silence.
"""

from __future__ import annotations

import json
from typing import Any

from checkov.common.checks.base_check_registry import (
    BaseCheckRegistry,
)
from checkov.common.graph.checks_infra.registry import (
    BaseRegistry,
)
from checkov.common.models.enums import CheckResult
from checkov.terraform.checks.utils.base_cloudsplaining_iam_scanner import (
    BaseTerraformCloudsplainingIAMScanner,
)
from checkov.terraform.plan_parser import (
    RESOURCE_TYPES_JSONIFY,
)
from checkov.terraform.plan_runner import (
    TF_LIFECYCLE_CHECK_IDS,
)
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform_json.runner import TerraformJsonRunner

from sluice.change.policy.checkov_side.notes import NOTES, OWN, file_of

ADDRESS = "__address__"


def address(registry: Any, kind: str, name: str, configuration: Any) -> str:
    """Return Terraform's address; `terraform_json` itself loses the type."""
    blocks = TerraformJsonRunner.block_type_registries
    block = next(block for block, known in blocks.items() if known is registry)
    if block == "provider":
        alias = str(configuration.get("alias", ["default"])[0])  # as plans call it
        return ".".join(("provider", name) if alias == "default" else ("provider", name, alias))
    known = configuration.get(ADDRESS)
    if isinstance(known, str):
        return known
    return {"resource": f"{kind}.{name}", "module": f"module.{name}"}.get(
        block, f"{block}.{kind}.{name}"
    )


def decoded(configuration: Any, kind: str) -> Any:
    """Return a configuration with the JSON text of its policy, or containers, read."""
    argument = RESOURCE_TYPES_JSONIFY.get(kind)
    texts = configuration.get(argument) if argument else None
    if not (isinstance(texts, list) and len(texts) == 1 and isinstance(texts[0], str)):
        return configuration
    try:
        found = json.loads(texts[0])
    except ValueError:
        return configuration
    return {**configuration, argument: found if isinstance(found, list) else [found]}


def watch_python_rules() -> None:
    """Note which blocks rules in Python are shown, and what each rule says or raises."""
    scan_all = BaseCheckRegistry.scan

    def scan(self: Any, scanned_file: str, entity: Any, *args: Any, **kwargs: Any) -> Any:
        # The cache goes by a resource's name, which plans repeat for each of a `count`.
        BaseTerraformCloudsplainingIAMScanner.policy_document_cache.clear()
        try:
            kind, name, configuration = self.extract_entity_details(entity)
            if isinstance(configuration, dict):
                NOTES.scan["seen"].append(address(self, kind, name, configuration))
        except Exception as error:  # noqa: BLE001 - Checkov goes on without a word
            NOTES.crashed("Checkov", "a block", error)
        return scan_all(self, scanned_file, entity, *args, **kwargs)

    def run_check(  # noqa: PLR0917 - Checkov's own signature
        self: Any, check: Any, configuration: Any, name: str, kind: str, file: str, _skip: Any
    ) -> Any:
        check.graph = self.graph
        where = address(self, kind, name, configuration)
        if file_of(check) not in OWN and NOTES.scan["mode"] == "synth":
            configuration = decoded(configuration, kind)
        try:
            outcome = check.run(file, configuration, name, kind, {})
            if NOTES.scan["mode"] == "synth" or check.id not in TF_LIFECYCLE_CHECK_IDS:
                keys = outcome.get("evaluated_keys")
                NOTES.verdict(check, where, outcome["result"], keys, check.details)
        except Exception as error:  # noqa: BLE001 - a rule may raise anything
            NOTES.crashed(check.id, where, error)
            return {"result": CheckResult.UNKNOWN, "evaluated_keys": []}
        return outcome

    BaseCheckRegistry.scan, BaseCheckRegistry.run_check = scan, run_check


def watch_graph_rules() -> None:
    """Note which rule on the graph runs, so that what it raises can be told."""
    run_one = BaseRegistry.run_check_parallel

    def run_check_parallel(self: Any, check: Any, *args: Any) -> Any:
        NOTES.rule = check.id
        try:
            return run_one(self, check, *args)
        finally:
            NOTES.rule = ""

    BaseRegistry.run_check_parallel = run_check_parallel


class _Graph:
    """Notes what rules on the graph said, and lets rules in Python reach the graph."""

    def run_graph_checks_results(self, *args: Any, **kwargs: Any) -> Any:
        nodes = [data for _, data in self.graph_manager.get_reader_endpoint().nodes()]
        NOTES.scan["graph"] = [each[ADDRESS] for each in nodes if each["block_type_"] == "resource"]
        found = super().run_graph_checks_results(*args, **kwargs)
        for check, results in found.items():
            for each in results:
                entity = each["entity"]
                where = entity.get(ADDRESS) or f"{entity['block_type_']}.{entity['block_name_']}"
                NOTES.verdict(check, where, each["result"], each["evaluated_keys"], ())
        return found

    def add_python_check_results(self, **kwargs: Any) -> None:
        for registry in self.block_type_registries.values():
            registry.graph = self.graph_manager.get_reader_endpoint()
        super().add_python_check_results(**kwargs)


class Synth(_Graph, TerraformJsonRunner):
    """Scans a synthesized stack."""

    framework = "terraform_json"


class Plan(_Graph, PlanRunner):
    """Scans a plan in JSON."""

    framework = "terraform_plan"
