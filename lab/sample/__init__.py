"""The web service that is rehearsed with: items in PostgreSQL, and faults on demand."""
