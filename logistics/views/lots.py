"""What an owner does with a lot: offering again, dividing, joining, noting, correcting, disclosing; and the list."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from listings.queries.claims import told
from listings.views.paging import page_of
from logistics.actions.custody import disclosing, noting, parting, relisting
from logistics.forms.passports import CorrectForm, DisclosureForm, JoinForm, NoteForm, PartForm, RelistForm
from logistics.lot_access import event_to_correct, known_passport, own_lot
from logistics.models import Passport
from logistics.models.followup_links import follow_up_token
from logistics.queries.disclosures import choice_of
from logistics.queries.followups import asked_of
from logistics.queries.lots import lots_of
from marketplace.kernel.errors import DomainError
from marketplace.kernel.mass import format_kg
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for()
@require_safe
def lots(request: ActingRequest) -> HttpResponse:
    """What the organisation owns that came through here, and what it is asked about it."""
    page, pager = page_of(request, lots_of(request.organisation))
    rows = [
        {
            "lot": lot,
            "amount": told(lot.remaining, lot.listing),
            "mass": format_kg(lot.mass_kg) if lot.mass_kg else "",
            "is_away": lot.holder_id != request.organisation.pk,
        }
        for lot in page
    ]
    asked = [(one, follow_up_token(one.pk)) for one in asked_of(request.organisation)[:5]]
    return render(request, "logistics/lots.html", {"rows": rows, "pager": pager, "asked": asked})


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def lot_relist(request: ActingRequest, code: str) -> HttpResponse:
    """Offer it again: a draft with all that is known of it."""
    lot = own_lot(request.organisation, code)
    form = RelistForm(_sent(request), passport=lot, organisation=request.organisation)

    def act() -> HttpResponse:
        made = relisting.relist(passport=lot, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("A draft is ready, with all that its passport knows. Look it over and publish it."))
        return redirect("listings:listing-edit", pk=made.pk)

    return _page(request, lot, form, act, "relist")


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def lot_part(request: ActingRequest, code: str) -> HttpResponse:
    """Give a share of it a passport of its own."""
    lot = own_lot(request.organisation, code)
    form = PartForm(_sent(request), passport=lot, organisation=request.organisation)

    def act() -> HttpResponse:
        made = parting.part(passport=lot, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Divided. This is the new passport; print labels for it."))
        return redirect("logistics:passport", code=made.code)

    return _page(request, lot, form, act, "part")


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def lot_join(request: ActingRequest, code: str) -> HttpResponse:
    """Make it one with others of the same kind."""
    lot = own_lot(request.organisation, code)
    form = JoinForm(_sent(request), passport=lot, organisation=request.organisation)

    def act() -> HttpResponse:
        said = form.cleaned_data
        whole = [lot, *said["others"]]
        made = parting.join(passports=whole, site=said["site"], by=request.user, now=timezone.now())
        messages.success(request, _("One lot now. This is its passport; the old ones lead here."))
        return redirect("logistics:passport", code=made.code)

    return _page(request, lot, form, act, "join")


@acting_for(Role.LISTER, Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def lot_note(request: ActingRequest, code: str) -> HttpResponse:
    """Write into its book what happened."""
    lot = own_lot(request.organisation, code)
    form = NoteForm(_sent(request), passport=lot)

    def act() -> HttpResponse:
        noting.note(passport=lot, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It stands in the book."))
        return redirect("logistics:passport", code=lot.code)

    return _page(request, lot, form, act, "note")


@acting_for(Role.LISTER, Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def lot_correct(request: ActingRequest, code: str, number: int) -> HttpResponse:
    """Put right what was written by hand: by another event, never by an edit."""
    event = event_to_correct(request.organisation, code, number)
    form = CorrectForm(_sent(request), event=event)

    def act() -> HttpResponse:
        said = form.cleaned_data
        noting.correct(
            event=event,
            organisation=request.organisation,
            reason=said["reason"],
            quantity=said["quantity"] or event.quantity,
            note=said["note"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Corrected. What was wrong stays readable, with your correction beside it."))
        return redirect("logistics:passport", code=event.passport.code)

    return _page(request, event.passport, form, act, "correct", event=event)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def lot_disclose(request: ActingRequest, code: str) -> HttpResponse:
    """Choose what its public page says of the organisation: for whoever ever had it."""
    lot = known_passport(request.organisation, code)
    form = DisclosureForm(_sent(request), chosen=choice_of(request.organisation, lot))

    def act() -> HttpResponse:
        said = dict(form.cleaned_data)
        everywhere = said.pop("all_others")
        for passport in (lot, None) if everywhere else (lot,):
            disclosing.disclose(
                organisation=request.organisation, passport=passport, by=request.user, now=timezone.now(), **said
            )
        messages.success(request, _("Chosen. The page says no more than that from now on."))
        return redirect("logistics:passport", code=lot.code)

    return _page(request, lot, form, act, "disclose")


def _sent(request: ActingRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _page(
    request: ActingRequest,
    lot: Passport,
    form: forms.Form,
    act: Callable[[], HttpResponse],
    deed: str,
    **more: object,
) -> HttpResponse:
    """A form about a lot: filled in well it acts; refused it stands there as it was typed, with 422."""
    if form.is_bound and form.is_valid():
        try:
            return act()
        except DomainError as refusal:
            add_domain_error(form, refusal)
    context = {
        "form": form,
        "passport": lot,
        "listing": lot.listing,
        "left": told(lot.remaining, lot.listing) if lot.remaining else "",
        "deed": deed,
        **more,
    }
    return render(request, "logistics/lot_deed.html", context, status=422 if form.errors else 200)
