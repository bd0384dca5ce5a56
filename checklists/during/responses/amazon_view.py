"""An Amazon-shaped view of a Deepgram response, so that old downstream code runs unchanged.

For the time in which both vendors answer, and for the day on which traffic goes back: what reads
Amazon's JSON is given this, and sees the generation that it was written for::

    view = amazon_view(response, generation="2022", job="call-4711")
    for item in view["results"]["items"]: ...

Times and confidences are strings as in Amazon's files, with the digits that Deepgram sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checklists.during.responses.generations import Generation
from checklists.during.responses.losses import losses_of
from checklists.during.responses.made import Made
from checklists.during.responses.to_amazon import to_amazon
from providers.documents.reading import read_document
from providers.errors import BadInput


def amazon_view(
    response: Mapping[str, Any] | bytes,
    *,
    generation: Generation = "2024",
    job: str = "",
    account: str = "",
) -> dict[str, Any]:
    """A whole response of Deepgram's (batch) as Amazon's file of a finished job.

    ``response`` is the JSON as it came, or what it was read into; bytes keep all digits. ``job``
    and ``account`` are what downstream expects to find as jobName and accountId; without them
    the id of the request and twelve zeros stand there. Raises BadInput with the path of a field
    that is missing, and where the response is none of Deepgram's.
    """
    made = viewed(response, generation=generation, job=job, account=account)
    view: dict[str, Any] = made.document
    return view


def viewed(
    response: Mapping[str, Any] | bytes,
    *,
    generation: Generation = "2024",
    job: str = "",
    account: str = "",
) -> Made:
    """The same, with what is made up in it and, beside it, what it cannot show."""
    data = response if isinstance(response, bytes) else json.dumps(response).encode()
    document = read_document(data, source="response")
    if document.kind not in ("deepgram-batch", "deepgram-stream"):
        raise BadInput(
            f"An Amazon-shaped view is made of Deepgram's response, and this is {document.kind}: "
            "give the JSON that /v1/listen answered."
        )
    document = replace(document, name=job or document.name, account=account or document.account)
    made = to_amazon(document, generation)
    return Made(made.document, made.derived, losses_of(document, "amazon", generation))
