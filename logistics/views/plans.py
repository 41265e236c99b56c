"""The day board: what waits, the plan, moving by hand, publishing."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from logistics.access import collection_on_plan, own_draft, own_shift
from logistics.actions import moving, planning, publishing
from logistics.queries.plans import board_of
from logistics.views.fleet import day_asked
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role

#: Days that a calendar can step to and from without running over its edges.
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)


@acting_for(Role.COORDINATOR)
@require_safe
def plan(request: ActingRequest) -> HttpResponse:
    """What is to move and how it moves on a day (`?day=`, today if none is named)."""
    return _page(request, _day(request))


@acting_for(Role.COORDINATOR)
@require_POST
def plan_make(request: ActingRequest) -> HttpResponse:
    """Plan the day; takes seconds."""
    day = _day(request)
    try:
        made = planning.make_plan(organisation=request.organisation, day=day, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, day, refusal=refusal)
    left = made.issues.count()
    messages.success(request, _("The draft is ready. Look at it, then publish it."))
    if left:
        messages.warning(request, _("Not everything fits: the reasons stand below the routes."))
    return redirect(_address(day))


@acting_for(Role.COORDINATOR)
@require_POST
def plan_publish(request: ActingRequest, pk: int) -> HttpResponse:
    """Put a draft in force."""
    draft = own_draft(request.organisation, pk)
    try:
        publishing.publish(plan=draft, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, draft.day, refusal=refusal)
    messages.success(request, _("Published. Drivers see their runs; givers and receivers are told when the van comes."))
    return redirect(_address(draft.day))


@acting_for(Role.COORDINATOR)
@require_POST
def move_stop(request: ActingRequest, pk: int) -> HttpResponse:
    """Move a job of a draft to another van, or set it aside."""
    draft = own_draft(request.organisation, pk)
    collection = collection_on_plan(draft, _number(request, "collection"))
    chosen = request.POST.get("shift", "")
    shift = own_shift(request.organisation, _number(request, "shift")) if chosen else None
    try:
        moving.move(plan=draft, collection=collection, shift=shift, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, draft.day, refusal=refusal)
    title = collection.claim.listing.title
    if shift is None:
        messages.success(request, _("“%(title)s” is set aside.") % {"title": title})
    else:
        messages.success(request, _("“%(title)s” rides on %(van)s now.") % {"title": title, "van": shift.vehicle})
    return redirect(_address(draft.day))


def _page(request: ActingRequest, day: date, *, refusal: DomainError | None = None) -> HttpResponse:
    board = board_of(request.organisation, day, show_published=request.GET.get("show") == "published")
    today = timezone.localdate()
    context = {
        "board": board,
        "today": today,
        "is_over": day < today,
        "previous": day - timedelta(days=1),
        "following": day + timedelta(days=1),
        "refusal": refusal.said_with(_) if refusal else "",
    }
    return render(request, "logistics/plan.html", context, status=422 if refusal else 200)


def _day(request: ActingRequest) -> date:
    day = day_asked(request)
    return day if day is not None and FIRST <= day <= LAST else timezone.localdate()


def _number(request: ActingRequest, name: str) -> int:
    """A row's number from the form; 0, which no row has, for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _address(day: date) -> str:
    return f"{reverse('logistics:plan')}?day={day:%Y-%m-%d}"
