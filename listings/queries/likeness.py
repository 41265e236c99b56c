"""An organisation's own listings that are likely the same thing as one of them."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from listings.likeness import Thing, likeness
from listings.models import Listing, ListingState
from listings.models.words import HoldsWords
from listings.search.words import any_word
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation

#: So many of the newest likely ones are compared, and so many shown.
COMPARED: Final = 100
SHOWN: Final = 3
_STANDING: Final = (ListingState.DRAFT, ListingState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Alike:
    """An own listing that is likely the same thing, how alike it is (0 to 100) and in which ways."""

    title: str
    href: str
    state: str
    left: str
    site: str
    score: int
    reasons: list[str]


def thing_of(listing: Listing) -> Thing:
    """What a listing says of the thing; its category has to be loaded."""
    return Thing(
        title=listing.title,
        category=listing.category.path,
        site=listing.site_id,
        quantity=listing.quantity,
        unit=listing.unit,
        dimensions=listing.dimensions,
        make=listing.make,
        model=listing.model,
        serial_number=listing.serial_number,
    )


def alike(thing: Thing, *, organisation: Organisation, besides: int | None = None) -> list[Alike]:
    """The organisation's drafts and published listings that are likely this thing, the likest first."""
    words = any_word(thing.title)
    likely = Q(HoldsWords(words)) if words else Q(title=thing.title)
    if thing.serial_number:
        likely |= Q(serial_number__iexact=thing.serial_number)
    rows = Listing.objects.owned_by(organisation).filter(likely, state__in=_STANDING).for_page()
    if besides is not None:
        rows = rows.exclude(pk=besides)
    compared = ((other, likeness(thing, thing_of(other))) for other in rows.order_by("-created_at", "-pk")[:COMPARED])
    best = sorted(
        ((other, how) for other, how in compared if how is not None), key=lambda pair: (-pair[1].score, pair[0].pk)
    )
    return [
        Alike(
            title=other.title,
            href=reverse("listings:listing", args=[other.pk]),
            state=other.get_state_display(),
            left=f"{format_amount(other.available)} {Unit(other.unit).for_amount(other.available)}",
            site=other.site.name,
            score=how.score,
            reasons=[gettext(sentence).format(**details) for sentence, details in how.reasons],
        )
        for other, how in best[:SHOWN]
    ]


def twins_of(draft: Listing) -> list[Alike]:
    """What a draft is likely the same as; what is no draft is not asked about."""
    if draft.state != ListingState.DRAFT:
        return []
    return alike(thing_of(draft), organisation=draft.organisation, besides=draft.pk)
