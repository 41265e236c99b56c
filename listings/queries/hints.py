"""The one detail that would change most what fits, in a sentence, with the way to its box."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from listings.matching.missing import TRIED, Detail, Missing, missing_in_listing, missing_in_search, missing_in_want
from listings.matching.scoring import Seeker
from listings.models import Listing, Want
from listings.queries.best import Scored
from listings.queries.fits import FittingListing, FittingWant
from listings.queries.searching import Question
from listings.queries.sides import need_of, offer_of

_OF_WANT: Final = {
    Detail.CATEGORY: (_("Name its category: that would change most what fits."), _("Choose a category")),
    Detail.NEEDED_BY: (_("Say by when you need it: that would change most what fits."), _("Give a day")),
    Detail.HOURS: (_("Say when your dock is open: that would change most what fits."), _("Give the hours")),
}
_OF_LISTING: Final = {
    Detail.CONDITION: (
        _("Say what condition it is in: that would change most whom it suits."),
        _("Choose a condition"),
    ),
    Detail.MASS: (_("Say what one weighs: that would change most whom it suits."), _("Give a weight")),
    Detail.AVAILABLE_FROM: (_("Say from when it can be had: that would change most whom it suits."), _("Give a day")),
}
_OF_SEARCH: Final = {
    Detail.QUANTITY: _("Say how many you need: that would change the order most."),
    Detail.NEEDED_BY: _("Say by when you need it: that would change the order most."),
    Detail.HOURS: _("Search from one of your own sites: its hours would change the order most."),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence, and where to say what it asks for."""

    sentence: str
    href: str
    label: str


def hint_for_want(want: Want, fits: Sequence[FittingListing], *, today: date) -> Hint | None:
    """What the want should say, by what fits it; nothing where nothing would change much. No query."""
    found = missing_in_want(need_of(want), [one.offer for one in fits], today=today)
    if found is None:
        return None
    sentence, label = _OF_WANT[found.detail]
    if found.detail is Detail.HOURS:
        return Hint(
            str(sentence), reverse("organisations:site-edit", args=[want.site_id]) + "#id_dock_hours", str(label)
        )
    return Hint(str(sentence), _box(reverse("listings:want-edit", args=[want.pk]), found), str(label))


def hint_for_listing(listing: Listing, wants: Sequence[FittingWant], *, today: date) -> Hint | None:
    """What the listing should say, by the wants that it fits. No query."""
    found = missing_in_listing(offer_of(listing), [one.need for one in wants], today=today)
    if found is None:
        return None
    sentence, label = _OF_LISTING[found.detail]
    return Hint(str(sentence), _box(reverse("listings:listing-edit", args=[listing.pk]), found), str(label))


def hint_for_search(found: Sequence[Scored], question: Question, seeker: Seeker) -> str:
    """What a search sorted by best match should say besides; empty where nothing would change much. One query."""
    best = [one.pk for one in found[:TRIED]]
    loaded = Listing.objects.select_related("category", "site").in_bulk(best)
    missing = missing_in_search(
        seeker,
        [offer_of(loaded[pk]) for pk in best if pk in loaded],
        words=question.words,
        origin=question.origin.point if question.origin else None,
        radius_km=question.radius_km,
    )
    return str(_OF_SEARCH[missing.detail]) if missing else ""


def _box(form: str, missing: Missing) -> str:
    """The box of a form."""
    return f"{form}#id_{missing.detail}"
