"""The same answer as JSON or as XML, as GeoReport v2 spells both."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

# What XML cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# One of a list, by the name of the list.
ONE_OF = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
Value = str | bool | int | None | Sequence["Value"] | Mapping[str, "Value"]


def answer(root: str, value: Value, ends: str, status: int = 200) -> HttpResponse:
    """`root` is the name of the whole in XML; JSON has none."""
    if ends == "xml":
        whole = Element(root)
        _fill(whole, root, value)
        content = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(whole, encoding="utf-8")
        kind = "text/xml; charset=utf-8"
    else:
        content = json.dumps(value, ensure_ascii=False).encode()
        kind = "application/json; charset=utf-8"
    return HttpResponse(content, content_type=kind, status=status)


def refusal(status: int, words: str, ends: str) -> HttpResponse:
    """Why not, for whoever built the other system."""
    return answer("errors", [{"code": status, "description": words}], ends, status)


def _fill(element: Element, name: str, value: Value) -> None:
    if isinstance(value, Mapping):
        for key, part in value.items():
            _fill(SubElement(element, key), key, part)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            one = ONE_OF.get(name, "item")
            _fill(SubElement(element, one), one, part)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("", str(value))
