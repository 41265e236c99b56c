"""Which listings fit a want, and which wants a listing: the nearest likely ones are loaded and scored."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from listings import taxonomy
from listings.matching import Fit, Need, Offer, Side, fit
from listings.models import Category, Listing, Want
from listings.models.words import HoldsWords
from listings.queries.cards import ListingCard, card
from listings.search.words import any_word, plain_words
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation

#: So many of the nearest likely ones are scored; a fit further away than those would not be found.
CANDIDATES: Final = 200
#: What a page shows.
SHOWN: Final = 12
WIDEST_WANT_KM: Final = 500
_LIKELY_GUESS: Final = 0.5


def need_of(want: Want) -> Need:
    """What a want says, for reckoning; its category has to be loaded."""
    return Need(
        kind=want.kind,
        category_path=want.category.path if want.category else "",
        category_name=want.category.name if want.category else "",
        guessed_paths=() if want.category else _guessed_paths(want),
        words=_title_words(want),
        quantity=want.quantity,
        unit=want.unit,
        radius_km=want.radius_km,
        needed_by=want.needed_by,
        can_collect=want.can_collect,
        point=want.public_point,
    )


def offer_of(listing: Listing) -> Offer:
    """What a listing says, for reckoning; its category has to be loaded."""
    return Offer(
        kind=listing.kind,
        category_path=listing.category.path,
        category_name=listing.category.name,
        words=frozenset(_singular(word) for word in listing.search_text.split()),
        available=listing.available,
        unit=listing.unit,
        available_from=listing.available_from,
        must_be_gone_by=listing.must_be_gone_by,
        needs_two_people=listing.needs_two_people,
        needs_tail_lift=listing.needs_tail_lift,
        point=listing.public_point,
    )


def _singular(word: str) -> str:
    return next(iter(taxonomy.tokens(word)), word)


def _title_words(want: Want) -> tuple[str, ...]:
    words = any_word(want.title)
    return tuple(dict.fromkeys(_singular(word) for word in words.terms)) if words else ()


def _guessed_paths(want: Want) -> tuple[str, ...]:
    """The paths of the leaves that the title most likely means."""
    leaves = taxonomy.by_slug()
    likely = [leaves[slug] for slug, score in taxonomy.guess(want.title) if score >= _LIKELY_GUESS]
    return tuple(f"{leaf.group_slug}/{leaf.section_slug}/{leaf.slug}" for leaf in likely)


def listings_that_fit(want: Want, *, today: date, count: int = SHOWN) -> list[tuple[Listing, Fit]]:
    """Public listings of others that fit, best first, ready for cards. The want's category has to be loaded."""
    need = need_of(want)
    rows = Listing.objects.public().filter(kind=want.kind).exclude(organisation=want.organisation_id)
    subject = Q()
    if need.category_path:
        section = need.category_path.rpartition("/")[0] or need.category_path
        near_leaves = Category.objects.filter(path__startswith=section + "/") | Category.objects.filter(
            path=need.category_path
        )
        subject |= Q(category__in=list(near_leaves.order_by("pk").values_list("pk", flat=True)))
    elif need.guessed_paths:
        likely = Category.objects.filter(path__in=need.guessed_paths).order_by("pk")
        subject |= Q(category__in=list(likely.values_list("pk", flat=True)))
    words = any_word(want.title)
    if words:
        subject |= Q(HoldsWords(words))
    found = rows.filter(subject).nearest(want.public_point, radius_km=want.radius_km, count=CANDIDATES)
    listings = Listing.objects.for_cards().in_bulk([pk for pk, _chord in found])
    scored = [(listing, fit(need, offer_of(listing), today=today)) for listing in listings.values()]
    return _best([(listing, how) for listing, how in scored if how is not None], count)


def wants_that_fit(listing: Listing, *, today: date, count: int = SHOWN) -> list[tuple[Want, Fit]]:
    """Open wants of others that the listing fits, best first, ready for cards. Its category has to be loaded."""
    offer = offer_of(listing)
    group = listing.category.path.partition("/")[0]
    rows = Want.objects.open_at(today).filter(kind=listing.kind).exclude(organisation=listing.organisation_id)
    rows = rows.filter(Q(category=None) | Q(category__path=group) | Q(category__path__startswith=group + "/"))
    reached = rows.measured_from(listing.public_point).reaching()
    found = reached.nearest(listing.public_point, radius_km=WIDEST_WANT_KM, count=CANDIDATES)
    wants = Want.objects.for_cards().in_bulk([pk for pk, _chord in found])
    scored = [(want, fit(need_of(want), offer, today=today)) for want in wants.values()]
    return _best([(want, how) for want, how in scored if how is not None], count)


def _best[T: (Listing, Want)](pairs: list[tuple[T, Fit]], count: int) -> list[tuple[T, Fit]]:
    return sorted(pairs, key=lambda pair: (-pair[1].score, pair[1].distance_km, pair[0].pk))[:count]
