"""Responses from one shape to another, with everything that was lost or made up named by path."""
