"""Collections, handovers, receipts and passports: what goes in and what comes out."""

from typing import Any

from rest_framework import serializers

from listings.models import Condition
from logistics.actions.loads.receiving import LONGEST_REASON
from logistics.actions.paperwork.attesting import LONGEST_DETAIL
from logistics.actions.runs.proving import LONGEST_NAME, LONGEST_NOTE
from logistics.models import CollectionMode, CollectionState, Displaced, HandoverKind, Holder, RejectedFate
from logistics.models.passports import PassportState
from logistics.papers.statements import KEYS
from marketplace.api.serializers.fields import Amount, AmountIn, Choice, Moment, Text, Whole
from marketplace.api.serializers.listings import Party
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.units import Unit

_PART = "Which of the claim's loads; left out: the first that is still to be dealt with."
_WEIGHED = ("listed", "typical", "estimated", "weighed", "specified")


class CollectionOut(serializers.Serializer[Any]):
    """A load of an accepted claim on its way."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField()
    part = serializers.IntegerField()
    listing = serializers.IntegerField()
    title = serializers.CharField()
    unit = serializers.ChoiceField(Unit.choices())
    giver = Party()
    receiver = Party()
    carrier = Party(allow_null=True)
    mode = serializers.ChoiceField(CollectionMode.choices)
    state = serializers.ChoiceField(CollectionState.choices)
    quantity = Amount()
    load_kg = serializers.IntegerField()
    load_litres = serializers.IntegerField()
    fetch_at = serializers.DateTimeField(allow_null=True)
    attempt = serializers.IntegerField()
    last_failure = serializers.CharField(allow_blank=True)
    collected_quantity = Amount(allow_null=True)
    delivered_quantity = Amount()
    returned_quantity = Amount()
    lost_quantity = Amount()
    created_at = serializers.DateTimeField()


class HandoverOut(serializers.Serializer[Any]):
    """Goods passing from hand to hand, with proof. Never changed."""

    id = serializers.IntegerField()
    collection = serializers.IntegerField()
    claim = serializers.IntegerField()
    kind = serializers.ChoiceField(HandoverKind.choices)
    giver = Party()
    taker = Party()
    quantity = Amount()
    at = serializers.DateTimeField()
    signer_name = serializers.CharField()
    code_matched = serializers.BooleanField()
    has_photo = serializers.BooleanField()
    previous_hash = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()


class ReceiptOut(serializers.Serializer[Any]):
    """What the receiver counted and kept. Never changed."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField()
    collection = serializers.IntegerField()
    listing = serializers.IntegerField()
    title = serializers.CharField()
    unit = serializers.ChoiceField(Unit.choices())
    giver = Party()
    receiver = Party()
    kept_quantity = Amount()
    rejected_quantity = Amount()
    rejected_reason = serializers.CharField(allow_blank=True)
    rejected_fate = serializers.ChoiceField(RejectedFate.choices, allow_blank=True)
    condition = serializers.ChoiceField(Condition.choices)
    kept_mass_kg = Amount()
    rejected_mass_kg = Amount()
    mass_basis = serializers.ChoiceField(MassBasis.choices())
    displaced = serializers.ChoiceField(Displaced.choices)
    note = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    hash = serializers.CharField(allow_blank=True)


class PassportOut(serializers.Serializer[Any]):
    """A lot that your organisation owned or held at some time."""

    id = serializers.IntegerField()
    code = serializers.CharField(help_text="What its label says.")
    listing = serializers.IntegerField()
    title = serializers.CharField()
    category = serializers.SlugField()
    unit = serializers.ChoiceField(Unit.choices())
    quantity = Amount()
    remaining = Amount()
    mass_kg = Amount(allow_null=True)
    state = serializers.ChoiceField(PassportState.choices)
    is_ours = serializers.BooleanField()
    is_with_us = serializers.BooleanField()
    events = serializers.IntegerField(help_text="How many events its book has.")
    head = serializers.CharField(allow_blank=True, help_text="The hash of the last of them.")
    created_at = serializers.DateTimeField()


class FetchTimeIn(serializers.Serializer[Any]):
    """When the receiver comes."""

    at = Moment()
    part = Whole(min_value=1, max_value=32767, required=False, help_text=_PART)


class HandOverIn(serializers.Serializer[Any]):
    """What shows that the goods changed hands. Without the three words, take a photo on the page instead."""

    quantity = AmountIn(help_text="As you count them.")
    code = Text(max_length=LONGEST_NAME, help_text="Their three words.")
    signer_name = Text(max_length=LONGEST_NAME)
    note = Text(max_length=LONGEST_NOTE, required=False, allow_blank=True)
    part = Whole(min_value=1, max_value=32767, required=False, help_text=_PART)


class StatementsIn(serializers.Serializer[Any]):
    """The seven statements that make these goods and not waste, signed by a person of yours."""

    signer_name = Text(max_length=LONGEST_NAME, help_text="Whoever signs: it stands as their signature.")
    fails = serializers.ListField(
        child=Choice([(one, one) for one in KEYS]),
        max_length=len(KEYS),
        help_text="Those that do not hold; an empty list: all seven hold.",
    )
    detail = Text(max_length=LONGEST_DETAIL, required=False, allow_blank=True, help_text="Why, where one fails.")


class StatementsOut(serializers.Serializer[Any]):
    """What one side signed. The last before the goods leave counts."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField()
    holder = serializers.ChoiceField(Holder.choices)
    held = serializers.ListField(child=serializers.ChoiceField([(one, one) for one in KEYS]))
    detail = serializers.CharField(allow_blank=True)
    signer_name = serializers.CharField()
    at = serializers.DateTimeField()


class ReceiptIn(serializers.Serializer[Any]):
    """What came, what was kept, and how heavy that is."""

    kept_quantity = AmountIn()
    condition = Choice(Condition.choices, required=False, help_text="Left out: as listed.")
    mass_basis = Choice(
        [(one, one) for one in _WEIGHED],
        help_text="`listed` or `typical`: worked out; `weighed`, `specified` or `estimated`: with `mass_kg`.",
    )
    mass_kg = AmountIn(required=False, allow_null=True, help_text="Of all that was kept.")
    rejected_quantity = AmountIn(required=False)
    rejected_reason = Text(max_length=LONGEST_REASON, required=False, allow_blank=True)
    rejected_fate = Choice(RejectedFate.choices, required=False, allow_blank=True)
    displaced = Choice(Displaced.choices, required=False, help_text="What you would have done without this.")
    note = Text(max_length=LONGEST_NOTE, required=False, allow_blank=True)
    part = Whole(min_value=1, max_value=32767, required=False, help_text=_PART)
