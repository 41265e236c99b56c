"""Claims: what goes in and what comes out."""

from typing import Any

from rest_framework import serializers

from listings.models import ClaimState
from listings.models.steps import LONGEST_PURPOSE, LONGEST_REASON
from listings.queries.claims import SIDES
from marketplace.api.serializers.fields import Amount, AmountIn, Flag, Text, Whole
from marketplace.api.serializers.listings import Party
from marketplace.kernel.units import Unit


class Address(serializers.Serializer[Any]):
    """An exact address: for the parties of an accepted claim only."""

    address = serializers.CharField()
    contact_name = serializers.CharField(allow_blank=True)
    contact_phone = serializers.CharField(allow_blank=True)
    access_notes = serializers.CharField(allow_blank=True)
    has_loading_dock = serializers.BooleanField()
    has_step_free_access = serializers.BooleanField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()


class ClaimListing(serializers.Serializer[Any]):
    """What is claimed."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    unit = serializers.ChoiceField(Unit.choices())
    organisation = Party()


class ClaimOut(serializers.Serializer[Any]):
    """A claim, as one of its parties reads it."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(ClaimState.choices)
    side = serializers.ChoiceField(SIDES, help_text="`of`: asked of you; `by`: asked by you; `carried`: your van's.")
    listing = ClaimListing()
    organisation = Party(help_text="Who asks.")
    carrier = Party(allow_null=True, help_text="Whose van brings it; null: it is fetched.")
    quantity = Amount()
    least_quantity = Amount(allow_null=True)
    offered_quantity = Amount(allow_null=True)
    accepted_quantity = Amount(allow_null=True)
    collected_quantity = Amount()
    purpose = serializers.CharField()
    reason = serializers.CharField(allow_blank=True, help_text="Why it was declined or cancelled.")
    hold_until = serializers.DateTimeField(allow_null=True, help_text="It lapses then.")
    due_at = serializers.DateTimeField(allow_null=True)
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    collected_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Cancelled or lapsed.")
    from_address = Address(allow_null=True, help_text="Null until it is accepted.")
    to_address = Address(allow_null=True, help_text="Null until it is accepted.")


class ClaimIn(serializers.Serializer[Any]):
    """Asking for a quantity of a listing."""

    quantity = AmountIn()
    least_quantity = AmountIn(required=False, allow_null=True, help_text="You are never promised less.")
    purpose = Text(max_length=LONGEST_PURPOSE, help_text="The giver decides by it.")
    site = Whole(help_text="Where it goes: one of your sites.")
    carrier = Text(
        max_length=80, required=False, allow_null=True, help_text="The slug of whose van; null: you fetch it."
    )
    joins_line = Flag(required=False, help_text="If less is left, wait in line.")
    keeps_clauses = Flag(required=False, help_text="You keep to what the giver asks.")


class AcceptIn(serializers.Serializer[Any]):
    """How many of what was asked for are promised."""

    quantity = AmountIn(required=False, help_text="Left out: all that was asked for.")


class ReasonIn(serializers.Serializer[Any]):
    """Why not, or why no longer."""

    reason = Text(max_length=LONGEST_REASON, help_text="The other side reads this.")
