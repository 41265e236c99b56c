"""The terms of use of a booking, to print and sign."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from listings.models.bookings import BookingState
from listings.queries.terms import terms_file
from listings.room_access import booking_visible_to
from marketplace.organisations.access import ActingRequest, acting_for


@acting_for()
@require_safe
def booking_terms(request: ActingRequest, pk: int) -> HttpResponse:
    """The terms of a confirmed booking as a PDF, for its two sides; before and after that there are none: 404."""
    booking = booking_visible_to(request.organisation, pk)
    if booking.state != BookingState.CONFIRMED:
        raise Http404
    answer = HttpResponse(terms_file(booking), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="terms-booking-{booking.pk}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
