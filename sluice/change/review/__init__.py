"""What a change does to every environment: one comment for a pull request, and one page."""
