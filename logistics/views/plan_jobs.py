"""One job of a draft: where it could ride, for which day it is kept, and what is asked so that it can ride at all."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.queries.claims import told
from logistics.access import ask_to, carried_load, collection_on_plan, own_draft, own_shift
from logistics.actions.days import asking, pinning
from logistics.actions.days.lengthening import lengthen_shift
from logistics.models import AskAnswer, AskKind, Collection, Plan
from logistics.queries.drafts import Place, places_for
from logistics.queries.job_pages import job_page
from logistics.queries.vans import shifts_on
from logistics.views.fleet import day_asked
from logistics.views.plans import address_of, board_page, number_in
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role


@acting_for(Role.COORDINATOR)
@require_safe
def plan_job(request: ActingRequest, pk: int, job: int) -> HttpResponse:
    """Where a job of a draft could ride, with what each van would mean for it; as JSON for whoever drags it."""
    draft = own_draft(request.organisation, pk)
    collection = collection_on_plan(draft, job)
    places = places_for(draft, collection, shifts_on(request.organisation, draft.day))
    if request.headers.get("Accept", "").startswith("application/json"):
        response: HttpResponse = JsonResponse({"places": [_as_json(place) for place in places]})
    else:
        response = _job(request, draft, collection, places)
    patch_vary_headers(response, ["Accept"])
    return response


def _as_json(place: Place) -> dict[str, Any]:  # Any: JSON
    return {"shift": place.shift.pk, "fits": place.fits, "here": place.is_here, "says": place.words}


def _job(
    request: ActingRequest, draft: Plan, collection: Collection, places: list[Place], refusal: str = ""
) -> HttpResponse:
    context = {
        "plan": draft,
        "page": job_page(draft, collection),
        "places": places,
        "amount": told(collection.quantity, collection.claim.listing),
        "refusal": refusal,
        "typed_day": request.POST.get("day", ""),
        "today": timezone.localdate(),
    }
    return render(request, "logistics/plan_job.html", context, status=422 if refusal else 200)


@acting_for(Role.COORDINATOR)
@require_POST
def plan_pin(request: ActingRequest, pk: int) -> HttpResponse:
    """Keep a load for a day (`keep_for`), on a van (`shift`), or let go of it; back to the plan of `day`."""
    collection = carried_load(request.organisation, pk)
    shown = day_asked(request) or timezone.localdate()
    try:
        said = _pinned(request, collection)
    except DomainError as refusal:
        return board_page(request, shown, refusal=refusal)
    messages.success(request, said)
    return redirect(address_of(shown))


def _pinned(request: ActingRequest, collection: Collection) -> str:
    """Do what the form says; what was done, in a sentence."""
    title, now = collection.claim.listing.title, timezone.now()
    if request.POST.get("shift", ""):
        shift = own_shift(request.organisation, number_in(request, "shift"))
        day = timezone.localtime(shift.starts_at).date()
        pinning.pin_to_shift(collection=collection, day=day, shift=shift, by=request.user, now=now)
        return _("“%(title)s” stays on %(van)s from now on.") % {"title": title, "van": shift.vehicle}
    if wanted := request.POST.get("keep_for", ""):
        day = _day_in(wanted)
        pinning.keep_for_day(collection=collection, day=day, by=request.user, now=now)
        words = {"title": title, "day": date_format(day, "l j F")}
        return _("“%(title)s” is kept for %(day)s. Make the plan again.") % words
    pinning.let_go(collection=collection, by=request.user, now=now)
    return _("“%(title)s” may ride on any day and any van again.") % {"title": title}


class NotADay(DomainError):
    code = "not_a_day"
    message = gettext_noop("“{text}” is not a day. Choose one, or write it as 2026-09-15.")
    field = "keep_for"


def _day_in(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay(text=text) from None


@acting_for(Role.COORDINATOR)
@require_POST
def plan_ask(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask a party to open longer on the day, so that the load can ride."""
    collection = carried_load(request.organisation, pk)
    day = day_asked(request) or timezone.localdate()
    try:
        ask = asking.ask_longer(
            collection=collection,
            kind=_one_of(request, "kind", AskKind.values),
            minutes=_minutes(request),
            day=day,
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        return board_page(request, day, refusal=refusal)
    else:
        messages.success(request, _("%(party)s is asked by mail. You hear of the answer.") % {"party": ask.party})
    return redirect(address_of(day))


@acting_for(Role.COORDINATOR)
@require_POST
def shift_lengthen(request: ActingRequest, pk: int) -> HttpResponse:
    """Let a shift work some minutes longer; the next plan counts on it."""
    shift = own_shift(request.organisation, pk)
    day = timezone.localtime(shift.starts_at).date()
    try:
        lengthen_shift(shift=shift, minutes=_minutes(request), by=request.user, now=timezone.now())
    except DomainError as refusal:
        return board_page(request, day, refusal=refusal)
    else:
        words = {"van": shift.vehicle, "time": f"{timezone.localtime(shift.ends_at):%H:%M}"}
        messages.success(request, _("%(van)s works until %(time)s now. Make the plan again.") % words)
    return redirect(address_of(day))


@acting_for()
@require_http_methods(["GET", "POST"])
def party_ask(request: ActingRequest, pk: int) -> HttpResponse:
    """For the party: could you open longer on that day? Two buttons."""
    ask = ask_to(request.organisation, request.roles, pk)
    refusal = ""
    if request.method == "POST":
        says = _one_of(request, "answer", AskAnswer.values)
        try:
            asking.answer(ask=ask, says=says, by=request.user, now=timezone.now())
        except DomainError as refused:
            refusal = refused.said_with(_)
        else:
            messages.success(request, _("Thank you. The carrier is told."))
            return redirect("logistics:party-ask", pk=pk)
    amount = told(ask.collection.quantity, ask.collection.claim.listing)
    context = {"ask": ask, "amount": amount, "refusal": refusal, "claim": ask.collection.claim}
    return render(request, "logistics/party_ask.html", context, status=422 if refusal else 200)


def _minutes(request: ActingRequest) -> int:
    """What a button of ours sends; anything else was made up, and leads nowhere."""
    text = request.POST.get("minutes", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise Http404
    return int(text)


def _one_of(request: ActingRequest, name: str, known: list[str]) -> str:
    """Likewise one of a few words; nothing where none was chosen."""
    word = request.POST.get(name, "")
    if word and word not in known:
        raise Http404
    return word
