"""Who may: every view of every room fetches through functions like these.

Not yours: 404. Yours, but your role may not: 403.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from marketplace.organisations.models import (
    Circle,
    CircleMembership,
    Invitation,
    Membership,
    Organisation,
    Role,
    Site,
    User,
)

#: where a session keeps for whom its person acts
SESSION_KEY = "organisation"

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponse)


class ActingRequest(HttpRequest):
    """A request of somebody who acts for an organisation: what `acting_for` promises its view."""

    user: User
    organisation: Organisation
    roles: frozenset[str]
    memberships: list[Organisation]


def roles_of(*, user: User, organisation: Organisation) -> frozenset[str]:
    return frozenset(Membership.objects.of(user).in_organisation(organisation).values_list("role", flat=True))


def may(roles: frozenset[str], *allowed: str) -> bool:
    """Whether one of the roles is allowed; an administrator always is."""
    return Role.ADMINISTRATOR in roles or not roles.isdisjoint(allowed)


def may_give(roles: frozenset[str], role: str) -> bool:
    """Whether somebody with these roles may give another person this one: an administrator any, others their own."""
    return role in Role.values and (Role.ADMINISTRATOR in roles or role in roles)


def acting_for(
    *allowed: str,
) -> Callable[
    [Callable[Concatenate[ActingRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """For views: somebody signed in must act for an organisation, with one of these roles (none named: any).

    Without an organisation they are led to founding or joining one; with the wrong role they get 403.
    """

    def decorate(
        view: Callable[Concatenate[ActingRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            acting: ActingRequest = request  # type: ignore[assignment]  # the middleware has set what it promises
            if getattr(request, "organisation", None) is None:
                messages.info(request, _("First set up your organisation, or accept an invitation to one."))
                return redirect("organisations:organisation-new")
            if allowed and not may(acting.roles, *allowed):
                raise PermissionDenied(_("Your role in this organisation does not allow this."))
            return view(acting, *args, **kwargs)

        return guarded

    return decorate


def operated(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For views of the operator of the exchange: for anybody else they are not there."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not signed_in(request).is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def signed_in(request: HttpRequest) -> User:
    """Who is signed in: the middleware lets nobody else through to views that are not marked public."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def organisation_of_slug(slug: str) -> Organisation:
    """The organisation whose public page this is: anybody may read it."""
    return get_object_or_404(Organisation, slug=slug)


def one_of_mine(request: HttpRequest, pk: str) -> Organisation:
    """The organisation to switch to: 404 unless the person belongs to it."""
    for one in acting_memberships(request):
        if str(one.pk) == pk:
            return one
    raise Http404


def acting_memberships(request: HttpRequest) -> list[Organisation]:
    """What the middleware found: the organisations that the person belongs to."""
    acting: ActingRequest = request  # type: ignore[assignment]  # the middleware has set what it promises
    return acting.memberships


def site_of(*, organisation: Organisation, pk: int) -> Site:
    return get_object_or_404(Site.objects.owned_by(organisation), pk=pk)


def colleague_of(*, organisation: Organisation, pk: int) -> User:
    """A person who has a role there."""
    return get_object_or_404(User.objects.filter(memberships__organisation=organisation).distinct(), pk=pk)


def invitation_of(*, organisation: Organisation, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.of(organisation), pk=pk)


def invitation_with(token: str) -> Invitation:
    """The invitation that was mailed with this token, whatever has become of it."""
    return get_object_or_404(Invitation.objects.with_token(token))


def invitation_for(*, user: User, pk: int) -> Invitation:
    """An invitation sent to the person's own address."""
    return get_object_or_404(Invitation.objects.for_address(user.email), pk=pk)


def circle_open_to(*, organisation: Organisation, pk: int, today: date) -> Circle:
    """A circle that the organisation belongs to or is invited to; to everybody else it is not there."""
    return get_object_or_404(Circle.objects.open_to(organisation, today).select_related("founded_by"), pk=pk)


def circle_of_member(*, organisation: Organisation, pk: int, today: date) -> Circle:
    """A circle that the organisation belongs to."""
    return get_object_or_404(Circle.objects.of_member(organisation, today).select_related("founded_by"), pk=pk)


def own_circle(*, organisation: Organisation, pk: int, today: date) -> Circle:
    """A circle that the organisation founded and looks after."""
    mine = Circle.objects.of_member(organisation, today).filter(founded_by=organisation)
    return get_object_or_404(mine.select_related("founded_by"), pk=pk)


def invitation_to_circle(*, organisation: Organisation, pk: int, today: date) -> CircleMembership:
    """The open invitation of the organisation to a circle."""
    waiting = CircleMembership.objects.waiting(today).of(organisation).for_page()
    return get_object_or_404(waiting, circle=pk)


def member_of_circle(*, circle: Circle, pk: int) -> Organisation:
    """Another organisation that is in the circle or invited to it."""
    places = CircleMembership.objects.open().filter(circle=circle)
    return get_object_or_404(Organisation.objects.filter(pk__in=places.values("organisation")), pk=pk)
