"""Timing: what loans and bookings came to in hours, once they are over. Never a mass."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from listings.models import Booking, Loan
from marketplace.impact.hours import hours_between, times
from marketplace.impact.models import HoursKind, HoursLine
from marketplace.impact.queries.hours import floor_m2, uncounted_bookings, uncounted_loans


def count_hours(*, now: datetime) -> int:
    """Write a line for every loan that came back and every booking that took place, once; returns how many were."""
    lines = [_of_loan(loan, now) for loan in list(uncounted_loans())]
    lines += [_of_booking(booking, now) for booking in list(uncounted_bookings(now))]
    return sum(_written(line) for line in lines if line is not None)


def _written(line: HoursLine) -> bool:
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        over = HoursLine.objects.filter(loan=line.loan, booking=line.booking)
        if not over.exists():
            raise
        return False  # another worker wrote it at the same moment
    return True


def _of_loan(loan: Loan, now: datetime) -> HoursLine | None:
    if loan.handed_at is None or loan.returned_at is None or loan.quantity is None:
        return None
    claim = loan.claim
    hours = hours_between(loan.handed_at, loan.returned_at)
    return HoursLine(
        kind=HoursKind.LOAN,
        loan=loan,
        giver=claim.listing.organisation,
        taker=claim.organisation,
        giver_site=claim.listing.site,
        category=claim.listing.category,
        starts_at=loan.handed_at,
        ends_at=loan.returned_at,
        entered_on=localtime(loan.returned_at).date(),
        hours=hours,
        item_hours=times(hours, loan.quantity),
        counted_at=now,
    )


def _of_booking(booking: Booking, now: datetime) -> HoursLine:
    listing = booking.space.listing
    hours = hours_between(booking.starts_at, booking.ends_at)
    area = floor_m2(listing)
    return HoursLine(
        kind=HoursKind.SPACE,
        booking=booking,
        giver=listing.organisation,
        taker=booking.organisation,
        giver_site=listing.site,
        category=listing.category,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        entered_on=localtime(booking.ends_at).date(),
        hours=hours,
        m2_hours=None if area is None else times(hours, area),
        counted_at=now,
    )
