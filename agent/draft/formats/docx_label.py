"""The AI label inside a Word file: document properties as the labelling rules ask (visible note apart)."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from agent.draft.formats.outlet import html_text

_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = RELATIONSHIP_TYPE.CUSTOM_PROPERTIES
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
PRODUCER = "鹊桥"


def aigc(text: str) -> str:
    """The implicit label as JSON, with the keys of GB 45438-2025; the content number is a digest of the text."""
    digest = sha256(text.encode()).hexdigest()[:16]
    keys = {"Label": "1", "ContentProducer": PRODUCER, "ProduceID": f"queqiao-{digest}", "ReservedCode1": ""}
    return json.dumps(keys | {"ContentPropagator": "", "PropagateID": "", "ReservedCode2": ""}, ensure_ascii=False)


def label_document(document: Any, text: str, *, title: str, subject: str, label: str, day: date) -> None:
    """Write core properties and the custom property ``AIGC`` into the document."""
    core = document.core_properties
    core.title, core.subject, core.author, core.last_modified_by = title[:250], subject[:250], PRODUCER, PRODUCER
    core.category, core.comments, core.keywords = "人工智能辅助生成", label, "AIGC"
    core.language = "zh-CN"
    core.created = core.modified = datetime.combine(day, time())
    package = document.part.package
    part = Part(
        PackURI("/docProps/custom.xml"), _TYPE, _properties({"AIGC": aigc(text), "AI 生成标识": label}), package
    )
    package.relate_to(part, _RELATION)


def _properties(values: dict[str, str]) -> bytes:
    entries = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name="{html_text(name)}">'
        f"<vt:lpwstr>{html_text(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), 2)
    )
    space = "http://schemas.openxmlformats.org/officeDocument/2006"
    text = f'<Properties xmlns="{space}/custom-properties" xmlns:vt="{space}/docPropsVTypes">{entries}</Properties>'
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text.encode()
