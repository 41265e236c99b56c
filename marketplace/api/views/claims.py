"""Claims: asking, reading, answering, ending."""

from functools import partial
from typing import Any, Final

from django import forms
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter

from listings.access import claim_asked_of, claim_between, claim_visible_to, listing_visible_to
from listings.actions import claiming
from listings.forms.claims import AcceptForm, ClaimForm
from listings.forms.reasons import CancelForm, DeclineForm
from listings.models import Claim, ClaimState, allocation_of
from listings.models.steps import moved_on
from listings.queries.claims import SIDES, may_do
from marketplace.api.access import organisation_called
from marketplace.api.answers import Data, Deed, Listed
from marketplace.api.calls import Call
from marketplace.api.filling import filled
from marketplace.api.operations import acts, lists, makes, reads
from marketplace.api.paging import listed, one_of
from marketplace.api.queries.claims import rows, shown
from marketplace.api.refusals import refused_form
from marketplace.api.scopes import Scope
from marketplace.api.serializers.claims import AcceptIn, ClaimIn, ClaimOut, ReasonIn
from marketplace.organisations.models import Role

_SIDE: Final = OpenApiParameter("side", str, enum=list(SIDES), description="On which side you stand.")
_STATE: Final = OpenApiParameter("state", str, enum=list(ClaimState.values), description="Only those in this state.")


@lists(Scope.CLAIMS_READ, gives=ClaimOut, parameters=(_SIDE, _STATE))
def list_claims(call: Call) -> Listed:
    """List the claims to which your organisation is a party."""
    side, state = one_of(call, "side", SIDES), one_of(call, "state", ClaimState.values)
    return listed(call, rows(call.organisation, side, state), lambda one: shown(one, call.organisation))


@reads(Scope.CLAIMS_READ, gives=ClaimOut)
def read_claim(call: Call, pk: int) -> Data:
    """Read a claim to which your organisation is a party."""
    return _told(call, pk)


@makes(Scope.CLAIMS_WRITE, Role.REQUESTER, takes=ClaimIn, gives=ClaimOut)
def create_claim(call: Call, pk: int) -> Deed[Claim]:
    """Ask for a quantity of a listing: it is held for you until they answer, or you wait in line."""
    listing = listing_visible_to(call.organisation, pk, call.today)
    rules = allocation_of(listing)
    about: dict[str, Any] = {"listing": listing, "rules": rules, "organisation": call.organisation}  # Any: arguments
    said = dict(call.body)
    if said.get("carrier"):
        named = organisation_called(said["carrier"])
        said["carrier"] = named.pk if named else said["carrier"]
    form = ClaimForm(filled(ClaimForm(**about), {"joins_line": False, **said}), **about)
    _check(form)
    return Deed(
        act=partial(
            claiming.claim,
            listing=listing,
            organisation=call.organisation,
            by=call.person,
            now=call.now,
            **form.cleaned_data,
        ),
        answer=lambda made: _told(call, made.pk),
        location=lambda made: reverse("api:v1:claim", args=[made.pk]),
    )


@acts(Scope.CLAIMS_WRITE, Role.LISTER, takes=AcceptIn, gives=ClaimOut)
def accept_claim(call: Call, pk: int) -> Deed[None]:
    """Promise all or a part of what was asked for."""
    asked = claim_asked_of(call.organisation, pk)
    form = AcceptForm(filled(AcceptForm(claim=asked), call.body), claim=asked)
    _check(form)
    quantity = form.cleaned_data["quantity"]  # what can be signed with it has an operation of its own
    return _on(call, asked, partial(claiming.accept, quantity=quantity))


@acts(Scope.CLAIMS_WRITE, Role.LISTER, takes=ReasonIn, gives=ClaimOut)
def decline_claim(call: Call, pk: int) -> Deed[None]:
    """Say no, with a reason."""
    return _answered(call, claim_asked_of(call.organisation, pk), DeclineForm(call.body), claiming.decline)


@acts(Scope.CLAIMS_WRITE, Role.LISTER, Role.REQUESTER, takes=ReasonIn, gives=ClaimOut)
def cancel_claim(call: Call, pk: int) -> Deed[None]:
    """End a claim, by whoever asked, or by whoever promised."""
    ended = claim_between(call.organisation, pk)
    if not may_do(ended, call.organisation, call.roles, call.now).cancel:
        raise moved_on(ended)
    return _answered(call, ended, CancelForm(call.body), partial(claiming.cancel, side=call.organisation))


def _answered(call: Call, claim: Claim, form: forms.Form, act: Any) -> Deed[None]:  # Any: an action on a claim
    _check(form)
    return _on(call, claim, partial(act, **form.cleaned_data))


def _on(call: Call, claim: Claim, act: Any) -> Deed[None]:  # Any: as above
    return Deed(
        act=partial(act, claim=claim, by=call.person, now=call.now),
        answer=lambda _nothing: _told(call, claim.pk),
        row=claim,
        current=lambda: _told(call, claim.pk),
    )


def _check(form: forms.Form) -> None:
    if not form.is_valid():
        raise refused_form(form)


def _told(call: Call, pk: int) -> dict[str, Any]:  # Any: values of several types
    return shown(claim_visible_to(call.organisation, pk), call.organisation)
