"""One file per group of commands; each has ``add_commands(commands)``."""
