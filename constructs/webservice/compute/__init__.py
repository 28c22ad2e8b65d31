"""What runs: cluster, registry, services, tasks, scaling."""
