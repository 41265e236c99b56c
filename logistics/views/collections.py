"""Collections as their parties see them; agreeing a time and handing over what is fetched."""

from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.models import ClaimState
from listings.views.paging import page_of
from logistics.access import claim_to_fetch, claim_to_hand_over, collected_claim, proof_visible_to
from logistics.actions.custody import labelling
from logistics.actions.loads import arranging, fetching
from logistics.forms.proofs import FetchForm, ProofForm
from logistics.load_access import correctable
from logistics.queries.collections import collection_page, collections_of, lines
from logistics.queries.parts import part_of
from logistics.queries.riding import rides_of
from logistics.queries.signing import gate_of
from marketplace.kernel.errors import DomainError
from marketplace.kernel.units import Unit
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for()
@require_safe
def collections(request: ActingRequest) -> HttpResponse:
    """What is collected from us, for us or by us."""
    page, pager = page_of(request, collections_of(request.organisation))
    return render(request, "logistics/collections.html", {"lines": lines(list(page)), "pager": pager})


@acting_for()
@require_safe
def collection_of_claim(request: ActingRequest, pk: int, part: int | None = None) -> HttpResponse:
    """The way of an accepted claim's goods, or of one load of them, for its parties."""
    return _page(request, pk, part)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def collection_fetch(request: ActingRequest, pk: int, part: int | None = None) -> HttpResponse:
    """Agree when the goods are fetched."""
    claim = claim_to_fetch(request.organisation, request.roles, pk)
    load = part_of(claim, part)
    form = FetchForm(request.POST)
    if form.is_valid():
        try:
            at = form.cleaned_data["at"]
            fetching.agree_time(claim=claim, at=at, by=request.user, now=timezone.now(), collection=load)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Agreed. Both sides have a mail with the time."))
            return _to_the_load(pk, part)
    return _page(request, pk, part, fetch_form=form)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def collection_hand_over(request: ActingRequest, pk: int, part: int | None = None) -> HttpResponse:
    """Hand over what is fetched, with proof. The same form sent again leads to the same page."""
    claim = claim_to_hand_over(request.organisation, pk)
    load = part_of(claim, part)
    if request.method == "POST":
        form = ProofForm(request.POST, request.FILES)
    else:
        form = ProofForm(initial={"client_id": uuid4(), "quantity": load.quantity if load else claim.accepted_quantity})
    if form.is_bound and form.is_valid():
        try:
            proved = form.cleaned_data
            fetching.hand_over(claim=claim, by=request.user, now=timezone.now(), collection=load, **proved)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Handed over. They are asked to count and confirm."))
            return _to_the_load(pk, part)
    form.fields["quantity"].widget.attrs["data-unit"] = Unit(claim.listing.unit).plural
    context = {"form": form, "claim": claim, "collection": load}
    return render(request, "logistics/hand_over.html", context, status=422 if form.errors else 200)


@acting_for(Role.LISTER)
@require_POST
def collection_labels(request: ActingRequest, pk: int, part: int | None = None) -> HttpResponse:
    """Labels for goods that have not left yet: the lot gets its passport now."""
    claim = claim_to_hand_over(request.organisation, pk)
    now = timezone.now()
    try:
        load = part_of(claim, part) or arranging.open_collection(claim=claim, now=now)
        lot = labelling.label(collection=load, by=request.user, now=now)
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return _to_the_load(pk, part)
    return redirect("logistics:label", code=lot.code)


@acting_for()
@require_safe
def proof_photo(request: ActingRequest, pk: int) -> HttpResponse:
    """The photo of a proof, for the parties only; kept by their browsers and nobody between."""
    proof = proof_visible_to(request.organisation, pk)
    try:
        with storages["private"].open(proof.photo) as file:
            webp = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(webp, content_type="image/webp", headers={"Cache-Control": "private, max-age=86400"})


def _to_the_load(pk: int, part: int | None) -> HttpResponse:
    if part is None:
        return redirect("logistics:collection-of-claim", pk=pk)
    return redirect("logistics:load", pk=pk, part=part)


def _page(request: ActingRequest, pk: int, part: int | None, *, fetch_form: FetchForm | None = None) -> HttpResponse:
    claim = collected_claim(request.organisation, pk)
    load = part_of(claim, part)
    page = collection_page(claim, load, request.organisation, request.roles)
    agreed = page.collection.fetch_at if page.collection else None
    handovers = [line.handover for line in page.handovers]
    context = {
        "page": page,
        "claim": claim,
        "listing": claim.listing,
        "papers": gate_of(claim, request.organisation, timezone.localdate()),
        "rides": rides_of(claim, load, now=timezone.now()) if claim.state == ClaimState.ACCEPTED else None,
        "correctable": correctable(handovers, claim, request.organisation, request.roles),
        "fetch_form": fetch_form or FetchForm(initial={"at": agreed}),
    }
    return render(request, "logistics/collection.html", context, status=422 if fetch_form else 200)
