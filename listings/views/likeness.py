"""Before something is published that its owner may have listed already: a look at the two."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from listings.access import own_listing
from listings.forms.listings import ListingForm
from listings.likeness import Thing
from listings.models import Listing
from listings.queries.likeness import alike, twins_of
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role


@acting_for(Role.LISTER)
@require_safe
def listing_alike(request: ActingRequest, pk: int) -> HttpResponse:
    """What an own draft is likely the same as; where there is nothing, or it is no draft, the listing itself."""
    shown = own_listing(request.organisation, pk)
    found = twins_of(shown)
    if not found:
        return redirect("listings:listing", pk=pk)
    return render(request, "listings/alike.html", {"listing": shown, "alike": found})


def is_listed(request: ActingRequest, form: ListingForm, listing: Listing | None = None) -> bool:
    """Whether what a valid form offers is likely listed already, besides as this draft."""
    told = form.values()
    thing = Thing(
        title=told.title,
        category=form.cleaned_data["category"].path,
        site=form.cleaned_data["site"].pk,
        quantity=told.quantity,
        unit=told.unit,
        dimensions=told.dimensions,
        make=told.make,
        model=told.model,
        serial_number=told.serial_number,
    )
    return bool(alike(thing, organisation=request.organisation, besides=listing.pk if listing is not None else None))
