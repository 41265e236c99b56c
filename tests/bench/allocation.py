"""How long a split takes, and how even it is over a year.

    python -m tests.bench.allocation solve [--seeds 5]
    python -m tests.bench.allocation year [--seeds 5]

`solve` times one decision over large questions on this machine. `year` lets the same year happen to the same
organisations under each policy and compares what each received of what it asked for.
"""

import argparse
import sys
import time
from random import Random
from typing import Final

from listings.allocation.split import Policy, split
from tests.listings.allocation import questions, year

_BOTH: Final = (Policy.DONOR_CHOOSES, Policy.FAIR_SHARE)
#: Asks, lines, takers, ranks, lots a line.
_SIZES: Final = (
    (200, 40, 60, 200, 100),
    (200, 40, 60, 3, 100),
    (200, 40, 60, 1, 100),
    (200, 40, 60, 1, 5_000),
    (200, 40, 30, 1, 20),
    (200, 40, 200, 1, 100),
    (200, 1, 200, 200, 1_000),
    (200, 1, 200, 1, 1_000),
)


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def solve(seeds: int) -> None:
    """The table of times: the median and the longest of so many questions, in seconds."""
    say(f"{'asks':>5} {'lines':>5} {'takers':>6} {'ranks':>5} {'lots':>6}  {'policy':<14} {'median':>8} {'longest':>8}")
    for asks, lines, takers, ranks, lots in _SIZES:
        for policy in _BOTH:
            times = []
            for seed in range(seeds):
                question = questions.large(Random(seed), lines=lines, asks=asks, takers=takers, ranks=ranks, lots=lots)
                start = time.perf_counter()
                split(*question, policy)
                times.append(time.perf_counter() - start)
            size = f"{asks:>5} {lines:>5} {takers:>6} {ranks:>5} {lots:>6}"
            say(f"{size}  {policy:<14} {sorted(times)[seeds // 2]:>8.3f} {max(times):>8.3f}")


def years(seeds: int) -> None:
    """The table of years: Jain's index over the received shares, the lowest share, what was given."""
    say(f"{'seed':>4}  {'policy':<14} {'Jain':>6} {'lowest share':>12} {'given':>7}")
    found: dict[Policy, list[float]] = {policy: [] for policy in Policy}
    for seed in range(1, seeds + 1):
        for policy in Policy:
            lived = year.lived(seed, policy)
            found[policy].append(lived.jain)
            say(f"{seed:>4}  {policy:<14} {lived.jain:>6.3f} {lived.lowest:>12.1%} {float(lived.given):>7.1%}")
    for policy, values in found.items():
        say(f"mean  {policy:<14} {sum(values) / len(values):>6.3f}")


def main() -> None:
    """Print the table asked for."""
    asked = argparse.ArgumentParser()
    asked.add_argument("table", choices=["solve", "year"])
    asked.add_argument("--seeds", type=int, default=5)
    options = asked.parse_args()
    {"solve": solve, "year": years}[options.table](options.seeds)


if __name__ == "__main__":
    main()
