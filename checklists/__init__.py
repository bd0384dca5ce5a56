"""The migration: the guide's twelve tasks, the tool that does each, the evidence and the plan."""
