"""A short exam of how a model reads messages; ``queqiao doctor --model`` holds it."""
