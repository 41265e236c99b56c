"""What a token is told of itself."""

from typing import Any

from rest_framework import serializers

from marketplace.api.scopes import Scope
from marketplace.api.serializers.listings import Party
from marketplace.organisations.models import Role


class TokenOut(serializers.Serializer[Any]):
    """The token that the request carries."""

    name = serializers.CharField()
    organisation = Party()
    scopes = serializers.ListField(child=serializers.ChoiceField([(one.value, one.value) for one in Scope]))
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices), help_text="Of its maker, now.")
    expires_at = serializers.DateTimeField()
