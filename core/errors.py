"""The error family: every failure a person may meet, sorted by who is to blame."""

from __future__ import annotations


class AppError(Exception):
    """A failure that is shown in words and never as a traceback.

    Attributes:
        code: stable English code that stands in message, log and manual.
        message: Chinese sentence: what happened, with the place.
        hint: Chinese sentence: what was expected and what to do; may be empty.
    """

    exit_code = 1

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Message and hint, as one text for a person."""
        return f"{self.message}{self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[type[AppError], tuple[str, str, str]]:
        """Survive the way back from a child process with all three texts."""
        return (type(self), (self.code, self.message, self.hint))


class InputError(AppError):
    """This value cannot be taken; shown beside its field."""


class RuleError(AppError):
    """Not now: the month is closed, the boundary is missing, the dossier is locked."""


class FileError(AppError):
    """This file is not what it should be."""


class VerificationError(AppError):
    """Signature, signer or digest is not ours; nothing is kept."""


class UsageError(AppError):
    """The command was called in a way that makes no sense."""

    exit_code = 2


class EnvironmentFault(AppError):
    """The machine failed: disk full, no permission, font missing. The data is safe."""

    exit_code = 3
