"""Issuing tokens, and taking them back."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from marketplace.api.models import ApiToken
from marketplace.api.models.tokens import beginning_of, hash_of, new_token
from marketplace.api.scopes import Scope
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User

MOST_DAYS: Final = 366
MOST_LIVE: Final = 50


class NothingAllowed(DomainError):
    code = "nothing_allowed"
    message = gettext_noop("Choose at least one thing that the token may do.")
    field = "scopes"


class LifeOutOfBounds(DomainError):
    code = "life_out_of_bounds"
    message = gettext_noop("A token lives from 1 to {most} days.")
    field = "days"


class TooManyTokens(DomainError):
    code = "too_many_tokens"
    message = gettext_noop("{most} tokens are in use. Take some back first.")


class AlreadyTakenBack(DomainError):
    code = "already_taken_back"
    message = gettext_noop("This token was taken back already.")


def issue(
    *, organisation: Organisation, name: str, scopes: list[Scope], days: int, by: User, now: datetime
) -> tuple[ApiToken, str]:
    """Make a token. Answers the token itself beside its row: it is shown once and kept nowhere.

    :param days: how long it lives
    :raises NothingAllowed | LifeOutOfBounds | TooManyTokens: it cannot be so
    """
    if not scopes:
        raise NothingAllowed
    if not 1 <= days <= MOST_DAYS:
        raise LifeOutOfBounds(most=MOST_DAYS)
    token = new_token()
    with transaction.atomic():
        if ApiToken.objects.of(organisation).live_at(now).count() >= MOST_LIVE:
            raise TooManyTokens(most=MOST_LIVE)
        made = ApiToken.objects.create(
            organisation=organisation,
            name=name.strip(),
            token_hash=hash_of(token),
            beginning=beginning_of(token),
            scopes=sorted(scope.value for scope in set(scopes)),
            made_by=by,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
    return made, token


def revoke(*, token: ApiToken, by: User, now: datetime) -> None:
    """Take a token back: the next request with it is refused.

    :raises AlreadyTakenBack: it was
    """
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        raise AlreadyTakenBack
    token.refresh_from_db()


def note_use(*, token: ApiToken, by: User, now: datetime) -> None:
    """Write down the day on which a token was last used: whoever looks after tokens sees which are idle."""
    ApiToken.objects.filter(pk=token.pk).note_use(localtime(now).date())
