"""What the pages about the API read."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.api.models import ApiToken
from marketplace.api.scopes import WORDS
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as a row of the list."""

    token: ApiToken
    is_live: bool
    scopes: str


def tokens_of(organisation: Organisation, now: datetime) -> list[TokenLine]:
    """The organisation's tokens, the newest first. One query."""
    return [
        TokenLine(token, token.is_live_at(now), ", ".join(sorted(token.allows)))
        for token in ApiToken.objects.of(organisation).for_page()[:200]
    ]


def scopes_in_words() -> list[tuple[str, str]]:
    """Every scope with what it allows."""
    return [(scope.value, _(words)) for scope, words in WORDS.items()]
