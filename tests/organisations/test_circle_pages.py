"""The pages of circles: founded, joined and left by people in a browser; not there for others."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.organisations.models import Circle, CircleMembership
from tests import make
from tests.make.circles import circle, place

pytestmark = pytest.mark.django_db


def test_a_circle_is_founded_joined_and_left() -> None:
    today = timezone.localdate()
    ours, theirs = make.organisation(name="Ours"), make.organisation(name="Theirs & Co")
    us, them = make.client(make.administrator(ours), ours), make.client(make.administrator(theirs), theirs)
    said = {"name": "Wharf", "rules": "Be fair.", "active_from": today, "review_on": today + timedelta(days=9)}
    assert us.post("/circles/new/", said).status_code == 302
    made = Circle.objects.get()
    page = f"/circles/{made.pk}/"
    assert them.get(page).status_code == 404
    until = today + timedelta(days=30)
    unknown = us.post(page + "invite/", {"organisation": "Nobody", "ends_on": until})
    assert (unknown.status_code, b"We know no organisation of that name" in unknown.content) == (422, True)
    assert us.post(page + "invite/", {"organisation": "theirs & co", "ends_on": until}).status_code == 302
    assert b"You are invited" in them.get("/circles/").content
    assert b"invites you to the circle Wharf" in them.get("/yard/").content
    assert them.post(page + "answer/", {"answer": "accept"}).url == page  # type: ignore[attr-defined]  # a redirect
    assert b"Theirs &amp; Co" in us.get(page).content
    them.post(page + "leave/")
    assert them.get(page).status_code == 404
    assert CircleMembership.objects.lasting(today).count() == 1


def test_an_invitation_is_declined_and_a_member_removed() -> None:
    ours, theirs = make.organisation(), make.organisation()
    made = circle(ours)
    place(made, theirs, accepted=False)
    us, them = make.client(make.administrator(ours), ours), make.client(make.administrator(theirs), theirs)
    them.post(f"/circles/{made.pk}/answer/", {"answer": "decline"})
    assert them.get(f"/circles/{made.pk}/").status_code == 404
    place(made, theirs)
    us.post(f"/circles/{made.pk}/members/{theirs.pk}/remove/")
    assert them.get(f"/circles/{made.pk}/").status_code == 404


def test_members_may_look_and_administrators_of_the_founder_alone_may_change() -> None:
    ours, theirs = make.organisation(), make.organisation()
    made = circle(ours, theirs)
    lister = make.client(make.member(ours, "lister"), ours)
    member = make.client(make.administrator(theirs), theirs)
    assert [one.get(f"/circles/{made.pk}/").status_code for one in (lister, member)] == [200, 200]
    assert [one.get(f"/circles/{made.pk}/edit/").status_code for one in (lister, member)] == [403, 404]


def test_two_organisations_of_one_name_are_told_apart_by_their_pages() -> None:
    ours, first, second = make.organisation(), make.organisation(name="Twin"), make.organisation(name="Twin")
    made = circle(ours)
    us = make.client(make.administrator(ours), ours)
    url, until = f"/circles/{made.pk}/invite/", timezone.localdate() + timedelta(days=30)
    assert us.post(url, {"organisation": "Twin", "ends_on": until}).status_code == 422
    page = f"http://testserver/organisations/{second.slug}/"
    assert us.post(url, {"organisation": page, "ends_on": until}).status_code == 302
    assert set(made.memberships.values_list("organisation", flat=True)) == {ours.pk, second.pk}
    assert first.slug != second.slug


def test_the_pages_cost_the_same_queries_with_one_and_three_members() -> None:
    ours = make.organisation()
    us = make.client(make.administrator(ours), ours)
    counts, made = [], circle(ours)
    for more in (1, 2):
        for _one in range(more):
            made = circle(ours, make.organisation())
            for _other in range(more):
                place(made, make.organisation())
        us.get("/circles/")
        with CaptureQueriesContext(
            connection,
        ) as listed:
            us.get("/circles/")
        with CaptureQueriesContext(connection) as shown:
            us.get(f"/circles/{made.pk}/")
        counts.append((len(listed), len(shown)))
    assert counts[0] == counts[1]
