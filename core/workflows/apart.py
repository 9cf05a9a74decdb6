"""Jobs of the open ledger in a process of their own: it opens the same ledger, and what it writes is there when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.aside import Aside, Cancelled, Progress
from core.workflows.workspace import Clock, Workspace

_PROCESS = Aside()
"""One for the program: its second job finds the libraries loaded already."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Which ledger, in whose name, by which clock."""

    folder: Path
    author: str
    clock: Clock

    def open(self) -> Workspace:
        return Workspace.open(self.folder, author=self.author, clock=self.clock)


def in_ledger(
    ws: Workspace,
    job: Callable[..., Any],
    *arguments: Any,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    heeds: bool = False,
) -> Any:
    """Do a job of this ledger apart and wait for it.

    Args:
        ws: the open ledger; its clock is a function of a module.
        job: a function of a module, called with a workspace of its own and the arguments.
        arguments: plain values.
        progress: told how far the job is.
        cancelled: asked again and again; True stops the job.
        heeds: as in `Aside.call`; a job that writes the ledger does.

    Raises:
        AppError: as `Aside.call`.
    """
    place = _Place(ws.folder, ws.author, ws.clock)
    chosen = _heeding if heeds else _plainly
    return _PROCESS.call(chosen, place, job, arguments, progress=progress, cancelled=cancelled, heeds=heeds)


def alone(job: Callable[..., Any], *arguments: Any, cancelled: Cancelled | None = None) -> Any:
    """The same for a job that needs no ledger."""
    return _PROCESS.call(job, *arguments, cancelled=cancelled)


def end() -> None:
    """Let go of the process, when the program closes."""
    _PROCESS.close()


def _plainly(place: _Place, job: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    with place.open() as ws:
        return job(ws, *arguments)


def _heeding(place: _Place, job: Callable[..., Any], arguments: tuple[Any, ...], *, progress: Progress, cancelled: Cancelled) -> Any:
    with place.open() as ws:
        return job(ws, *arguments, progress=progress, cancelled=cancelled)
