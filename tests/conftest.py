"""Fixtures every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from audit import second_process

REPOSITORY = Path(__file__).resolve().parent.parent
settings.register_profile("untimed", deadline=None)  # a busy machine is no fault; speed is measured in benchmarks/
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="keep the notebooks' fresh outputs; read the diff")


@pytest.fixture(scope="session", autouse=True)
def in_one_process() -> Iterator[None]:
    """Commands run here start no second process, which would load everything anew each time; it has its own tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(second_process, "cores", lambda: 1)
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The public sample files beside the project; tests that read them are skipped where the folder is absent."""
    folder = REPOSITORY.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the public sample files are not beside this checkout")
    return folder


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether this run keeps fresh outputs instead of comparing with the committed ones."""
    return bool(request.config.getoption("--rewrite"))
