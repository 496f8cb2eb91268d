"""What WeChat's channels put on the wire: signatures, encryption, XML, and calls of their APIs."""
