"""Which channel a participant of a call is put on: results name AGENT and CUSTOMER only."""

from __future__ import annotations

from providers.documents.model import Loss

_CHANNELS = {"AGENT": 0, "CUSTOMER": 1}
CHANNEL_GUESSED = Loss(
    "ParticipantRole",
    "the channels were numbered here: AGENT 0, CUSTOMER 1",
    "the result names the participants only; the channels are in the job's ChannelDefinitions",
)


def role_channel(role: str) -> int:
    """0 for the agent, 1 for the customer, 0 for anyone else."""
    return _CHANNELS.get(role, 0)
