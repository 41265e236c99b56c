"""The receipt: confirming what came, and the page to print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from logistics.access import claim_to_receive, receipt_visible_to
from logistics.actions import receiving
from logistics.forms.receipts import ReceiptForm
from logistics.models import CollectionState
from logistics.queries.plans import collection_of
from logistics.queries.receipts import receipt_of, receipt_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def receipt_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Count and confirm what came. Once confirmed, the same form leads to the receipt there is."""
    claim = claim_to_receive(request.organisation, pk)
    collection = collection_of(claim)
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
            return redirect("logistics:receipt-new", pk=pk)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Confirmed. It counts now; the giver is thanked."))
            return redirect("logistics:receipt", pk=made.pk)
    context = {"form": form, "claim": claim, "collection": collection}
    return render(request, "logistics/receipt_new.html", context, status=422 if form.errors else 200)


@acting_for()
@require_safe
def receipt(request: ActingRequest, pk: int) -> HttpResponse:
    """A receipt with every hand it went through, for the parties."""
    page = receipt_page(receipt_visible_to(request.organisation, pk))
    return render(request, "logistics/receipt.html", {"page": page, "claim": page.claim, "receipt": page.receipt})
