"""What a message wants: routing by rules, and the answers that need no matching."""
