"""What a lab does right now: one document, shown as a table and as a page."""
