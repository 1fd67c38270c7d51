"""The committed results: one JSON file a group of measurements, each with the machine, the versions and the commit."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HOME = Path(__file__).with_name("results")
_LIBRARIES = ("numpy", "pandas", "pyarrow", "python-calamine", "XlsxWriter", "matplotlib", "distributed")
_PLACE = re.compile(r"https?://\S+|(?:/[\w.+-]+){2,}")


def keep(group: str, found: Mapping[str, Any], folder: Path = HOME) -> Path:
    """Write a group's results beside what they were measured on."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{group}.json"
    text = json.dumps({"about": about(), **found}, ensure_ascii=False, indent=1)
    path.write_text(_in_one_line(text) + "\n", "utf-8")
    return path


def load(group: str, folder: Path = HOME) -> dict[str, Any] | None:
    """A group's results, or None where it was never measured."""
    path = folder / f"{group}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def about() -> dict[str, Any]:
    """When, on what and with which versions."""
    commit = _git("rev-parse", "--short", "HEAD")
    changed = bool(_git("status", "--porcelain", "--", "audit", "benchmarks/*.py", "benchmarks/*.c"))
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "on": datetime.now().astimezone().date().isoformat(),
        "commit": commit + ("+" if changed else ""),
        "code": _git("rev-parse", "--short", "HEAD:audit") + ("+" if changed else ""),
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(load, 2) if load is not None else None,
        "libraries": {name: known for name in _LIBRARIES if (known := _version(name))},
    }


def without_places(text: str) -> str:
    """A message without addresses and paths, which are nobody's business in a committed file."""
    return _PLACE.sub("…", text).strip()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _git(*words: str) -> str:
    said = subprocess.run(["git", *words], cwd=HOME.parent.parent, capture_output=True, text=True, check=False)
    return said.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _in_one_line(text: str) -> str:
    """Lists of numbers on one line each."""
    return re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text)
