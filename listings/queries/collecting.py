"""Whether the goods of a listing can be fetched: whose vans there are, and when everybody has time."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from listings.collecting import VanLimits, VanShift
from marketplace.organisations.models import Organisation


def vans_of(organisation: Organisation) -> tuple[VanLimits, ...]:
    """What the organisation's vans take at most, as the room that keeps vans tells it."""
    ask: Callable[[Organisation], tuple[VanLimits, ...]] = import_string(settings.CARRYING["vans"])
    return ask(organisation)


def shifts_of(organisation: Organisation, *, start: datetime, end: datetime) -> tuple[VanShift, ...]:
    """The shifts of the organisation's vans that share time with this stretch, soonest first."""
    ask: Callable[..., tuple[VanShift, ...]] = import_string(settings.CARRYING["shifts"])
    return ask(organisation, start=start, end=end)
