"""The day board: what waits, the plan, moving by hand, publishing."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from logistics.access import collection_on_plan, own_draft, own_planning_run, own_shift
from logistics.actions import moving, publishing, queueing
from logistics.models import PlanningRun
from logistics.queries.planning_runs import run_to_show
from logistics.queries.plans import board_of
from logistics.tasks import make_plan
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
    """Have the day planned; a worker takes seconds for it, the page shows how far it is."""
    day = _day(request)
    try:
        run = queueing.ask_for_plan(organisation=request.organisation, day=day, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _page(request, day, refusal=refusal)
    make_plan.enqueue(run.pk)
    return redirect(_address(day))


@acting_for(Role.COORDINATOR)
@require_safe
def planning_run(request: ActingRequest, pk: int) -> HttpResponse:
    """For the page that waits: how far it is, or word that there is more to see. By itself it is the day's page."""
    run = own_planning_run(request.organisation, pk)
    if request.headers.get("HX-Request") != "true":
        response: HttpResponse = redirect(_address(run.day))
    elif not run.is_working:
        response = HttpResponse(headers={"HX-Refresh": "true"})
    else:
        response = render(request, "logistics/parts/planning_progress.html", _progress(run))
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, no_store=True)
    return response


@acting_for(Role.COORDINATOR)
@require_POST
def planning_stop(request: ActingRequest, pk: int) -> HttpResponse:
    """Stop it; what was planned before stands."""
    run = own_planning_run(request.organisation, pk)
    try:
        queueing.stop_planning(run=run, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.info(request, refusal.said_with(_))
    else:
        messages.success(request, _("Stopped. Nothing was changed."))
    return redirect(_address(run.day))


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
        **_progress(run_to_show(request.organisation, day, board.draft)),
    }
    return render(request, "logistics/plan.html", context, status=422 if refusal else 200)


def _progress(run: PlanningRun | None) -> dict[str, Any]:  # Any: what templates print
    return {"run": run, "stuck": run is not None and run.is_stuck(timezone.now())}


def _day(request: ActingRequest) -> date:
    day = day_asked(request)
    return day if day is not None and FIRST <= day <= LAST else timezone.localdate()


def _number(request: ActingRequest, name: str) -> int:
    """A row's number from the form; 0, which no row has, for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _address(day: date) -> str:
    return f"{reverse('logistics:plan')}?day={day:%Y-%m-%d}"
