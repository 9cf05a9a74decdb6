"""Stands in for certifi in the frozen program: pyHanko imports it for connections, and this program opens none."""


def where() -> str:
    """The public roots are not shipped; whom the program trusts stands in the profiles it was given.

    Raises:
        FileNotFoundError: always.
    """
    raise FileNotFoundError("no public roots in this program")
