"""The interface of OpenAI: /v1/models, /v1/chat/completions and /v1/responses, for every client that speaks it."""
