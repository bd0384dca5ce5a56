"""Where a code base uses Amazon Transcribe: one room a family of rules."""
