"""What must be true of bookings whatever happened: said without the code that keeps it true."""

from itertools import combinations

from listings.models.bookings import BookedSlot, Booking
from listings.models.spaces import Space


def line(space: Space) -> set[int]:
    """The space and what it is part of, read upward one by one."""
    above = {space.pk}
    while space.parent_id is not None:
        space = Space.objects.get(pk=space.parent_id)
        above.add(space.pk)
    return above


def overlaps() -> list[tuple[int, int]]:
    """Pairs of bookings that hold, share a moment, and of whose spaces one is the other or a part of it."""
    held = list(Booking.objects.holding().select_related("space").in_order())
    return [
        (one.pk, two.pk)
        for one, two in combinations(held, 2)
        if one.starts_at < two.ends_at and two.starts_at < one.ends_at
        if two.space_id in line(one.space) or one.space_id in line(two.space)
    ]


def strays() -> list[int]:
    """Bookings whose quarters of an hour are not those that they take up: rows of ones that hold no longer, too few, or
    too many."""
    wrong = []
    for one in Booking.objects.select_related("space").order_by("pk"):
        spaces = [other.pk for other in Space.objects.order_by("pk") if one.space_id in line(other)]
        begins = int(one.starts_at.timestamp()) // 60 - one.space.buffer_before_minutes
        ends = int(one.ends_at.timestamp()) // 60 + one.space.buffer_after_minutes
        due = {(pk, quarter) for pk in spaces for quarter in range(begins // 15, ends // 15)}
        kept = set(BookedSlot.objects.filter(booking=one).values_list("space", "quarter"))
        if kept != (due if one.is_holding else set()):
            wrong.append(one.pk)
    return wrong
