"""Metric periods of both colours, from CloudWatch: counted, or with a typed gap."""
