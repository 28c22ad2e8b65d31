"""What is sensitive in a plan, and how it is kept out of everything that is written or told."""
