"""What can be seen in a text and what learned models make of it: units, stretches, roles, chances, the object."""
