"""Listings: searching, reading, listing something, changing it, publishing and withdrawing."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter

from listings.access import listing_visible_to, own_listing, searchable_listings
from listings.actions.offering import offer, revise
from listings.actions.publishing import publish, withdraw
from listings.filters import ListingFilter
from listings.forms.listings import ListingForm, initial_of
from listings.models import Listing, ListingState
from listings.views.results import found_for
from marketplace.api.access import leaf_called
from marketplace.api.answers import GEOJSON, Data, Deed, Listed
from marketplace.api.calls import Call
from marketplace.api.documents import parameters_of
from marketplace.api.filling import filled, pounds, renamed, turned_round
from marketplace.api.operations import acts, changes, lists, makes, reads
from marketplace.api.paging import listed, one_of
from marketplace.api.queries.listings import features, found_items, item_of, own_rows, whole
from marketplace.api.refusals import FieldError, FieldsRefused, refused_form
from marketplace.api.scopes import Scope
from marketplace.api.serializers.listings import ListingChange, ListingIn, ListingItem, ListingWhole
from marketplace.organisations.models import Role

_NAMES: Final = {"unit_mass_kg": "mass", "price_pence": "price", "replacement_value_pence": "replacement_value"}
_STATE: Final = OpenApiParameter("state", str, enum=list(ListingState.values), description="Only those in this state.")


@lists(
    Scope.LISTINGS_READ,
    gives=ListingItem,
    parameters=parameters_of(ListingFilter),
    also={GEOJSON: lambda page: features(page.items)},
)
def search_listings(call: Call) -> Listed:
    """Search listings, 24 at a time.

    What the search page finds, by the same filters: everybody's public listings, and those that a stage shows to your
    organisation. Drafts are among your own. As GeoJSON where you ask for `application/geo+json`.
    """
    sets = searchable_listings(call.organisation, call.today)
    filters = ListingFilter(call.query, sets=sets, organisation=call.organisation)
    if not filters.form.is_valid():
        raise refused_form(filters.form, status=400)
    question = filters.question()
    found = found_for(filters, question)
    return Listed(found_items(found, question.origin), found.next_after)


@lists(Scope.LISTINGS_READ, gives=ListingItem, parameters=(_STATE,))
def list_own_listings(call: Call) -> Listed:
    """List your organisation's own listings, drafts too."""
    state = one_of(call, "state", ListingState.values)
    return listed(call, own_rows(call.organisation, state), item_of)


@reads(Scope.LISTINGS_READ, gives=ListingWhole)
def read_listing(call: Call, pk: int) -> Data:
    """Read a listing that your organisation may open."""
    return whole(listing_visible_to(call.organisation, pk, call.today), call.organisation)


@makes(Scope.LISTINGS_WRITE, Role.LISTER, takes=ListingIn, gives=ListingWhole)
def create_listing(call: Call) -> Deed[Listing]:
    """List something, as a draft or published at once."""
    about: dict[str, Any] = {"kind": call.body["kind"], "organisation": call.organisation}  # Any: arguments
    said = _said({name: value for name, value in call.body.items() if name not in {"kind", "publish"}})
    form = _checked(ListingForm(**about), partial(ListingForm, **about), said)
    return Deed(
        act=partial(
            offer,
            organisation=call.organisation,
            **_values(form),
            at_once=call.body.get("publish", False),
            by=call.person,
            now=call.now,
        ),
        answer=lambda made: whole(made, call.organisation),
        names=turned_round(_NAMES),
        location=lambda made: reverse("api:v1:listing", args=[made.pk]),
    )


@changes(Scope.LISTINGS_WRITE, Role.LISTER, takes=ListingChange, gives=ListingWhole)
def change_listing(call: Call, pk: int) -> Deed[None]:
    """Change one of your listings; its kind stays."""
    shown = own_listing(call.organisation, pk)
    stages = shown.state != ListingState.PUBLISHED or not shown.is_for_everyone
    about: dict[str, Any] = {
        "kind": shown.kind,
        "organisation": call.organisation,
        "in_stages": stages,
    }  # Any: as above
    untouched = ListingForm(**about, initial=initial_of(shown))
    form = _checked(untouched, partial(ListingForm, **about), _said(call.body))
    act = partial(revise, listing=shown, **_values(form), at_once=False, by=call.person, now=call.now)
    return _on(call, shown, act)


@acts(Scope.LISTINGS_WRITE, Role.LISTER, gives=ListingWhole)
def publish_listing(call: Call, pk: int) -> Deed[None]:
    """Offer one of your listings."""
    shown = own_listing(call.organisation, pk)
    return _on(call, shown, partial(publish, listing=shown, by=call.person, now=call.now))


@acts(Scope.LISTINGS_WRITE, Role.LISTER, gives=ListingWhole)
def withdraw_listing(call: Call, pk: int) -> Deed[None]:
    """Take one of your listings back."""
    shown = own_listing(call.organisation, pk)
    return _on(call, shown, partial(withdraw, listing=shown, by=call.person, now=call.now))


def _on(call: Call, shown: Listing, act: "partial[None]") -> Deed[None]:
    return Deed(
        act=act,
        names=turned_round(_NAMES),
        answer=lambda _nothing: whole(own_listing(call.organisation, shown.pk), call.organisation),
        row=shown,
        current=lambda: whole(own_listing(call.organisation, shown.pk), call.organisation),
    )


def _said(body: Mapping[str, Any]) -> dict[str, Any]:  # Any: what a serializer read
    """The body as the form takes it: the category by its key, money and yes or no as they are typed."""
    said = renamed(pounds(body, "price_pence", "replacement_value_pence"), _NAMES)
    if "is_waste" in said:
        said["is_waste"] = "yes" if said["is_waste"] else "no"
    if "category" in said:
        leaf = leaf_called(said["category"])
        if leaf is None:
            error = FieldError("category", "unknown_category", "Give the slug of a leaf of the tree of categories.")
            raise FieldsRefused([error], status=422)
        said["category"] = leaf.pk
    return said


def _checked(untouched: ListingForm, bound: Any, said: dict[str, Any]) -> ListingForm:  # Any: makes the form
    """The form with what was said; fields that its kind does not have are refused."""
    strange = sorted(said.keys() - untouched.fields.keys())
    if strange:
        names = turned_round(_NAMES)
        words = "A listing of this kind has no such field."
        raise FieldsRefused([FieldError(names.get(one, one), "not_of_this_kind", words) for one in strange], status=422)
    form: ListingForm = bound(filled(untouched, said))
    if not form.is_valid():
        raise refused_form(form, names=turned_round(_NAMES))
    return form


def _values(form: ListingForm) -> dict[str, Any]:  # Any: arguments of the action
    return {
        "site": form.cleaned_data["site"],
        "category": form.cleaned_data["category"],
        "values": form.values(),
        "photos": form.cleaned_data["photos"],
        "hours": form.weekly_hours(),
        "stages": form.stages(),
        "allocation": form.allocation(),
    }
