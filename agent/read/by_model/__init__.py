"""The reading of a message that a chat model proposes: asked in one call, checked field by field, merged with ours."""
