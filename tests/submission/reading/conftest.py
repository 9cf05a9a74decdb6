"""One platform, two signers and four good files, made by a shell script once per session."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.submission.reading import judging
from core.submission.reading.judgement import Judgement
from core.submission.reading.trust import Trust
from tests.submission.reading.bags import World, load_world

SCRIPT = Path(__file__).resolve().parents[2] / "hostile" / "make_package.sh"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """What make_package.sh left, loaded."""
    folder = tmp_path_factory.mktemp("world")
    subprocess.run(["bash", str(SCRIPT), str(folder)], check=True, capture_output=True, timeout=120)
    return load_world(folder)


@pytest.fixture(scope="session")
def trust(world: World) -> Trust:
    """Trust in the platform, from its profile."""
    return judging.trust_of([world.folder / "profile.zip"], at=world.now)


Judge = Callable[..., Judgement]


@pytest.fixture
def judge(tmp_path: Path, trust: Trust, world: World) -> Judge:
    """Write bytes to a file and judge it."""

    def judged(content: bytes, **options: object) -> Judgement:
        path = tmp_path / "package.zip"
        path.write_bytes(content)
        return judging.verify(path, options.pop("trust", trust), **{"at": world.now, **options})

    return judged
