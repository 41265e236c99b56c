"""Standing claims: asking for one, answering, ending, its breaks. All but asking happens on the recurrence's page."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from listings.access import (
    own_break,
    own_standing_claim,
    recurrence_offered_to,
    recurrence_visible_to,
    standing_claim_asked_of,
    standing_claim_between,
)
from listings.actions import standing
from listings.forms.reasons import DeclineForm, EndForm
from listings.forms.recurring import BreakForm, StandingForm
from listings.models import StandingClaim
from listings.queries.claims import told
from listings.queries.listings import sites_for_choice
from listings.queries.recurring import words_of
from listings.views.recurring import recurrence_response
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error, done


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def standing_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask for so much of each time."""
    shown = recurrence_offered_to(request.organisation, pk, timezone.localdate())
    posted = request.POST if request.method == "POST" else None
    form = StandingForm(posted, recurrence=shown, organisation=request.organisation)
    act = partial(
        standing.ask, recurrence=shown, organisation=request.organisation, by=request.user, now=timezone.now()
    )
    if done(form, act):
        messages.success(request, _("Asked. Once they agree, it is promised to you whenever it comes."))
        return redirect("listings:recurrence", pk=pk)
    context = {
        "form": form,
        "recurrence": shown,
        "listing": shown.listing,
        "words": words_of(shown),
        "amount": told(shown.quantity, shown.listing),
        "has_site": sites_for_choice(request.organisation).exists(),
    }
    return render(request, "listings/standing_new.html", context, status=422 if form.errors else 200)


@acting_for(Role.LISTER)
@require_POST
def standing_agree(request: ActingRequest, pk: int) -> HttpResponse:
    """Promise it of each time."""
    claim, form = standing_claim_asked_of(request.organisation, pk), Form(request.POST)
    form.full_clean()
    try:
        standing.agree(claim=claim, by=request.user, now=timezone.now())
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return _refused(request, claim, plain_form=form)
    messages.success(request, _("Agreed. It is promised to them whenever it is posted from now on."))
    return redirect("listings:recurrence", pk=claim.recurrence_id)


@acting_for(Role.LISTER)
@require_POST
def standing_decline(request: ActingRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    claim, form = (
        standing_claim_asked_of(request.organisation, pk),
        DeclineForm(request.POST, auto_id=f"decline_{pk}_%s"),
    )
    act = partial(standing.decline, claim=claim, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Declined. They are told why."))
        return redirect("listings:recurrence", pk=claim.recurrence_id)
    return _refused(request, claim, decline_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def standing_end(request: ActingRequest, pk: int) -> HttpResponse:
    """Let it end, by either side, with a reason."""
    claim = standing_claim_between(request.organisation, pk)
    form = EndForm(request.POST, auto_id=f"end_{pk}_%s")
    own = claim.organisation_id == request.organisation.pk
    if not may(request.roles, Role.REQUESTER if own else Role.LISTER):
        form.full_clean()
        form.add_error(None, _("Your role in %(name)s cannot end this.") % {"name": request.organisation.name})
        return _refused(request, claim, end_form=form)
    act = partial(standing.end, claim=claim, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Ended. The other side is told why; what is promised already stays promised."))
        return redirect("listings:recurring")
    return _refused(request, claim, end_form=form)


@acting_for(Role.REQUESTER)
@require_POST
def standing_break(request: ActingRequest, pk: int) -> HttpResponse:
    """Say on which days nothing is collected."""
    claim, form = own_standing_claim(request.organisation, pk), BreakForm(request.POST)
    act = partial(standing.add_break, claim=claim, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Noted. Nothing is claimed for you on those days."))
        return redirect("listings:recurrence", pk=claim.recurrence_id)
    return _refused(request, claim, break_form=form)


@acting_for(Role.REQUESTER)
@require_POST
def standing_break_remove(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a break back."""
    pause = own_break(request.organisation, pk)
    standing.remove_break(pause=pause, by=request.user, now=timezone.now())
    messages.success(request, _("The break is taken back."))
    return redirect("listings:recurrence", pk=pause.claim.recurrence_id)


def _refused(
    request: ActingRequest,
    claim: StandingClaim,
    *,
    end_form: EndForm | None = None,
    break_form: BreakForm | None = None,
    decline_form: DeclineForm | None = None,
    plain_form: Form | None = None,
) -> HttpResponse:
    shown = recurrence_visible_to(request.organisation, claim.recurrence_id, timezone.localdate())
    return recurrence_response(
        request,
        shown,
        end_form=end_form,
        break_form=break_form,
        decline_form=decline_form,
        plain_form=plain_form,
        about=claim.pk,
    )
