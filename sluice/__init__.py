"""The deploy driver and the verbs of the runbook; it never imports cdktf."""
