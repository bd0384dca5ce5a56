"""A small world of two calls in which some terms help, one harms, and a boost can be too high."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checklists.vendors import Options
from checklists.workspace import Workspace
from providers.audio.clips import Clip
from providers.deepgram.options import DeepgramOptions
from providers.speech import Vendor
from tests.checklists.furnished import clip_file

ROUTER = {0: "thank you for calling zyxel support", 1: "my zyxel router drops the card"}
PAYMENT = {0: "the worldpay terminal is slow", 1: "we pay with worldpay every day"}
TERMS = ("zyxel", "router", "suppose", "worldpay")
_BASE = {
    "call 0.wav": ("thank you for calling sigh support", "my cycle router drops the card"),
    "call 1.wav": ("the world terminal is slow", "we pay with word every day"),
}
# From this boost on the keyword "zyxel" is heard where it is said, from the other on elsewhere too.
HELPS, HARMS = 1.5, 3.0


def says(vendor: Vendor, clip: Clip, options: Options) -> Sequence[str]:
    """What the terms of the request make of a call."""
    assert isinstance(options, DeepgramOptions)
    boosts = dict(options.keywords) | dict.fromkeys(options.keyterm, HELPS)
    heard: tuple[str, ...] = _BASE.get(clip.path.name, ("nobody knows what is said here",))
    if boosts.get("zyxel", 0.0) >= HELPS:
        heard = _exchanged(heard, sigh="zyxel", cycle="zyxel")
    if boosts.get("zyxel", 0.0) >= HARMS:
        heard = _exchanged(heard, terminal="zyxel", drops="zyxel")
    if "worldpay" in boosts:
        heard = _exchanged(heard, world="worldpay", word="worldpay")
    if "suppose" in boosts:
        heard = _exchanged(heard, support="suppose")
    return heard


def _exchanged(texts: Sequence[str], **words: str) -> tuple[str, ...]:
    return tuple(" ".join(words.get(word, word) for word in text.split()) for text in texts)


def add_calls(workspace: Workspace, **more: Any) -> None:
    """A call without a reference, and the two that have one."""
    folder = workspace.directory.parent / "in"
    workspace.add_clip(clip_file(folder, "bare.wav", b"RIFF-bare"), name="without reference")
    workspace.add_clip(clip_file(folder, "call 0.wav"), name="call 0", references=ROUTER, **more)
    workspace.add_clip(
        clip_file(folder, "call 1.wav", b"RIFF-one"), name="call 1", references=PAYMENT, **more
    )
