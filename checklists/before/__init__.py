"""The guide's seven tasks before the migration."""
