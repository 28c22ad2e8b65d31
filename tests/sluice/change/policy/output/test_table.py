"""The result as a table."""

from __future__ import annotations

from sluice.change.model.verdict import GateResult, Severity, Verdict
from sluice.change.policy.output import table
from tests.sluice.change.policy.made import finding, waiver

RESULT = GateResult(
    findings=(
        finding(Verdict.UNKNOWN, rule="CKV_AWS_2", message="unknown until apply: the key"),
        finding(rule="CKV_AWS_24", severity=Severity.CRITICAL, message="[red]close it[/red]"),
        finding(Verdict.PASS, rule="CKV_AWS_3"),
        finding(Verdict.WAIVED, waiver=waiver()),
        finding(Verdict.WAIVED, stack="stage", waiver=waiver()),
    ),
    labels=(),
    problems=("policies/waivers.toml: an entry expired",),
    resources={"dev": 3, "stage": 4},
)


def test_the_worst_comes_first_with_rule_place_file_and_what_to_do() -> None:
    text = table.text(RESULT)
    assert text.index("CKV_AWS_24") < text.index("CKV_AWS_2 ")
    for part in (
        "dev/logs/bucket",
        "aws_s3_bucket.logs",
        "cdktf.out/stacks/dev/cdk.tf.json:12",
        "[red]close it[/red]",  # shown as it is, not as markup
        "unknown",
    ):
        assert part in text
    assert "CKV_AWS_3" not in text


def test_waived_findings_are_shown_as_waived_with_reason_owner_and_day() -> None:
    text = table.text(RESULT)
    waived = text[text.index("Waived, for now") :]
    for part in ("CKV_AWS_18", "would log itself", "web-platform", "2027-05-01", "dev, stage"):
        assert part in waived
    assert waived.count("CKV_AWS_18") == 1


def test_the_last_line_counts_verdicts_and_resources() -> None:
    last = table.text(RESULT).splitlines()[-1]
    assert last == (
        "policy REFUSED: 1 failed, 1 unknown, 2 waived, 1 passed, 1 wrong in waivers; "
        "resources looked at: dev 3, stage 4"
    )
    fine = GateResult(findings=(), labels=(), problems=(), resources={"dev": 3})
    assert table.summary(fine).startswith("policy passed: 0 failed")
    assert "PROBLEM policies/waivers.toml: an entry expired" in table.text(RESULT)
