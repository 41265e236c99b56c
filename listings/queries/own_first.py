"""Before you look further: what one's own other sites offer; and why somebody is shown what not everyone sees."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.access import searchable_listings
from listings.models import Category, Listing, Stage
from listings.models.near import ANYWHERE_KM
from listings.queries.cards import ListingCard
from listings.queries.searching import FoundListings, Origin, Question, Rows, find_listings
from listings.queries.soon import soon
from listings.search.keyset import Sort
from listings.search.words import read_words
from marketplace.organisations.models import Organisation, Site

#: So many of one's own are shown before everything else.
MOST_OWN: Final = 3


def own_first(rows: Rows, question: Question, organisation: Organisation | None) -> list[ListingCard]:
    """The first of what answers the question and other sites of the organisation offer, while it is not for everyone;
    on the first page only."""
    if organisation is None or len(rows) < 2 or question.after is not None:
        return []
    return find_listings([rows[1].owned_by(organisation)], question).cards[:MOST_OWN]


def own_instead(
    organisation: Organisation, *, title: str, category: Category | None, site: Site, today: date
) -> list[ListingCard]:
    """Before something is looked for outside: what sites of the organisation offer of that category, or by those
    words, the nearest first."""
    rows = [one.owned_by(organisation) for one in searchable_listings(organisation, today)]
    if category is not None:
        rows = [one.in_category(category) for one in rows]
    words = None if category is not None else read_words(title)
    origin = Origin(site.name, site.point, site.pk)
    question = Question(words, origin, ANYWHERE_KM, Sort.DISTANCE, None)
    return find_listings(rows, question).cards[:MOST_OWN]


def with_marks(cards: Sequence[ListingCard], organisation: Organisation | None, now: datetime) -> list[ListingCard]:
    """The cards, each with why somebody acting for this organisation sees it where that is not "everyone does", and
    with what is about to change."""
    listings = [card.map_id for card in cards]
    marks, changes = shown_by(listings, organisation, localtime(now).date()), soon(listings, now)
    return [replace(card, shown_by=marks.get(card.map_id, ""), soon=changes.get(card.map_id, "")) for card in cards]


def told_first(
    found: FoundListings, own: Sequence[ListingCard], organisation: Organisation | None, now: datetime
) -> tuple[FoundListings, list[ListingCard]]:
    """A page without what stands above it, and what stands above it, both with their marks."""
    above = {card.map_id for card in own}
    rest = [card for card in found.cards if card.map_id not in above]
    told = with_marks([*own, *rest], organisation, now)
    return replace(found, cards=told[len(own) :]), told[: len(own)]


def shown_by(listings: Sequence[int], organisation: Organisation | None, today: date) -> dict[int, str]:
    """By id, why somebody acting for this organisation sees what is not everyone's: "Yours", "Your circle: NAME"."""
    if organisation is None or not listings:
        return {}
    special = Listing.objects.filter(Q(organisation=organisation) | Q(is_for_everyone=False), pk__in=listings)
    owners = dict(special.order_by("pk").values_list("pk", "organisation"))
    marks = {pk: _("Yours") for pk, owner in owners.items() if owner == organisation.pk}
    held = [pk for pk in owners if pk not in marks]
    if held:
        rows = Stage.objects.shown_to(organisation, today).filter(listing__in=held).exclude(circle=None)
        for pk, circle in rows.order_by("begins_on", "pk").values_list("listing", "circle__name"):
            marks.setdefault(pk, _("Your circle: %(circle)s") % {"circle": circle})
    return marks
