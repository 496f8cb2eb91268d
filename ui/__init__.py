"""Every door of the product: REST and SSE, the chat page, the officers' desk and the command line."""
