"""How sure a way through a menu is, in words: the guide and the checklists say the same."""

from __future__ import annotations

from audit.wording import Words

HOW_SURE = {
    "official_vendor_page": Words("from the vendor's own page", "依据官方页面"),
    "secondary": Words("from guides and importers' notes", "依据公开教程和记账工具说明"),
    "memory": Words("the menu is not verified: look for words like these", "菜单路径未经核实，请找相近的文字"),
    "own": Words("our own words", "本程序说明"),
    "seen": Words("seen in a real bill", "见于真实账单"),
}
