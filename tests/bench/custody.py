"""`python -m tests.bench.custody --data FOLDER [--postgres URL] [--steps 10000] [--seed 1]`: lots at random.

Lots are parted, joined, mended, thrown away and corrected (tests/logistics/lot_deeds.py). Every hundredth step, and at
the end, quantities and masses must add up to the gram, and every book must hold; it prints what was done and refused
how often, and what checking all books took. FOLDER is outside the project; the PostgreSQL database is emptied.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.bench.search.engines import surroundings
from tests.bench.search.telling import say, say_machine


def main() -> int:
    """Exit status 1 where a law was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.custody")
    parser.add_argument("--data", type=Path, required=True, help="a folder outside the project")
    parser.add_argument("--postgres", default="", help="postgres://user@host:port/name, which is emptied; else SQLite")
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(surroundings(options.data, options.postgres))
    import django

    django.setup()
    say_machine()
    return _run(options.steps, options.seed)


def _run(steps: int, seed: int) -> int:
    from logistics.queries.verifying import all_findings, size_of_books
    from tests.bench.contention.ground import empty_database, in_a_hurry
    from tests.logistics.lot_deeds import Lots

    in_a_hurry()
    empty_database()
    begun, lots = time.monotonic(), Lots(seed)
    broken: list[str] = []
    for number in range(1, steps + 1):
        lots.step()
        if number % 100 == 0 or number == steps:
            broken = lots.laws()
        if broken:
            say(f"step {number}: {broken}")
            return 1
    took, begun = time.monotonic() - begun, time.monotonic()
    findings = [str(finding) for finding in all_findings()]
    for name, count in sorted(lots.done.items()):
        say(f"  {count:6,} {name}")
    books, events = size_of_books()
    checked = f"{books:,} books with {events:,} events checked in {time.monotonic() - begun:.1f} s"
    say(f"{steps:,} steps in {took:.0f} s; {checked}: {findings or 'everything holds'}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
