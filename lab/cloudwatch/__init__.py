"""CloudWatch: metrics that were really measured, read back as AWS answers them; alarms."""
