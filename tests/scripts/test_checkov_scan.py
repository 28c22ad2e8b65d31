"""Checkov's findings, and the proof that it looked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scripts import checkov_scan
from scripts.checkov_scan import Finding, ScanError, Waiver, read_waivers, scan

if TYPE_CHECKING:
    from pathlib import Path

BUCKET = {
    "//": {"metadata": {"path": "dev/bucket", "uniqueId": "bucket"}},
    "bucket": "open",
    "acl": "public-read",
}


def _stack(folder: Path, name: str, **top: Any) -> Path:
    stack = folder / name
    stack.mkdir(parents=True)
    document = {"resource": {"aws_s3_bucket": {"bucket": BUCKET}}, **top}
    (stack / "cdk.tf.json").write_text(json.dumps(document, indent=2))
    return folder


def test_a_bad_bucket_is_found_with_its_stack_and_construct_path(tmp_path: Path) -> None:
    findings, scanned = scan(_stack(tmp_path, "dev"))
    assert {(found.stack, found.path) for found in findings} == {("dev", "bucket")}
    assert "CKV_AWS_20" in {found.check for found in findings}
    assert scanned == {"dev": 1}


def test_what_blinds_checkov_is_an_error_and_not_a_pass(tmp_path: Path) -> None:
    blinded = _stack(tmp_path, "dev", terraform={"required_version": ">= 1.11"})
    with pytest.raises(ScanError, match=r"could not parse|planted"):
        scan(blinded)


def test_no_stack_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="make synth"):
        scan(tmp_path)


def test_a_missing_checkov_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkov_scan, "CHECKOV", tmp_path / "nowhere")
    with pytest.raises(ScanError, match="make setup"):
        scan(_stack(tmp_path, "dev"))


def test_a_waiver_covers_one_rule_at_one_place_in_named_stacks() -> None:
    waiver = Waiver("CKV_1", ("dev",), "logs/*", "because", "web-platform")
    assert waiver.covers(Finding("dev", "CKV_1", "logs/bucket", ""))
    assert not waiver.covers(Finding("prod", "CKV_1", "logs/bucket", ""))
    assert not waiver.covers(Finding("dev", "CKV_2", "logs/bucket", ""))
    assert not waiver.covers(Finding("dev", "CKV_1", "state/bucket", ""))


@pytest.mark.parametrize(
    "text",
    [
        "[[waiver]]\ncheck = 'CKV_1'",
        "[[waiver]]\ncheck='C'\nstacks=['dev']\npath='p'\nowner='o'\nreason=''",
        "[[waiver",
    ],
)
def test_a_malformed_waiver_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text(text)
    with pytest.raises(ScanError, match=r"waivers\.toml"):
        read_waivers(file)
