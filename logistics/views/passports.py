"""Passports: the public page behind a label, its book for machines, whether it holds, and labels to print."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from listings.queries.claims import told
from listings.views.paging import page_of
from logistics.epcis import document
from logistics.forms.passports import LabelsForm
from logistics.labels.sheets import SHEETS, Label, write_labels
from logistics.lot_access import known_passport, passport_with
from logistics.models import Passport
from logistics.queries.books import book_of
from logistics.queries.lots import deeds_on
from logistics.queries.passports import page_of_passport
from logistics.queries.verifying import anchor_over, anchors, findings_of
from marketplace.kernel.mass import format_kg
from marketplace.organisations.access import ActingRequest, acting_for


@login_not_required
@require_safe
def passport(request: HttpRequest, code: str) -> HttpResponse:
    """What a lot is and where it has been, for anybody who reads its label; its owner finds what to do with it."""
    found = passport_with(code)
    acting = getattr(request, "organisation", None)
    context = {
        "passport": found,
        "listing": found.listing,
        "page": page_of_passport(found, reader=acting, now=timezone.now(), today=timezone.localdate()),
        "deeds": deeds_on(found, acting, getattr(request, "roles", frozenset())),
    }
    return render(request, "logistics/passport.html", context)


@login_not_required
@require_safe
def passport_events(request: HttpRequest, code: str) -> HttpResponse:
    """The book as EPCIS 2.0 in JSON-LD, for anybody."""
    found = passport_with(code)
    site = request.build_absolute_uri("/").rstrip("/")
    answer = JsonResponse(document(book_of(found, site=site)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Type"] = "application/ld+json"
    answer["Content-Disposition"] = f'inline; filename="{found.code}.jsonld"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required
@require_safe
def passport_check(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the book of a lot is as it was written, read anew at this moment."""
    found = passport_with(code)
    context = {
        "passport": found,
        "listing": found.listing,
        "findings": findings_of(found),
        "anchoring": anchor_over(found),
        "now": timezone.now(),
    }
    return render(request, "logistics/passport_check.html", context)


@login_not_required
@require_safe
def anchor_list(request: HttpRequest) -> HttpResponse:
    """The anchors of all books, to keep a copy of."""
    page, pager = page_of(request, anchors())
    return render(request, "logistics/anchors.html", {"anchors": page, "pager": pager})


@acting_for()
@require_safe
def label(request: ActingRequest, code: str) -> HttpResponse:
    """Which labels to print, for those who gave, carried or received the lot; asked for with values: the PDF."""
    found = known_passport(request.organisation, code)
    form = LabelsForm(
        request.GET if "sheet" in request.GET else None, initial={"sheet": "a4-24", "count": _count(found)}
    )
    if form.is_bound and form.is_valid():
        return _pdf(request, found, form)
    context = {"passport": found, "listing": found.listing, "form": form}
    return render(request, "logistics/label.html", context, status=422 if form.errors else 200)


def _pdf(request: ActingRequest, lot: Passport, form: LabelsForm) -> HttpResponse:
    said, address = form.cleaned_data, request.build_absolute_uri(reverse("logistics:passport", args=[lot.code]))
    amount = told(lot.remaining or lot.quantity, lot.listing)
    about = f"{amount} · {format_kg(lot.mass_kg)}" if lot.mass_kg else amount
    labels = [
        Label(lot.listing.title, lot.code, address, (about, f"{number}/{said['count']}"))
        for number in range(1, said["count"] + 1)
    ]
    made = write_labels(labels, SHEETS[said["sheet"]], title=f"{lot.code}: {lot.listing.title}", skip=said["skip"] or 0)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="labels-{lot.code}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _count(lot: Passport) -> int:
    """One for each piece, as far as a sheet goes."""
    return min(max(int(lot.remaining or lot.quantity), 1), 24)
