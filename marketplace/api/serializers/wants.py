"""Wants and matches: what goes in and what comes out."""

from typing import Any

from rest_framework import serializers

from listings.models import Kind, WantState
from marketplace.api.serializers.fields import Amount, AmountIn, Choice, Day, Flag, Text, Whole
from marketplace.api.serializers.listings import Party
from marketplace.kernel.units import Unit


class WantOut(serializers.Serializer[Any]):
    """Something that an organisation looks for."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    category = serializers.SlugField(allow_null=True)
    organisation = Party()
    description = serializers.CharField(allow_blank=True)
    quantity = Amount()
    unit = serializers.ChoiceField(Unit.choices())
    radius_km = serializers.IntegerField()
    needed_by = serializers.DateField(allow_null=True)
    can_collect = serializers.BooleanField()
    state = serializers.ChoiceField(WantState.choices)
    place = serializers.CharField()
    latitude = serializers.FloatField(help_text="Of the public point, to about a kilometre.")
    longitude = serializers.FloatField()
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    is_own = serializers.BooleanField()
    site = serializers.IntegerField(allow_null=True, help_text="Of your own wants only.")


class WantChange(serializers.Serializer[Any]):
    """What can be changed of a want."""

    title = Text(max_length=120, required=False)
    kind = Choice(Kind.choices, required=False)
    category = Text(max_length=80, required=False, allow_null=True, help_text="A slug; null: by the words.")
    quantity = AmountIn(required=False)
    unit = Choice(Unit.choices(), required=False)
    description = Text(max_length=2000, required=False, allow_blank=True)
    site = Whole(required=False, help_text="One of your sites.")
    radius_km = Whole(required=False)
    needed_by = Day(required=False, allow_null=True)
    can_collect = Flag(required=False)


class WantIn(WantChange):
    """Something to look for."""

    title = Text(max_length=120)
    site = Whole(help_text="One of your sites.")


class CloseIn(serializers.Serializer[Any]):
    """How a want ends."""

    outcome = Choice([("met", "met"), ("closed", "no longer needed")])


class MatchOut(serializers.Serializer[Any]):
    """A listing and a want that fitted when either appeared."""

    id = serializers.IntegerField()
    listing = serializers.IntegerField()
    listing_title = serializers.CharField()
    want = serializers.IntegerField()
    want_title = serializers.CharField()
    side = serializers.ChoiceField(["listing", "want"], help_text="Which of the two is yours.")
    score = serializers.IntegerField(min_value=0, max_value=100)
    found_at = serializers.DateTimeField()
