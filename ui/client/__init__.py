"""A typed client of the API for programs in Python: this folder and httpx2 are all it needs, copy it where you like."""

from ui.client.client import ApiProblem, Queqiao
from ui.client.talk import Answer, Citation, Conversation, StreamEvent
from ui.client.webhook import WebhookRefused, verify_webhook

__all__ = [
    "Answer",
    "ApiProblem",
    "Citation",
    "Conversation",
    "Queqiao",
    "StreamEvent",
    "WebhookRefused",
    "verify_webhook",
]
