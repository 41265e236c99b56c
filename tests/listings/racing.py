"""Processes that act at the same moment: a fork server with Django in it, and one real process for each job."""

from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any, Final

PROCESSES: Final = 16
GROUND: Final = "tests.listings.race_ground"
_PATIENCE_S: Final = 120


def race(deed: str, jobs: list[dict[str, Any]], database: dict[str, Any]) -> list[str]:
    # Any: what a deed is about; and Django's own shape for a database
    """Start one process for each job, let them all begin at once, and answer what each of their deeds came to."""
    context = get_context("forkserver")
    context.set_forkserver_preload([GROUND])
    barrier, answers = context.Barrier(len(jobs)), context.Queue()
    runners = [context.Process(target=_run, args=(deed, job, database, barrier, answers), daemon=True) for job in jobs]
    for runner in runners:
        runner.start()
    told: list[str] = []
    for _runner in runners:
        told += answers.get(timeout=_PATIENCE_S)
    for runner in runners:
        runner.join(_PATIENCE_S)
        assert runner.exitcode == 0
    return told


def _run(
    deed: str,
    job: dict[str, Any],  # Any: as above
    database: dict[str, Any],  # Any: as above
    barrier: Barrier,
    answers: "Queue[list[str]]",
) -> None:
    from tests.listings import race_ground

    race_ground.open_database(database)
    barrier.wait(_PATIENCE_S)
    answers.put(race_ground.DEEDS[deed](job))
