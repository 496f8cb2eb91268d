"""WeChat as this product sees it, on this machine: users who write, the API host, and what reaches the users."""
