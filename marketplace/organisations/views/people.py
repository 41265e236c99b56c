"""People: invitations and roles."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import (
    SESSION_KEY,
    ActingRequest,
    acting_for,
    colleague_of,
    invitation_for,
    invitation_of,
    invitation_with,
    signed_in,
)
from marketplace.organisations.actions import inviting, membering
from marketplace.organisations.forms import InvitationForm, RolesForm
from marketplace.organisations.models import Membership, Role, User
from marketplace.organisations.views.organisations import manage_page
from marketplace.web.forms import add_domain_error


@require_POST
@acting_for()
def invitation_new(request: ActingRequest) -> HttpResponse:
    """Invite somebody; refusals are shown on the page that the form stands on."""
    form = InvitationForm(request.POST, roles=request.roles)
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            inviting.invite(
                organisation=request.organisation, email=email, role=role, by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("%(email)s is invited. The link is good for 14 days.") % {"email": email})
            return redirect("organisations:manage")
    return manage_page(request, form, status=422)


@require_POST
@acting_for()
def invitation_revoke(request: ActingRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = invitation_of(organisation=request.organisation, pk=pk)
    try:
        inviting.revoke(invitation=invitation, by=request.user, now=timezone.now())
    except membering.RoleNotYours as refusal:
        raise PermissionDenied(refusal.said_with(_)) from refusal
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        messages.success(request, _("The invitation of %(email)s is taken back.") % {"email": invitation.email})
    return redirect("organisations:manage")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the link in the mail leads to: who invites to what, and the way to accept it."""
    invited = invitation_with(token)
    now, refused = timezone.now(), ""
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and user is not None:
        try:
            membership = inviting.accept(token=token, by=user, now=now)
        except DomainError as refusal:
            refused = refusal.said_with(_)
        else:
            return _welcome(request, membership)
    is_open = invited.is_open_at(now)
    if user is None and is_open:
        # The link came by mail to this address: whoever signs up with it now has shown that they read it.
        get_adapter().stash_verified_email(request, invited.email)
    page = {"invited": invited, "is_open": is_open, "refused": refused, "token": token}
    status = 422 if refused else 200 if is_open else 410
    return render(request, "organisations/invitation.html", page, status=status)


@require_POST
def invitation_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an invitation that was offered after signing in."""
    user = signed_in(request)
    offered = invitation_for(user=user, pk=pk)
    try:
        membership = inviting.accept_offered(invitation=offered, by=user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return redirect("organisations:organisation-new")
    return _welcome(request, membership)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    request.session[SESSION_KEY] = membership.organisation_id
    words = _("Welcome to %(organisation)s. You now act for it.")
    messages.success(request, words % {"organisation": membership.organisation.name})
    return redirect("organisations:yard")


@require_POST
@acting_for(Role.ADMINISTRATOR)
def membership_change(request: ActingRequest, pk: int) -> HttpResponse:
    """Give a colleague exactly the roles that were ticked."""
    person = colleague_of(organisation=request.organisation, pk=pk)
    form = RolesForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["roles"]))
        return redirect("organisations:manage")
    try:
        membering.change_roles(
            organisation=request.organisation,
            user=person,
            roles=frozenset(form.cleaned_data["roles"]),
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        messages.success(request, _("The roles of %(name)s are changed.") % {"name": person})
    return redirect("organisations:manage")


@require_POST
@acting_for()
def membership_end(request: ActingRequest, pk: int) -> HttpResponse:
    """Remove a colleague (administrators), or leave the organisation."""
    person = colleague_of(organisation=request.organisation, pk=pk)
    try:
        membering.leave(organisation=request.organisation, user=person, by=request.user, now=timezone.now())
    except membering.RoleNotYours as refusal:
        raise PermissionDenied(refusal.said_with(_)) from refusal
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return redirect("organisations:manage")
    if person.pk == request.user.pk:
        messages.success(request, _("You have left %(name)s.") % {"name": request.organisation.name})
        return redirect("organisations:yard")
    messages.success(request, _("%(name)s is removed.") % {"name": person})
    return redirect("organisations:manage")
