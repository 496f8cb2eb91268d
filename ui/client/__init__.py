"""A typed client of the API for programs in Python: this folder and httpx2 are all it needs, copy it where you like."""

from ui.client.client import Answer, ApiProblem, Citation, Conversation, Queqiao, StreamEvent
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
