"""Amazon Transcribe's and S3's wire protocols on loopback, over a real offline recogniser."""

from providers.sandbox.amazon.faults import Faults
from providers.sandbox.amazon.server import application

__all__ = ["Faults", "application"]
