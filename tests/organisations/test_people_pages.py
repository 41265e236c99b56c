"""Invitations and roles, as people use them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.organisations.access import roles_of
from marketplace.organisations.actions import inviting
from marketplace.organisations.models import Invitation, Membership
from tests import make

pytestmark = pytest.mark.django_db


def _words(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_invitation_new_offers_only_what_one_may_give() -> None:
    ours = make.organisation()
    lister = make.client(make.member(ours, "lister"))
    page = _words(lister, "/organisation/")
    assert '<option value="lister">' in page
    assert '<option value="driver">' not in page
    refused = lister.post(reverse("organisations:invitation-new"), {"email": "x@example.org", "role": "driver"})
    assert (refused.status_code, Invitation.objects.count()) == (422, 0)
    given = lister.post(reverse("organisations:invitation-new"), {"email": "x@example.org", "role": "lister"})
    assert (given.status_code, Invitation.objects.get().email) == (302, "x@example.org")


def test_invitation_page_leads_a_newcomer_through_sign_up_to_the_organisation() -> None:
    ours = make.organisation(name="Aire Desks")
    now = timezone.now()
    _, token = inviting.invite(
        organisation=ours, email="bea@example.org", role="lister", by=make.administrator(ours), now=now
    )
    browser = Client()
    path = f"/invitations/{token}/"
    assert f"/account/signup/?next={path}" in _words(browser, path)
    typed = {"name": "Bea", "email": "bea@example.org", "password1": make.PASSWORD, "next": path}
    assert browser.post(reverse("account_signup"), typed)["Location"] == path
    assert "Join Aire Desks" in _words(browser, path)
    assert browser.post(path)["Location"] == "/yard/"
    bea = Membership.objects.get(organisation=ours, role="lister").user
    assert (bea.email, bea.name) == ("bea@example.org", "Bea")
    assert bea.emailaddress_set.get().verified is True  # type: ignore[attr-defined]  # allauth has no types


def test_invitation_page_is_for_the_invited_address() -> None:
    ours = make.organisation()
    _, token = inviting.invite(
        organisation=ours, email="bea@example.org", role="lister", by=make.administrator(ours), now=timezone.now()
    )
    mallory = make.user("mallory@example.org")
    browser = make.client(mallory)
    assert "You are signed in with another address" in _words(browser, f"/invitations/{token}/")
    assert browser.post(f"/invitations/{token}/").status_code == 422
    assert roles_of(user=mallory, organisation=ours) == frozenset()
    assert Client().post(f"/invitations/{token}/").status_code == 200
    assert Membership.objects.in_organisation(ours).count() == 1


def test_invitation_page_says_when_it_is_over() -> None:
    ours = make.organisation()
    past = timezone.now() - timedelta(days=15)
    _, token = inviting.invite(
        organisation=ours, email="bea@example.org", role="lister", by=make.administrator(ours), now=past
    )
    answer = Client().get(f"/invitations/{token}/")
    assert (answer.status_code, "no longer valid" in answer.content.decode()) == (410, True)
    assert Client().get("/invitations/nonsense/").status_code == 404


def test_invitation_is_offered_after_signing_in_only_to_a_confirmed_address() -> None:
    ours = make.organisation(name="Aire Desks")
    invitation, _ = inviting.invite(
        organisation=ours, email="bea@example.org", role="lister", by=make.administrator(ours), now=timezone.now()
    )
    accept = reverse("organisations:invitation-accept", args=[invitation.pk])
    bea = make.user("bea@example.org", verified=False)
    browser = make.client(bea)
    assert "Aire Desks" not in _words(browser, "/organisations/new/")
    assert browser.post(accept)["Location"] == "/organisations/new/"
    assert roles_of(user=bea, organisation=ours) == frozenset()
    bea.emailaddress_set.update(verified=True)  # type: ignore[attr-defined]  # as above
    assert "Aire Desks" in _words(browser, "/organisations/new/")
    assert make.client(make.user()).post(accept).status_code == 404
    assert browser.post(accept)["Location"] == "/yard/"
    assert roles_of(user=bea, organisation=ours) == {"lister"}


def test_membership_change_is_for_administrators() -> None:
    ours = make.organisation()
    driver, lister = make.member(ours, "driver"), make.member(ours, "lister")
    path = reverse("organisations:membership-change", args=[driver.pk])
    assert make.client(lister).post(path, {"roles": ["administrator"]}).status_code == 403
    assert make.client(driver).post(path, {"roles": ["administrator"]}).status_code == 403
    assert roles_of(user=driver, organisation=ours) == {"driver"}
    browser = make.client(make.administrator(ours))
    assert browser.post(path, {"roles": ["driver", "reporter"]}).status_code == 302
    assert roles_of(user=driver, organisation=ours) == {"driver", "reporter"}
    for wrong in ([], ["emperor"]):
        assert browser.post(path, {"roles": wrong}).status_code == 302
    assert roles_of(user=driver, organisation=ours) == {"driver", "reporter"}


def test_membership_end_removes_a_colleague_or_oneself() -> None:
    ours = make.organisation()
    ada, driver, lister = make.administrator(ours), make.member(ours, "driver"), make.member(ours, "lister")
    end = {person: reverse("organisations:membership-end", args=[person.pk]) for person in (ada, driver, lister)}
    assert make.client(lister).post(end[driver]).status_code == 403
    assert make.client(lister).post(end[lister])["Location"] == "/yard/"
    assert make.client(ada).post(end[driver])["Location"] == "/organisation/"
    assert make.client(ada).post(end[ada])["Location"] == "/organisation/"
    assert list(Membership.objects.in_organisation(ours).values_list("user", "role")) == [(ada.pk, "administrator")]
