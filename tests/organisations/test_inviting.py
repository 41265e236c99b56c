"""Invitations: bound to an address, used once, for a time, for no more than their inviter may give."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as mailbox
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.organisations.access import roles_of
from marketplace.organisations.actions import inviting, membering
from marketplace.organisations.models import Invitation, Membership
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db


def test_invite_mails_the_link_and_keeps_no_token(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    ours = make.organisation(name="Aire & Sons")
    with django_capture_on_commit_callbacks(execute=True):
        invitation, token = inviting.invite(
            organisation=ours, email=" Bea@Example.org ", role="lister", by=make.administrator(ours), now=make.NOW
        )
    [sent] = mailbox.outbox
    assert sent.to == ["bea@example.org"]
    assert sent.subject == f"{make.administrator(ours)} invites you to Aire & Sons on Goodsyard"
    assert f"http://localhost:8000/invitations/{token}/" in sent.body
    assert "Aire &amp; Sons" not in sent.body
    assert (invitation.email, invitation.expires_at) == ("bea@example.org", make.NOW + timedelta(days=14))
    kept = [str(value) for row in (*Invitation.objects.values(), *Mail.objects.values()) for value in row.values()]
    assert [value for value in kept if token in value] == []


@pytest.mark.parametrize(
    ("roles", "gives"), [(("lister",), {"lister"}), (("driver", "reporter"), {"driver", "reporter"})]
)
def test_invite_gives_at_most_the_inviters_roles(roles: tuple[str, ...], gives: set[str]) -> None:
    ours = make.organisation()
    inviter = make.member(ours, *roles)
    given = set()
    for role in ("administrator", "lister", "requester", "coordinator", "driver", "reporter"):
        try:
            inviting.invite(organisation=ours, email=f"{role}@example.org", role=role, by=inviter, now=make.NOW)
        except membering.RoleNotYours:
            continue
        given.add(role)
    assert given == gives
    assert set(Invitation.objects.values_list("role", flat=True)) == gives


def test_invite_of_somebody_who_has_the_role_is_refused() -> None:
    ours = make.organisation()
    make.member(ours, "lister", email="bea@example.org")
    with pytest.raises(inviting.AlreadyAMember):
        inviting.invite(
            organisation=ours, email="BEA@example.org", role="lister", by=make.administrator(ours), now=make.NOW
        )
    assert (Invitation.objects.count(), Mail.objects.count()) == (0, 0)


def test_invite_again_replaces_the_open_invitation() -> None:
    ours = make.organisation()
    ada = make.administrator(ours)
    bea = make.user("bea@example.org")
    _, old = inviting.invite(organisation=ours, email=bea.email, role="lister", by=ada, now=make.NOW)
    _, new = inviting.invite(organisation=ours, email=bea.email, role="lister", by=ada, now=make.NOW)
    with pytest.raises(inviting.InvitationClosed):
        inviting.accept(token=old, by=bea, now=make.NOW)
    assert inviting.accept(token=new, by=bea, now=make.NOW).role == "lister"


def test_invite_in_bulk_is_refused() -> None:
    ours = make.organisation()
    ada = make.administrator(ours)
    for number in range(inviting.MOST_OPEN):
        inviting.invite(organisation=ours, email=f"p{number}@example.org", role="lister", by=ada, now=make.NOW)
    with pytest.raises(inviting.TooManyInvitations):
        inviting.invite(organisation=ours, email="more@example.org", role="lister", by=ada, now=make.NOW)
    assert Invitation.objects.count() == inviting.MOST_OPEN


def test_accept_gives_the_role_and_names_who_accepted() -> None:
    ours = make.organisation()
    bea = make.user("bea@example.org")
    invitation, token = inviting.invite(
        organisation=ours, email=bea.email, role="coordinator", by=make.administrator(ours), now=make.NOW
    )
    later = make.NOW + timedelta(days=13)
    inviting.accept(token=token, by=bea, now=later)
    invitation.refresh_from_db()
    assert roles_of(user=bea, organisation=ours) == {"coordinator"}
    assert (invitation.accepted_by, invitation.accepted_at) == (bea, later)


def test_accept_works_once() -> None:
    ours = make.organisation()
    bea = make.user("bea@example.org")
    ada = make.administrator(ours)
    _, token = inviting.invite(organisation=ours, email=bea.email, role="lister", by=ada, now=make.NOW)
    inviting.accept(token=token, by=bea, now=make.NOW)
    membering.leave(organisation=ours, user=bea, by=ada, now=make.NOW)
    with pytest.raises(inviting.InvitationClosed):
        inviting.accept(token=token, by=bea, now=make.NOW)
    assert roles_of(user=bea, organisation=ours) == frozenset()


def test_accept_by_another_person_is_refused() -> None:
    ours = make.organisation()
    invitation, token = inviting.invite(
        organisation=ours, email="bea@example.org", role="lister", by=make.administrator(ours), now=make.NOW
    )
    with pytest.raises(inviting.InvitedSomebodyElse):
        inviting.accept(token=token, by=make.user("mallory@example.org"), now=make.NOW)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert Membership.objects.count() == 1


def test_accept_after_expiry_or_revocation_is_refused() -> None:
    ours = make.organisation()
    ada, bea = make.administrator(ours), make.user("bea@example.org")
    invitation, token = inviting.invite(organisation=ours, email=bea.email, role="lister", by=ada, now=make.NOW)
    with pytest.raises(inviting.InvitationClosed):
        inviting.accept(token=token, by=bea, now=make.NOW + inviting.VALID_FOR)
    inviting.revoke(invitation=invitation, by=ada, now=make.NOW)
    with pytest.raises(inviting.InvitationClosed):
        inviting.accept(token=token, by=bea, now=make.NOW)
    assert roles_of(user=bea, organisation=ours) == frozenset()


def test_accept_of_what_the_inviter_may_no_longer_give_is_refused() -> None:
    ours = make.organisation()
    ada, bea = make.administrator(ours), make.user("bea@example.org")
    cal = make.member(ours, "administrator")
    invitation, token = inviting.invite(organisation=ours, email=bea.email, role="administrator", by=cal, now=make.NOW)
    membering.leave(organisation=ours, user=cal, by=ada, now=make.NOW)
    with pytest.raises(inviting.InvitationClosed):
        inviting.accept(token=token, by=bea, now=make.NOW)
    invitation.refresh_from_db()
    assert roles_of(user=bea, organisation=ours) == frozenset()
    assert invitation.accepted_at is None


def test_accept_of_an_unknown_token_is_refused() -> None:
    with pytest.raises(inviting.InvitationClosed):
        inviting.accept(token="x" * 43, by=make.user(), now=make.NOW)


def test_accept_offered_needs_a_confirmed_address() -> None:
    ours = make.organisation()
    invitation, _ = inviting.invite(
        organisation=ours, email="bea@example.org", role="lister", by=make.administrator(ours), now=make.NOW
    )
    bea = make.user("bea@example.org", verified=False)
    with pytest.raises(inviting.AddressNotConfirmed):
        inviting.accept_offered(invitation=invitation, by=bea, now=make.NOW)
    assert roles_of(user=bea, organisation=ours) == frozenset()
    EmailAddress.objects.filter(user=bea).update(verified=True)
    inviting.accept_offered(invitation=invitation, by=bea, now=make.NOW)
    assert roles_of(user=bea, organisation=ours) == {"lister"}


def test_revoke_is_for_administrators_and_the_inviter() -> None:
    ours, theirs = make.organisation(), make.organisation()
    lister = make.member(ours, "lister")
    invitation, _ = inviting.invite(organisation=ours, email="bea@example.org", role="lister", by=lister, now=make.NOW)
    for person in (make.member(ours, "driver"), make.administrator(theirs)):
        with pytest.raises(membering.RoleNotYours):
            inviting.revoke(invitation=invitation, by=person, now=make.NOW)
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
    inviting.revoke(invitation=invitation, by=lister, now=make.NOW)
    with pytest.raises(inviting.InvitationClosed):
        inviting.revoke(invitation=invitation, by=make.administrator(ours), now=make.NOW)
