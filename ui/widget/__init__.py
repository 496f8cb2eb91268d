"""The chat page: plain HTML, CSS and JavaScript, served from this folder."""
