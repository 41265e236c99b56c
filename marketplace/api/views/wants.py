"""Wants: searching, posting, changing, closing; and what fits."""

from functools import partial
from typing import Any, Final, Literal

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter

from listings.access import own_want, searchable_wants, want_visible_to
from listings.actions.wanting import change_want, close_want, post_want
from listings.filters import WantFilter
from listings.forms.wants import WantForm, initial_of_want
from listings.models import Want, WantState
from listings.queries.want_search import find_wants
from marketplace.api.answers import GEOJSON, Data, Deed, Listed
from marketplace.api.calls import Call
from marketplace.api.documents import parameters_of
from marketplace.api.filling import filled
from marketplace.api.operations import acts, changes, lists, makes, reads
from marketplace.api.paging import listed, one_of
from marketplace.api.queries.listings import features
from marketplace.api.queries.wants import found_wants, matches_of, own_rows, told_match, told_want
from marketplace.api.refusals import refused_form
from marketplace.api.scopes import Scope
from marketplace.api.serializers.wants import CloseIn, MatchOut, WantChange, WantIn, WantOut
from marketplace.organisations.models import Role

_STATE: Final = OpenApiParameter("state", str, enum=list(WantState.values), description="Only those in this state.")


@lists(
    Scope.WANTS_READ,
    gives=WantOut,
    parameters=parameters_of(WantFilter),
    also={GEOJSON: lambda page: features(page.items)},
)
def search_wants(call: Call) -> Listed:
    """Search open wants, 24 at a time: who looks for what, within what distance."""
    filters = WantFilter(call.query, queryset=searchable_wants(call.today), organisation=call.organisation)
    if not filters.form.is_valid():
        raise refused_form(filters.form, status=400)
    found = find_wants(filters.narrowed(filters.queryset), filters.question())
    return Listed(found_wants(found, call.organisation), found.next_after)


@lists(Scope.WANTS_READ, gives=WantOut, parameters=(_STATE,))
def list_own_wants(call: Call) -> Listed:
    """List your organisation's own wants."""
    rows = own_rows(call.organisation, one_of(call, "state", WantState.values))
    return listed(call, rows, lambda one: told_want(one, call.organisation))


@reads(Scope.WANTS_READ, gives=WantOut)
def read_want(call: Call, pk: int) -> Data:
    """Read an open want, or one of your own."""
    return told_want(want_visible_to(call.organisation, pk), call.organisation)


@makes(Scope.WANTS_WRITE, Role.REQUESTER, takes=WantIn, gives=WantOut)
def create_want(call: Call) -> Deed[Want]:
    """Say publicly what you look for; you are told as soon as something fits."""
    form = _checked(call, WantForm(organisation=call.organisation))
    return Deed(
        act=partial(
            post_want,
            organisation=call.organisation,
            site=form.cleaned_data["site"],
            values=form.values(),
            by=call.person,
            now=call.now,
        ),
        answer=lambda made: _told(call, made.pk),
        location=lambda made: reverse("api:v1:want", args=[made.pk]),
    )


@changes(Scope.WANTS_WRITE, Role.REQUESTER, takes=WantChange, gives=WantOut)
def change_wanted(call: Call, pk: int) -> Deed[None]:
    """Say something else of one of your open wants."""
    want = own_want(call.organisation, pk)
    form = _checked(call, WantForm(organisation=call.organisation, initial=initial_of_want(want)))
    said: dict[str, Any] = {"site": form.cleaned_data["site"], "values": form.values()}  # Any: arguments
    return _on(call, want, partial(change_want, want=want, **said, by=call.person, now=call.now))


@acts(Scope.WANTS_WRITE, Role.REQUESTER, takes=CloseIn, gives=WantOut)
def close_wanted(call: Call, pk: int) -> Deed[None]:
    """End one of your wants: met, or no longer needed."""
    want = own_want(call.organisation, pk)
    outcome: Literal["met", "closed"] = "met" if call.body["outcome"] == "met" else "closed"
    return _on(call, want, partial(close_want, want=want, outcome=outcome, by=call.person, now=call.now))


@lists(Scope.WANTS_READ, gives=MatchOut)
def list_matches(call: Call) -> Listed:
    """List what fits: listings for your wants, and wants for your listings."""
    rows = matches_of(call.organisation, call.today)
    return listed(call, rows, lambda one: told_match(one, call.organisation))


def _checked(call: Call, untouched: WantForm) -> WantForm:
    form = WantForm(filled(untouched, call.body), organisation=call.organisation)
    if not form.is_valid():
        raise refused_form(form)
    return form


def _on(call: Call, want: Want, act: "partial[None]") -> Deed[None]:
    return Deed(
        act=act,
        answer=lambda _nothing: _told(call, want.pk),
        row=want,
        current=lambda: _told(call, want.pk),
    )


def _told(call: Call, pk: int) -> dict[str, Any]:  # Any: values of several types
    return told_want(own_want(call.organisation, pk), call.organisation)
