"""ECS: tasks are real processes of this machine, and services keep as many as they should."""
