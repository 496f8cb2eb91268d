"""The Report of a run: its measures, as text, Markdown and HTML."""
