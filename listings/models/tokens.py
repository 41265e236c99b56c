"""Links in mails that act without a sign-in: signed, each good for one thing and for so long."""

from datetime import timedelta
from typing import Final

from django.core import signing

from marketplace.kernel.errors import DomainError, gettext_noop

#: A link to answer one alert: things move on.
ANSWER_FOR: Final = timedelta(days=14)
#: A link to stop the mails has to work as long as anybody may still find one.
STOP_FOR: Final = timedelta(days=400)
_ANSWER: Final = "listings.alert.answer"
_STOP: Final = "listings.alert.stop"


class LinkExpired(DomainError):
    code = "link_expired"
    message = gettext_noop("This link has expired. Sign in to see what fits you now.")


class LinkBroken(DomainError):
    code = "link_broken"
    message = gettext_noop("This link is not complete. Copy all of it from the mail.")


def answer_token(notice: int) -> str:
    """For the answer of one person to one alert: the id of their copy."""
    return signing.dumps(notice, salt=_ANSWER)


def read_answer_token(token: str) -> int:
    """:raises LinkExpired | LinkBroken: too old, or not ours"""
    return int(_read(token, _ANSWER, ANSWER_FOR))


def stop_token(*, person: int, organisation: int) -> str:
    """For stopping the mails that one person gets for one organisation."""
    return signing.dumps(f"{person} {organisation}", salt=_STOP)


def read_stop_token(token: str) -> tuple[int, int]:
    """The ids of the person and the organisation.

    :raises LinkExpired | LinkBroken: too old, or not ours
    """
    person, _space, organisation = _read(token, _STOP, STOP_FOR).partition(" ")
    return int(person), int(organisation)


def _read(token: str, salt: str, good_for: timedelta) -> str:
    try:
        return str(signing.loads(token, salt=salt, max_age=good_for))
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except (signing.BadSignature, ValueError) as error:
        raise LinkBroken from error
