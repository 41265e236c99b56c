"""Links in follow-up mails: signed, each good for the answers to one question, for a year."""

from datetime import timedelta
from typing import Final

from django.core import signing

from marketplace.kernel.errors import DomainError, gettext_noop

#: Somebody who finds the mail after the next question has come may still answer it.
GOOD_FOR: Final = timedelta(days=365)
_SALT: Final = "logistics.follow_up"


class FollowUpLinkExpired(DomainError):
    code = "follow_up_link_expired"
    message = gettext_noop("This link is older than a year. Sign in and say on the passport how it is.")


class FollowUpLinkBroken(DomainError):
    code = "follow_up_link_broken"
    message = gettext_noop("This link is not complete. Copy all of it from the mail.")


def follow_up_token(follow_up: int) -> str:
    """For the answers to one question."""
    return signing.dumps(follow_up, salt=_SALT)


def read_follow_up_token(token: str) -> int:
    """:raises FollowUpLinkExpired | FollowUpLinkBroken: too old, or not ours"""
    try:
        return int(signing.loads(token, salt=_SALT, max_age=GOOD_FOR))
    except signing.SignatureExpired as error:
        raise FollowUpLinkExpired from error
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise FollowUpLinkBroken from error
