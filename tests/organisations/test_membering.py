"""Roles: who gives them, who ends them, and that an administrator is always left."""

import pytest

from marketplace.organisations.access import roles_of
from marketplace.organisations.actions import membering
from marketplace.organisations.models import Membership, Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db


def _roles(organisation: Organisation, person: User) -> list[str]:
    return sorted(roles_of(user=person, organisation=organisation))


@pytest.mark.parametrize("role", Role.values)
def test_grant_by_an_administrator_gives_any_role(role: str) -> None:
    ours = make.organisation()
    person = make.user()
    membering.grant(organisation=ours, user=person, role=role, by=make.administrator(ours), now=make.NOW)
    assert _roles(ours, person) == [role]


def test_grant_by_others_gives_only_their_own_roles() -> None:
    ours = make.organisation()
    lister = make.member(ours, "lister")
    person = make.user()
    membering.grant(organisation=ours, user=person, role="lister", by=lister, now=make.NOW)
    for role in ("administrator", "requester", "coordinator", "driver", "reporter", "emperor"):
        with pytest.raises(membering.RoleNotYours):
            membering.grant(organisation=ours, user=person, role=role, by=lister, now=make.NOW)
    assert _roles(ours, person) == ["lister"]


def test_grant_by_an_administrator_of_another_organisation_is_refused() -> None:
    ours, theirs = make.organisation(), make.organisation()
    person = make.user()
    with pytest.raises(membering.RoleNotYours):
        membering.grant(organisation=ours, user=person, role="lister", by=make.administrator(theirs), now=make.NOW)
    assert Membership.objects.of(person).count() == 0


def test_grant_of_a_role_that_is_held_changes_nothing() -> None:
    ours = make.organisation()
    person = make.member(ours, "driver")
    membering.grant(organisation=ours, user=person, role="driver", by=make.administrator(ours), now=make.NOW)
    assert _roles(ours, person) == ["driver"]


def test_end_takes_one_role_and_leaves_the_others() -> None:
    ours = make.organisation()
    person = make.member(ours, "driver", "lister")
    membering.end(organisation=ours, user=person, role="driver", by=make.administrator(ours), now=make.NOW)
    assert _roles(ours, person) == ["lister"]


def test_end_of_a_colleagues_role_is_for_administrators() -> None:
    ours = make.organisation()
    lister, driver = make.member(ours, "lister"), make.member(ours, "driver")
    with pytest.raises(membering.RoleNotYours):
        membering.end(organisation=ours, user=driver, role="driver", by=lister, now=make.NOW)
    assert _roles(ours, driver) == ["driver"]


def test_end_of_a_role_that_is_not_there_is_refused() -> None:
    ours = make.organisation()
    with pytest.raises(membering.RoleNotHeld):
        membering.end(
            organisation=ours,
            user=make.member(ours, "lister"),
            role="driver",
            by=make.administrator(ours),
            now=make.NOW,
        )


def test_the_last_administrator_cannot_go() -> None:
    ours, theirs = make.organisation(), make.organisation()
    ada = make.administrator(ours)
    # Administering another organisation, and lesser roles here, are no way round it.
    membering.grant(organisation=theirs, user=ada, role="administrator", by=make.administrator(theirs), now=make.NOW)
    membering.grant(organisation=ours, user=ada, role="lister", by=ada, now=make.NOW)
    with pytest.raises(membering.LastAdministrator):
        membering.end(organisation=ours, user=ada, role="administrator", by=ada, now=make.NOW)
    with pytest.raises(membering.LastAdministrator):
        membering.leave(organisation=ours, user=ada, by=ada, now=make.NOW)
    with pytest.raises(membering.LastAdministrator):
        membering.change_roles(organisation=ours, user=ada, roles=frozenset({"lister"}), by=ada, now=make.NOW)
    assert _roles(ours, ada) == ["administrator", "lister"]


def test_an_administrator_may_go_where_another_stays() -> None:
    ours = make.organisation()
    ada = make.administrator(ours)
    bea = make.member(ours, "administrator")
    membering.leave(organisation=ours, user=ada, by=ada, now=make.NOW)
    assert _roles(ours, ada) == []
    assert _roles(ours, bea) == ["administrator"]


def test_change_roles_gives_exactly_these() -> None:
    ours = make.organisation()
    person = make.member(ours, "driver", "lister")
    chosen = frozenset({"lister", "reporter"})
    membering.change_roles(organisation=ours, user=person, roles=chosen, by=make.administrator(ours), now=make.NOW)
    assert _roles(ours, person) == ["lister", "reporter"]


@pytest.mark.parametrize("roles", [frozenset({"lister", "emperor"}), frozenset()])
def test_change_roles_that_cannot_be_changes_nothing(roles: frozenset[str]) -> None:
    ours = make.organisation()
    person = make.member(ours, "driver")
    with pytest.raises((membering.RoleNotYours, membering.RoleNotHeld)):
        membering.change_roles(organisation=ours, user=person, roles=roles, by=make.administrator(ours), now=make.NOW)
    assert _roles(ours, person) == ["driver"]


def test_change_roles_does_not_make_a_stranger_a_member() -> None:
    ours = make.organisation()
    with pytest.raises(membering.RoleNotHeld):
        membering.change_roles(
            organisation=ours, user=make.user(), roles=frozenset({"lister"}), by=make.administrator(ours), now=make.NOW
        )
    assert Membership.objects.in_organisation(ours).count() == 1
