"""Tracking: the receiver notes under which number digital waste tracking keeps a load."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from listings.models import steps
from logistics.actions.paperwork.attesting import SignedMeanwhile
from logistics.models import Collection
from logistics.models.waste import TrackedMovement
from logistics.queries.paper_facts import load_for_papers
from logistics.queries.tracked import movement_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

LONGEST_ID: Final = 40


class NothingToTrack(DomainError):
    code = "nothing_to_track"
    message = gettext_noop("Only waste that has arrived is reported to digital waste tracking. This load is not.")


class TrackingNumberMissing(DomainError):
    code = "tracking_number_missing"
    message = gettext_noop("Write the number that digital waste tracking gave the movement.")
    field = "tracking_id"


def note_tracking(*, collection: Collection, tracking_id: str, by: User, now: datetime) -> TrackedMovement:
    """Keep the number; one that was noted before is replaced and stays on record.

    :raises NothingToTrack | TrackingNumberMissing | WordsTooLong: there is nothing to note
    :raises SignedMeanwhile: a colleague was faster
    """
    number = steps.words(tracking_id, field="tracking_id", most=LONGEST_ID, missing=TrackingNumberMissing)
    if movement_of(load_for_papers(collection)) is None:
        raise NothingToTrack
    try:
        with transaction.atomic():
            TrackedMovement.objects.standing().filter(collection=collection).update(replaced_at=now)
            return TrackedMovement.objects.create(collection=collection, tracking_id=number, by=by, at=now)
    except IntegrityError:  # two at once: one that counts is what the table allows
        raise SignedMeanwhile from None
