"""What is kept for a while: officers' drafts, and how long everything is kept."""
