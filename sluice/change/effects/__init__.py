"""What a plan does, grouped, with its dangers named."""
