"""crossfade in the terminal: the program, its screens and its command line."""

__version__ = "0.1.0"
