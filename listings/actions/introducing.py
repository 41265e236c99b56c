"""Introducing two organisations that fit and have not met: the operator's one click."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext

from listings.matching.scoring import fit
from listings.models import Introduction, Listing, Want, WantState
from listings.queries.sides import need_of, offer_of
from listings.queries.whys import why
from marketplace.dialogue.actions.talking import open_thread, tell
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, User


class NothingToIntroduce(DomainError):
    """The want is closed, nothing is left of the listing, the two do not fit, or it is one organisation."""

    code = "nothing_to_introduce"
    message = gettext_noop("These two do not fit any more: the want or the listing has changed.")


class AlreadyIntroduced(DomainError):
    code = "already_introduced"
    message = gettext_noop("These two have been introduced already.")


def introduce(*, listing: Listing, want: Want, note: str, by: User, now: datetime) -> Introduction:
    """Open a thread between who lists and who wants, and tell both why they may suit each other.

    Both come with what `Listing.objects.for_page` and `Want.objects.for_cards` load. It reserves nothing.

    :raises NothingToIntroduce: they do not fit (any more), or are one organisation
    :raises AlreadyIntroduced: somebody did before
    """
    if not (listing.is_open and want.state == WantState.OPEN) or listing.organisation_id == want.organisation_id:
        raise NothingToIntroduce
    how = fit(need_of(want), offer_of(listing), today=localtime(now).date())
    if how is None:
        raise NothingToIntroduce
    try:
        with transaction.atomic():
            thread = open_thread(
                subject=str(listing.title), organisations=[listing.organisation, want.organisation], now=now
            )
            made = Introduction.objects.create(listing=listing, want=want, thread=thread, made_by=by, made_at=now)
            tell(thread=thread, body=_letter(listing, want, note), by=by, now=now)
            sides = (
                (listing.organisation, want.organisation, Role.LISTER, why(how, "listing")),
                (want.organisation, listing.organisation, Role.REQUESTER, why(how, "want")),
            )
            for organisation, other, role, reasons in sides:
                notify(
                    organisation=organisation,
                    roles=(role,),
                    template="listings/mail/introduced",
                    context={
                        "introduction": made,
                        "note": note.strip(),
                        "listing": listing,
                        "want": want,
                        "other": other,
                        "reasons": reasons,
                    },
                    now=now,
                )
    except IntegrityError:
        if Introduction.objects.filter(listing=listing, want=want).exists():
            raise AlreadyIntroduced from None
        raise
    return made


def _letter(listing: Listing, want: Want, note: str) -> str:
    """The first message of their thread."""
    told = gettext("%(giver)s lists “%(title)s”. %(taker)s looks for “%(want)s”. You may suit each other.") % {
        "giver": listing.organisation.name,
        "title": listing.title,
        "taker": want.organisation.name,
        "want": want.title,
    }
    return "\n\n".join(part for part in (told, note.strip()) if part)
