"""The vocabulary importer."""
