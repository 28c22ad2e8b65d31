"""Runs Checkov's built-in rules on every synthesized stack, and believes no silence.

Checkov exits 0 when it could parse nothing (bridgecrewio/checkov issue 7454), so a clean
result counts only with proof: no parsing error, a planted violation found in every stack,
and every resource scanned of each type that any rule is about. Findings are excused one by
one in `policies/waivers.toml`; an entry that matches nothing is an error too.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"
WAIVERS = ROOT / "policies" / "waivers.toml"
STACKS = ROOT / "cdktf.out" / "stacks"

_PATH = re.compile(r'"path": "([^"]+)"')
_PLANTED = "planted-violation"
# An open SSH port: CKV_AWS_24 has found it in every release.
_VIOLATION = {
    "//": {"metadata": {"path": _PLANTED, "uniqueId": _PLANTED}},
    "name": _PLANTED,
    "description": _PLANTED,
    "ingress": [{"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}],
}
_PLANTED_CHECK = "CKV_AWS_24"


class ScanError(Exception):
    """The scan proves nothing, or a waiver is wrong: one sentence."""


@dataclass(frozen=True, order=True)
class Finding:
    """A rule that a resource breaks."""

    stack: str
    check: str
    path: str
    rule: str


@dataclass(frozen=True)
class Waiver:
    """A finding that stands, and why."""

    check: str
    stacks: tuple[str, ...]
    path: str
    reason: str
    owner: str

    def covers(self, finding: Finding) -> bool:
        """Whether this entry is about the finding; `path` may hold `*`."""
        return (
            finding.check == self.check
            and finding.stack in self.stacks
            and fnmatchcase(finding.path, self.path)
        )


def read_waivers(file: Path) -> list[Waiver]:
    """Return the entries of the waivers file.

    Raises:
        ScanError: it cannot be read, or an entry lacks a field or has an empty one.
    """
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("waiver", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ScanError(f"{file.name}: {error}") from error
    waivers = []
    for number, entry in enumerate(entries, start=1):
        fields = {"check", "stacks", "path", "reason", "owner"}
        if set(entry) != fields or not all(entry.values()):
            raise ScanError(f"{file.name}: entry {number} needs each of {sorted(fields)}, filled")
        waivers.append(Waiver(**{**entry, "stacks": tuple(entry["stacks"])}))
    return waivers


def scan(stacks: Path) -> tuple[list[Finding], dict[str, int]]:
    """Scan all stacks below a folder.

    Returns:
        the findings, and how many distinct resources were scanned in each stack.

    Raises:
        ScanError: Checkov is missing, failed, could not parse, or scanned too little.
    """
    with tempfile.TemporaryDirectory() as scratch:
        declared = _plant(stacks, Path(scratch))
        report = _run_checkov(Path(scratch))
    if report["summary"]["parsing_errors"]:
        raise ScanError(f"Checkov could not parse {report['results'].get('parsing_errors')}")
    findings, scanned = _read(report)
    for stack, paths in declared.items():
        _prove(stack, paths, scanned[stack], findings)
    real = sorted(found for found in findings if found.path != _PLANTED)
    return real, {stack: len(paths) - 1 for stack, paths in scanned.items()}


def _plant(stacks: Path, scratch: Path) -> dict[str, dict[str, str]]:
    """Copy the stacks with a violation in each; return construct path to type, by stack."""
    declared = {}
    for source in sorted(stacks.glob("*/cdk.tf.json")):
        document = json.loads(source.read_text(encoding="utf-8"))
        stack = source.parent.name
        declared[stack] = {
            resource["//"]["metadata"]["path"].partition("/")[2]: kind
            for kind, named in document["resource"].items()
            for resource in named.values()
        }
        document["resource"].setdefault("aws_security_group", {})[_PLANTED] = _VIOLATION
        target = scratch / stack / "cdk.tf.json"
        target.parent.mkdir()
        target.write_text(json.dumps(document, indent=2), encoding="utf-8")
    if not declared:
        raise ScanError(f"no synthesized stack in {stacks}: run 'make synth'")
    return declared


def _run_checkov(folder: Path) -> dict[str, Any]:
    if not CHECKOV.exists():
        raise ScanError("Checkov is not installed: run 'make setup'")
    command = [
        str(CHECKOV),
        "--directory",
        str(folder),
        "--framework",
        "terraform_json",
        "--skip-download",
        "--output",
        "json",
        "--soft-fail",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report: dict[str, Any] = json.loads(ended.stdout)
        report["results"]["passed_checks"]
    except (ValueError, KeyError, TypeError) as error:
        raise ScanError(f"Checkov gave no result: {ended.stderr[-2000:]}") from error
    return report


def _read(report: dict[str, Any]) -> tuple[list[Finding], dict[str, set[str]]]:
    findings: list[Finding] = []
    scanned: dict[str, set[str]] = defaultdict(set)
    for verdict in ("passed_checks", "failed_checks"):
        for check in report["results"][verdict]:
            match = _PATH.search("".join(line for _, line in check["code_block"] or ()))
            if match is None:
                continue
            stack = Path(check["file_path"]).parent.name
            path = match[1] if match[1] == _PLANTED else match[1].partition("/")[2]
            # Graph rules (named by type) look at some resources of a type; the others at all.
            if check["resource"].startswith("resource."):
                scanned[stack].add(path)
            if verdict == "failed_checks":
                findings.append(Finding(stack, check["check_id"], path, check["check_name"]))
    return sorted(set(findings)), scanned


def _prove(
    stack: str, declared: dict[str, str], scanned: set[str], findings: list[Finding]
) -> None:
    planted = (stack, _PLANTED_CHECK, _PLANTED)
    if planted not in {(found.stack, found.check, found.path) for found in findings}:
        raise ScanError(f"{stack}: Checkov missed a planted open SSH port: it scanned nothing")
    wanted = Counter(declared.values())
    seen = Counter(declared[path] for path in scanned if path in declared)
    short = {kind: f"{seen[kind]} of {wanted[kind]}" for kind in seen if seen[kind] < wanted[kind]}
    if short:
        raise ScanError(f"{stack}: Checkov scanned only {short}")


def main() -> int:
    """Scan, print what stands and what is excused; 0 only where nothing stands."""
    try:
        waivers = read_waivers(WAIVERS)
        findings, scanned = scan(STACKS)
    except ScanError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    standing = [found for found in findings if not any(w.covers(found) for w in waivers)]
    unused = [w for w in waivers if not any(w.covers(found) for found in findings)]
    for found in standing:
        print(f"FAILED {found.stack}/{found.path}: {found.check} {found.rule}")
    for waiver in unused:
        print(f"UNUSED waiver of {waiver.check} at {waiver.path} for {', '.join(waiver.stacks)}")
    counts = ", ".join(f"{stack} {count}" for stack, count in sorted(scanned.items()))
    print(
        f"Checkov: {len(standing)} findings stand, {len(findings) - len(standing)} waived, "
        f"{len(unused)} unused waivers; resources scanned: {counts}"
    )
    return 1 if standing or unused else 0


if __name__ == "__main__":
    sys.exit(main())
