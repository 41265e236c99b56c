"""Engines to ask: each is a process of its own, set up for one database, that times its own answers."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Self

from tests.bench.search.telling import timed

Task = Callable[..., Any]  # Any: each task has arguments and an answer of its own


class Engine:
    """A process that answers for one database; with `postgis` it asks the yardstick on the same server too."""

    def __init__(self, data: Path, url: str = "") -> None:
        self.vendor: Final = "postgresql" if url else "sqlite"
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_answer, args=(other, url), daemon=True)
        with _surroundings(data, url):
            self._process.start()

    def ways(self, task: str) -> list[str]:
        """Under which names it answers such a task."""
        if self.vendor == "sqlite":
            return ["sqlite"]
        return ["postgresql", "geometry"] if task == "clusters" else ["postgresql", "geography", "geometry"]

    def ask(self, way: str, task: str, asked: dict[str, Any]) -> tuple[float, Any]:  # Any: as above
        """Milliseconds, and the answer."""
        self._pipe.send((way, task, asked))
        answer: tuple[float, Any] | BaseException = self._pipe.recv()  # Any: as above
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


@contextmanager
def _surroundings(data: Path, url: str) -> Any:  # Any: a generator that yields nothing
    """The environment that a process of that database starts in."""
    before = dict(os.environ)
    os.environ.update(surroundings(data, url))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def surroundings(data: Path, url: str) -> dict[str, str]:
    """The settings of a run, as a served site has them: no DEBUG, mail dropped, tasks kept for a worker."""
    return {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "GOODSYARD_DATA": str(data),
        "DATABASE_URL": url,
        "SECRET_KEY": "bench only",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "HTTPS": "false",
        "EMAIL_URL": "discard:",
    }


def _answer(pipe: Connection, url: str) -> None:
    """The process: answer until told to stop."""
    import django

    django.setup()
    from tests.bench.search import ours, postgis

    yardstick = postgis.Yardstick(url) if url else None
    while (told := pipe.recv()) is not None:
        way, task, asked = told
        try:
            pipe.send(
                _one(ours.TASKS[task], task, asked)
                if way in {"sqlite", "postgresql"}
                else _theirs(yardstick, way, task, asked)
            )
        except BaseException as error:  # noqa: BLE001 -- told to whoever asked, and raised there
            pipe.send(RuntimeError(f"{way} {task} {asked}: {error!r}"))


def _one(work: tuple[Task, Task], _task: str, asked: dict[str, Any]) -> tuple[float, Any]:  # Any: as above
    """Made ready, then timed."""
    prepare, answer = work
    ready = prepare(**asked)
    took_ms, found = timed(lambda: answer(ready))
    return took_ms, found


def _theirs(yardstick: Any, way: str, task: str, asked: dict[str, Any]) -> tuple[float, Any]:  # Any: as above
    from tests.bench.search import ours

    if task == "wants":
        told = ours.told_of(asked["listing"])
        return timed(lambda: yardstick.wants(way, **told))
    point, radius_km = asked["point"], asked["radius_km"]
    if task == "clusters":
        return timed(lambda: yardstick.clusters(point, radius_km, 12))
    if task == "tally":
        return timed(lambda: yardstick.tally(way, point, radius_km))
    narrow = {"radius_km": radius_km, "count": ours.COUNT, "category": asked["category"], "words": asked["words"]}
    return timed(lambda: yardstick.nearest(way, point, **narrow))
