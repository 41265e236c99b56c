"""Who belongs to an organisation, and with which roles."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.access import may, may_give, roles_of
from marketplace.organisations.models import Membership, Organisation, Role, User


class RoleNotYours(DomainError):
    """The person would give a role that they do not have."""

    code = "role_not_yours"
    message = gettext_noop("You can give only a role that you have yourself. Ask an administrator.")
    field = "role"


class RoleNotHeld(DomainError):
    """The role that should end is not there."""

    code = "role_not_held"
    message = gettext_noop("This person does not have this role here any more.")
    field = "role"


class LastAdministrator(DomainError):
    """Nobody would be left who can let others in."""

    code = "last_administrator"
    message = gettext_noop("An organisation needs an administrator. Make somebody else one first.")
    field = "role"


def grant(*, organisation: Organisation, user: User, role: str, by: User, now: datetime) -> Membership:
    """Give a person a role in the organisation; one that they hold already stays as it is.

    :raises RoleNotYours: an administrator may give any role, others only their own
    """
    if not may_give(roles_of(user=by, organisation=organisation), role):
        raise RoleNotYours
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, defaults={"created_at": now}
    )
    return membership


@transaction.atomic
def end(*, organisation: Organisation, user: User, role: str, by: User, now: datetime) -> None:
    """Take a role from a person: an administrator from anybody, everybody from themselves.

    The organisation's row is the guard: two administrators who take the role from each other wait for one another.

    :raises RoleNotYours: somebody else's role, and not an administrator
    :raises RoleNotHeld: there is no such role to end
    :raises LastAdministrator: it is the last administrator's
    """
    Organisation.objects.filter(pk=organisation.pk).update(name=F("name"))
    if by.pk != user.pk and not may(roles_of(user=by, organisation=organisation)):
        raise RoleNotYours
    members = Membership.objects.in_organisation(organisation)
    ended, _ = members.of(user).with_role(role).delete()
    if not ended:
        raise RoleNotHeld
    if not members.with_role(Role.ADMINISTRATOR).exists():
        raise LastAdministrator


@transaction.atomic
def leave(*, organisation: Organisation, user: User, by: User, now: datetime) -> None:
    """End all roles of a person in the organisation.

    :raises RoleNotYours: somebody else, and not an administrator
    :raises RoleNotHeld: they have none
    :raises LastAdministrator: nobody else administers it
    """
    Organisation.objects.filter(pk=organisation.pk).update(name=F("name"))
    if by.pk != user.pk and not may(roles_of(user=by, organisation=organisation)):
        raise RoleNotYours
    members = Membership.objects.in_organisation(organisation)
    ended, _ = members.of(user).delete()
    if not ended:
        raise RoleNotHeld
    if not members.with_role(Role.ADMINISTRATOR).exists():
        raise LastAdministrator


@transaction.atomic
def change_roles(*, organisation: Organisation, user: User, roles: frozenset[str], by: User, now: datetime) -> None:
    """Give a member exactly these roles: those that are new to them begin, the others end.

    :raises RoleNotYours: not an administrator, or a role that there is not
    :raises RoleNotHeld: the person is not a member any more, or no role would be left (that is `leave`)
    :raises LastAdministrator: it is the last administrator's
    """
    Organisation.objects.filter(pk=organisation.pk).update(name=F("name"))
    if not may(roles_of(user=by, organisation=organisation)):
        raise RoleNotYours
    held = roles_of(user=user, organisation=organisation)
    if not held or not roles:
        raise RoleNotHeld
    for role in sorted(roles - held):
        grant(organisation=organisation, user=user, role=role, by=by, now=now)
    for role in sorted(held - roles):
        end(organisation=organisation, user=user, role=role, by=by, now=now)
