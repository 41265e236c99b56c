"""Season tickets: the list, one with its loads, proposing, signing, putting a load on, ending."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.actions.paperwork import ticketing
from logistics.forms.season import EndSeasonForm, PutOnForm, SeasonForm, SignSeasonForm, usual_period
from logistics.models import Holder, SeasonTicket
from logistics.paper_access import claim_to_sign, may_sign, season_ticket_to_sign, season_ticket_visible_to
from logistics.papers.document import write_pdf
from logistics.papers.season import last_day_of
from logistics.queries.season import line_of, loads_of, season_document, tickets_for, tickets_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error, done


@acting_for()
@require_safe
def season_tickets(request: ActingRequest) -> HttpResponse:
    """Those that the organisation is a party to."""
    return render(request, "logistics/season_tickets.html", {"lines": tickets_of(request.organisation, _today())})


@acting_for()
@require_safe
def season_ticket(request: ActingRequest, pk: int) -> HttpResponse:
    """A ticket with its loads, and what can be done with it."""
    return _page(request, season_ticket_visible_to(request.organisation, pk))


@acting_for()
@require_safe
def season_ticket_pdf(request: ActingRequest, pk: int) -> HttpResponse:
    """The note with the loads so far."""
    ticket = season_ticket_visible_to(request.organisation, pk)
    answer = HttpResponse(write_pdf(season_document(ticket, issued_at=timezone.now())), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{ticket.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def season_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Make the note of a claim the first of a season."""
    claim, _holder = claim_to_sign(request.organisation, request.roles, pk, holder=Holder.GIVER)
    today = _today()
    if request.method == "POST":
        form = SeasonForm(request.POST)
    else:
        form = SeasonForm(initial={**usual_period(today, last_day_of(today)), "signer_name": str(request.user)})
    if form.is_bound and form.is_valid():
        try:
            made = ticketing.propose(claim=claim, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Signed. The receiver is asked by mail; then loads can go on it."))
            return redirect("logistics:season-ticket", pk=made.pk)
    context = {"form": form, "claim": claim, "listing": claim.listing}
    return render(request, "logistics/season_new.html", context, status=422 if form.errors else 200)


@acting_for(Role.REQUESTER)
@require_POST
def season_sign(request: ActingRequest, pk: int) -> HttpResponse:
    """The receiver signs."""
    ticket = season_ticket_to_sign(request.organisation, request.roles, pk, holder=Holder.RECEIVER)
    form = SignSeasonForm(request.POST)
    if done(form, partial(ticketing.sign, ticket=ticket, by=request.user, now=timezone.now())):
        messages.success(request, _("Signed. Loads may go on it from its first day."))
        return redirect("logistics:season-ticket", pk=pk)
    return _page(request, ticket, sign_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def season_end(request: ActingRequest, pk: int) -> HttpResponse:
    """Either side ends it before its time."""
    ticket = season_ticket_to_sign(request.organisation, request.roles, pk, holder=None)
    form = EndSeasonForm(request.POST)
    act = partial(ticketing.end, ticket=ticket, side=request.organisation, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Ended. The other side is told."))
        return redirect("logistics:season-ticket", pk=pk)
    return _page(request, season_ticket_visible_to(request.organisation, pk), end_form=form)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def season_put_on(request: ActingRequest, pk: int) -> HttpResponse:
    """Put the waste of a claim on a ticket instead of declaring it anew."""
    claim, _holder = claim_to_sign(request.organisation, request.roles, pk, holder=Holder.GIVER)
    tickets = tickets_for(claim, _today())
    form = PutOnForm(request.POST or None, tickets=tickets)
    if form.is_bound and form.is_valid():
        ticket = form.cleaned_data["ticket"]
        try:
            ticketing.put_on(ticket=ticket, claim=claim, values=form.values(), by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("On the season ticket. Nobody has to sign anything more."))
            return redirect("logistics:papers", pk=pk)
    context = {"form": form, "claim": claim, "listing": claim.listing, "tickets": tickets}
    return render(request, "logistics/season_put_on.html", context, status=422 if form.errors else 200)


def _today() -> date:
    return timezone.localdate()


def _page(
    request: ActingRequest,
    ticket: SeasonTicket,
    *,
    sign_form: SignSeasonForm | None = None,
    end_form: EndSeasonForm | None = None,
) -> HttpResponse:
    claim = ticket.declaration.claim
    side = may_sign(claim, request.organisation, request.roles)
    refused: Form | None = sign_form or end_form
    context = {
        "line": line_of(ticket, request.organisation, _today()),
        "ticket": ticket,
        "claim": claim,
        "declared": ticket.declaration,
        "taken": ticket.declaration.acceptance,
        "loads": loads_of(ticket),
        "sign_form": sign_form or SignSeasonForm(initial={"signer_name": str(request.user)}),
        "end_form": end_form or EndSeasonForm(),
        "may_sign": side == Holder.RECEIVER and ticket.receiver_at is None and ticket.ended_on is None,
        "may_end": side is not None and ticket.ended_on is None and ticket.ends_on >= _today(),
        "refused": refused,
    }
    return render(request, "logistics/season_ticket.html", context, status=422 if refused else 200)
