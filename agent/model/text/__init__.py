"""What is done to text on its way to a model and back: hidden, restored, and quotes found again."""
