"""The other programs and an environment for each, made with venv and pip as any user would."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import without_places

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Peer:
    """One program: what it is measured on, and what its installation asks for."""

    name: str
    version: str
    tasks: tuple[str, ...]
    least_python: tuple[int, int] = (3, 11)
    alone_with: tuple[str, ...] = ()  # installed without its own requirements, with these instead

    @property
    def driver(self) -> Path:
        """The script that runs inside its environment."""
        return HERE / f"by_{self.name.replace('-', '_')}.py"


PEERS = (
    Peer("beancount-daoru", "0.3.1", ("alipay", "wechat")),
    Peer("bankstatementparser", "0.0.29", ("recurring",)),
    # pip searches ten minutes for its web server, model client and database drivers; the detector needs these two
    Peer("fin-infra", "0.13.0", ("recurring",), alone_with=("pydantic", "rapidfuzz")),
    Peer("leak-audit", "0.1.1", ("recurring",), least_python=(3, 12)),
    Peer("ledgerline", "0.3.3", ("recurring",)),
)


def install(peer: Peer, folder: Path) -> str:
    """Make its environment below the folder unless it stands there; why that cannot be, else nothing."""
    home = folder / peer.name
    if (home / "installed").exists():
        return ""
    python = _python(peer.least_python)
    if not python:
        return f"needs Python {'.'.join(map(str, peer.least_python))}, which is not here"
    wanted = f"{peer.name}=={peer.version}"
    steps = [["-m", "venv", "--clear", str(home)]]
    try:
        subprocess.run([python, *steps[0]], check=True, capture_output=True)
        pip = [python_of(peer, folder), "-m", "pip", "install", "--quiet"]
        only = ["--no-deps"] if peer.alone_with else []
        subprocess.run([*pip, *only, wanted], check=True, capture_output=True, timeout=600)
        if peer.alone_with:
            subprocess.run([*pip, *peer.alone_with], check=True, capture_output=True, timeout=600)
    except subprocess.TimeoutExpired:
        return "pip had found no set of versions after ten minutes"
    except subprocess.CalledProcessError as fault:
        said = (fault.stderr or b"").decode("utf-8", "replace").strip().splitlines()
        return without_places("pip cannot install it: " + (said[-1] if said else ""))
    (home / "installed").write_text(wanted)
    return ""


def python_of(peer: Peer, folder: Path) -> str:
    """The interpreter of its environment."""
    place = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    return str(folder / peer.name / place)


def _python(least: tuple[int, int]) -> str:
    """The first interpreter here that is new enough; this one if it is."""
    return next((one for one in _pythons() if _is_at_least(one, least)), "")


def _pythons() -> Iterator[str]:
    yield sys.executable
    for minor in range(12, 16):
        yield f"python3.{minor}"
    for home in sorted((Path.home() / ".pyenv" / "versions").glob("3.1[2-9]*")):
        yield str(home / "bin" / "python")


def _is_at_least(python: str, least: tuple[int, int]) -> bool:
    asked = f"import sys; sys.exit(sys.version_info < {least})"
    try:
        return subprocess.run([python, "-c", asked], check=False, capture_output=True).returncode == 0
    except OSError:
        return False
