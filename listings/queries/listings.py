"""What the pages about listings read."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from listings.models import (
    Category,
    Claim,
    ClaimState,
    Condition,
    Enquiry,
    Kind,
    Listing,
    ListingState,
    Mode,
    Photo,
    StockEntry,
)
from marketplace.organisations.models import Organisation, Site


@dataclass(frozen=True, slots=True)
class Missing:
    """A detail that a listing does not say yet: the words for a list, and the form's field."""

    words: str
    field: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry of the stock ledger with what was left after it."""

    entry: StockEntry
    left: Decimal


def details_missing(listing: Listing, *, photos: int) -> list[Missing]:
    """What a taker would still like to know, most wanted first. Nothing here stops a listing from being published,
    but for the code of waste."""
    told = {**_common_details(listing), **(_space_details if listing.kind == Kind.SPACE else _goods_details)(listing)}
    words = {
        "photos": _("a photo"),
        "waste_code": _("the List of Waste code"),
        "mass": _("the weight"),
        "condition": _("the condition"),
        "capacity_people": _("how many people it holds"),
        "opening_times": _("when it can be used"),
        "price": _("the price"),
        "available_from": pgettext("a detail that is missing", "from when it is available"),
        "advertise_until": pgettext("a detail that is missing", "until when it is offered"),
        "description": _("a description"),
    }
    told["photos"] = photos > 0
    return [Missing(said, field) for field, said in words.items() if not told.get(field, True)]


def _common_details(listing: Listing) -> dict[str, bool]:
    return {
        "description": bool(listing.description),
        "price": listing.mode not in {Mode.SELL, Mode.HIRE} or listing.price_pence is not None,
    }


def _goods_details(listing: Listing) -> dict[str, bool]:
    return {
        "mass": listing.unit_mass_kg is not None,
        "condition": listing.condition != Condition.UNKNOWN,
        "available_from": listing.available_from is not None,
        "advertise_until": listing.advertise_until is not None or listing.must_be_gone_by is not None,
        "waste_code": not listing.is_waste or bool(listing.waste_code),
    }


def _space_details(listing: Listing) -> dict[str, bool]:
    return {
        "capacity_people": listing.capacity_people is not None,
        "opening_times": bool(listing.opening_times) or bool(listing.hours.all()),
    }


def own_listings(organisation: Organisation, *, state: str = "") -> QuerySet[Listing]:
    """The yard's own listings, newest first, with how many claims wait for an answer; `state` narrows."""
    waiting = Count("claims", filter=Q(claims__state=ClaimState.ASKED))
    own = Listing.objects.owned_by(organisation).for_cards().prefetch_related("hours").annotate(waiting=waiting)
    return (own.filter(state=state) if state else own).order_by("-created_at", "-pk")


def counts_by_state(organisation: Organisation) -> dict[str, int]:
    """How many listings the organisation has in each state; states without any are left out."""
    rows = Listing.objects.owned_by(organisation).order_by("state").values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}


def ledger(listing: Listing) -> Iterator[LedgerLine]:
    """The stock entries from the first to the last, each with what was left after it."""
    left = Decimal(0)
    for entry in StockEntry.objects.for_listing(listing).select_related("claim__organisation", "by"):
        left += entry.change
        yield LedgerLine(entry, left)


def photos_of(listing: Listing) -> list[Photo]:
    """A listing's photos in order."""
    return list(Photo.objects.filter(listing=listing).in_order())


def category_choices(kind: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """The leaves of a kind by their section, in the order of the tree: for a select with groups."""
    groups: dict[str, list[tuple[int, str]]] = {}
    leaves = Category.objects.leaves().filter(kind=kind).select_related("parent__parent").in_tree_order()
    for leaf in leaves:
        section = leaf.parent
        above = section.parent if section is not None else None
        heading = f"{above} › {section}" if above is not None else str(section)
        groups.setdefault(heading, []).append((leaf.pk, leaf.name))
    return list(groups.items())


def sites_for_choice(organisation: Organisation) -> QuerySet[Site]:
    """The organisation's sites that are in use, by name."""
    return Site.objects.owned_by(organisation).in_use().for_choice()


def open_claim_of(listing: Listing, organisation: Organisation) -> Claim | None:
    """The organisation's unfinished claim on this listing, if it has one."""
    own = Claim.objects.in_play().filter(listing=listing, organisation=organisation)
    return own.select_related("listing__allocation").first()


def enquiry_of(listing: Listing, organisation: Organisation) -> Enquiry | None:
    """The organisation's enquiry about this listing, if it made one."""
    return Enquiry.objects.filter(listing=listing, organisation=organisation).first()


def states_with_counts(organisation: Organisation) -> list[tuple[str, str, int]]:
    """Every state of a listing with its words and how many the organisation has."""
    counts = counts_by_state(organisation)
    return [(state.value, str(state.label), counts.get(state.value, 0)) for state in ListingState]


def on_marks(keys: list[int]) -> dict[int, Listing]:
    """Listings by id, with what a mark on a map tells of them; the ids come from what the visitor may find."""
    return Listing.objects.select_related("site").in_bulk(keys)
