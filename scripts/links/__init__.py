"""What documents point to: other documents, runbook pages of alarms, commands."""
