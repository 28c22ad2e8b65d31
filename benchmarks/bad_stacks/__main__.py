"""Writes RESULTS.md: each bad stack, what plain Checkov says, and what our gate says.

Run with `python -m benchmarks.bad_stacks`; it needs `make setup`, and a few minutes.
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bad_stacks.contest import compare
from benchmarks.bad_stacks.results import table
from sluice.change.synth import synthesize

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Compare, write the table; 1 where ours misses one."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        good = Path(scratch) / "good"
        synthesize(good, root=ROOT)
        rows = compare(good, Path(scratch), root=ROOT, today=datetime.now(UTC).date())
    RESULTS.write_text(table(rows), encoding="utf-8")
    missed = [row.bad.what for row in rows if not row.found]
    print(f"{len(rows)} bad stacks and plans in {time.monotonic() - begun:.0f} s")
    print(
        f"plain Checkov misses {sum(not row.plain for row in rows)}, ours {len(missed)}: {missed}"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
