"""The officers' desk at ``/officer``."""
