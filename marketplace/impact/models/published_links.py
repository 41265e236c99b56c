"""Addresses of published reports: signed, so that none can be guessed, and each can be taken back."""

from typing import Final

from django.core import signing

from marketplace.kernel.errors import DomainError, gettext_noop

_SALT: Final = "impact.published_report"


class PublishedLinkBroken(DomainError):
    code = "published_link_broken"
    message = gettext_noop("This link is not complete. Ask whoever sent it for all of it.")


def published_token(link: int) -> str:
    """For the address of one link."""
    return signing.dumps(link, salt=_SALT)


def read_published_token(token: str) -> int:
    """:raises PublishedLinkBroken: it is none of ours"""
    try:
        return int(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise PublishedLinkBroken from error
