"""Calls that happen once: a key that the caller chose stands for one call and its one answer."""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from marketplace.api.models import ApiToken, KeyedCall
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

#: No request of ours takes so long: a call that began earlier and has no answer was killed before its effect.
LONGEST_RUN: Final = timedelta(seconds=60)
KEPT_FOR: Final = timedelta(days=2)


class KeyUsedForAnother(DomainError):
    code = "idempotency_key_reused"
    message = gettext_noop("This Idempotency-Key was used for another request. Take a new key for each new request.")
    field = "Idempotency-Key"


class StillRunning(DomainError):
    code = "idempotency_key_in_flight"
    message = gettext_noop("The request with this Idempotency-Key is still running. Ask again in a moment.")
    field = "Idempotency-Key"


def begin(*, token: ApiToken, key: str, fingerprint: str, by: User, now: datetime) -> KeyedCall:
    """Take the key for a call; one that was answered already comes back with its answer.

    Committed at once, before the effect, so that the same call sent meanwhile is told that this one runs.

    :param fingerprint: of what is asked for; another one with the same key is another call
    :raises KeyUsedForAnother | StillRunning: the key is not free
    """
    attempt = uuid4()
    mine = KeyedCall(token=token, key=key, fingerprint=fingerprint, attempt=attempt, begun_at=now)
    KeyedCall.objects.bulk_create([mine], ignore_conflicts=True)
    seen = KeyedCall.objects.with_key(token, key).first()
    if seen is None:  # the one that had it was refused between the two statements
        raise StillRunning
    if seen.fingerprint != fingerprint:
        raise KeyUsedForAnother
    if seen.attempt == attempt or seen.status is not None:
        return seen
    if now - seen.begun_at < LONGEST_RUN or not KeyedCall.objects.take_over(seen, attempt, now):
        raise StillRunning
    seen.attempt, seen.begun_at = attempt, now
    return seen


def finish(*, call: KeyedCall, status: int, body: str, location: str, by: User, now: datetime) -> None:
    """Write the answer, in the transaction of the effect.

    :raises StillRunning: it ran so long that another took it over: then this effect must not be
    """
    if not KeyedCall.objects.running(call).update(status=status, body=body, location=location):
        raise StillRunning


def give_up(*, call: KeyedCall, by: User, now: datetime) -> None:
    """The call was refused, so nothing came of it: its key is free again."""
    KeyedCall.objects.running(call).delete()


def forget(*, now: datetime) -> int:
    """Forget keys that nobody repeats any more; how many."""
    gone, _each = KeyedCall.objects.begun_before(now - KEPT_FOR).delete()
    return gone
