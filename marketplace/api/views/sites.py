"""Sites: where an organisation's things are. Adding one may ask a geocoder, before any transaction."""

from functools import partial
from typing import Any, Final

from django.urls import reverse

from marketplace.api.answers import Data, Deed, Listed
from marketplace.api.calls import Call
from marketplace.api.filling import filled, renamed, turned_round
from marketplace.api.operations import changes, lists, makes, reads
from marketplace.api.paging import listed
from marketplace.api.queries.sites import own_rows, told_site
from marketplace.api.refusals import refused_form
from marketplace.api.scopes import Scope
from marketplace.api.serializers.sites import SiteChange, SiteIn, SiteOut
from marketplace.organisations.access import site_of
from marketplace.organisations.actions.placing import add_site, change_site
from marketplace.organisations.forms import SiteForm
from marketplace.organisations.models import Role, Site

_NAMES: Final = {"latitude": "lat", "longitude": "lon"}


@lists(Scope.SITES_READ, gives=SiteOut)
def list_sites(call: Call) -> Listed:
    """List your organisation's sites."""
    return listed(call, own_rows(call.organisation), told_site)


@reads(Scope.SITES_READ, gives=SiteOut)
def read_site(call: Call, pk: int) -> Data:
    """Read one of your sites."""
    return told_site(site_of(organisation=call.organisation, pk=pk))


@makes(Scope.SITES_WRITE, Role.LISTER, Role.REQUESTER, takes=SiteIn, gives=SiteOut)
def create_site(call: Call) -> Deed[Site]:
    """Add a site."""
    form = SiteForm(filled(SiteForm(), renamed(call.body, _NAMES)))
    _check(form)
    typed = form.cleaned_data
    place: dict[str, Any] = {name: typed[name] for name in ("street", "town", "postcode")}  # Any: arguments
    return Deed(
        act=partial(
            add_site,
            organisation=call.organisation,
            pin=form.pin(),
            **place,
            **form.details(),
            by=call.person,
            now=call.now,
        ),
        answer=told_site,
        location=lambda made: reverse("api:v1:site", args=[made.pk]),
    )


@changes(Scope.SITES_WRITE, Role.LISTER, Role.REQUESTER, takes=SiteChange, gives=SiteOut)
def change_own_site(call: Call, pk: int) -> Deed[Site]:
    """Change all of a site but its place and its hours."""
    site = site_of(organisation=call.organisation, pk=pk)
    form = SiteForm(filled(SiteForm(site=site), call.body), site=site)
    _check(form)
    return Deed(
        act=partial(change_site, site=site, **form.details(), by=call.person, now=call.now),
        answer=lambda _made: told_site(site_of(organisation=call.organisation, pk=pk)),
        row=site,
        current=lambda: told_site(site_of(organisation=call.organisation, pk=pk)),
    )


def _check(form: SiteForm) -> None:
    if not form.is_valid():
        raise refused_form(form, names=turned_round(_NAMES))
