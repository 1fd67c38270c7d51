"""The words no text of ours may hold: what a record cannot carry (law files, `[wording]`)."""

from __future__ import annotations

from audit.law.rules import LegalWording


def banned_in(wording: LegalWording, text: str) -> tuple[str, ...]:
    """The forbidden words in a text of ours; the reservation sentence itself is let through.

    Quotations of what others wrote are not ours: take them out first.
    """
    rest = text
    for sentence in filter(None, wording.h4):
        rest = rest.replace(sentence, "")
    found = [w for w in (*wording.banned_zh, *wording.only_in_h4_zh) if w in rest]
    lowered = rest.lower()
    return (*found, *(w for w in (*wording.banned_en, *wording.only_in_h4_en) if w in lowered))
