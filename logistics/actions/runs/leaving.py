"""Leaving: a look at the van and at what should be in it, then off."""

from datetime import datetime
from typing import Final

from django.db import transaction

from logistics.actions.runs import driving
from logistics.actions.runs.proving import WordsTooLong
from logistics.models import LoadCheck, Route
from logistics.queries.aboard import stops_with_goods_aboard
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

LONGEST_NOTE: Final = 300
NOT_IN_THE_VAN: Final = gettext_noop("It was not in the van when it left.")


class VanNotFit(DomainError):
    code = "van_not_fit"
    message = gettext_noop(
        "Do not leave with a van that is not fit to drive: tell your coordinator. If it is, tick the box."
    )
    field = "is_fit"


def leave(*, route: Route, is_fit: bool, aboard: frozenset[int], note: str, by: User, now: datetime) -> LoadCheck:
    """Leave after a look at the van. What should be aboard from an earlier day and is not falls away from the run, and
    its coordinator and receiver hear of it.

    :param aboard: the ids of the stops whose goods the driver saw in the van
    :raises VanNotFit: the driver did not say so
    :raises WordsTooLong: the note
    :raises RunNotReady: it was started before, or its plan was replaced
    """
    said = note.strip()
    refuse_unsafe(said, field="note")
    if len(said) > LONGEST_NOTE:
        raise WordsTooLong(field="note", most=LONGEST_NOTE)
    if not is_fit:
        raise VanNotFit
    missing = [stop for stop in stops_with_goods_aboard(route) if stop.pk not in aboard]
    with transaction.atomic():
        driving.start(route=route, by=by, now=now)
        check = LoadCheck.objects.create(route=route, missing=len(missing), note=said, by=by, at=now)
        for stop in missing:
            driving.fail(stop=stop, reason=str(NOT_IN_THE_VAN), by=by, now=now)
    return check
