"""What the API gives beside the talk itself: history, needs, the catalogue, webhooks, complaints."""
