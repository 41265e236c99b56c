"""Sites: what goes in and what comes out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.api.serializers.fields import Flag, Text
from marketplace.organisations.models.sites import PlaceSource


@extend_schema_field(
    {
        "type": "object",
        "description": "Weekday (mon to sun) to pairs of local times; a day left out is closed.",
        "additionalProperties": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        "examples": [{"mon": [["09:00", "17:00"]]}],
    }
)
class HoursOut(serializers.JSONField):
    """Weekly hours."""


class SiteOut(serializers.Serializer[Any]):
    """One of your sites, with its exact address."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    street = serializers.CharField(allow_blank=True)
    town = serializers.CharField()
    postcode = serializers.CharField(allow_blank=True)
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    public_latitude = serializers.FloatField(help_text="What everybody else is told, to about a kilometre.")
    public_longitude = serializers.FloatField()
    place_source = serializers.ChoiceField(PlaceSource.choices)
    dock_hours = HoursOut()
    access_notes = serializers.CharField(allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    contact_phone = serializers.CharField(allow_blank=True)
    has_loading_dock = serializers.BooleanField()
    has_step_free_access = serializers.BooleanField()
    closed_at = serializers.DateTimeField(allow_null=True)


class SiteChange(serializers.Serializer[Any]):
    """What can be changed of a site: all but its place. Its dock hours are changed on its page."""

    name = Text(max_length=120, required=False)
    access_notes = Text(max_length=1000, required=False, allow_blank=True)
    contact_name = Text(max_length=120, required=False, allow_blank=True)
    contact_phone = Text(max_length=30, required=False, allow_blank=True)
    has_loading_dock = Flag(required=False)
    has_step_free_access = Flag(required=False)


class SiteIn(SiteChange):
    """A new site; open from nine to five on working days until you say otherwise on its page."""

    name = Text(max_length=120)
    street = Text(max_length=200)
    town = Text(max_length=80)
    postcode = Text(max_length=12, required=False, allow_blank=True)
    latitude = serializers.FloatField(required=False, min_value=-90, max_value=90, help_text="Goes before the address.")
    longitude = serializers.FloatField(required=False, min_value=-180, max_value=180)
