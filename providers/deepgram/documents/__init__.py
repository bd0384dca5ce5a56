"""Deepgram's responses as Documents, a room for each kind."""
