"""Links that stop mails about journeys: signed, each good for one driver, for as long as anybody may find the mail."""

from datetime import timedelta
from typing import Final

from django.core import signing

from marketplace.kernel.errors import DomainError, gettext_noop

GOOD_FOR: Final = timedelta(days=400)
_SALT: Final = "logistics.wish.stop"


class WishLinkExpired(DomainError):
    code = "wish_link_expired"
    message = gettext_noop("This link is older than a year. Sign in and stop these mails under “My driving”.")


class WishLinkBroken(DomainError):
    code = "wish_link_broken"
    message = gettext_noop("This link is not complete. Copy all of it from the mail.")


def wish_token(driver: int) -> str:
    """For stopping what one driver is written to."""
    return signing.dumps(driver, salt=_SALT)


def read_wish_token(token: str) -> int:
    """The driver's id.

    :raises WishLinkExpired | WishLinkBroken: too old, or not ours
    """
    try:
        return int(signing.loads(token, salt=_SALT, max_age=GOOD_FOR))
    except signing.SignatureExpired as error:
        raise WishLinkExpired from error
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise WishLinkBroken from error
