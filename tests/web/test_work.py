"""The worker: what is put off gets done, and a signal in the middle of a task ends it after that task."""

import os
import signal
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django_tasks import task
from pytest_django import Settings

from marketplace.web.management.commands import work

done: list[str] = []


@task()
def stop_in_the_middle() -> None:
    """Does some work, during which somebody stops the worker."""
    os.kill(os.getpid(), signal.SIGTERM)
    done.append("finished")


@pytest.fixture
def own_signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    done.clear()
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_signals")
def test_signal_during_a_task_ends_the_worker_after_it(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = {f"{__name__}.stop_in_the_middle": 60}
    call_command(work.Command())
    assert done == ["finished"]
