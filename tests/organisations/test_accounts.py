"""Accounts: signing up and in, confirming an address, a new password, and the mail about them in our own words."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.organisations.models import User
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db

SIGN_UP = {"name": "Bea <b>Bee</b>", "email": "Bea@Example.org", "password1": make.PASSWORD}


def _link(letter: EmailMultiAlternatives) -> str:
    found = re.search(r"http://testserver(/\S+)", str(letter.body))
    assert found is not None
    return found[1]


def test_sign_up_makes_a_person_who_is_led_to_an_organisation(
    mailoutbox: list[EmailMultiAlternatives], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser = Client()
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("account_signup"), SIGN_UP)
    bea = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/organisations/new/")
    assert (bea.email, bea.name) == ("bea@example.org", "Bea <b>Bee</b>")
    [letter] = mailoutbox
    assert letter.subject == "Welcome to Goodsyard: confirm your e-mail address"
    assert letter.to == ["bea@example.org"]
    html = str(letter.alternatives[0][0])
    assert _link(letter) in str(letter.body)
    assert f'href="http://testserver{_link(letter)}"' in html
    assert "Confirm the address" in html
    assert browser.post(_link(letter)).status_code == 302
    assert bea.emailaddress_set.get().verified is True  # type: ignore[attr-defined]  # allauth has no types


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "bea"}, "email"),
        ({"email": "bea\r\nBcc: x@example.org"}, "email"),
        ({"email": "b\x00a@example.org"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "1234567890"}, "password1"),
        ({"password1": "a\x00" + make.PASSWORD}, "password1"),
    ],
)
def test_sign_up_refuses_what_cannot_be(typed: dict[str, str], field: str) -> None:
    answer = Client().post(reverse("account_signup"), {**SIGN_UP, **typed})
    assert list(answer.context["form"].errors) == [field]
    assert (User.objects.count(), Mail.objects.count()) == (0, 0)


def test_sign_in_with_address_and_password_goes_to_the_yard() -> None:
    make.organisation(by=make.user("ada@example.org"))
    browser = Client()
    wrong = browser.post(reverse("account_login"), {"login": "ada@example.org", "password": "no"})
    assert wrong.context["form"].errors != {}
    right = browser.post(reverse("account_login"), {"login": "ADA@example.org", "password": make.PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/yard/")


def test_a_new_password_by_mail(
    mailoutbox: list[EmailMultiAlternatives], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ada = make.user("ada@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        known = Client().post(reverse("account_reset_password"), {"email": "ada@example.org"})
        unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    first, second = mailoutbox
    assert (first.subject, first.to) == ("Choose a new password", ["ada@example.org"])
    assert (second.subject, second.to) == ("No account with this address", ["nobody@example.org"])
    browser = Client()
    form = browser.get(_link(first), follow=True)
    chosen = {"password1": "another long password", "password2": "another long password"}
    assert browser.post(form.redirect_chain[-1][0], chosen).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password("another long password")
    kept = [str(value) for row in Mail.objects.values() for value in row.values()]
    assert [value for value in kept if _link(first) in value] == []


def test_sign_up_with_a_known_address_makes_no_second_account() -> None:
    make.user("bea@example.org")
    Client().post(reverse("account_signup"), SIGN_UP)
    assert User.objects.count() == 1


def test_a_mail_server_that_is_down_holds_up_no_sign_up(
    settings: object, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for name, value in (
        ("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", 9),
    ):
        setattr(settings, name, value)
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post(reverse("account_signup"), SIGN_UP)
    assert answer.status_code == 302
    mail = Mail.objects.get()
    assert (mail.sent_at, mail.failed_at, mail.attempts) == (None, None, 1)


def test_passkeys_and_codes_have_their_pages() -> None:
    browser = make.client(make.user())
    for name in ("mfa_index", "account_email", "account_change_password", "usersessions_list"):
        assert browser.get(reverse(name)).status_code == 200
