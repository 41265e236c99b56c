"""Ask every question on every engine in turn, and print the ratios."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from marketplace.kernel.geo import Point
from tests.bench.search.country import COMMON, RARE, SHARED_STEMS, origins
from tests.bench.search.engines import Engine
from tests.bench.search.telling import p50, p95, say, spread, table
from tests.bench.search.truth import Truth

COUNT: Final = 25  # a page of 24, and whether another follows
OURS: Final = ("sqlite", "postgresql")
YARDSTICK: Final = ("geography", "geometry")
#: By so much may distances of the yardstick's listings differ from the right ones: `<->` on geography measures on the
#: sphere, the National Grid has a scale of its own. Ours have to be the same listings in the same order.
TOLERANCE: Final = 0.004


@dataclass(frozen=True)
class Case:
    """A row of the table. `targets` are the greatest ratios to PostGIS: median and, where one is asked for, 95th
    percentile, on SQLite and on PostgreSQL."""

    name: str
    task: str
    radius_km: float
    targets: dict[str, tuple[float, float | None]]
    category: bool = False
    words: str = ""


def _both(median: float, tail: float | None = None) -> dict[str, tuple[float, float | None]]:
    return {"sqlite": (median, tail), "postgresql": (median, tail)}


_NEAREST: Final[dict[str, tuple[float, float | None]]] = {"sqlite": (0.6, None), "postgresql": (1.0, None)}
CASES: Final = (
    Case("nearest 24 in 10 km", "nearest", 10, _NEAREST),
    Case("nearest 24 in 25 km", "nearest", 25, _NEAREST),
    Case("nearest 24 in 100 km", "nearest", 100, _NEAREST),
    Case("+ category, 25 km", "nearest", 25, _both(1.0, 0.1), category=True),
    Case("+ category, 100 km", "nearest", 100, _both(0.1), category=True),
    Case("+ common word, 25 km", "nearest", 25, _both(0.7, 0.15), words="common"),
    Case("+ two words, 25 km", "nearest", 25, _both(1.0), words="two"),
    Case("+ rare word, 25 km", "nearest", 25, _both(1.2), words="rare"),
    Case("facets, 100 km", "tally", 100, {"sqlite": (0.05, None), "postgresql": (0.2, None)}),
    Case("clusters, 150 km box", "clusters", 150, _both(0.02)),
    Case("clusters, 1,000 km box", "clusters", 1000, _both(0.02)),
    Case("a listing against the wants", "wants", 0, _both(0.5)),
)


@dataclass
class Outcome:
    """Times in ms by engine, and how many answers were compared with brute force and were the same."""

    times: dict[str, list[float]]
    same: dict[str, int]
    compared: int


class Asking:
    """One run."""

    def __init__(self, data: Path, engines: list[Engine], truth: Truth, seed: int) -> None:
        self._engines, self._truth, self._seed = engines, truth, seed
        self._categories = sorted(set(truth.category.tolist()))

    def run(self, case: Case, questions: int, checked: int) -> Outcome:
        """So many questions; the first few are compared with brute force."""
        chosen = random.Random(f"{case.name} {self._seed}")
        ways = [(engine, way) for engine in self._engines for way in engine.ways(case.task)]
        outcome = Outcome({way: [] for _engine, way in ways}, {way: 0 for _engine, way in ways}, 0)
        for number, point in enumerate(origins(questions + 10, hash_of(case.name, self._seed))):
            asked = self._drawn(case, point, chosen)
            answers = {}
            for engine, way in chosen.sample(ways, len(ways)):
                took_ms, answers[way] = engine.ask(way, case.task, asked)
                if number >= 10:  # the first few only warm up
                    outcome.times[way].append(took_ms)
            if 10 <= number < 10 + checked and (right := self._right(case, asked)) is not None:
                outcome.compared += 1
                for way, answer in answers.items():
                    outcome.same[way] += answer == right or (way in YARDSTICK and self._as_near(asked, answer, right))
        return outcome

    def _drawn(self, case: Case, point: Point, chosen: random.Random) -> dict[str, Any]:  # Any: what a task is told
        common = [word for word in COMMON if word not in SHARED_STEMS]
        words = {
            "common": lambda: [chosen.choice(common)],
            "two": lambda: chosen.sample(common, 2),
            "rare": lambda: [chosen.choice(RARE)],
        }
        if case.task == "wants":
            return {"listing": chosen.choice(self._live())}
        return {
            "point": point,
            "radius_km": case.radius_km,
            "category": chosen.choice(self._categories) if case.category else None,
            "words": words[case.words]() if case.words else [],
        }

    @cache  # noqa: B019 -- one run, one object
    def _live(self) -> list[int]:
        return [int(at) + 1 for at in self._truth.live.nonzero()[0]]

    def _right(self, case: Case, asked: dict[str, Any]) -> object:  # Any: as above
        if case.task == "nearest":
            return self._truth.nearest(asked["point"], asked["radius_km"], COUNT, asked["category"], asked["words"])
        return self._truth.tally(asked["point"], asked["radius_km"]) if case.task == "tally" else None

    def _as_near(self, asked: dict[str, Any], answer: object, right: object) -> bool:  # Any: as above
        """Whether the yardstick's listings are as far away as the right ones: it does not order ties."""
        if not (isinstance(answer, list) and isinstance(right, list) and len(answer) == len(right)):
            return False
        theirs, truly = (sorted(map(math.sqrt, self._truth.chords(asked["point"], ids))) for ids in (answer, right))
        return all(abs(one - other) <= TOLERANCE * other + 0.000_05 for one, other in zip(theirs, truly, strict=True))


def hash_of(name: str, seed: int) -> int:
    """The same number in every run, unlike `hash`."""
    return random.Random(f"{name} {seed}").randrange(1 << 32)


def better(times: dict[str, list[float]], figure: Callable[[Sequence[float]], float]) -> float | None:
    """The figure of the PostGIS way that has the smaller one."""
    return min((figure(times[way]) for way in YARDSTICK if times.get(way)), default=None)


def line(case: Case, outcome: Outcome) -> list[str]:
    """A row of the table."""
    middle, end = better(outcome.times, p50), better(outcome.times, p95)
    cells = [case.name]
    for way in OURS:
        times = outcome.times.get(way, [])
        cells.append(spread(times))
        if times and middle and end:
            median, tail = p50(times) / middle, p95(times) / end
            cells.append(f"{median:.2f} ({tail:.2f}) {_verdict(case.targets[way], median, tail)}")
        else:
            cells.append("-")
    cells += [spread(outcome.times.get(way, [])) for way in YARDSTICK]
    cells.append(
        " ".join(f"{outcome.same[way]}" for way in outcome.same) + f" of {outcome.compared}" if outcome.compared else ""
    )
    return cells


def _verdict(target: tuple[float, float | None], median: float, tail: float) -> str:
    most, most_tail = target
    met = median <= most and (most_tail is None or tail <= most_tail)
    told = f"{most:g}" + (f" ({most_tail:g})" if most_tail is not None else "")
    return f"≤ {told}" if met else f"> {told}"


#: What SQL alone does not say of the one question that both sides answer differently.
OF_WANTS: Final = (
    "A listing against the wants: both leave out the organisation's own wants, those that are over, too far away or "
    "far too large. Of the thing itself PostGIS asks for the category or one above, and of wants without a category "
    "for every word of their title; ours also knows what a title means, the leaf next door and what would do instead, "
    "and so finds more."
)


def ask(data: Path, engines: list[Engine], *, questions: int, checked: int, only: str, seed: int) -> int:
    """Print the table. How many of our answers differed from brute force."""
    asking = Asking(data, engines, Truth.load(data), seed)
    rows, wrong = [], 0
    for case in CASES:
        if only and only not in case.name:
            continue
        outcome = asking.run(case, questions, checked)
        rows.append(line(case, outcome))
        say("  ".join(rows[-1]))
        wrong += sum(outcome.compared - outcome.same[way] for way in OURS if way in outcome.same)
    say("")
    table(
        ["question", "SQLite", "/ PostGIS", "PostgreSQL", "/ PostGIS", "geography", "geometry", "same as brute force"],
        rows,
    )
    if any("wants" in row[0] for row in rows):
        say(f"\n{OF_WANTS}")
    return wrong
