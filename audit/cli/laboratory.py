"""JupyterLab with the notebooks, copied into the case and pointed at it; what a person has worked on is left alone.

It opens on the history of the person's own payments, already drawn: nobody should have to run a cell to see it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import typer

from audit import bundled
from audit.cli import speech
from audit.errors import AuditError, UsageError
from audit.samples.demo import AS_OF
from audit.wording import Lang, Words

_QUIET = (  # bills are open in there: nothing is looked up outside this machine
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)
FOLDER, MANIFEST, SCHEMA = "notebooks", "manifest.json", "renewal-audit-notebooks/1"
FIRST_SEEN = "3-subscriptions.ipynb"
_RUN = ("nbconvert", "--to", "notebook", "--execute", "--inplace", "--log-level=ERROR")
_SIGN = ("-m", "nbformat.sign")
_PATIENCE = 120  # seconds for the first picture; JupyterLab opens without it then
_TITLE = re.compile(r"(?P<number>#+ (?:[\d.]+ (?:· )?)?)(?P<en>.+) / (?P<zh>.+)")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def open_lab(folder: Path, *, browser: bool, only_copy: bool, lang: Lang) -> None:
    """Copy the notebooks into the folder and open them; AuditError with what to install where JupyterLab is missing."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(_NO_FOLDER.fill(path=folder))
    if not only_copy and importlib.util.find_spec("jupyterlab") is None:
        raise AuditError(_NO_JUPYTER.fill(python=sys.executable))
    target = folder / FOLDER
    kept = copy_notebooks(folder, lang)
    speech.say(_COPIED.fill(path=target), lang)
    if kept:
        speech.remark(_KEPT.fill(names=speech.listed(kept, lang)), lang)
    if not only_copy:
        if FIRST_SEEN not in kept and not _asks_for_a_password(folder):
            _draw_first(target, lang)
        opened = f"--LabApp.default_url=/lab/tree/{FIRST_SEEN}"
        command = [sys.executable, "-m", "jupyterlab", str(target), *_QUIET, opened]
        command += [] if browser else ["--no-browser"]
        raise typer.Exit(subprocess.run(command, check=False, env=os.environ | _settings()).returncode)


def copy_notebooks(folder: Path, lang: Lang) -> list[str]:
    """The names of notebooks that were left as they are, because somebody has worked on them.

    The copies' digests stand in a manifest, by which they are told from edited ones, and the folder from bills.
    """
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    parameters = _parameters(folder, lang)
    shipped = {p.name: _pointed(p, parameters, lang) for p in sorted(bundled.notebooks().glob("*.ipynb"))}
    before = _digests(target / MANIFEST)
    kept = [n for n in shipped if (target / n).exists() and _digest((target / n).read_bytes()) != before.get(n)]
    for name, content in shipped.items():
        if name not in kept:
            (target / name).write_bytes(content)
    _remember(target, before | {n: _digest(c) for n, c in shipped.items() if n not in kept})
    return kept


def _settings() -> dict[str, str]:
    """Where JupyterLab finds settings of ours below the person's own: it asks about no news on its first start."""
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    ours = str(Path(__file__).with_name("lab_settings"))
    return {"JUPYTER_CONFIG_PATH": os.pathsep.join([ours, before] if before else [ours])}


def _draw_first(target: Path, lang: Lang) -> None:
    """Run the first notebook seen, so that it opens with its pictures; where that fails it opens as it is."""
    speech.remark(_DRAWING, lang)
    command = [sys.executable, "-m", *_RUN, str(target / FIRST_SEEN)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE).returncode == 0
    except subprocess.TimeoutExpired:
        done = False
    if done:
        # JupyterLab takes the look from tables of a run it does not know; signed like this it knows it.
        subprocess.run([sys.executable, *_SIGN, str(target / FIRST_SEEN)], check=False, capture_output=True)
        digest = _digest((target / FIRST_SEEN).read_bytes())
        _remember(target, _digests(target / MANIFEST) | {FIRST_SEEN: digest})
    else:
        speech.remark(_NOT_DRAWN, lang)


def _parameters(folder: Path, lang: Lang) -> str:
    """What the parameters cell says: the folder above and today, or the sample case where that holds no file yet."""
    own = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
    case, as_of = ("..", date.today().isoformat()) if own else (bundled.sample_data().as_posix(), AS_OF.isoformat())
    asks = _asks_for_a_password(folder)
    lines = [
        f"case = {json.dumps(case, ensure_ascii=False)}  # {_CASE.to(lang)}",
        f"lang = {json.dumps(lang)}  # {_LANG.to(lang)}",
        f"as_of = {json.dumps(as_of)}  # {_AS_OF.to(lang)}",
        f'jurisdiction = "cn"  # {_JURISDICTION.to(lang)}',
        f"password = {'getpass.getpass' if asks else 'None'}  # {(_ASKED if asks else _PASSWORD).to(lang)}",
    ]
    return "\n".join([*(["import getpass", ""] if asks else []), *lines])


def _asks_for_a_password(folder: Path) -> bool:
    """Whether a zip beside the notebooks is locked, as the wallets send theirs."""
    return any(map(_locked, sorted(folder.glob("*.zip")))) if folder.is_dir() else False


def _locked(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return any(member.flag_bits & 1 for member in archive.infolist())
    except (OSError, zipfile.BadZipFile):
        return False


def _pointed(notebook: Path, parameters: str, lang: Lang) -> bytes:
    """The notebook in one language, with its parameters set and without the outputs of another case."""
    document: dict[str, Any] = json.loads(notebook.read_text("utf-8"))
    for cell in document["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = in_language("".join(cell["source"]), lang)
        else:
            cell |= {"outputs": [], "execution_count": None}
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            cell["source"] = parameters
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def in_language(text: str, lang: Lang) -> str:
    """One language of a notebook's text: headings stand as `English / 中文`, every other block in one of the two.

    >>> in_language("## 2.4 Refunds / 退款\\n\\nMoney back.\\n\\n退回的钱。", "zh")
    '## 2.4 退款\\n\\n退回的钱。'
    """
    kept = [b for b in text.split("\n\n") if b.startswith("#") or bool(_HAN.search(b)) == (lang == "zh")]
    return "\n\n".join(_heading(b, lang) if b.startswith("#") else b for b in kept)


def _heading(line: str, lang: Lang) -> str:
    """One language of a heading; its number stands before both."""
    titled = _TITLE.fullmatch(line)
    return titled["number"] + titled[lang] if titled else line


def _remember(target: Path, digests: dict[str, str]) -> None:
    manifest = {"made_by": "renewal-audit", "schema": SCHEMA, "digests": dict(sorted(digests.items()))}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


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
    "JupyterLab is not installed; run `{python} -m pip install jupyterlab` once, or copy the notebooks alone with "
    "--only-copy",
    "没有安装 JupyterLab；请先运行一次 {python} -m pip install jupyterlab，或用 --only-copy 只复制笔记",
)
_COPIED = Words("Notebooks: {path}", "分析笔记：{path}")
_KEPT = Words("left as you changed them: {names}", "您改动过的保持原样：{names}")
_DRAWING = Words("drawing your payments …", "正在画出您的扣款记录……")
_NOT_DRAWN = Words(
    "not drawn yet: in JupyterLab choose Run, then Run All Cells, to see what stands in the way",
    "暂时没有画出；请在 JupyterLab 里点“Run”→“Run All Cells”，看卡在哪里",
)
_CASE = Words("a folder with bills and case.xlsx", "放账单和 case.xlsx 的文件夹")
_LANG = Words('or "zh"', '或 "en"')
_AS_OF = Words("the day everything is reckoned to", "计算截止日")
_JURISDICTION = Words('or "us", "eu", "uk"', '或 "us"、"eu"、"uk"')
_PASSWORD = Words(
    "of encrypted zips; or getpass.getpass, to be asked for each", "加密压缩包的密码；填 getpass.getpass 则逐个询问"
)
_ASKED = Words("asked for each encrypted zip, never stored", "逐个询问加密压缩包的密码，不会保存")
