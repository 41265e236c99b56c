"""Evidence of an own listing: what its kind asks for, attaching it, taking it back; its pictures for the parties."""

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from listings.access import evidence_picture_visible_to, own_evidence, own_listing
from listings.actions.evidencing import attach, take_back
from listings.forms.evidence import EvidenceForm
from listings.gates import Gate
from listings.models import Listing
from listings.queries.gates import gate_asked, gate_lines
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for()
@require_safe
def evidence(request: ActingRequest, pk: int) -> HttpResponse:
    """Everything that is asked of a listing before it leaves, and what stands for it."""
    return _page(request, own_listing(request.organisation, pk))


@acting_for(Role.LISTER)
@require_POST
def evidence_attach(request: ActingRequest, pk: int, gate: str) -> HttpResponse:
    """Show something for one gate."""
    listing = own_listing(request.organisation, pk)
    asked = gate_asked(listing, gate)
    if asked is None:
        raise Http404
    form = EvidenceForm(request.POST, request.FILES, gate=asked)
    if form.is_valid():
        try:
            attach(listing=listing, gate=gate, by=request.user, now=timezone.now(), **form.values())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Attached. Whoever claims this sees it."))
            return redirect(f"{reverse('listings:evidence', args=[pk])}#{gate}")
    return _page(request, listing, refused=form)


@acting_for(Role.LISTER)
@require_POST
def evidence_take_back(request: ActingRequest, pk: int) -> HttpResponse:
    """Take evidence back; it stays on record."""
    shown = own_evidence(request.organisation, pk)
    try:
        take_back(evidence=shown, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return _page(request, shown.listing, status=422)
    messages.success(request, _("Taken back."))
    return redirect("listings:evidence", pk=shown.listing_id)


@acting_for()
@require_safe
def evidence_picture(request: ActingRequest, pk: int) -> HttpResponse:
    """A picture of evidence, for the listing's owner and the parties of its claims; nobody between keeps it."""
    shown = evidence_picture_visible_to(request.organisation, pk)
    try:
        with storages["private"].open(shown.picture) as file:
            webp = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(webp, content_type="image/webp", headers={"Cache-Control": "private, no-store"})


def _page(
    request: ActingRequest, listing: Listing, *, refused: EvidenceForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; a form that was refused stands there as it was typed, with 422."""
    may_show = may(request.roles, Role.LISTER)
    lines = gate_lines(listing, timezone.localdate())
    gates = [{"line": line, "form": _form(line.gate, refused) if may_show else None} for line in lines]
    context = {"listing": listing, "gates": gates, "may_show": may_show}
    context["closed"] = sum(line.stops and not line.is_open for line in lines)
    return render(request, "listings/evidence.html", context, status=422 if refused is not None else status)


def _form(gate: Gate, refused: EvidenceForm | None) -> EvidenceForm:
    return refused if refused is not None and refused.gate.key == gate.key else EvidenceForm(gate=gate)
