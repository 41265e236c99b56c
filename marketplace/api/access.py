"""Who may: what the views of this room fetch, by whom."""

from datetime import datetime

from django.shortcuts import get_object_or_404

from listings.models import Category
from marketplace.api.models import ApiToken
from marketplace.organisations.models import Organisation


def token_opened_by(text: str, now: datetime) -> ApiToken | None:
    """The token that this text is, if it may be used now; nothing where it is none, taken back, or past its end."""
    token = ApiToken.objects.opened_by(text).first()
    return token if token is not None and token.is_live_at(now) and token.made_by.is_active else None


def own_token(organisation: Organisation, pk: int) -> ApiToken:
    """A token of the organisation."""
    return get_object_or_404(ApiToken.objects.of(organisation), pk=pk)


def leaf_called(slug: str) -> Category | None:
    """The category of that slug; None where nothing can be listed under it."""
    return Category.objects.leaves().filter(slug=slug).first()


def organisation_called(slug: str) -> Organisation | None:
    """The organisation of that slug: slugs are public."""
    return Organisation.objects.filter(slug=slug).first()
