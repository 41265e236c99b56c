"""Calendars: one's addresses for them, and the files behind the addresses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from listings.access import feed_opened_by, own_feed, own_space
from listings.actions import subscribing
from listings.queries.feeds import calendar_file, feed_lines
from marketplace.organisations.access import ActingRequest, acting_for


@acting_for()
@require_safe
def calendars(request: ActingRequest) -> HttpResponse:
    """The calendars one may have, with one's own secret addresses."""
    root = request.build_absolute_uri("/").rstrip("/")
    context = {"lines": feed_lines(request.user, request.organisation, root)}
    return render(request, "listings/calendars.html", context)


@acting_for()
@require_POST
def calendar_new(request: ActingRequest) -> HttpResponse:
    """Give oneself an address, of a space of ours (`space`) or of everything."""
    said = request.POST.get("space", "")
    space = own_space(request.organisation, said) if said else None
    subscribing.subscribe(organisation=request.organisation, space=space, by=request.user, now=timezone.now())
    messages.success(request, _("Made. Copy the address into your calendar program."))
    return redirect("listings:calendars")


@acting_for()
@require_POST
def calendar_renew(request: ActingRequest, pk: int) -> HttpResponse:
    """Change the address; the old one opens nothing any more."""
    feed = own_feed(request.user, request.organisation, pk)
    subscribing.renew(feed=feed, by=request.user, now=timezone.now())
    messages.success(request, _("Changed. The old address opens nothing any more."))
    return redirect("listings:calendars")


@acting_for()
@require_POST
def calendar_remove(request: ActingRequest, pk: int) -> HttpResponse:
    """Take the address away."""
    feed = own_feed(request.user, request.organisation, pk)
    subscribing.unsubscribe(feed=feed, by=request.user, now=timezone.now())
    messages.success(request, _("Removed. The address opens nothing any more."))
    return redirect("listings:calendars")


@login_not_required
@require_safe
def calendar_read(request: HttpRequest, token: str) -> HttpResponse:
    """The file behind a secret address, for calendar programs: whoever has the address reads it."""
    feed = feed_opened_by(token)
    answer = HttpResponse(calendar_file(feed, timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="goodsyard.ics"'
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Robots-Tag"] = "noindex"
    return answer
