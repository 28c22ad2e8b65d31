"""AWS in memory, under a virtual clock: what the driver is killed in, again and again."""
