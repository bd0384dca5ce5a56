"""A stand-in for Deepgram on loopback: its wire protocols over an offline recogniser."""

from providers.sandbox.deepgram.faults import Faults
from providers.sandbox.deepgram.service import application

__all__ = ["Faults", "application"]
