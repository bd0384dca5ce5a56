"""Deepgram: typed options, batch, live and account, through deepgram-sdk 7."""
