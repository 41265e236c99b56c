"""Bookings of spaces: what goes in and what comes out."""

from typing import Any

from rest_framework import serializers

from listings.models.bookings import BookingState
from marketplace.api.serializers.fields import Moment, Text, Whole
from marketplace.api.serializers.listings import Party


class BookingOut(serializers.Serializer[Any]):
    """A time in a space, as one of its two parties reads it."""

    id = serializers.IntegerField()
    listing = serializers.IntegerField(help_text="The listing that is the space.")
    space = serializers.CharField()
    owner = Party()
    organisation = Party(help_text="Who booked it.")
    side = serializers.ChoiceField(["by", "of"], help_text="`by`: booked by you; `of`: asked of you.")
    state = serializers.ChoiceField(BookingState.choices)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    purpose = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    price_pence = serializers.IntegerField(allow_null=True)
    free_until = serializers.DateTimeField(help_text="Until then it is cancelled early.")
    reason = serializers.CharField(allow_blank=True)
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class BookingIn(serializers.Serializer[Any]):
    """A time to book: whole slots of the space, within its hours."""

    starts_at = Moment()
    ends_at = Moment()
    purpose = Text(max_length=500, help_text="The owner reads it.")
    people = Whole(min_value=1, max_value=1_000_000, required=False, allow_null=True)
