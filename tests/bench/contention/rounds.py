"""So many processes that begin at once, and what each of them has to say at the end."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any, Final

from django.db import connections

from marketplace.kernel.errors import DomainError

_PATIENCE_S: Final = 3600
#: Nobody needs more than a few of them to see what is wrong.
_SHOWN: Final = 3


@dataclass
class Told:
    """What came of one process's attempts: the keys of what was acknowledged, and the codes of what was not."""

    done: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    @property
    def attempts(self) -> int:
        return len(self.done) + self.refused.total() + self.errors.total()

    def attempt(self, act: Callable[[], int]) -> None:
        """Do it and note what came of it; an error that is not a refusal is what there should be none of."""
        try:
            self.done.append(act())
        except DomainError as refusal:
            self.refused[refusal.code] += 1
        except Exception as error:  # noqa: BLE001 - the outermost loop of a command: whatever it is, it is counted
            self.errors[f"{type(error).__name__}: {error}"[:100]] += 1

    def add(self, other: "Told") -> None:
        self.done += other.done
        self.refused += other.refused
        self.errors += other.errors

    def worst(self) -> str:
        """The most frequent errors, to read."""
        return "; ".join(f"{count} × {what}" for what, count in self.errors.most_common(_SHOWN))


Deed = Callable[[Any, int, int], Told]  # Any: what the round is about; then which process of how many


def timed_round(deed: Deed, about: object, processes: int) -> Told:
    """Let so many processes do it at the same time; their words together, and how long it took."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(processes + 1), context.Queue()
    runners = [
        context.Process(target=_run, args=(partial(deed, about, number, processes), barrier, answers))
        for number in range(processes)
    ]
    for runner in runners:
        runner.start()
    barrier.wait(_PATIENCE_S)
    begun, told = time.monotonic(), Told()
    for _runner in runners:
        told.add(answers.get(timeout=_PATIENCE_S))
    told.seconds = time.monotonic() - begun
    for runner in runners:
        runner.join(_PATIENCE_S)
    return told


def _run(deed: Callable[[], Told], barrier: Barrier, answers: "Queue[Told]") -> None:
    barrier.wait(_PATIENCE_S)
    answers.put(deed())


def share(of: Sequence[int], number: int, processes: int) -> Sequence[int]:
    """Every so-many-th: what falls to one process."""
    return of[number::processes]
