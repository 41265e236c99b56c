"""What can be said to a step of a load: that it moved on, why somebody took it, which ways there are for it."""

from typing import Final

from listings.models import Claim
from logistics.models import Collection, CollectionMode
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe

LONGEST_REASON: Final = 300


class CollectionMovedOn(DomainError):
    code = "collection_moved_on"
    message = gettext_noop("This collection is “{state}” by now, so that can no longer be done.")


class LoadReasonMissing(DomainError):
    code = "load_reason_missing"
    message = gettext_noop("Say why: everybody concerned reads it.")
    field = "reason"


class ReasonTooLong(DomainError):
    code = "reason_too_long"
    message = gettext_noop("Write at most {most} characters here.")
    field = "reason"


def moved_on(collection: Collection) -> CollectionMovedOn:
    """The refusal for a load as it is now."""
    return CollectionMovedOn(state=Collection.objects.get(pk=collection.pk).get_state_display())


def reason_of(text: str) -> str:
    """Why, as somebody wrote it.

    :raises LoadReasonMissing | ReasonTooLong | DomainError: nothing, too much, or what cannot be kept
    """
    said = text.strip()
    refuse_unsafe(said, field="reason")
    if not said:
        raise LoadReasonMissing
    if len(said) > LONGEST_REASON:
        raise ReasonTooLong(most=LONGEST_REASON)
    return said


def ways_of(claim: Claim) -> tuple[CollectionMode, ...]:
    """How a load of this claim can go without anybody else's help."""
    own = (CollectionMode.FETCH, CollectionMode.BRING)
    return (CollectionMode.VAN, *own) if claim.carrier_id else own
