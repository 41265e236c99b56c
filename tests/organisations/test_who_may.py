"""The pages of this room to nobody, to another organisation and to another role; and what they cost."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from marketplace.organisations.access import roles_of
from marketplace.organisations.actions import inviting
from marketplace.organisations.models import Role
from tests import make

pytestmark = pytest.mark.django_db


PAGES = ["yard", "manage", "organisation-new", "organisation-edit", "site-new"]
POSTS = ["switch", "invitation-new"]
OF_SITE = ["site-edit", "site-close"]
OF_PERSON = ["membership-change", "membership-end"]


@pytest.mark.parametrize("name", [*PAGES, *POSTS, *OF_SITE, *OF_PERSON, "invitation-revoke", "invitation-accept"])
def test_nobody_is_led_to_sign_in(name: str) -> None:
    with_number = name not in {*PAGES, *POSTS}
    path = reverse(f"organisations:{name}", args=[1] if with_number else [])
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/?next=")


def test_another_organisations_things_are_not_there() -> None:
    ours, theirs = make.organisation(), make.organisation()
    site, driver = make.site(theirs, name="Their shed"), make.member(theirs, "driver")
    invitation, _ = inviting.invite(
        organisation=theirs, email="x@example.org", role="driver", by=make.administrator(theirs), now=make.NOW
    )
    paths = [reverse(f"organisations:{name}", args=[site.pk]) for name in OF_SITE]
    paths += [reverse(f"organisations:{name}", args=[driver.pk]) for name in OF_PERSON]
    paths += [
        reverse(f"organisations:{name}", args=[invitation.pk]) for name in ("invitation-revoke", "invitation-accept")
    ]
    browser = make.client(make.administrator(ours))
    answers = [browser.post(path, {"name": "Mine", "roles": ["administrator"]}).status_code for path in paths]
    assert answers == [404] * len(paths)
    assert browser.get(paths[0]).status_code == 404
    site.refresh_from_db()
    invitation.refresh_from_db()
    assert (site.name, site.closed_at, invitation.revoked_at, invitation.accepted_at) == (
        "Their shed",
        None,
        None,
        None,
    )
    assert roles_of(user=driver, organisation=theirs) == {"driver"}


@pytest.mark.parametrize("role", ["coordinator", "driver", "reporter"])
def test_roles_without_sites_may_look_and_not_change(role: str) -> None:
    ours = make.organisation()
    site = make.site(ours)
    browser = make.client(make.member(ours, role))
    assert [browser.get(reverse(f"organisations:{name}")).status_code for name in PAGES] == [200, 200, 200, 403, 403]
    assert [browser.post(reverse(f"organisations:{name}", args=[site.pk])).status_code for name in OF_SITE] == [
        403,
        403,
    ]


@pytest.mark.parametrize("role", Role.values)
def test_manage_costs_the_same_for_one_and_three(role: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ours = make.organisation()
    person = make.member(ours, role)
    browser = make.client(person)
    make.site(ours)
    inviting.invite(
        organisation=ours, email="p@example.org", role="lister", by=make.administrator(ours), now=timezone.now()
    )
    browser.get("/organisation/")
    with django_assert_num_queries(7):
        browser.get("/organisation/")
    for number in range(2):
        make.site(ours)
        make.member(ours, "driver", "lister")
        inviting.invite(
            organisation=ours,
            email=f"p{number}@example.org",
            role="lister",
            by=make.administrator(ours),
            now=timezone.now(),
        )
    with django_assert_num_queries(7):
        browser.get("/organisation/")
