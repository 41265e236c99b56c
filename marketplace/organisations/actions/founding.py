"""Founding an organisation, and changing what it says of itself."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import SLUG_LENGTH, slug
from marketplace.organisations.access import may, roles_of
from marketplace.organisations.models import Membership, Organisation, OrganisationKind, Role, User

#: Addresses under /organisations/ that are pages of their own.
RESERVED = frozenset({"new"})


class NotAnAdministrator(DomainError):
    """The person does not administer this organisation."""

    code = "not_an_administrator"
    message = gettext_noop("Only an administrator of the organisation may do this.")


class UnknownKind(DomainError):
    """The type of organisation is none of the five."""

    code = "unknown_kind"
    message = gettext_noop("Choose one of the five types of organisation.")
    field = "kind"


def found_organisation(
    *,
    name: str,
    kind: str,
    registration_number: str = "",
    about: str = "",
    carries_for_others: bool = False,
    by: User,
    now: datetime,
) -> Organisation:
    """Set up an organisation; who does it becomes its first administrator.

    Two organisations may bear the same name; the address of their page (slug) tells them apart.

    :raises UnknownKind: none of the five types
    """
    _refuse_unknown_kind(kind)
    plain = slug(name) or "organisation"
    organisation = Organisation(
        slug=_other(plain) if plain in RESERVED else plain,
        name=name,
        kind=kind,
        registration_number=registration_number,
        about=about,
        carries_for_others=carries_for_others,
        created_at=now,
    )
    try:
        return _founded(organisation, by, now)
    except IntegrityError:  # the plain address is taken
        organisation.slug = _other(plain)
        return _founded(organisation, by, now)


@transaction.atomic
def _founded(organisation: Organisation, by: User, now: datetime) -> Organisation:
    organisation.save(force_insert=True)
    Membership.objects.create(user=by, organisation=organisation, role=Role.ADMINISTRATOR, created_at=now)
    return organisation


def change_details(
    *,
    organisation: Organisation,
    name: str,
    kind: str,
    registration_number: str,
    about: str,
    carries_for_others: bool,
    by: User,
    now: datetime,
) -> Organisation:
    """Change what the organisation says of itself. The address of its page stays: others may have kept it.

    :raises NotAnAdministrator: somebody else may not
    :raises UnknownKind: none of the five types
    """
    if not may(roles_of(user=by, organisation=organisation)):
        raise NotAnAdministrator
    _refuse_unknown_kind(kind)
    organisation.name = name
    organisation.kind = kind
    organisation.registration_number = registration_number
    organisation.about = about
    organisation.carries_for_others = carries_for_others
    organisation.save(update_fields=["name", "kind", "registration_number", "about", "carries_for_others"])
    return organisation


def _refuse_unknown_kind(kind: str) -> None:
    if kind not in OrganisationKind.values:
        raise UnknownKind


def _other(plain: str) -> str:
    """The address with a random end."""
    return f"{plain[: SLUG_LENGTH - 9]}-{secrets.token_hex(4)}"
