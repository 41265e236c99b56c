"""Links in mails that show a party when the van comes, without a sign-in: signed, each for one side of one load."""

from datetime import timedelta
from typing import Final

from django.core import signing

from marketplace.kernel.errors import DomainError, gettext_noop

#: From the mail that says when to the last word about it: a plan is made days ahead, and tried again days later.
FOLLOW_FOR: Final = timedelta(days=30)
_SALT: Final = "logistics.follow"


class FollowExpired(DomainError):
    code = "follow_link_expired"
    message = gettext_noop("This link has expired. Sign in to see what became of your goods.")


class FollowBroken(DomainError):
    code = "follow_link_broken"
    message = gettext_noop("This link is not complete. Copy all of it from the mail.")


def follow_token(*, collection: int, kind: str) -> str:
    """For following one load: as its giver (`kind` pickup) or as its receiver (dropoff)."""
    return signing.dumps(f"{collection} {kind}", salt=_SALT)


def read_follow_token(token: str) -> tuple[int, str]:
    """The id of the load and the kind of its stop.

    :raises FollowExpired | FollowBroken: too old, or not ours
    """
    try:
        said = str(signing.loads(token, salt=_SALT, max_age=FOLLOW_FOR))
    except signing.SignatureExpired as error:
        raise FollowExpired from error
    except (signing.BadSignature, ValueError) as error:
        raise FollowBroken from error
    collection, _space, kind = said.partition(" ")
    return int(collection), kind
