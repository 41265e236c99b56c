"""Who may what with a lot: anybody reads its public page, whoever had it prints labels, only its owner changes it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from logistics.models import CustodyEvent, FollowUp, Passport
from logistics.models.followup_links import read_follow_up_token
from marketplace.organisations.models import Organisation


def passport_with(code: str) -> Passport:
    """The passport behind a label: anybody may read it."""
    return get_object_or_404(Passport.objects.for_page(), code=code.upper())


def known_passport(organisation: Organisation, code: str) -> Passport:
    """One that the organisation owned, gave, carried or held at any time."""
    return get_object_or_404(Passport.objects.for_page().known_to(organisation), code=code.upper())


def own_lot(organisation: Organisation, code: str) -> Passport:
    """One that the organisation owns now; those that it only had: 403."""
    lot = known_passport(organisation, code)
    if lot.owner_id != organisation.pk:
        raise PermissionDenied
    return lot


def event_to_correct(organisation: Organisation, code: str, number: int) -> CustodyEvent:
    """An event that stands under the organisation's name in the book of a lot; those of others: 403."""
    lot = known_passport(organisation, code)
    events = CustodyEvent.objects.filter(passport=lot).select_related("passport__listing", "corrects")
    event = get_object_or_404(events, number=number)
    if event.holder_id != organisation.pk:
        raise PermissionDenied
    return event


def follow_up_with(token: str) -> FollowUp:
    """The question behind the link of a mail: the link is the key.

    :raises FollowUpLinkExpired | FollowUpLinkBroken: it is too old, or not ours
    """
    return get_object_or_404(FollowUp.objects.for_page(), pk=read_follow_up_token(token))
