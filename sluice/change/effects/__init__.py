"""What a plan does to resources, its dangers named, and what changed outside Terraform."""
