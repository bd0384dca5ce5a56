"""Code that a draft adds to a module, as it is written there."""

from __future__ import annotations

LINK = '''\
def link_to(uri, seconds=3600):
    """A link by which Deepgram may fetch an object of S3 for a while: it cannot read s3://."""
    if not uri.startswith("s3://"):
        return uri  # crossfade: Deepgram must be able to fetch this without a signature
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    config = {boto3}.session.Config(signature_version="s3v4")
    return {boto3}.client("s3"{region}, config=config).generate_presigned_url(
        "get_object", Params={{"Bucket": bucket, "Key": key}}, ExpiresIn=seconds
    )'''

HANDLER = '''\
class ResultHandler:
    """Takes what a connection to Deepgram hears, one result after the other."""

    def __init__(self, connection):
        self._deepgram = connection

    async def handle_events(self):
        async for message in self._deepgram:
            if message.type == "Results" and message.channel.alternatives[0].transcript:
                await self.handle_transcript_event(message)'''

PACED = '''\
async def send_in_real_time(connection, audio, bytes_per_sample, sample_rate, channels=1):
    """Send audio as fast as it was spoken: Deepgram takes at most 1.25 times that."""
    async for block in audio:
        await connection.send_media(block)
        await asyncio.sleep(len(block) / (bytes_per_sample * sample_rate * channels))'''


def link(region: str, boto3: str = "boto3") -> str:
    """The function that presigns; ``region`` is the expression of a Region, or ""."""
    return LINK.format(region=f", region_name={region}" if region else "", boto3=boto3)
