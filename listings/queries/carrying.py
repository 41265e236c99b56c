"""Whether a claim's goods could ride with the van that was asked to bring them: the room that keeps vans tells."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from listings.models import Claim
from marketplace.organisations.models import Organisation


class Ride(Protocol):
    """A day on which it could ride, in a sentence, and whether its plan was asked."""

    @property
    def sentence(self) -> str: ...

    @property
    def is_sure(self) -> bool: ...


class Rides(Protocol):
    """The next such days, or in a sentence why there is none."""

    @property
    def carrier(self) -> Organisation: ...

    @property
    def days(self) -> Sequence[Ride]: ...

    @property
    def reason(self) -> str: ...


def rides_of(claim: Claim, *, now: datetime) -> Rides | None:
    """For a claim that somebody's van is asked to bring; else nothing."""
    ask: Callable[..., Rides | None] = import_string(settings.CARRYING["rides"])
    return ask(claim, now=now)
