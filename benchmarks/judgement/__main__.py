"""Run the judgement benchmark: `python -m benchmarks.judgement [--persons N] [--seed S ...] [--faults]`."""

from __future__ import annotations

import argparse
from collections import defaultdict

import pandas as pd

from audit.pipeline import Audit, audit_bills
from benchmarks.judgement.cases import AS_OF, KINDS, Cases, cases, name_of
from benchmarks.judgement.scoring import Key, Said, Score

UNSEEN = range(1000, 1010)  # seeds never looked at while the judgement or the plans were changed


def ours(made: Cases) -> Audit:
    """What this program makes of the cases, from tables alone."""
    return audit_bills(made.bills, made.case, as_of=AS_OF)


def said_by(audit: Audit) -> dict[Key, Said]:
    """What the audit says of every payment with a finding, by the id of its leading row."""
    findings = audit.findings[audit.findings["verdict"].ne("mirror")]
    lines = audit.claims.lines[["person", "finding_id", "principal_minor", "in_question_minor"]]
    told = findings.merge(lines, on=["person", "finding_id"], how="left").fillna(
        {"principal_minor": 0, "in_question_minor": 0}
    )
    found: dict[Key, list[Said]] = defaultdict(list)
    for row in told.to_dict("records"):
        one = Said(int(row["principal_minor"]), int(row["in_question_minor"]), row["verdict"])
        found[row["person"], row["transaction_id"]].append(one)
    return {
        key: Said(sum(s.claimed for s in all_), sum(s.asked for s in all_), "/".join(s.verdict for s in all_))
        for key, all_ in found.items()
    }


def principals(audit: Audit) -> dict[tuple[str, str, str], int]:
    """What is claimed back for every cancellation, before interest and costs."""
    totals: pd.DataFrame = audit.claims.totals
    keys = totals[["person", "cancellation_id", "currency"]].itertuples(index=False, name=None)
    return {key: int(minor) for key, minor in zip(keys, totals["principal_minor"], strict=True)}


def score(persons: int, seed: int, into: Score) -> Audit:
    """One batch of persons generated, audited as one table and counted into the score."""
    made = cases(persons, seed)
    audit = ours(made)
    into.add(made.truths, said_by(audit), principals(audit))
    return audit


def table(score: Score) -> str:
    """The figures per kind, and all of them together, as Markdown."""
    lines = ["| kind | settled | in question | claimed beyond | not claimed | open | claimed | asked otherwise |"]
    lines.append("|---|---|---|---|---|---|---|---|")
    for kind in [*map(name_of, KINDS)]:
        counts = (score.settled, score.settled_asked, score.not_owed_claimed, score.owed_missed, score.open,
                  score.open_claimed, score.open_silent)  # fmt: skip
        lines.append(f"| {kind} | " + " | ".join(str(c[kind]) for c in counts) + " |")
    return "\n".join([*lines, "", *summary(score)])


def summary(score: Score) -> list[str]:
    """The figures of all kinds together, a line each."""
    shares = {k: score.settled_asked[k] / n for k, n in score.settled.items()}
    worst = max(shares, key=lambda k: (shares[k], k), default="")
    money = {name: f"{fen / 100:.2f}" for name, fen in sorted(score.sums.items())}
    return [
        f"settled {score.settled.total()}, in question {score.settled_asked.total()} = {score.asked_share:.2%}; "
        f"most among *{worst}*: {shares.get(worst, 0):.1%}",
        f"open {score.open.total()}, claimed {score.open_claimed.total()}, asked otherwise {score.open_silent.total()}",
        f"claimed beyond what is owed {score.not_owed_claimed.total()}, "
        f"owed and not claimed {score.owed_missed.total()}, "
        f"another verdict {score.other_verdict.total()}, nobody's payments asked or claimed {score.strangers}",
        f"principal exact in {score.exact} of {score.cancellations} cancellations, too high in {score.over}",
        f"sums: {money}",
    ]


def main() -> None:
    """Score this program on the seeds given, or on ten it was not tuned on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=150)
    parser.add_argument("--seed", nargs="*", type=int, default=list(UNSEEN))
    parser.add_argument("--faults", action="store_true", help="every disagreement with its truth")
    given = parser.parse_args()
    total = Score()
    for seed in given.seed:
        score(given.persons, seed, total)
    print(table(total))
    for what, truth, said in total.faults if given.faults else []:
        print(what, truth, said, sep="\t")


if __name__ == "__main__":
    main()
