"""Wants: posting one, its page with what fits, the yard's own list, and the public search."""

from typing import Any, Final, Literal

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import own_want, reader_of, searchable_wants, sites_to_search_from, want_visible_to
from listings.actions.fitting import see_matches
from listings.actions.wanting import change_want, close_want, post_want
from listings.filters import WantFilter
from listings.filters.forms import EDGES
from listings.forms.wants import WantForm, initial_of_want
from listings.models import Kind, WantState
from listings.queries.cards import ListingCard
from listings.queries.fits import fits_for_want
from listings.queries.hints import hint_for_want
from listings.queries.own_first import own_instead
from listings.queries.refusals import heeding
from listings.queries.want_search import find_wants, want_card
from listings.queries.wants import facts_of, own_wants
from listings.views.addresses import Address
from listings.views.boxes import refused, site_links, ticks, typed, units_offered
from listings.views.chips import chips_of_place, heading_of
from listings.views.paging import page_of
from listings.views.search import answer
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role, User
from marketplace.web.distances import told_in
from marketplace.web.forms import add_domain_error

#: What a link from the search fills in.
_FILLED_IN: Final = ("title", "category", "kind", "radius_km", "site")
_TONES: Final = {
    WantState.OPEN: "good",
    WantState.MET: "good",
    WantState.CLOSED: "plain",
    WantState.EXPIRED: "stop",
}


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def want_new(request: ActingRequest) -> HttpResponse:
    """Post a want; a search that found nothing leads here with its words filled in."""
    if not sites_to_search_from(request.organisation):
        return render(request, "listings/want_form.html", {"has_site": False})
    if "more" in request.POST:
        return render(request, "listings/want_form.html", {"form": _turned(request), "has_site": True})
    if request.method == "POST":
        form = WantForm(request.POST, organisation=request.organisation)
        if form.is_valid():
            own = [] if "anyway" in request.POST else _own_instead(request, form)
            if own:
                return render(request, "listings/want_form.html", {"form": form, "has_site": True, "own": own})
            try:
                want = post_want(
                    organisation=request.organisation,
                    site=form.cleaned_data["site"],
                    values=form.values(),
                    by=request.user,
                    now=timezone.now(),
                )
            except DomainError as refusal:
                add_domain_error(form, refusal)
            else:
                messages.success(request, _("Your want is posted. We tell you as soon as something fits."))
                return redirect("listings:want", want.pk)
        return render(request, "listings/want_form.html", {"form": form, "has_site": True}, status=422)
    filled_in = {name: request.GET[name] for name in _FILLED_IN if request.GET.get(name)}
    form = WantForm(organisation=request.organisation, initial=filled_in)
    return render(request, "listings/want_form.html", {"form": form, "has_site": True})


def _own_instead(request: ActingRequest, form: WantForm) -> list[ListingCard]:
    """What the organisation offers itself of what it is about to look for outside."""
    asked = form.cleaned_data
    return own_instead(
        request.organisation,
        title=asked["title"],
        category=asked["category"],
        site=asked["site"],
        today=timezone.localdate(),
    )


def _turned(request: ActingRequest) -> WantForm:
    """The form with what was typed so far and more rows; nothing is checked yet."""
    typed_so_far = {**request.POST.dict(), "can_collect": "can_collect" in request.POST}
    return WantForm(organisation=request.organisation, initial=typed_so_far)


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def want_edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Say something else of an own want that is open."""
    want = own_want(request.organisation, pk)
    if want.state != WantState.OPEN:
        messages.error(request, _("This want is closed by now. Post a new one."))
        return redirect("listings:want", want.pk)
    if "more" in request.POST:
        return render(request, "listings/want_form.html", {"form": _turned(request), "want": want, "has_site": True})
    if request.method != "POST":
        form = WantForm(organisation=request.organisation, initial=initial_of_want(want))
        return render(request, "listings/want_form.html", {"form": form, "want": want, "has_site": True})
    form = WantForm(request.POST, organisation=request.organisation)
    if form.is_valid():
        try:
            change_want(
                want=want,
                site=form.cleaned_data["site"],
                values=form.values(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Your want is changed."))
            return redirect("listings:want", want.pk)
    return render(request, "listings/want_form.html", {"form": form, "want": want, "has_site": True}, status=422)


@login_not_required
@require_safe
def want(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a want: to its owner with what fits and why, to others with a way to offer something."""
    organisation, roles = reader_of(request)
    shown = want_visible_to(organisation, pk)
    now = timezone.now()
    is_own = organisation is not None and shown.organisation_id == organisation.pk
    fits = fits_for_want(shown, today=timezone.localdate(now)) if is_own and shown.state == WantState.OPEN else []
    if is_own and isinstance(request.user, User):
        see_matches(want=shown, by=request.user, now=now)
    context = {
        "want": shown,
        "card": want_card(shown),
        "tone": _TONES[WantState(shown.state)],
        "is_own": is_own,
        "may_change": is_own and may(roles, Role.REQUESTER) and shown.state == WantState.OPEN,
        "may_list": may(roles, Role.LISTER),
        "fits": heeding(fits, shown, now=now) if fits else [],
        "hint": hint_for_want(shown, fits, today=timezone.localdate(now)) if fits else None,
        "facts": facts_of(shown),
    }
    return render(request, "listings/want.html", context)


@acting_for(Role.REQUESTER)
@require_POST
def want_close(request: ActingRequest, pk: int) -> HttpResponse:
    """End an own want: met, or no longer needed."""
    want = own_want(request.organisation, pk)
    outcome: Literal["met", "closed"] = "met" if request.POST.get("outcome") == "met" else "closed"
    try:
        close_want(want=want, outcome=outcome, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        messages.success(request, _("Your want is closed: nobody is shown it any more."))
    return redirect("listings:wants")


@acting_for()
@require_safe
def wants(request: ActingRequest) -> HttpResponse:
    """The organisation's own wants, the open ones first."""
    page, pager = page_of(request, own_wants(request.organisation, timezone.localdate()))
    listed = [
        {
            "card": want_card(row),
            "tone": _TONES[WantState(row.state)],
            "fresh": row.fresh,
            "is_open": row.state == WantState.OPEN,
        }
        for row in page
    ]
    context = {"rows": listed, "pager": pager, "may_want": may(request.roles, Role.REQUESTER)}
    return render(request, "listings/wants.html", context)


@login_not_required
@require_safe
def want_search(request: HttpRequest) -> HttpResponse:
    """Open wants near a place, for those who have something."""
    organisation, roles = reader_of(request)
    rows = searchable_wants(timezone.localdate())
    filters = WantFilter(request.GET, queryset=rows, organisation=organisation)
    address = Address(request.GET)
    context: dict[str, Any] = {  # Any: whatever the template prints
        "typed": typed(filters),
        "address": address,
        "site_links": site_links(filters, address, sites_to_search_from(organisation)),
        "kinds": ticks(filters, "kind", Kind.choices, None),
        "units": units_offered(),
        "search_url": reverse("listings:want-search"),
        "kept": [(name, value) for name in ("site", *EDGES) for value in address.values(name)],
        "may_want": organisation is None or may(roles, Role.REQUESTER),
    }
    if not filters.form.is_valid():
        context |= refused(filters, address)
        return answer(request, "listings/want_search.html", "listings/parts/want_search.html", context, status=422)
    question = filters.question()
    heading = heading_of(filters)
    with told_in(filters.form.unit):
        found = find_wants(filters.narrowed(filters.queryset), question)
    if filters.form.box is not None:
        found.points["bbox"] = filters.form.box.as_bbox()
    context |= {
        "found": found,
        "heading": heading,
        "title": ngettext("%(count)s want %(where)s", "%(count)s wants %(where)s", len(found.cards))
        % {"count": f"{len(found.cards)}{'+' if found.next_after else ''}", "where": heading},
        "chips": chips_of_place(filters, address, heading),
        "next_href": address.going_on(found.next_after) if found.next_after else "",
        "first_href": address.without() if question.after else "",
    }
    return answer(request, "listings/want_search.html", "listings/parts/want_search.html", context, status=200)
