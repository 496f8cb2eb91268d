"""The flat XML of WeChat's messages, read strictly: no entities, no document type, no text between the elements."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ui.channels.wire.crypto import Refused

MAX_BYTES = 65_536
Fields = dict[str, str]


def read_xml(body: bytes | str) -> Fields:
    """The elements of ``<xml>`` with their text, in order; an element with elements inside counts as empty.

    Refused for what is no such document, for a repeated element, and for more than :data:`MAX_BYTES`.
    """
    data = body.encode() if isinstance(body, str) else body
    if len(data) > MAX_BYTES:
        raise Refused("too long")
    try:
        root: Element = fromstring(data.decode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError) as error:
        raise Refused("not the XML of a message") from error
    if root.tag != "xml" or root.attrib or (root.text or "").strip():
        raise Refused("not the XML of a message")
    fields: Fields = {}
    for one in root:
        if one.tag in fields or one.attrib or (one.tail or "").strip():
            raise Refused("not the XML of a message")
        fields[one.tag] = "" if len(one) else one.text or ""
    return fields


def write_xml(fields: Mapping[str, str | int]) -> str:
    """Fields as a message: numbers bare, text in CDATA, characters that XML cannot hold left out."""
    return f"<xml>{''.join(f'<{name}>{_value(value)}</{name}>' for name, value in fields.items())}</xml>"


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    kept = "".join(
        one
        for one in value
        if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff"
    )
    return f"<![CDATA[{kept.replace(']]>', ']]]]><![CDATA[>')}]]>"
