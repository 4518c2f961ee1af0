"""subca: the delegation graph explorer of the WebPKI."""

__version__ = "0.1.0"
