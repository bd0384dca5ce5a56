"""Numbers with one definition each: words, searches, latency, intervals."""
