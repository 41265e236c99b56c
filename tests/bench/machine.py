"""`python -m tests.bench.machine --data FOLDER [--postgres URL] [--steps 20000] [--seed 1]`: the exchange at random.

The state machine of tests/listings/machine, for as many steps as asked: claims, lines, decisions, receipts, returns and
bookings, and after each step its laws. It prints what was done and refused how often. FOLDER is outside the project;
the PostgreSQL database is emptied. Exit status 1 where a law was broken; hypothesis then prints the steps.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.bench.search.engines import surroundings
from tests.bench.search.telling import say_machine

#: Steps of one example; then it begins anew.
_LENGTH = 50


def main() -> int:
    """Exit status 1 where a law was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.machine")
    parser.add_argument("--data", type=Path, required=True, help="a folder outside the project")
    parser.add_argument("--postgres", default="", help="postgres://user@host:port/name, which is emptied; else SQLite")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(surroundings(options.data, options.postgres))
    import django

    django.setup()
    say_machine()
    begun = time.monotonic()
    steps = _run(options.steps, options.seed)
    sys.stdout.write(f"{steps:,} steps in {time.monotonic() - begun:.0f} s, no law broken\n")
    say_machine()
    return 0


def _run(steps: int, seed: int) -> int:
    """So many steps or a few more; how many there were. Steps for which nothing was there to act on are not told of."""
    from django.db import connection
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    from tests.bench.contention.ground import empty_database
    from tests.listings.machine.exchange import exchange, tally

    empty_database()
    machine = seeded(seed)(exchange())
    examples = -(-steps // _LENGTH)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=_LENGTH,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)
    for what, count in sorted(tally.items()):
        sys.stdout.write(f"{connection.vendor}  {what:<28} {count:>7,}\n")
    return examples * _LENGTH


if __name__ == "__main__":
    sys.exit(main())
