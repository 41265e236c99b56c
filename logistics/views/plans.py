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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.access import collection_on_plan, own_draft, own_planning_run, own_shift
from logistics.actions.days import moving, publishing, queueing, replanning
from logistics.models import PlanningRun
from logistics.queries.changes import changes_of
from logistics.queries.footprints import footprints_of
from logistics.queries.planning_runs import run_to_show
from logistics.queries.plans import board_of
from logistics.queries.staleness import watch_page
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
    return board_page(request, _day(request))


@acting_for(Role.COORDINATOR)
@require_POST
def plan_make(request: ActingRequest) -> HttpResponse:
    """Have the day planned; a worker takes seconds for it, the page shows how far it is."""
    day = _day(request)
    try:
        run = queueing.ask_for_plan(
            organisation=request.organisation,
            day=day,
            keeps_plan=request.POST.get("keep") == "plan",
            kept_shifts=_numbers_in(request, "kept"),
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        return board_page(request, day, refusal=refusal)
    make_plan.enqueue(run.pk)
    return redirect(address_of(day))


@acting_for(Role.COORDINATOR)
@require_POST
def plan_watch(request: ActingRequest) -> HttpResponse:
    """Plan the day again by itself whenever something changes, or no more (`watch`: on, or anything else)."""
    day = _day(request)
    whose, by, now = request.organisation, request.user, timezone.now()
    try:
        if request.POST.get("watch") == "on":
            replanning.watch(organisation=whose, day=day, by=by, now=now)
            messages.success(request, _("From now on a new draft is made when something changes. You publish it."))
        else:
            replanning.unwatch(organisation=whose, day=day, by=by, now=now)
            messages.success(request, _("The day is planned again only when you ask for it."))
    except DomainError as refusal:
        return board_page(request, day, refusal=refusal)
    return redirect(address_of(day))


@acting_for(Role.COORDINATOR)
@require_safe
def planning_run(request: ActingRequest, pk: int) -> HttpResponse:
    """For the page that waits: how far it is, or word that there is more to see. By itself it is the day's page."""
    run = own_planning_run(request.organisation, pk)
    if request.headers.get("HX-Request") != "true":
        response: HttpResponse = redirect(address_of(run.day))
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
    return redirect(address_of(run.day))


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def plan_publish(request: ActingRequest, pk: int) -> HttpResponse:
    """What a draft changes since people were told, and who will be told; then put it in force."""
    draft = own_draft(request.organisation, pk)
    if request.method == "POST":
        try:
            publishing.publish(plan=draft, by=request.user, now=timezone.now())
        except DomainError as refusal:
            return board_page(request, draft.day, refusal=refusal)
        messages.success(
            request, _("Published. Drivers see their runs; givers and receivers are told when the van comes.")
        )
        return redirect(address_of(draft.day))
    context = {"plan": draft, "changes": changes_of(draft), "left": draft.issues.count()}
    return render(request, "logistics/plan_publish.html", context)


@acting_for(Role.COORDINATOR)
@require_POST
def move_stop(request: ActingRequest, pk: int) -> HttpResponse:
    """Move a job of a draft to another van, where every new plan leaves it, or set it aside."""
    draft = own_draft(request.organisation, pk)
    collection = collection_on_plan(draft, number_in(request, "collection"))
    chosen = request.POST.get("shift", "")
    shift = own_shift(request.organisation, number_in(request, "shift")) if chosen else None
    try:
        moving.move(plan=draft, collection=collection, shift=shift, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return board_page(request, draft.day, refusal=refusal)
    title = collection.claim.listing.title
    if shift is None:
        messages.success(request, _("“%(title)s” is set aside.") % {"title": title})
    else:
        words = {"title": title, "van": shift.vehicle}
        messages.success(request, _("“%(title)s” rides on %(van)s now. It stays there in new plans too.") % words)
    return redirect(address_of(draft.day))


def board_page(request: ActingRequest, day: date, *, refusal: DomainError | None = None) -> HttpResponse:
    """The page of a day; with a refusal, as an answer to what was refused."""
    board = board_of(request.organisation, day, show_published=request.GET.get("show") == "published")
    today = timezone.localdate()
    context = {
        "board": board,
        "today": today,
        "is_over": day < today,
        "previous": day - timedelta(days=1),
        "following": day + timedelta(days=1),
        "refusal": refusal.said_with(_) if refusal else "",
        **watch_page(request.organisation, day, None if day < today else board.plan, now=timezone.now()),
        "footprints": footprints_of(lane.route for lane in board.lanes if lane.route),
        **_progress(run_to_show(request.organisation, day, board.draft)),
    }
    return render(request, "logistics/plan.html", context, status=422 if refusal else 200)


def _progress(run: PlanningRun | None) -> dict[str, Any]:  # Any: what templates print
    return {"run": run, "stuck": run is not None and run.is_stuck(timezone.now())}


def _day(request: ActingRequest) -> date:
    day = day_asked(request)
    return day if day is not None and FIRST <= day <= LAST else timezone.localdate()


def number_in(request: ActingRequest, name: str) -> int:
    """A row's number from the form; 0, which no row has, for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _numbers_in(request: ActingRequest, name: str) -> list[int]:
    """Rows' numbers from the form; what is none is left out."""
    texts = request.POST.getlist(name)[:200]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def address_of(day: date) -> str:
    """Where the page of a day is."""
    return f"{reverse('logistics:plan')}?day={day:%Y-%m-%d}"
