"""The commands: see the package."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import contention
from tests.bench.search.engines import surroundings
from tests.bench.search.telling import say_machine

if TYPE_CHECKING:
    from tests.bench.contention.rounds import Told

_HEAD = ("what", "attempts", "yes", "refused", "errors", "too many", "lost", "half done", "seconds")


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def row(what: str, *figures: object) -> None:
    """A row of the table."""
    say(f"{what:<42}" + "".join(f"{figure!s:>11}" for figure in figures))


def _alone(options: argparse.Namespace, url: str, work: Callable[[argparse.Namespace], bool]) -> bool:
    """Work on one database in a process of its own: settings are read once. Whether all was well."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1] == 0
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(surroundings(options.data, url))
    import django

    django.setup()
    from tests.bench.contention.ground import empty_database

    empty_database()
    os._exit(0 if work(options) else 1)


def _race(options: argparse.Namespace) -> bool:
    from django.db import connection

    row(f"{connection.vendor}, {options.processes} processes", *_HEAD[1:])
    claims = _race_claims(options)
    return _race_bookings(options) and claims


def _race_claims(options: argparse.Namespace) -> bool:
    from tests.bench.contention import claims, ground
    from tests.bench.contention.rounds import timed_round

    about = ground.claim_ground(options.claims)
    told = timed_round(claims.claim_each, about, options.processes)
    found = (claims.oversold(about), claims.lost_claims(told), claims.unexplained(about))
    _tell("claims", told, *found)
    about = ground.claim_ground(max(options.claims // 50, 1000), each=200)
    free = timed_round(claims.grab_each, about, options.processes)
    _tell("claims, control without the guard", free, wrong := claims.oversold(about))
    return not (told.errors or any(found)) and wrong > 0


def _race_bookings(options: argparse.Namespace) -> bool:
    from tests.bench.contention import bookings, halls
    from tests.bench.contention.rounds import timed_round

    about = halls.booking_ground(options.bookings)
    told = timed_round(bookings.book_each, about, options.processes)
    found = (bookings.overlaps(about), bookings.lost_bookings(told), bookings.half_done())
    _tell("bookings", told, *found)
    about = halls.booking_ground(max(options.bookings // 20, 400))
    free = timed_round(bookings.book_without_guard, about, options.processes)
    _tell("bookings, control without the guard", free, wrong := bookings.overlaps(about))
    return not (told.errors or any(found)) and wrong > 0


def _tell(what: str, told: Told, too_many: int, lost: object = "", half_done: object = "") -> None:
    counts = (told.attempts, len(told.done), told.refused.total(), told.errors.total())
    row(what, *counts, too_many, lost, half_done, f"{told.seconds:.0f}")
    if told.errors:
        say(f"errors: {told.worst()}")


def _kill(options: argparse.Namespace) -> bool:
    from tests.bench.contention.killing import kill_rounds

    return kill_rounds(options.times, processes=min(options.processes, 4), seed=options.seed)


TASKS: dict[str, Callable[[argparse.Namespace], bool]] = {"race": _race, "kill": _kill}


def main() -> int:
    """Exit status 1 where something was given twice, lost or half done, or a control did not go wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.contention", description=(contention.__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--data", type=Path, required=True, help="a folder outside the project")
    parser.add_argument(
        "--postgres", default="", help="postgres://user@host:port/name, which is emptied; else SQLite alone"
    )
    parser.add_argument("--processes", type=int, default=32)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--bookings", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    say_machine()
    urls = ["", options.postgres] if options.postgres else [""]
    well = [_alone(options, url, TASKS[options.task]) for url in urls]
    say_machine()
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
