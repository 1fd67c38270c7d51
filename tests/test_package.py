"""The built wheel works alone: in an empty environment, in another folder, with everything it needs inside."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PROMISED = {
    "audit.json", "claim.xlsx", "report.html", "letters", "charts", "reminders.ics", "evidence.zip", "share.zip",
}  # fmt: skip


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command without this checkout in reach; what it printed shows in the failure."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        command, cwd=cwd, env=inherited, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without fetching anything."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, REPOSITORY, cwd=folder)
    return next(folder.glob("renewal_audit-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, lest they be fetched again, a view of the libraries installed here."""
    home = tmp_path_factory.mktemp("empty") / "env"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", scripts / "python")
    run(*pip, "install", "--no-index", "--no-deps", wheel, cwd=home)
    libraries = run(scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home)
    # A plain line in a .pth adds the folder but not that folder's own .pth files, so the checkout stays out of reach.
    (Path(libraries.stdout.strip()) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return scripts


def test_the_wheel_carries_notebooks_sample_case_and_font_and_nothing_of_the_workshop(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    carried = [n for n in names if n.startswith("audit/_bundled/")]
    assert len([n for n in carried if n.startswith("audit/_bundled/notebooks/") and n.endswith(".ipynb")]) == 5
    assert "audit/_bundled/sample_data/case.xlsx" in carried
    assert {"audit/fonts/NotoSansSC-subset.ttf", "audit/fonts/OFL.txt", "audit/py.typed"} <= set(names)
    assert {n.split("/")[0] for n in names} == {"audit", next(n for n in names if "dist-info" in n).split("/")[0]}


def test_the_demo_runs_from_the_wheel_in_another_folder(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import audit; print(audit.__file__)", cwd=tmp_path).stdout
    assert Path(where.strip()).is_relative_to(installed.parent)
    run(installed / "renewal-audit", "demo", "--out", "shown", cwd=tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"shown"}
    assert {p.name for p in (tmp_path / "shown").iterdir()} >= PROMISED


def test_the_installed_command_lists_what_it_does(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "renewal-audit", "--help", cwd=tmp_path).stdout
    for command in ("demo", "run", "case", "explain", "verify", "guide", "formats", "lab"):
        assert command in said
