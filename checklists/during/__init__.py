"""The guide's tasks during the migration."""
