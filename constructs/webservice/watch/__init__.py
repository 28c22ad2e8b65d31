"""What is measured, shown and paged."""
