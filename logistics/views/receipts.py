"""The receipt: confirming what came, and the page to print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.queries.loans import is_lent
from logistics.access import claim_to_receive, receipt_visible_to, receipt_with_side
from logistics.actions.loads import receiving, settling
from logistics.forms.receipts import ReceiptForm, TakenBackForm
from logistics.load_access import correctable, side_of
from logistics.models import CollectionState, Receipt
from logistics.queries.parts import part_of
from logistics.queries.receipts import receipt_of, receipt_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def receipt_new(request: ActingRequest, pk: int, part: int | None = None) -> HttpResponse:
    """Count and confirm what came. Once confirmed, the same form leads to the receipt there is."""
    claim = claim_to_receive(request.organisation, pk)
    collection = part_of(claim, part)
    there = receipt_of(collection) if collection else None
    if there is not None:
        messages.info(request, _("This was confirmed already. Here is the receipt."))
        return redirect("logistics:receipt", pk=there.pk)
    form = ReceiptForm(request.POST if request.method == "POST" else None, claim=claim, collection=collection)
    if collection is None or collection.state != CollectionState.DELIVERED:
        return render(request, "logistics/receipt_early.html", {"claim": claim}, status=422 if form.is_bound else 200)
    if form.is_bound and form.is_valid():
        try:
            made = receiving.confirm(collection=collection, by=request.user, now=timezone.now(), **form.values())
        except receiving.AlreadyReceived:
            return redirect(request.path)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            counts = _("Confirmed. It counts now; the giver is thanked.")
            messages.success(request, _("Confirmed. It is on loan; the giver is told.") if is_lent(claim) else counts)
            return redirect("logistics:receipt", pk=made.pk)
    context = {"form": form, "claim": claim, "collection": collection}
    return render(request, "logistics/receipt_new.html", context, status=422 if form.errors else 200)


@acting_for()
@require_safe
def receipt(request: ActingRequest, pk: int) -> HttpResponse:
    """A receipt with every hand it went through, for the parties."""
    return _page(request, receipt_visible_to(request.organisation, pk))


@acting_for(Role.LISTER)
@require_POST
def receipt_taken_back(request: ActingRequest, pk: int) -> HttpResponse:
    """The giver notes that what was turned away is back."""
    shown = receipt_with_side(request.organisation, pk, gives=True)
    form = TakenBackForm(request.POST, receipt=shown)
    if form.is_valid():
        try:
            settling.take_back(
                receipt=shown, quantity=form.cleaned_data["quantity"], by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Back. It is on offer again."))
            return redirect("logistics:receipt", pk=pk)
    return _page(request, shown, back_form=form)


@acting_for(Role.REQUESTER, Role.LISTER)
@require_POST
def receipt_pass_on(request: ActingRequest, pk: int) -> HttpResponse:
    """The receiver offers what it turned away from its own site."""
    shown = receipt_with_side(request.organisation, pk, gives=False)
    try:
        made = settling.pass_on(receipt=shown, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return _page(request, shown, status=422)
    messages.success(request, _("A draft is ready. Look it over and publish it; the giver is told."))
    return redirect("listings:listing", pk=made.listing_id)


def _page(
    request: ActingRequest, shown: Receipt, *, back_form: TakenBackForm | None = None, status: int = 200
) -> HttpResponse:
    """A receipt; a form that was refused stands there as it was typed, with 422."""
    page, claim = receipt_page(shown), shown.collection.claim
    context: dict[str, object] = {"page": page, "claim": claim, "receipt": shown, "refused": back_form}
    if claim.listing.organisation_id == request.organisation.pk and may(request.roles, Role.LISTER):
        context["back_form"] = (back_form or TakenBackForm(receipt=shown)) if page.may_come_back else None
    handovers = [line.handover for line in page.handovers]
    context["correctable"] = correctable(handovers, claim, request.organisation, request.roles)
    context["may_correct"] = side_of(claim, request.organisation, request.roles).takes
    if claim.organisation_id == request.organisation.pk:
        context["may_pass_on"] = page.may_go_on and (may(request.roles, Role.REQUESTER, Role.LISTER))
    return render(request, "logistics/receipt.html", context, status=422 if back_form is not None else status)
