"""CloudWatch Logs: filter patterns, and metric filters that write metrics."""
