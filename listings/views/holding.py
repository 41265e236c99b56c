"""What else is done with a claim: asking for more or less, confirming an offer, more time, who was not there."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from listings.access import claim_asked_by, claim_between
from listings.actions import claiming, ending, holding
from listings.forms.claims import ChangeQuantityForm
from listings.forms.reasons import NoShowForm
from listings.queries.claims import may_do
from listings.views.claims import claim_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error, done


@acting_for(Role.REQUESTER)
@require_POST
def claim_quantity(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask for more or less than before."""
    asked = claim_asked_by(request.organisation, pk)
    form = ChangeQuantityForm(request.POST, claim=asked)
    if form.is_valid():
        amount = form.cleaned_data["new_quantity"]
        try:
            claiming.change_quantity(claim=asked, quantity=amount, by=request.user, now=timezone.now())
        except DomainError as refusal:
            if refusal.field == "quantity":
                refusal.field = "new_quantity"
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Changed."))
            return redirect("listings:claim", pk=pk)
    return claim_page(request, claim_asked_by(request.organisation, pk), quantity_form=form)


@acting_for(Role.REQUESTER)
@require_POST
def claim_confirm(request: ActingRequest, pk: int) -> HttpResponse:
    """Take what came back and was offered."""
    offered = claim_asked_by(request.organisation, pk)
    try:
        holding.confirm(claim=offered, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, _("Confirmed. The giver is told."))
    return redirect("listings:claim", pk=pk)


@acting_for(Role.REQUESTER)
@require_POST
def claim_extend(request: ActingRequest, pk: int) -> HttpResponse:
    """More time to collect."""
    accepted = claim_asked_by(request.organisation, pk)
    try:
        holding.extend(claim=accepted, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, pk, refusal)
    messages.success(request, _("You have more time. The giver is told."))
    return redirect("listings:claim", pk=pk)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def claim_no_show(request: ActingRequest, pk: int) -> HttpResponse:
    """The other side was not there at the agreed time."""
    agreed = claim_between(request.organisation, pk)
    may = may_do(agreed, request.organisation, request.roles, timezone.now())
    if not (may.report or may.cancel):
        messages.error(request, _("This cannot be said of this claim by you now."))
        return claim_page(request, agreed, status=422)
    form = NoShowForm(request.POST)
    asks = agreed.organisation_id == request.organisation.pk
    absent = agreed.listing.organisation if asks else agreed.organisation
    act = partial(ending.report_no_show, claim=agreed, absent=absent, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Noted, and the claim has ended. They are told what you wrote."))
        return redirect("listings:claim", pk=pk)
    return claim_page(request, claim_between(request.organisation, pk), no_show_form=form)


def _refused(request: ActingRequest, pk: int, refusal: DomainError) -> HttpResponse:
    """The page as it is now, with why it could not be done."""
    messages.error(request, refusal.said_with(_))
    return claim_page(request, claim_asked_by(request.organisation, pk), status=422)
