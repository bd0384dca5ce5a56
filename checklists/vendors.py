"""Which side is live and which is the sandbox, decided once, before anything is sent.

A vendor with credentials is used live, one without is sandboxed; ``"sandbox"`` forces the sandbox
for both and ``"live"`` forbids it. The sandbox process is only started when a side needs it.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from providers.amazon.blocking import in_thread
from providers.amazon.options import AmazonOptions
from providers.credentials import AmazonAccess, DeepgramAccess, amazon_from, deepgram_from
from providers.deepgram.options import DeepgramOptions
from providers.errors import BadInput
from providers.speech import VENDORS, BatchTranscriber, Vendor

if TYPE_CHECKING:
    from providers.resuming import ResumingLive

Choice = Literal["auto", "sandbox", "live"]
ONLY_DEEPGRAM: tuple[Vendor, ...] = ("deepgram",)
Options = DeepgramOptions | AmazonOptions | None


@dataclass(frozen=True, slots=True)
class Vendors:
    """The sides that take part, ready to be asked. Holds no connection by itself."""

    deepgram: DeepgramAccess | None
    amazon: AmazonAccess | None

    def sandboxed(self, vendor: Vendor) -> bool:
        """Whether what this side says comes from the sandbox."""
        access = self.deepgram if vendor == "deepgram" else self.amazon
        return access is not None and access.sandbox

    def label(self, vendor: Vendor) -> str:
        """ "sandbox" or "live": to stand beside every number of this side."""
        return "sandbox" if self.sandboxed(vendor) else "live"

    def origin(self) -> dict[str, bool]:
        """The ``sandbox`` member of every JSON document."""
        return {vendor: self.sandboxed(vendor) for vendor in VENDORS}

    def deepgram_access(self) -> DeepgramAccess:
        """Deepgram's access; an error of the caller where this side was not opened."""
        if self.deepgram is None:
            raise LookupError("Deepgram was not among the vendors needed")
        return self.deepgram

    def amazon_access(self) -> AmazonAccess:
        """Amazon's access; an error of the caller where this side was not opened."""
        if self.amazon is None:
            raise LookupError("Amazon was not among the vendors needed")
        return self.amazon

    @contextlib.asynccontextmanager
    async def batch(
        self, vendor: Vendor, options: Options = None
    ) -> AsyncIterator[BatchTranscriber]:
        """A transcriber of whole clips, closed after the block."""
        if vendor == "deepgram":
            from providers.deepgram.batch import DeepgramBatch

            async with DeepgramBatch(self.deepgram_access(), _deepgram(options)) as deepgram:
                yield deepgram
        else:
            from providers.amazon.batch import AmazonBatch

            yield AmazonBatch(self.amazon_access(), _amazon(options))

    def live(self, vendor: Vendor, options: Options = None) -> ResumingLive:
        """A transcriber of one stream, which outlives its connections."""
        from providers.resuming import ResumingLive

        if vendor == "deepgram":
            from providers.deepgram.live import DeepgramLive

            return ResumingLive(DeepgramLive(self.deepgram_access(), _deepgram(options)))
        from providers.amazon.live import AmazonLive

        return ResumingLive(AmazonLive(self.amazon_access(), _amazon(options)))


def _deepgram(options: Options) -> DeepgramOptions:
    if options is None:
        return DeepgramOptions()
    if not isinstance(options, DeepgramOptions):
        raise TypeError(f"Deepgram takes DeepgramOptions, not {type(options).__name__}")
    return options


def _amazon(options: Options) -> AmazonOptions:
    if options is None:
        return AmazonOptions()
    if not isinstance(options, AmazonOptions):
        raise TypeError(f"Amazon takes AmazonOptions, not {type(options).__name__}")
    return options


@contextlib.asynccontextmanager
async def open_vendors(
    choice: Choice,
    environ: Mapping[str, str],
    *,
    needed: Collection[Vendor] = VENDORS,
    on_status: Callable[[str], None] | None = None,
) -> AsyncIterator[Vendors]:
    """The needed vendors for the length of the block; the sandbox runs as long, if it is needed.

    ``on_status`` hears one line about which side is which before anything is sent. Raises
    BadInput when ``choice`` is "live" and a needed side has no credentials.
    """
    deepgram, amazon = None, None
    if choice != "sandbox":
        deepgram = deepgram_from(environ) if "deepgram" in needed else None
        if "amazon" in needed:
            # boto3 may ask the machine's metadata service, which takes seconds where there is none.
            amazon = await in_thread(lambda: amazon_from(environ))
    missing = [
        vendor
        for vendor, access in (("deepgram", deepgram), ("amazon", amazon))
        if vendor in needed and access is None
    ]
    if choice == "live" and missing:
        raise BadInput(_NO_KEY[missing[0]])
    async with contextlib.AsyncExitStack() as stack:
        if missing:
            from providers.sandbox.process import running_sandbox

            urls = await stack.enter_async_context(running_sandbox())
            deepgram = urls.deepgram_access() if "deepgram" in missing else deepgram
            amazon = urls.amazon_access() if "amazon" in missing else amazon
        vendors = Vendors(deepgram, amazon)
        if on_status is not None:
            on_status("  ".join(_which(vendors, vendor) for vendor in needed))
        yield vendors


_NO_KEY = {
    "deepgram": "--live needs a Deepgram key: set DEEPGRAM_API_KEY, or leave --live out to use "
    "the sandbox for that side.",
    "amazon": "--live needs AWS credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID, or leave "
    "--live out to use the sandbox for that side.",
}


def _which(vendors: Vendors, vendor: Vendor) -> str:
    if vendor == "deepgram":
        where = vendors.deepgram_access().base_url
    else:
        amazon = vendors.amazon_access()
        where = amazon.transcribe_url or amazon.region or "region from the profile"
    return f"{vendor.capitalize()}: {vendors.label(vendor)} ({where})."
