"""Who speaks through which channel, what they said there, and what they are still owed."""
