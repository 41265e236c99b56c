"""Papers of a claim: signing, declaring and taking waste, the notes themselves."""

from datetime import datetime

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.models import Claim
from logistics.actions.paperwork import attesting, declaring, papering, tracking
from logistics.forms.papers import ALL, AttestForm, DeclareForm, TakeForm, TrackingForm
from logistics.models import Holder
from logistics.models.papers import PaperKind
from logistics.paper_access import (
    claim_to_sign,
    claim_with_papers,
    load_received,
    load_with_papers,
    may_sign,
    paper_visible_to,
    papered_run,
)
from logistics.papers.document import Document, write_pdf
from logistics.papers.statements import WastePath
from logistics.queries.credentials import carrier_registration
from logistics.queries.paper_facts import document_of, draft_words, kinds_of, load_for_papers
from logistics.queries.paper_pages import papers_page, usual_values
from logistics.queries.season import may_have_season, tickets_for
from logistics.queries.sheets import manifest_of, run_sheet_of
from logistics.queries.tracked import movement_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error


@acting_for()
@require_safe
def papers(request: ActingRequest, pk: int) -> HttpResponse:
    """Who signed what about the goods of a claim, what is missing, and the notes."""
    return _page(request, claim_with_papers(request.organisation, pk))


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def attest(request: ActingRequest, pk: int) -> HttpResponse:
    """Sign the seven statements for one's own side."""
    claim, holder = claim_to_sign(request.organisation, request.roles, pk)
    form = AttestForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            attesting.attest(
                claim=claim,
                holder=holder,
                held=form.held(),
                detail="" if said["answer"] == ALL else said["detail"],
                signer_name=said["signer_name"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Signed. The other side sees it on this page."))
            return redirect("logistics:papers", pk=pk)
    return _page(request, claim, form=form)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def waste_declare(request: ActingRequest, pk: int) -> HttpResponse:
    """Declare the waste for its transfer note."""
    claim, _holder = claim_to_sign(request.organisation, request.roles, pk, holder=Holder.GIVER)
    if request.method == "POST":
        form = DeclareForm(request.POST)
    else:
        form = DeclareForm(initial={**usual_values(claim), "signer_name": str(request.user)})
    if form.is_bound and form.is_valid():
        try:
            declaring.declare(
                claim=claim,
                values=form.values(),
                signer_name=form.cleaned_data["signer_name"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Declared and signed. Now the receiver signs."))
            return redirect("logistics:papers", pk=pk)
    return _form(request, "logistics/waste_declare.html", claim, form)


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def waste_take(request: ActingRequest, pk: int) -> HttpResponse:
    """Take the waste as declared: permit, carrier, signature."""
    claim, _holder = claim_to_sign(request.organisation, request.roles, pk, holder=Holder.RECEIVER)
    page = papers_page(claim, request.organisation, localtime(timezone.now()).date())
    if request.method == "POST":
        form = TakeForm(request.POST)
    else:
        known = carrier_registration(claim.carrier or claim.organisation, localtime(timezone.now()).date())
        form = TakeForm(initial={"carrier_registration": known or "", "signer_name": str(request.user)})
    if form.is_bound and form.is_valid():
        try:
            if page.declaration is None:
                raise declaring.NotDeclared
            declaring.take(declaration=page.declaration, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Signed. The transfer note is complete but for the handover."))
            return redirect("logistics:papers", pk=pk)
    return _form(request, "logistics/waste_take.html", claim, form, page=page)


@acting_for()
@require_POST
def papers_issue(request: ActingRequest, pk: int) -> HttpResponse:
    """Issue the notes of a load that has arrived, now."""
    load = load_with_papers(request.organisation, pk)
    try:
        papering.issue(collection=load, by=request.user, now=timezone.now())
    except DomainError as refusal:
        form = Form(request.POST)
        form.is_valid()
        add_domain_error(form, refusal)
        return _page(request, claim_with_papers(request.organisation, load.claim_id), refused=form)
    messages.success(request, _("Issued. The notes stay as they are from now on."))
    return redirect("logistics:papers", pk=load.claim_id)


@acting_for()
@require_safe
def paper_draft(request: ActingRequest, pk: int, kind: str) -> HttpResponse:
    """A note before it is final; stamped as such."""
    load = load_for_papers(load_with_papers(request.organisation, pk))
    if kind not in kinds_of(load):
        raise Http404
    stamp = draft_words(load) or _("Draft: not issued yet.")
    document = document_of(load, PaperKind(kind), issued_at=timezone.now(), draft=stamp)
    return _pdf(write_pdf(document), f"draft-{document.number}")


@acting_for()
@require_safe
def paper(request: ActingRequest, pk: int) -> HttpResponse:
    """A note as it was issued. One whose time is over: gone."""
    found = paper_visible_to(request.organisation, pk)
    if found.removed_at is not None:
        return render(request, "logistics/paper_gone.html", {"paper": found}, status=410)
    try:
        with storages["private"].open(found.file) as file:
            return _pdf(file.read(), found.number)
    except FileNotFoundError:
        raise Http404 from None


@acting_for()
@require_safe
def tracking_export(request: ActingRequest, pk: int) -> HttpResponse:
    """A received load of waste as a file for digital waste tracking."""
    load = load_for_papers(load_received(request.organisation, pk))
    movement = movement_of(load)
    if movement is None:
        raise Http404
    answer = JsonResponse(movement, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="waste-movement-GY-{load.collection.pk:06d}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@acting_for(Role.REQUESTER)
@require_POST
def tracking_note(request: ActingRequest, pk: int) -> HttpResponse:
    """Note the number that digital waste tracking gave."""
    load = load_received(request.organisation, pk)
    form = TrackingForm(request.POST)
    if form.is_valid():
        try:
            tracking.note_tracking(collection=load, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("The tracking number is kept."))
            return redirect("logistics:papers", pk=load.claim_id)
    return _page(request, claim_with_papers(request.organisation, load.claim_id), tracking_form=form)


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_safe
def run_manifest(request: ActingRequest, pk: int) -> HttpResponse:
    """What the van carries, to show on the road."""
    return _sheet(manifest_of(papered_run(request.organisation, request.user, request.roles, pk)))


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_safe
def run_sheet(request: ActingRequest, pk: int) -> HttpResponse:
    """The run on paper."""
    return _sheet(run_sheet_of(papered_run(request.organisation, request.user, request.roles, pk)))


def _sheet(document: Document) -> HttpResponse:
    return _pdf(write_pdf(document), document.number)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(
    request: ActingRequest,
    claim: Claim,
    *,
    form: AttestForm | None = None,
    tracking_form: TrackingForm | None = None,
    refused: Form | None = None,
) -> HttpResponse:
    now: datetime = timezone.now()
    page = papers_page(claim, request.organisation, localtime(now).date())
    side = may_sign(claim, request.organisation, request.roles)
    is_open = claim.state == "accepted" and not page.is_lent
    own = next((line for line in page.sides if line.is_own), None)
    may_attest = is_open and side is not None and not claim.listing.is_waste
    is_waste = page.path == WastePath.WASTE
    context = {
        "page": page,
        "claim": claim,
        "listing": claim.listing,
        "form": (form or AttestForm(initial={"signer_name": str(request.user)})) if may_attest else None,
        "signed": own is not None and own.signed is not None,
        "form_open": form is not None or (own is not None and own.signed is None),
        "may_declare": is_open and side == Holder.GIVER and is_waste,
        "tickets": tickets_for(claim, localtime(now).date()) if is_open and side == Holder.GIVER and is_waste else [],
        "may_season": is_open and side == Holder.GIVER and is_waste and may_have_season(page.declaration),
        "may_take": is_open and side == Holder.RECEIVER and is_waste and page.declaration,
        "tracking_form": tracking_form or TrackingForm(),
        "is_receiver": side == Holder.RECEIVER,
        "refused": refused,
    }
    bound = [one for one in (form, tracking_form, refused) if one is not None]
    return render(request, "logistics/papers.html", context, status=422 if bound else 200)


def _form(request: ActingRequest, template: str, claim: Claim, form: Form, **more: object) -> HttpResponse:
    context = {"form": form, "claim": claim, "listing": claim.listing, **more}
    return render(request, template, context, status=422 if form.errors else 200)
