"""Passports: the public page behind a label, and the label."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from listings.queries.claims import told
from logistics.access import own_passport, passport_with
from logistics.queries.passports import collection_of_passport, journey_of, qr_of
from marketplace.organisations.access import ActingRequest, acting_for


@login_not_required
@require_safe
def passport(request: HttpRequest, code: str) -> HttpResponse:
    """What a lot is and where it has been, for anybody who reads its label."""
    found = passport_with(code)
    collection = collection_of_passport(found)
    amount = told(found.quantity, found.listing)
    steps = journey_of(found, collection)
    context = {"passport": found, "listing": found.listing, "steps": steps, "amount": amount}
    return render(request, "logistics/passport.html", {**context, "collection": collection})


@acting_for()
@require_safe
def label(request: ActingRequest, code: str) -> HttpResponse:
    """Labels to print and stick on, for those who gave, carried or received the lot."""
    found = own_passport(request.organisation, code)
    address = request.build_absolute_uri(reverse("logistics:passport", args=[found.code]))
    context = {"passport": found, "listing": found.listing, "qr": qr_of(address), "address": address}
    return render(request, "logistics/label.html", {**context, "copies": range(8)})
