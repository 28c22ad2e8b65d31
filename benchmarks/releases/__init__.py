"""What it costs to drive 1 to 1,000 releases from one process."""
