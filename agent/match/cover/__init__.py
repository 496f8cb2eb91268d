"""Coverage: indicators against parameters, and which part of the need each record answers."""
