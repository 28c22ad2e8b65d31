"""Plays those whom notifications go to: Slack, PagerDuty, and mailboxes."""
