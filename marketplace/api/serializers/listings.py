"""Listings: what goes in and what comes out."""

from typing import Any

from rest_framework import serializers

from listings.models import Condition, Kind, ListingState, Mode
from listings.models.listings import Working
from marketplace.api.serializers.fields import Amount, AmountIn, Choice, Day, Flag, Text, Whole
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit


class Party(serializers.Serializer[Any]):
    """An organisation, by what anybody may know of it."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class ListingItem(serializers.Serializer[Any]):
    """A listing in a list."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    mode = serializers.ChoiceField(Mode.choices)
    condition = serializers.ChoiceField(Condition.choices)
    state = serializers.ChoiceField(ListingState.choices)
    category = serializers.SlugField(help_text="The slug of a leaf of the tree of categories.")
    organisation = Party()
    quantity = Amount(help_text="How many there were in all.")
    available = Amount(help_text="How many are left.")
    unit = serializers.ChoiceField(Unit.choices())
    unit_mass_kg = Amount(allow_null=True, help_text="What one weighs; null: nobody said.")
    price_pence = serializers.IntegerField(allow_null=True)
    available_from = serializers.DateField(allow_null=True)
    advertise_until = serializers.DateField(allow_null=True)
    must_be_gone_by = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    place = serializers.CharField(help_text="Town and district: the exact address is for parties of an accepted claim.")
    latitude = serializers.FloatField(help_text="Of the public point, to about a kilometre.")
    longitude = serializers.FloatField()
    distance_km = serializers.FloatField(allow_null=True, help_text="From where was searched.")
    photo = serializers.CharField(allow_null=True, help_text="The path of its first picture, in a search.")
    score = serializers.IntegerField(allow_null=True, help_text="0 to 100, where `sort=best`.")


class ListingPhoto(serializers.Serializer[Any]):
    """A photo of a listing."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="Its path.")
    caption = serializers.CharField(allow_blank=True)


class ListingOwn(serializers.Serializer[Any]):
    """What only the listing's owner reads."""

    reference = serializers.CharField(allow_blank=True)
    serial_number = serializers.CharField(allow_blank=True)
    site = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class ListingWhole(ListingItem):
    """A listing."""

    description = serializers.CharField(allow_blank=True)
    mass_basis = serializers.ChoiceField(MassBasis.choices(), allow_blank=True)
    unit_volume_litres = serializers.IntegerField(allow_null=True)
    dimensions = serializers.CharField(allow_blank=True)
    replacement_value_pence = serializers.IntegerField(allow_null=True)
    needs_two_people = serializers.BooleanField()
    needs_tail_lift = serializers.BooleanField()
    is_palletised = serializers.BooleanField()
    is_fragile = serializers.BooleanField()
    is_waste = serializers.BooleanField()
    waste_code = serializers.CharField(allow_blank=True)
    make = serializers.CharField(allow_blank=True)
    model = serializers.CharField(allow_blank=True)
    working = serializers.ChoiceField(Working.choices, allow_blank=True)
    capacity_people = serializers.IntegerField(allow_null=True)
    area_m2 = serializers.IntegerField(allow_null=True)
    facilities = serializers.CharField(allow_blank=True)
    opening_times = serializers.CharField(allow_blank=True)
    is_own = serializers.BooleanField()
    photos = ListingPhoto(many=True)
    own = ListingOwn(allow_null=True, help_text="Null on other organisations' listings.")


class ListingChange(serializers.Serializer[Any]):
    """What can be changed of a listing. Days may be null: none is stated."""

    title = Text(max_length=120, required=False)
    category = Text(max_length=80, required=False, help_text="The slug of a leaf.")
    site = Whole(required=False, help_text="One of your sites.")
    description = Text(max_length=4000, required=False, allow_blank=True)
    mode = Choice(Mode.choices, required=False)
    price_pence = Whole(required=False, allow_null=True)
    quantity = AmountIn(required=False)
    unit = Choice(Unit.choices(), required=False)
    condition = Choice(Condition.choices, required=False)
    unit_mass_kg = AmountIn(required=False, allow_null=True)
    mass_basis = Choice(MassBasis.choices(), required=False)
    unit_volume_litres = Whole(required=False, allow_null=True)
    dimensions = Text(max_length=120, required=False, allow_blank=True)
    replacement_value_pence = Whole(required=False, allow_null=True)
    needs_two_people = Flag(required=False)
    needs_tail_lift = Flag(required=False)
    is_palletised = Flag(required=False)
    is_fragile = Flag(required=False)
    is_waste = Flag(required=False)
    waste_code = Text(max_length=12, required=False, allow_blank=True)
    make = Text(max_length=80, required=False, allow_blank=True)
    model = Text(max_length=80, required=False, allow_blank=True)
    serial_number = Text(max_length=80, required=False, allow_blank=True)
    working = Choice(Working.choices, required=False, allow_blank=True)
    capacity_people = Whole(required=False, allow_null=True)
    area_m2 = Whole(required=False, allow_null=True)
    facilities = Text(max_length=300, required=False, allow_blank=True)
    opening_times = Text(max_length=300, required=False, allow_blank=True)
    available_from = Day(required=False, allow_null=True)
    advertise_until = Day(required=False, allow_null=True)
    must_be_gone_by = Day(required=False, allow_null=True)
    reference = Text(max_length=80, required=False, allow_blank=True, help_text="Your own; only you read it.")


class ListingIn(ListingChange):
    """Something new to list. What is left out is as on an untouched form: a gift, of unknown condition."""

    kind = Choice(Kind.choices)
    title = Text(max_length=120)
    category = Text(max_length=80, help_text="The slug of a leaf.")
    site = Whole(help_text="One of your sites.")
    publish = Flag(required=False, help_text="Offer it at once; else it is a draft.")
