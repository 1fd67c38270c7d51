"""What travels with the program can be found and is whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

from audit import bundled


def test_the_font_draws_every_character_a_chinese_bill_can_hold() -> None:
    pairs = (bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    gbk = {c for c in (pair.decode("gbk", "ignore") for pair in pairs) if len(c) == 1 and "一" <= c <= "龥"}
    assert len(gbk) == 20_902
    drawn = {chr(code) for code in TTFont(bundled.font()).getBestCmap()}
    signs = set("¥￥€−×÷≤≥→✓①「」《》…—，。：；！？（）【】")
    assert (gbk | signs | set("䶮㛃")) - drawn == set()


def test_the_font_carries_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (bundled.font().parent / "OFL.txt").read_text("utf-8")


def test_sample_case_and_notebooks_are_found_in_the_checkout() -> None:
    here = Path(__file__).resolve().parent.parent
    assert bundled.sample_data() == here / "sample_data"
    assert bundled.notebooks() == here / "notebooks"


def test_finding_them_needs_no_library() -> None:
    code = "import sys, audit.bundled; sys.exit('pandas' in sys.modules or 'matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
