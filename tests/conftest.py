"""Fixtures every test may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="write golden files and notebook outputs anew; read the diff"
    )


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout the tests stand in."""
    return REPOSITORY


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The public sample files beside the project; tests that read them are skipped where the folder is absent."""
    folder = REPOSITORY.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the public sample files are not beside this checkout")
    return folder


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether this run writes expected files anew instead of comparing with them."""
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture
def golden(rewrite: bool) -> Callable[[str, Path], None]:
    """Compares a text with the golden file beside its sample; the same call writes that file under `--rewrite`."""

    def compare(text: str, path: Path) -> None:
        if rewrite:
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode(), f"{path.name} differs; if rightly so, run pytest --rewrite"

    return compare
