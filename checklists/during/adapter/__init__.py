"""A module of Python for downstream: Amazon's fields out of Deepgram's responses, with tests."""
