"""One module a command: its options, and a function that runs it and returns the exit code."""
