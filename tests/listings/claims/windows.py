"""A competitor inside a window of somebody else's action: a second connection acts at a chosen statement of the first.

Where the first holds a lock that the competitor needs, the competitor waits for it and goes on when the first has
committed; the first goes on as soon as one statement of the competitor has taken `KEPT_WAITING_S`, and after
`PATIENCE_S` anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from time import monotonic
from typing import Any, Final

from django.db import connection, connections

from marketplace.kernel.errors import DomainError

#: Longer than any statement takes that is not kept waiting.
KEPT_WAITING_S: Final = 0.15
_LOOK_S: Final = 0.01
#: Longer than any action takes that is not kept waiting, as by a lock that no statement of its own shows.
PATIENCE_S: Final = 0.4

Act = Callable[[], object]


def before_the_guard(sql: str) -> bool:
    """The first statement that writes: on SQLite the transaction begins with it, on PostgreSQL nothing is locked."""
    return sql.startswith(("BEGIN", "UPDATE"))


def before_the_claim(sql: str) -> bool:
    """After the guard of the listing: the claim itself is written next."""
    return sql.startswith(('UPDATE "listings_claim"', 'INSERT INTO "listings_claim"'))


def before_the_mail(sql: str) -> bool:
    """Near the end of the transaction: everything else is written, nothing is committed."""
    return sql.startswith('INSERT INTO "web_mail"')


WINDOWS: Final = (before_the_guard, before_the_claim, before_the_mail)


def outcome(act: Act) -> str:
    """What came of an act: what it answered if that is a number, "done", or the code of a refusal."""
    try:
        answer = act()
    except DomainError as refusal:
        return refusal.code
    return str(answer) if isinstance(answer, int) else "done"


@dataclass
class _Window:
    """Lets the competitor in once, before the first statement that is meant."""

    is_meant: Callable[[str], bool]
    competitor: Act
    told: list[str] = field(default_factory=list)
    thread: Thread | None = None
    #: since when a statement of the competitor runs (monotonic seconds)
    since: float | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        # Any: Django's own shape of a wrapper around statements
        if self.thread is None and self.is_meant(sql):
            self.thread = Thread(target=self._run)
            self.thread.start()
            until = monotonic() + PATIENCE_S
            while self.thread.is_alive() and not self._is_kept_waiting() and monotonic() < until:
                self.thread.join(_LOOK_S)
        return execute(sql, params, many, context)

    def _is_kept_waiting(self) -> bool:
        since = self.since
        return since is not None and monotonic() - since > KEPT_WAITING_S

    def _time(self, execute: Callable[..., Any], *statement: Any) -> Any:  # Any: as above
        self.since = monotonic()
        try:
            return execute(*statement)
        finally:
            self.since = None

    def _run(self) -> None:
        try:
            with connections["default"].execute_wrapper(self._time):
                self.told.append(outcome(self.competitor))
        finally:
            connections["default"].close()


def meet(window: Callable[[str], bool], first: Act, competitor: Act) -> tuple[str, str]:
    """Let the first act, and the competitor in its window; what came of each."""
    let_in = _Window(window, competitor)
    with connection.execute_wrapper(let_in):
        of_first = outcome(first)
    assert let_in.thread is not None, "the window never came"
    let_in.thread.join(30)
    return of_first, let_in.told[0]
