"""One office for all tests of the writing side; its keys are locked with few rounds, for 600 000 cost a quarter of a second each time."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core.submission.writing import key_files
from tests.submission.writing.office import Office, set_up


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_files, "ROUNDS", 1000)
        return set_up(tmp_path_factory.mktemp("office"))


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_files, "ROUNDS", 1000)


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)
