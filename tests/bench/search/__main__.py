"""The commands: see the package."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.bench import search
from tests.bench.search.engines import Engine, surroundings
from tests.bench.search.telling import say_machine


def _fill(options: argparse.Namespace) -> int:
    options.data.mkdir(parents=True, exist_ok=True)
    for old in options.data.glob("goodsyard.sqlite3*"):
        old.unlink()
    from tests.bench.search import postgis

    if options.postgres:
        postgis.make_database(options.postgres)
    if not _alone(options, "", _fill_one) or (options.postgres and not _alone(options, options.postgres, _follow_one)):
        return 1
    if options.postgres:
        postgis.fill(options.postgres)
    return 0


def _beside(options: argparse.Namespace) -> int:
    """PostgreSQL and PostGIS beside a SQLite database that was filled before."""
    from tests.bench.search import postgis

    postgis.make_database(options.postgres)
    if not _alone(options, options.postgres, _follow_one):
        return 1
    postgis.fill(options.postgres)
    return 0


def _index(options: argparse.Namespace) -> int:
    return 0 if all(_alone(options, url, _index_one) for url in _urls(options)) else 1


def _urls(options: argparse.Namespace) -> list[str]:
    """SQLite in the folder, and PostgreSQL if it was named."""
    return ["", options.postgres] if options.postgres else [""]


def _alone(options: argparse.Namespace, url: str, work: Callable[[argparse.Namespace], None]) -> bool:
    """Work on one database in a process of its own: settings are read once. Whether it came to its end."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1] == 0
    os.environ.update(surroundings(options.data, url))
    import django

    django.setup()
    work(options)
    os._exit(0)


def _fill_one(options: argparse.Namespace) -> None:
    from tests.bench.search.filling import Amounts, fill

    fill(Amounts(options.listings, options.wants, options.seed), options.data)


def _follow_one(options: argparse.Namespace) -> None:
    from tests.bench.search.filling import follow

    follow(options.data)


def _index_one(_options: argparse.Namespace) -> None:
    from tests.bench.search import indexing

    indexing.take_away()
    indexing.put_back()


def _publish(options: argparse.Namespace) -> int:
    return 0 if all(_alone(options, url, _publish_one) for url in _urls(options)) else 1


def _publish_one(options: argparse.Namespace) -> None:
    from tests.bench.search.publishing import publish_some

    publish_some(options.questions, options.seed)


def _http(options: argparse.Namespace) -> int:
    from tests.bench.search.serving import serve

    serve(options.data, _urls(options), rounds=options.questions, seed=options.seed)
    return 0


def _ask(options: argparse.Namespace) -> int:
    from tests.bench.search.asking import ask

    with ExitStack() as stack:
        engines = [stack.enter_context(Engine(options.data, url)) for url in _urls(options)]
        return (
            1
            if ask(
                options.data,
                engines,
                questions=options.questions,
                checked=options.checked,
                only=options.only,
                seed=options.seed,
            )
            else 0
        )


TASKS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "fill": _fill,
    "beside": _beside,
    "index": _index,
    "ask": _ask,
    "http": _http,
    "publish": _publish,
}


def main() -> int:
    """Exit status 1 where an answer differed from brute force."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=search.__doc__.partition("\n")[0])
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--data", type=Path, required=True, help="a folder outside the project")
    parser.add_argument("--postgres", default="", help="postgres://user@host:port/name; without it only SQLite")
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--wants", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", type=int, default=300, help="so many a row")
    parser.add_argument("--checked", type=int, default=30, help="so many of them compared with brute force")
    parser.add_argument("--only", default="", help="rows whose name holds this")
    options = parser.parse_args()
    say_machine()
    status = TASKS[options.task](options)
    say_machine()
    return status


if __name__ == "__main__":
    sys.exit(main())
