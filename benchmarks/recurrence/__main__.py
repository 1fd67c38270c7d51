"""Run the recurrence benchmark: `python -m benchmarks.recurrence [--worded | --bank] [--write FOLDER] [SEED ...]`."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from benchmarks.recurrence.many_lives import found, table_of
from benchmarks.recurrence.scoring import Score
from benchmarks.recurrence.streams import NOISE, STREAMS, Charge, as_bank, life

UNSEEN = range(1000, 1010)  # seeds never looked at while the detector was changed


def ours(charges: list[Charge]) -> dict[int, str]:
    """The series of every charge that this program puts in a subscription, from a bare table of payments."""
    return found(table_of([("0000", charge) for charge in charges]))


def table(score: Score) -> str:
    """The figures per kind as Markdown."""
    lines = ["| kind | streams | found | extra series |", "|---|---|---|---|"]
    for kind in STREAMS:
        streams = score.found[kind] + score.missed[kind]
        lines.append(f"| {kind} | {streams} | {score.found[kind]} | {score.splits[kind]} |")
    lines += [f"| *{kind}* (noise) | – | – | {score.noise[kind]} |" for kind in NOISE]
    totals = f"P {score.precision:.3f}, R {score.recall:.3f}, F1 {score.f1:.3f}, noise {score.noise_share:.1%}"
    return "\n".join([*lines, "", totals])


def write(folder: Path, seed: int, charges: list[Charge]) -> None:
    """One life as `<seed>.csv` and its labels as `<seed>.labels.csv`, line for line, for other detectors."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{seed}.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["at", "seller", "text", "amount"])
        rows.writerows([c.at.isoformat(" "), c.seller, c.text, f"{c.fen // 100}.{c.fen % 100:02}"] for c in charges)
    with (folder / f"{seed}.labels.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["stream", "kind"])
        rows.writerows([c.stream, c.kind] for c in charges)


def main() -> None:
    """Score this program on the seeds given, or on ten it was not tuned on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="*", type=int, default=list(UNSEEN))
    parser.add_argument("--worded", action="store_true", help="texts that say they renew")
    parser.add_argument("--bank", action="store_true", help="dates only, and one text with a number that changes")
    parser.add_argument("--write", type=Path, help="write the lives and their labels as CSV instead of scoring")
    given = parser.parse_args()
    score = Score()
    for seed in given.seeds:
        charges = life(seed, worded=given.worded)
        charges = as_bank(charges) if given.bank else charges
        if given.write:
            write(given.write, seed, charges)
        else:
            score.add(charges, ours(charges))
    if not given.write:
        print(table(score))


if __name__ == "__main__":
    main()
