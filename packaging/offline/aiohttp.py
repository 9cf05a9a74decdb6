"""Stands in for aiohttp in the frozen program: pyHanko names these two when it is imported, and nothing here opens a connection."""


class BasicAuth:
    """Named in a signature of pyHanko's; never made."""


class ClientSession:
    """Named in a signature of pyHanko's; never made."""
