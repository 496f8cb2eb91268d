"""What is asked for: object, problem and sub-requirements."""
