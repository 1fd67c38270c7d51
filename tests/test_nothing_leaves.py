"""Nothing leaves the machine: no connection is even tried, nothing shown loads from elsewhere, what is said on the way
holds no personal data, and a password is found nowhere afterwards."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from zipfile import ZipFile

import pytest
import pyzipper
import typer.main
from test_sharing import AS_OF, Planted

from audit import bundled, pipeline, second_process
from audit.cli import main
from audit.cli.commands import app

REPOSITORY = Path(__file__).resolve().parent.parent
PASSWORD = "qz7-Öffne-93kk"
PLANTED = Planted(5)
Out = pytest.CaptureFixture[str]


class Tried(AssertionError):
    """Somebody asked the network for something."""


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a socket or looks a name up fails; one process does everything, so that nothing escapes this."""

    def refused(*_: object, **__: object) -> NoReturn:
        raise Tried

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "socketpair", "gethostname"):
        monkeypatch.setattr(socket, name, refused)
    monkeypatch.setattr(second_process, "cores", lambda: 1)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case full of personal data with a locked zip and a bill of which a row cannot be understood."""
    folder = PLANTED.write(tmp_path)
    locked = next(bundled.sample_data().glob("alipay_record*.csv"))
    with pyzipper.AESZipFile(folder / "locked.zip", "w", encryption=pyzipper.WZ_AES) as packed:
        packed.setpassword(PASSWORD.encode())
        packed.writestr(locked.name, locked.read_bytes())
    bill = next(folder.glob("微信支付账单_*.csv"))
    broken = bill.read_text("utf-8-sig").replace("2025-11-01 00:12:33", f"am {PLANTED.phone}", 1)
    broken = broken.replace("¥88.00", PLANTED.card)
    (folder / "broken.csv").write_text(broken.replace(PLANTED.nick, "阿布"), "utf-8-sig")
    (tmp_path / "secrets").write_text(f"wrong\n{PASSWORD}\n", "utf-8")
    return folder


def texts_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file as it lies there, and every member of its zips and workbooks."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.name, path.read_bytes()
        if path.suffix in (".zip", ".xlsx", ".docx"):
            with ZipFile(path) as packed:
                yield from (
                    (f"{path.name}!{i.filename}", packed.read(i)) for i in packed.infolist() if not i.flag_bits & 1
                )


@pytest.mark.usefixtures("no_network")
def test_a_whole_run_needs_no_network_says_nothing_personal_and_forgets_the_password(
    case: Path, tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    how = ["--as-of", AS_OF, "--password-file", str(tmp_path / "secrets")]
    assert main(["run", str(case), "--out", str(out), "--lang", "en", *how]) == 3  # the broken rows
    said = capsys.readouterr()
    assert "broken.csv, row" in said.err
    assert [p for p in PLANTED.persons if p in said.err] == []
    sources = json.loads((out / "audit.json").read_bytes())["sources"]
    assert any(source["file"].startswith("locked.zip!") for source in sources)
    found = dict([*texts_below(out), *texts_below(scratch)])
    assert len(found) > 40
    assert [name for name, content in found.items() if PASSWORD.encode() in content] == []
    assert PASSWORD not in said.out + said.err
    assert list(scratch.iterdir()) == []
    assert main(["verify", str(out), "--lang", "en", "--password-file", str(tmp_path / "secrets")]) == 0


@pytest.mark.usefixtures("no_network")
def test_the_smaller_commands_need_no_network_either(case: Path, tmp_path: Path, capsys: Out) -> None:
    for command in (
        ["formats"], ["guide"], ["guide", "cancel", "wechat"], ["lab", str(tmp_path / "lab"), "--only-copy"],
        ["subscriptions", str(case), "-o", str(tmp_path / "s.csv")],
        ["batch", str(case.parent), "-o", str(tmp_path / "batch"), "--workers", "0", "--as-of", AS_OF],
    ):  # fmt: skip
        (tmp_path / "lab").mkdir(exist_ok=True)
        assert main(command) in (0, 3), command
        err = capsys.readouterr().err
        assert "internal error" not in err
        assert [p for p in PLANTED.persons if p in err] == []


def test_the_check_of_the_network_can_fail(no_network: None) -> None:
    del no_network
    with pytest.raises(Tried):
        socket.create_connection(("localhost", 9))


def test_a_fault_of_the_program_itself_shows_no_password_and_nothing_personal(
    case: Path, tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise RuntimeError(f"cannot judge {PLANTED.text} {PLANTED.identity}")

    monkeypatch.setattr(pipeline, "audit_bills", fail)
    monkeypatch.setattr(second_process, "cores", lambda: 1)
    how = ["--as-of", AS_OF, "--password-file", str(tmp_path / "secrets")]
    assert main(["run", str(case), *how]) == 1
    said = capsys.readouterr()
    assert "RuntimeError" in said.err
    assert [p for p in [*PLANTED.persons, PASSWORD] if p in said.out + said.err] == []
    assert main(["--debug", "run", str(case), *how]) == 1
    traced = capsys.readouterr().err
    assert "Traceback" in traced
    assert PASSWORD not in traced


def test_no_argument_takes_a_password() -> None:
    command = typer.main.get_command(app)
    options = {opt for one in command.commands.values() for param in one.params for opt in param.opts}
    assert {o for o in options if "pass" in o or "secret" in o} == {"--password-file"}


def test_nobody_writes_a_log() -> None:
    """What is said is said on stdout and stderr; no module keeps a log of its own or speaks over the network."""
    forbidden = re.compile(
        r"^\s*(?:import|from) (?:logging|socket|urllib|http|ftplib|smtplib|requests|httpx|aiohttp)\b", re.M
    )
    found = [p.name for p in (REPOSITORY / "audit").rglob("*.py") if forbidden.search(p.read_text("utf-8"))]
    assert found == []


def test_notebooks_load_nothing_from_outside() -> None:
    loads = re.compile(
        r"""(?:src|href)\s*=\s*\\?["'](?:https?:)?//|@import|url\(\s*['"]?https?:|%pip|!pip|requests\.|urlopen"""
    )
    notebooks = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
    assert len(notebooks) == 5
    assert {p.name: m[0] for p in notebooks if (m := loads.search(p.read_text("utf-8")))} == {}
    assert [p.name for p in notebooks if "application/javascript" in p.read_text("utf-8")] == []


@pytest.mark.faults
@pytest.mark.skipif(shutil.which("unshare") is None or os.getuid() != 0, reason="takes the network away from a process")
def test_without_any_network_interface_the_results_are_the_same(case: Path, tmp_path: Path) -> None:
    """A process with a network of its own, in which there is nothing; its command line and surroundings are watched."""
    results = []
    for name, prefix in (("with", []), ("without", ["unshare", "-n"])):
        how = ["--as-of", AS_OF, "--password-file", str(tmp_path / "secrets"), "--out", str(tmp_path / name)]
        command = [*prefix, sys.executable, "-m", "audit", "run", str(case), *how]
        running = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seen = 0
        while running.poll() is None:
            for place in Path("/proc").glob("[0-9]*"):
                try:
                    told = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
                except OSError:
                    continue
                seen += b"audit" in told
                assert PASSWORD.encode() not in told
        assert running.returncode == 3
        assert seen > 5
        results.append({n: c for n, c in texts_below(tmp_path / name) if not n.endswith(".zip")})
    assert results[0] == results[1]
