"""Whatever either vendor sends, read whole: one model for every kind of response."""
