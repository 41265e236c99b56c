"""Circles: every member may look; administrators found, invite, answer, leave and remove."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.kernel.errors import DomainError
from marketplace.organisations import queries
from marketplace.organisations.access import (
    ActingRequest,
    acting_for,
    circle_of_member,
    circle_open_to,
    invitation_to_circle,
    may,
    member_of_circle,
    own_circle,
)
from marketplace.organisations.actions import circling
from marketplace.organisations.forms import CircleForm, CircleInvitationForm
from marketplace.organisations.forms.circles import said_of, usual_days
from marketplace.organisations.models import Circle, Role
from marketplace.web.forms import add_domain_error

#: What the form for an invitation begins with.
_A_YEAR = timedelta(days=365)


@require_safe
@acting_for()
def circles(request: ActingRequest) -> HttpResponse:
    """The circles that the organisation belongs to, and its invitations."""
    page = {
        "circles": queries.circles_of(request.organisation, today=timezone.localdate()),
        "administers": may(request.roles),
    }
    return render(request, "organisations/circles.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(Role.ADMINISTRATOR)
def circle_new(request: ActingRequest) -> HttpResponse:
    """Found a circle."""
    form = CircleForm(request.POST or None, initial=usual_days(timezone.localdate()))
    if form.is_valid():
        try:
            made = circling.found(organisation=request.organisation, by=request.user, now=timezone.now(), **form.said())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("%(name)s is there. Now invite whom you trust.") % {"name": made.name})
            return redirect("organisations:circle", pk=made.pk)
    return render(request, "organisations/circle_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@acting_for(Role.ADMINISTRATOR)
def circle_edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change the name and rules of a circle that we look after."""
    shown = own_circle(organisation=request.organisation, pk=pk, today=timezone.localdate())
    form = CircleForm(request.POST or None, initial=said_of(shown))
    if form.is_valid():
        try:
            circling.revise(circle=shown, by=request.user, now=timezone.now(), **form.said())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Changed. The other members are told."))
            return redirect("organisations:circle", pk=pk)
    context = {"form": form, "circle": shown}
    return render(request, "organisations/circle_form.html", context, status=422 if form.is_bound else 200)


@require_safe
@acting_for()
def circle(request: ActingRequest, pk: int) -> HttpResponse:
    """One circle: its rules, its members, what can be done."""
    today = timezone.localdate()
    shown = circle_open_to(organisation=request.organisation, pk=pk, today=today)
    return _page(request, shown, CircleInvitationForm(initial={"ends_on": today + _A_YEAR}))


def _page(request: ActingRequest, shown: Circle, form: CircleInvitationForm, *, status: int = 200) -> HttpResponse:
    context = {
        "circle": shown,
        "page": queries.circle_page(shown, request.organisation, today=timezone.localdate()),
        "form": form,
        "administers": may(request.roles),
    }
    return render(request, "organisations/circle.html", context, status=status)


@require_POST
@acting_for(Role.ADMINISTRATOR)
def circle_invite(request: ActingRequest, pk: int) -> HttpResponse:
    """Invite an organisation; a refusal is shown on the page that the form stands on."""
    shown = own_circle(organisation=request.organisation, pk=pk, today=timezone.localdate())
    form = CircleInvitationForm(request.POST)
    if form.is_valid():
        until = form.cleaned_data["ends_on"]
        try:
            circling.invite(circle=shown, organisation=form.invited, ends_on=until, by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": form.invited.name})
            return redirect("organisations:circle", pk=pk)
    return _page(request, shown, form, status=422)


@require_POST
@acting_for(Role.ADMINISTRATOR)
def circle_answer(request: ActingRequest, pk: int) -> HttpResponse:
    """Accept an invitation, or (`answer=decline`) do not."""
    place = invitation_to_circle(organisation=request.organisation, pk=pk, today=timezone.localdate())
    name = {"name": place.circle.name}
    declines = request.POST.get("answer") == "decline"
    act = circling.decline if declines else circling.accept
    try:
        act(place=place, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return redirect("organisations:circles")
    if declines:
        messages.success(request, _("You do not join %(name)s. They are told.") % name)
        return redirect("organisations:circles")
    messages.success(request, _("You belong to %(name)s now.") % name)
    return redirect("organisations:circle", pk=pk)


@require_POST
@acting_for(Role.ADMINISTRATOR)
def circle_leave(request: ActingRequest, pk: int) -> HttpResponse:
    """Leave a circle."""
    shown = circle_of_member(organisation=request.organisation, pk=pk, today=timezone.localdate())
    try:
        circling.leave(circle=shown, organisation=request.organisation, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return redirect("organisations:circle", pk=pk)
    messages.success(request, _("You have left %(name)s.") % {"name": shown.name})
    return redirect("organisations:circles")


@require_POST
@acting_for(Role.ADMINISTRATOR)
def circle_remove(request: ActingRequest, pk: int, member: int) -> HttpResponse:
    """Remove a member of a circle that we look after, or take its invitation back."""
    shown = own_circle(organisation=request.organisation, pk=pk, today=timezone.localdate())
    removed = member_of_circle(circle=shown, pk=member)
    try:
        circling.remove(circle=shown, organisation=removed, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        messages.success(request, _("%(name)s is removed. They are told.") % {"name": removed.name})
    return redirect("organisations:circle", pk=pk)
