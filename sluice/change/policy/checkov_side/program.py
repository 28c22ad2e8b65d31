"""The program: reads an order, scans each file, writes the answer.

The order is `{"root", "own", "scans": [{"stack", "mode", "file"}]}` on its standard input; the
answer goes to the file that its argument names: `sluice.change.policy.answer`.
"""

from __future__ import annotations

import concurrent.futures
import json
import logging
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

# Behind Checkov's own packages: no folder of the project may take the place of one.
sys.path.append(str(Path(__file__).resolve().parents[4]))

from sluice.change.policy.checkov_side.notes import (
    NOTES,
    OWN,
    InTurn,
    Noise,
    file_of,
)


def _load_own(folder: Path) -> None:
    """Load our rules once, and note which file gave which."""
    from sluice.change.policy.checkov_side.watch import Synth  # noqa: PLC0415 - imports Checkov

    files = [*folder.glob("ckv_web_*.py"), *folder.glob("ckv_web_*.yaml")]
    OWN.update({file.stem: [] for file in files})
    if not OWN:
        return
    registries = Synth.block_type_registries
    graph = Synth().graph_registry
    graph.load_checks()
    registries["resource"].load_external_checks(str(folder))
    # By themselves: Checkov takes every JSON and YAML file below a folder for a rule.
    with tempfile.TemporaryDirectory() as alone:
        for file in files:
            if file.suffix == ".yaml":
                shutil.copy(file, alone)
        graph.load_external_checks(alone)
    rules = {id(rule): rule for each in registries.values() for _, rule in each.all_checks()}
    for rule in (*rules.values(), *graph.checks):
        if file_of(rule) in OWN:
            OWN[file_of(rule)].append(rule.id)


def main() -> None:
    """Answer one order."""
    order = json.load(sys.stdin)
    # Before Checkov is imported: its modules take the class by name.
    concurrent.futures.ThreadPoolExecutor = InTurn
    warnings.simplefilter("ignore")  # Checkov's modules hold invalid escapes
    from checkov.runner_filter import RunnerFilter  # noqa: PLC0415 - after the line above
    from checkov.version import version  # noqa: PLC0415 - after the line above

    from sluice.change.policy.checkov_side import watch  # noqa: PLC0415 - after the line above

    noise = Noise()
    logging.getLogger().handlers[:] = [noise]
    logging.getLogger().setLevel(logging.WARNING)
    sys.path.insert(len(sys.path) - 1, order["root"])  # its `policies`, before this program's
    sys.dont_write_bytecode = True
    watch.watch_python_rules()
    watch.watch_graph_rules()
    _load_own(Path(order["own"]))
    scans = []
    for target in order["scans"]:
        scan = NOTES.begin(target["stack"], target["mode"])
        scans.append(scan)
        runner = watch.Plan if target["mode"] == "plan" else watch.Synth
        chosen = RunnerFilter(framework=[runner.framework], show_progress_bar=False)
        try:
            report = runner().run(files=[target["file"]], runner_filter=chosen)
            scan["unparsed"] = list(report.parsing_errors)
        except Exception as error:  # noqa: BLE001 - a scan that ends early proves nothing
            NOTES.crashed("Checkov", "all", error)
    answer = {"version": version, "own": OWN, "scans": scans, "crashes": NOTES.crashes}
    answer["heard"] = noise.heard
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
