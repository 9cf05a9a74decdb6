"""How the reader gives up: a refusal carries every failed check of its step, and hostile names are made harmless before they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from core.submission.codes import Check, failed

_SHOWN = 120


class Refused(Exception):  # noqa: N818 - not an error: the answer of a step
    """A step of the judgement failed, and what follows cannot be looked at."""

    def __init__(self, checks: Iterable[Check]) -> None:
        super().__init__()
        self.checks = tuple(checks)


def refuse(code: str, **parameters: object) -> Refused:
    """A refusal with one failed check."""
    return Refused([failed(code, **parameters)])


def shown(name: str | bytes) -> str:
    """A name from the file as it may be shown: no control or format characters, not too long."""
    text = name.decode("utf-8", "backslashreplace") if isinstance(name, bytes) else name
    plain = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
