"""How well a detector found the streams: what was found, missed, split, and what noise it reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.recurrence.streams import Charge

MOST = 0.6  # of a stream's charges a series must hold, and of a series' charges must be the stream's


@dataclass
class Score:
    """Counts over lives; a stream counts once, every other reported series lowers precision."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    noise: Counter[str] = field(default_factory=Counter)
    splits: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        reported = self.found.total() + self.noise.total() + self.splits.total()
        return self.found.total() / reported if reported else 1.0

    @property
    def recall(self) -> float:
        streams = self.found.total() + self.missed.total()
        return self.found.total() / streams if streams else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def noise_share(self) -> float:
        reported = self.found.total() + self.noise.total() + self.splits.total()
        return self.noise.total() / reported if reported else 0.0

    def add(self, charges: Sequence[Charge], reported: Mapping[int, str]) -> None:
        """One life: `reported` names the series of every charge (by its place) that a detector put in one."""
        streams: dict[str, set[int]] = defaultdict(set)
        series: dict[str, set[int]] = defaultdict(set)
        for place, charge in enumerate(charges):
            if charge.stream:
                streams[charge.stream].add(place)
        for place, name in reported.items():
            series[name].add(place)
        left = dict(series)
        for _, members in sorted(streams.items()):
            kind = charges[min(members)].kind
            best = max(left, key=lambda name: (len(left[name] & members), name), default="")
            if best and _is_it(left[best], members):
                self.found[kind] += 1
                del left[best]
            else:
                self.missed[kind] += 1
        for places in left.values():
            kinds = Counter(charges[p].kind for p in places if charges[p].stream)
            if kinds.total() * 2 > len(places):
                self.splits[kinds.most_common(1)[0][0]] += 1
            else:
                self.noise[charges[min(places)].kind] += 1


def _is_it(places: set[int], stream: set[int]) -> bool:
    both = len(places & stream)
    return both >= MOST * len(stream) and both >= MOST * len(places)
