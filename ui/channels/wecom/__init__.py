"""企业微信: an application of the enterprise, a robot in its chats, and messages to officers."""
