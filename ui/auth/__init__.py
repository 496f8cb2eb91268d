"""Log-in of officers: pages, session cookie, and the guard before everything below ``/officer``."""
