"""Once per AWS account: state bucket, journal table and roles, and their own state."""
