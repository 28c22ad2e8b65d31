"""What must not be lost: the database and its backups."""
