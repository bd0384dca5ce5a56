"""The blind choice between variants of a transcript."""
