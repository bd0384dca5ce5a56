"""S3's XML: answers, errors, and the two request documents that matter here."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime

from aiohttp import web

from providers.sandbox.amazon.refusals import Refusal

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
LARGEST_DOCUMENT = 4 * 1024 * 1024

Field = tuple[str, "str | Sequence[Field]"]


def document(root: str, fields: Sequence[Field], status: int = 200) -> web.Response:
    """An XML answer: ``fields`` are names with text, or with fields of their own."""
    element = ET.Element(root, {"xmlns": _NAMESPACE})
    _fill(element, fields)
    body = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return web.Response(status=status, body=body, headers={"Content-Type": "application/xml"})


def error(
    refusal: Refusal, resource: str, request_id: str, extra: Sequence[Field] = ()
) -> web.Response:
    """S3's ``<Error>`` (which has no namespace)."""
    element = ET.Element("Error")
    _fill(
        element,
        [
            ("Code", refusal.code),
            ("Message", refusal.message),
            ("Resource", resource),
            ("RequestId", request_id),
            *extra,
        ],
    )
    body = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return web.Response(
        status=refusal.status, body=body, headers={"Content-Type": "application/xml"}
    )


def moment(when: datetime) -> str:
    """A time as S3 writes it in XML."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def completed_parts(body: bytes) -> list[tuple[int, str]]:
    """Numbers and tags (without quotes) of a CompleteMultipartUpload. Raises Refusal."""
    root = _parsed(body)
    parts = []
    for part in root.iter():
        if _local(part) != "Part":
            continue
        texts = {_local(child): child.text or "" for child in part}
        number = texts.get("PartNumber", "")
        if not number.isdigit():
            raise _malformed()
        parts.append((int(number), texts.get("ETag", "").strip('"')))
    return parts


def keys_to_delete(body: bytes) -> list[str]:
    """Keys named by a DeleteObjects request. Raises Refusal."""
    objects = (element for element in _parsed(body).iter() if _local(element) == "Object")
    return [child.text or "" for entry in objects for child in entry if _local(child) == "Key"]


def _parsed(body: bytes) -> ET.Element:
    # No entity may be declared: the only ones S3's documents use are XML's own five.
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise _malformed()
    try:
        return ET.fromstring(body)
    except ET.ParseError:
        raise _malformed() from None


def _malformed() -> Refusal:
    return Refusal("MalformedXML", "The XML you provided was not well-formed.")


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _fill(element: ET.Element, fields: Sequence[Field]) -> None:
    for name, value in fields:
        child = ET.SubElement(element, name)
        if isinstance(value, str):
            child.text = value
        else:
            _fill(child, value)
