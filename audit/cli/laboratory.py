"""JupyterLab with the notebooks, copied into the case and pointed at it; what a person has worked on is left alone."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import typer

from audit import bundled
from audit.cli import speech
from audit.errors import AuditError, UsageError
from audit.wording import Lang, Words

_QUIET = (  # bills are open in there: nothing is looked up outside this machine
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)
FOLDER, MANIFEST, SCHEMA = "notebooks", "manifest.json", "renewal-audit-notebooks/1"


def open_lab(folder: Path, *, browser: bool, only_copy: bool, lang: Lang) -> None:
    """Copy the notebooks into the folder and open them; AuditError with what to install where JupyterLab is missing."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(_NO_FOLDER.fill(path=folder))
    if not only_copy and importlib.util.find_spec("jupyterlab") is None:
        raise AuditError(_NO_JUPYTER)
    target = folder / FOLDER
    kept = copy_notebooks(folder, lang)
    speech.say(_COPIED.fill(path=target), lang)
    if kept:
        speech.remark(_KEPT.fill(names=speech.listed(kept, lang)), lang)
    if not only_copy:
        command = [sys.executable, "-m", "jupyterlab", str(target), *_QUIET, *([] if browser else ["--no-browser"])]
        raise typer.Exit(subprocess.run(command, check=False).returncode)


def copy_notebooks(folder: Path, lang: Lang) -> list[str]:
    """The names of notebooks that were left as they are, because somebody has worked on them.

    The copies' digests stand in a manifest, by which they are told from edited ones, and the folder from bills.
    """
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    shipped = {p.name: _pointed(p, _case_for(folder), lang) for p in sorted(bundled.notebooks().glob("*.ipynb"))}
    before = _digests(target / MANIFEST)
    kept = [n for n in shipped if (target / n).exists() and _digest((target / n).read_bytes()) != before.get(n)]
    for name, content in shipped.items():
        if name not in kept:
            (target / name).write_bytes(content)
    now = before | {n: _digest(c) for n, c in shipped.items() if n not in kept}
    manifest = {"made_by": "renewal-audit", "schema": SCHEMA, "digests": dict(sorted(now.items()))}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return kept


def _case_for(folder: Path) -> str:
    """The case the notebooks read: the folder they lie in, or the sample case where it holds no file yet."""
    own = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")] if folder.exists() else []
    return ".." if own else bundled.sample_data().as_posix()


def _pointed(notebook: Path, case: str, lang: Lang) -> bytes:
    """The notebook with its parameters set and without the outputs of another case."""
    document: dict[str, Any] = json.loads(notebook.read_text("utf-8"))
    for cell in document["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            cell["source"] = f"case = {json.dumps(case, ensure_ascii=False)}\nlang = {json.dumps(lang)}"
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _digests(manifest: Path) -> dict[str, str]:
    try:
        found = json.loads(manifest.read_text("utf-8")).get("digests", {})
    except (OSError, ValueError, AttributeError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_NO_FOLDER = Words("{path}: not a folder", "{path}：不是文件夹")
_NO_JUPYTER = Words(
    "JupyterLab is not installed; pip install 'renewal-audit[lab]', or copy the notebooks alone with --only-copy",
    "没有安装 JupyterLab；请运行 pip install 'renewal-audit[lab]'，或用 --only-copy 只复制笔记",
)
_COPIED = Words("Notebooks: {path}", "分析笔记：{path}")
_KEPT = Words("left as you changed them: {names}", "您改动过的保持原样：{names}")
