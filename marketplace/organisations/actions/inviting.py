"""Invitations: promised by somebody who has the role, mailed with a token that is kept nowhere else, used once."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.access import may, may_give, roles_of
from marketplace.organisations.actions.membering import RoleNotYours
from marketplace.organisations.actions.notifying import notify_address
from marketplace.organisations.models import Invitation, Membership, Organisation, User
from marketplace.organisations.models.invitations import hash_of

VALID_FOR = timedelta(days=14)
MOST_OPEN = 100


class AlreadyAMember(DomainError):
    """Nothing to invite to."""

    code = "already_a_member"
    message = gettext_noop("{email} already has this role here.")
    field = "email"


class TooManyInvitations(DomainError):
    """Somebody sends mail with our name on it in bulk."""

    code = "too_many_invitations"
    message = gettext_noop("{most} invitations are open already. Revoke some, or wait until they are answered.")
    field = "email"


class InvitationClosed(DomainError):
    """Used, revoked, expired, or its inviter may not give the role any more."""

    code = "invitation_closed"
    message = gettext_noop("This invitation is no longer valid. Ask for a new one.")


class InvitedSomebodyElse(DomainError):
    """The invitation is bound to another e-mail address."""

    code = "invited_somebody_else"
    message = gettext_noop("This invitation was sent to another e-mail address. Sign in with that one.")


class AddressNotConfirmed(DomainError):
    """Without the token from the mail, only a confirmed address shows that the invitation was for this person."""

    code = "address_not_confirmed"
    message = gettext_noop("Confirm your e-mail address first, or use the link in the invitation.")


def invite(*, organisation: Organisation, email: str, role: str, by: User, now: datetime) -> tuple[Invitation, str]:
    """Invite whoever reads mail at the address to a role, and mail them the link. Answers the token beside the row.

    An open invitation of the same address to the same role is replaced: its link stops working.

    :raises RoleNotYours: an administrator may give any role, others only their own
    :raises AlreadyAMember: the person has the role
    :raises TooManyInvitations: too many are open
    """
    email = email.strip().lower()
    if not may_give(roles_of(user=by, organisation=organisation), role):
        raise RoleNotYours
    if Membership.objects.in_organisation(organisation).with_role(role).filter(user__email=email).exists():
        raise AlreadyAMember(email=email)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        pending = Invitation.objects.of(organisation).open_at(now)
        pending.filter(email=email, role=role).update(revoked_at=now)
        if pending.count() >= MOST_OPEN:
            raise TooManyInvitations(most=MOST_OPEN)
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=role,
            token_hash=hash_of(token),
            invited_by=by,
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        notify_address(
            email=email,
            template="organisations/mail/invited",
            context={"invitation": invitation, "organisation": organisation, "inviter": by, "token": token},
            now=now,
        )
    return invitation, token


def revoke(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Take an invitation back: its link stops working. Administrators and who sent it may.

    :raises RoleNotYours: neither of them
    :raises InvitationClosed: it was answered, taken back or ran out before
    """
    if by.pk != invitation.invited_by_id and not may(roles_of(user=by, organisation=invitation.organisation)):
        raise RoleNotYours
    if not Invitation.objects.open_at(now).filter(pk=invitation.pk).update(revoked_at=now):
        raise InvitationClosed


def accept(*, token: str, by: User, now: datetime) -> Membership:
    """Take up the invitation that this token came with.

    :raises InvitationClosed: no such invitation, or it is used, revoked or expired
    :raises InvitedSomebodyElse: it is bound to another e-mail address
    """
    invitation = Invitation.objects.with_token(token).first()
    if invitation is None:
        raise InvitationClosed
    return _take_up(invitation=invitation, by=by, now=now)


def accept_offered(*, invitation: Invitation, by: User, now: datetime) -> Membership:
    """Take up an invitation without its token: the person has confirmed that they read mail at its address.

    :raises AddressNotConfirmed: they have not
    :raises InvitationClosed: it is used, revoked or expired
    :raises InvitedSomebodyElse: it is bound to another e-mail address
    """
    if not EmailAddress.objects.filter(user=by, email__iexact=invitation.email, verified=True).exists():
        raise AddressNotConfirmed
    return _take_up(invitation=invitation, by=by, now=now)


@transaction.atomic
def _take_up(*, invitation: Invitation, by: User, now: datetime) -> Membership:
    if by.email.lower() != invitation.email:
        raise InvitedSomebodyElse
    taken = Invitation.objects.open_at(now).filter(pk=invitation.pk).update(accepted_at=now, accepted_by=by)
    if not taken:
        raise InvitationClosed
    inviter_has = roles_of(user=invitation.invited_by, organisation=invitation.organisation)
    if not may_give(inviter_has, invitation.role):
        raise InvitationClosed
    membership, _ = Membership.objects.get_or_create(
        user=by, organisation=invitation.organisation, role=invitation.role, defaults={"created_at": now}
    )
    return membership
