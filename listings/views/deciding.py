"""Deciding who gets what: what waits for it, the page of one decision before it is sent, and the result after it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from listings.access import decision_visible_to, own_listings_named, taking_policy_of
from listings.actions.allotting import DecidedAlready, declare
from listings.actions.deciding import ClaimsChanged, decide, refuse_decided
from listings.forms.deciding import DecideForm, TakingForm
from listings.models import Listing, Policy
from listings.queries.deciding import Preview, preview
from listings.queries.decisions import decisions_of, is_closed, own_in_the_running, result_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error

_SHOWN_AT_ONCE = 50


@acting_for()
@require_safe
def decisions(request: ActingRequest) -> HttpResponse:
    """What waits to be decided, and what was."""
    now = timezone.now()
    rows = [(row, is_closed(row, now)) for row in own_in_the_running(request.organisation)]
    context = {
        "rows": rows,
        "sent": decisions_of(request.organisation)[:_SHOWN_AT_ONCE],
        "may_decide": may(request.roles, Role.LISTER),
        "may_say": may(request.roles, Role.REQUESTER, Role.LISTER),
    }
    return render(request, "listings/decisions.html", context)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def decision_new(request: ActingRequest) -> HttpResponse:
    """Decide about own listings (`?listing=`, once for each): change what is suggested, look at it, send it."""
    if "listing" not in request.GET:
        messages.info(request, _("Choose the listings to decide about."))
        return redirect("listings:decisions")
    listings = own_listings_named(request.organisation, request.GET.getlist("listing"))
    try:
        refuse_decided(listings=listings, by=request.user, now=timezone.now())
        suggested = preview(listings=listings, choices={}, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, listings, refusal)
    if request.method != "POST":
        return _page(request, listings, suggested, DecideForm(suggested=suggested))
    form = DecideForm(request.POST, suggested=suggested)
    if not form.is_valid():
        return _page(request, listings, suggested, form, status=422)
    return _step(request, listings, suggested, form)


def _step(request: ActingRequest, listings: Sequence[Listing], suggested: Preview, form: DecideForm) -> HttpResponse:
    """The step that was asked for: change, look at, send."""
    if request.POST.get("then") == "change":
        return _page(request, listings, suggested, form)
    try:
        if form.cleaned_data["digest"] != suggested.digest:
            raise ClaimsChanged
        if request.POST.get("then") == "send":
            return _send(request, listings, form)
        seen = preview(listings=listings, choices=form.choices(), now=timezone.now())
    except ClaimsChanged as refusal:
        messages.error(request, refusal.said_with(_))
        return _page(request, listings, suggested, form.again(), status=422)
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return _page(request, listings, suggested, form, status=422)
    return render(request, "listings/decide_preview.html", {"seen": seen, "form": form, "listings": listings})


def _send(request: ActingRequest, listings: Sequence[Listing], form: DecideForm) -> HttpResponse:
    try:
        made = decide(
            listings=listings,
            choices=form.choices(),
            digest=form.cleaned_data["digest"],
            keeps_line=form.cleaned_data["keeps_line"],
            by=request.user,
            now=timezone.now(),
        )
    except DecidedAlready as refusal:
        return _refused(request, listings, refusal)
    messages.success(request, _("Sent. Everybody who asked has been told."))
    return redirect("listings:decision", pk=made.pk)


@acting_for()
@require_safe
def decision(request: ActingRequest, pk: int) -> HttpResponse:
    """What was decided, for each of its parties."""
    result = result_of(decision_visible_to(request.organisation, pk), request.organisation)
    return render(request, "listings/decision.html", {"result": result, "decision": result.decision})


@acting_for(Role.REQUESTER, Role.LISTER)
@require_http_methods(["GET", "POST"])
def taking(request: ActingRequest) -> HttpResponse:
    """What the organisation says of itself as a taker: held against the clauses of those who give."""
    kept = taking_policy_of(request.organisation)
    said = {name: getattr(kept, name) for name in TakingForm.base_fields}
    form = TakingForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        declare(organisation=request.organisation, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Kept. From now on it is held against givers' clauses."))
        return redirect("listings:taking")
    status = 422 if form.is_bound else 200
    return render(request, "listings/taking.html", {"form": form, "kept": kept}, status=status)


def _page(
    request: ActingRequest, listings: Sequence[Listing], suggested: Preview, form: DecideForm, *, status: int = 200
) -> HttpResponse:
    parts = [(part, [(row, *form.boxes(row)) for row in part.rows]) for part in suggested.parts]
    context = {
        "listings": listings,
        "seen": suggested,
        "parts": parts,
        "form": form,
        "may_choose": suggested.policy != Policy.BALLOT,
        "policy": suggested.policy.label,
    }
    return render(request, "listings/decide.html", context, status=status)


def _refused(request: ActingRequest, listings: Sequence[Listing], refusal: DomainError) -> HttpResponse:
    """There is nothing to decide, or not any more: said plainly, with the way on."""
    status = 409 if isinstance(refusal, DecidedAlready) else 422
    words = {"refused": refusal.said_with(_), "listings": listings}
    return render(request, "listings/decide_refused.html", words, status=status)
