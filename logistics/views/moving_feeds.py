"""Calendars of what moves: one's addresses for them, and the files behind the addresses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from logistics.actions.people import subscribing
from logistics.paper_access import moving_feed_opened_by, own_moving_feed
from logistics.queries.moving_feeds import moving_calendar, moving_feed_lines
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.web.forms import Form, add_domain_error


@acting_for()
@require_safe
def moving_calendars(request: ActingRequest) -> HttpResponse:
    """The calendars one may have, with one's own secret addresses."""
    return _page(request)


@acting_for()
@require_POST
def moving_calendar_new(request: ActingRequest) -> HttpResponse:
    """Give oneself an address."""
    kind = request.POST.get("kind", "")
    try:
        subscribing.subscribe(organisation=request.organisation, kind=kind, by=request.user, now=timezone.now())
    except DomainError as refusal:
        form = Form(request.POST)
        form.is_valid()
        add_domain_error(form, refusal)
        return _page(request, form)
    messages.success(request, _("Made. Copy the address into your calendar program."))
    return redirect("logistics:moving-calendars")


@acting_for()
@require_POST
def moving_calendar_renew(request: ActingRequest, pk: int) -> HttpResponse:
    """Change the address; the old one opens nothing any more."""
    feed = own_moving_feed(request.user, request.organisation, pk)
    subscribing.renew(feed=feed, by=request.user, now=timezone.now())
    messages.success(request, _("Changed. The old address opens nothing any more."))
    return redirect("logistics:moving-calendars")


@acting_for()
@require_POST
def moving_calendar_remove(request: ActingRequest, pk: int) -> HttpResponse:
    """Take the address away."""
    feed = own_moving_feed(request.user, request.organisation, pk)
    subscribing.unsubscribe(feed=feed, by=request.user, now=timezone.now())
    messages.success(request, _("Removed. The address opens nothing any more."))
    return redirect("logistics:moving-calendars")


@login_not_required
@require_safe
def moving_calendar_read(request: HttpRequest, token: str) -> HttpResponse:
    """The file behind a secret address, for calendar programs: whoever has the address reads it."""
    content = moving_calendar(moving_feed_opened_by(token), timezone.now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="goodsyard-moves.ics"'
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _page(request: ActingRequest, refused: Form | None = None) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    lines = moving_feed_lines(request.user, request.organisation, root)
    context = {"lines": lines, "refused": refused}
    return render(request, "logistics/moving_calendars.html", context, status=422 if refused else 200)
