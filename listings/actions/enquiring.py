"""Enquiries: a question about a listing, a space above all, in a thread of its own."""

from datetime import datetime

from django.db import IntegrityError, transaction

from listings.models import Enquiry, Listing
from marketplace.dialogue.actions.talking import open_thread, say
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class OwnListing(DomainError):
    code = "own_listing"
    message = gettext_noop("This is your own listing: there is nobody to ask.")


class QuestionMissing(DomainError):
    code = "question_missing"
    message = gettext_noop("Write your question.")
    field = "question"


class AlreadyAsked(DomainError):
    code = "already_asked"
    message = gettext_noop("You already asked about this listing: go on in that thread.")


def enquire(*, listing: Listing, organisation: Organisation, question: str, by: User, now: datetime) -> Enquiry:
    """Ask the owner of a listing something. It reserves nothing; the owner gets the question by mail.

    :raises OwnListing | QuestionMissing | AlreadyAsked: nothing to ask, or nobody, or asked before
    """
    if listing.organisation_id == organisation.pk:
        raise OwnListing
    if not question.strip():
        raise QuestionMissing
    try:
        with transaction.atomic():
            parties = [organisation, listing.organisation]
            thread = open_thread(subject=str(listing.title), organisations=parties, now=now)
            enquiry = Enquiry.objects.create(listing=listing, organisation=organisation, thread=thread, asked_at=now)
            say(thread=thread, organisation=organisation, body=question.strip(), by=by, now=now)
    except IntegrityError:
        if listing.enquiries.filter(organisation=organisation).exists():
            raise AlreadyAsked from None
        raise
    return enquiry
