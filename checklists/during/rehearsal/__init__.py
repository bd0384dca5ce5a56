"""What downstream reads of Amazon's responses, and what it finds in Deepgram's instead."""
