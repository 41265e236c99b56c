"""`python -m tests.bench.conservation --data FOLDER [--postgres URL] [--steps 10000] [--seed 1]`: loads at random.

What people do to the loads of claims (tests/logistics/conserving): dividing, collecting all or a part, leaving a rest,
delivering, turning back, losing, receiving, correcting, calling off; after each step the laws of conservation, at the
end all books of lots. It prints what was done and refused how often. FOLDER is outside the project; the PostgreSQL
database is emptied.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.bench.search.engines import surroundings
from tests.bench.search.telling import say_machine


def main() -> int:
    """Exit status 1 where a law was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.conservation")
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
    from tests.logistics.conserving.loads import loads

    in_a_hurry()
    empty_database()
    begun, world = time.monotonic(), loads(seed)
    for number in range(1, steps + 1):
        try:
            world.step()
        except AssertionError as broken:
            sys.stdout.write(f"step {number:,} broke a law: {broken}\n")
            return 1
        if number % 1000 == 0:
            sys.stdout.write(f"{number:,} steps, {time.monotonic() - begun:.0f} s\n")
    for name, count in sorted(world.tally.items()):
        sys.stdout.write(f"{count:>6,}  {name}\n")
    sys.stdout.write(f"{steps:,} steps in {time.monotonic() - begun:.0f} s, no law broken\n")
    findings = [str(finding) for finding in all_findings()]
    books, events = size_of_books()
    sys.stdout.write(f"{books:,} books with {events:,} events: {findings or 'everything holds'}\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
