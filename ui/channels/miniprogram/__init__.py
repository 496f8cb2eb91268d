"""小程序: log-in by code, messages as a chunked stream or at once, WeChat's content check."""
