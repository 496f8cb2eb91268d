"""What an endpoint was observed to support, told in Chinese, and the profile that follows from it."""
