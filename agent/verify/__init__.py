"""Verification: every statement against the retrieved records and the user's words."""
