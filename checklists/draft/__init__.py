"""A draft of the change: what code that calls Amazon Transcribe could look like with Deepgram."""
