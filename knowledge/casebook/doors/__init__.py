"""What the doors for programs keep: API keys, kept answers, threads of other programs, webhooks, the outbox."""
