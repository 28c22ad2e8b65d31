"""What infrastructure engineers edit: one file per environment, one value in each."""
