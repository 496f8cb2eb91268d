"""The formats of a text: Markdown, HTML and Word."""
