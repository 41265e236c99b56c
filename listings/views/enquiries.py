"""Enquiries: a question about a listing, and its thread."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from listings.access import enquiry_visible_to, listing_visible_to
from listings.actions.enquiring import enquire
from listings.forms.claims import EnquiryForm
from listings.queries.claims import enquiries_of
from listings.queries.listings import enquiry_of
from listings.views.paging import page_of
from marketplace.dialogue.queries import conversation
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def enquiry_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask something about a listing; who asked before goes on in that thread."""
    shown = listing_visible_to(request.organisation, pk, timezone.localdate())
    before = enquiry_of(shown, request.organisation)
    if before is not None:
        return redirect("listings:enquiry", pk=before.pk)
    form = EnquiryForm(request.POST) if request.method == "POST" else EnquiryForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = enquire(
                listing=shown,
                organisation=request.organisation,
                question=form.cleaned_data["question"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            return redirect("listings:enquiry", pk=made.pk)
    return render(
        request, "listings/enquiry_new.html", {"form": form, "listing": shown}, status=422 if form.errors else 200
    )


@acting_for()
@require_safe
def enquiries(request: ActingRequest) -> HttpResponse:
    """The questions we asked and those asked of us."""
    page, pager = page_of(request, enquiries_of(request.organisation))
    return render(request, "listings/enquiries.html", {"enquiries": page, "pager": pager})


@acting_for()
@require_safe
def enquiry(request: ActingRequest, pk: int) -> HttpResponse:
    """An enquiry and its thread."""
    shown = enquiry_visible_to(request.organisation, pk)
    context = {
        "enquiry": shown,
        "listing": shown.listing,
        "conversation": conversation(thread=shown.thread, organisation=request.organisation),
    }
    return render(request, "listings/enquiry.html", context)
