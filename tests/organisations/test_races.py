"""What must hold when two people do it at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import roles_of
from marketplace.organisations.actions import founding, inviting, membering
from marketplace.organisations.models import Membership, Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


def _at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of it at the same moment, each on a connection of its own; answers "done" or the refusal's code."""
    start, outcomes = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int) -> None:
        start.wait(10)
        try:
            deeds[number]()
            outcomes[number] = "done"
        except DomainError as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_an_invitation_is_accepted_once_by_many_clicks() -> None:
    ours = make.organisation()
    bea = make.user("bea@example.org")
    _, token = inviting.invite(
        organisation=ours, email=bea.email, role="lister", by=make.administrator(ours), now=make.NOW
    )
    outcomes = _at_once(*[lambda: inviting.accept(token=token, by=bea, now=make.NOW)] * 8)
    assert outcomes == ["done", *["invitation_closed"] * 7]
    assert Membership.objects.of(bea).count() == 1


def test_two_administrators_who_remove_each_other_leave_one() -> None:
    for _ in range(ROUNDS):
        ours = make.organisation()
        ada, bea = make.administrator(ours), make.member(ours, "administrator")
        outcomes = _at_once(
            lambda ours=ours, ada=ada, bea=bea: membering.leave(organisation=ours, user=bea, by=ada, now=make.NOW),  # type: ignore[misc]  # bound now
            lambda ours=ours, ada=ada, bea=bea: membering.leave(organisation=ours, user=ada, by=bea, now=make.NOW),  # type: ignore[misc]  # bound now
        )
        assert outcomes == ["done", "role_not_yours"]
        assert Membership.objects.in_organisation(ours).with_role(Role.ADMINISTRATOR).count() == 1


def test_two_administrators_who_leave_at_once_do_not_both_go() -> None:
    for _ in range(ROUNDS):
        ours = make.organisation()
        ada, bea = make.administrator(ours), make.member(ours, "administrator")
        outcomes = _at_once(
            lambda ours=ours, ada=ada: membering.leave(organisation=ours, user=ada, by=ada, now=make.NOW),  # type: ignore[misc]  # bound now
            lambda ours=ours, bea=bea: membering.leave(organisation=ours, user=bea, by=bea, now=make.NOW),  # type: ignore[misc]  # bound now
        )
        assert outcomes == ["done", "last_administrator"]
        assert Membership.objects.in_organisation(ours).count() == 1


@pytest.mark.postgresql
def test_without_the_guard_both_administrators_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same two deeds with the guard off leave an organisation without an administrator."""
    from marketplace.organisations.models.organisations import MembershipQuerySet, OrganisationQuerySet

    monkeypatch.setattr(OrganisationQuerySet, "update", lambda self, **changed: 0)
    meet, real = threading.Barrier(2), MembershipQuerySet.with_role

    def met(self: MembershipQuerySet, *roles: str) -> MembershipQuerySet:
        found = real(self, *roles)
        assert len(found) == 1  # both have deleted their own row, and see the other's
        meet.wait(10)
        return found

    ours = make.organisation()
    ada, bea = make.administrator(ours), make.member(ours, "administrator")
    monkeypatch.setattr(MembershipQuerySet, "with_role", met)
    outcomes = _at_once(
        lambda: membering.leave(organisation=ours, user=ada, by=ada, now=make.NOW),
        lambda: membering.leave(organisation=ours, user=bea, by=bea, now=make.NOW),
    )
    assert outcomes == ["done", "done"]
    assert Membership.objects.in_organisation(ours).count() == 0


def test_two_organisations_of_one_name_founded_at_once_both_come_to_be() -> None:
    ada, bea = make.user(), make.user()
    outcomes = _at_once(
        lambda: founding.found_organisation(name="Aire Desks", kind="charity", by=ada, now=make.NOW),
        lambda: founding.found_organisation(name="Aire Desks", kind="charity", by=bea, now=make.NOW),
    )
    assert outcomes == ["done", "done"]
    assert Organisation.objects.values("slug").distinct().count() == 2
    for person in (ada, bea):
        assert [roles_of(user=person, organisation=one) for one in Organisation.objects.of(person)] == [
            {"administrator"}
        ]
