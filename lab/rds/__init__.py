"""RDS: each PostgreSQL instance of the API is a local PostgreSQL cluster."""
