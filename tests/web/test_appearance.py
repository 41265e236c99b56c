"""Light, dark or as the device says; and the gallery's gate."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("chosen", ["light", "dark", "auto"])
def test_theme_is_remembered_and_leads_back(client: Client, chosen: str) -> None:
    response = client.post(reverse("web:theme"), {"theme": chosen, "next": "/account/login/?a=b"})
    assert (response.status_code, response["Location"]) == (302, "/account/login/?a=b")
    assert client.cookies["theme"].value == chosen


def test_theme_shows_in_the_page(client: Client) -> None:
    client.post(reverse("web:theme"), {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("chosen", ["", "neon", '"><script>'])
def test_unknown_theme_is_not_kept(client: Client, chosen: str) -> None:
    client.post(reverse("web:theme"), {"theme": chosen, "next": "/"})
    assert "theme" not in client.cookies


def test_forged_cookie_counts_as_none(client: Client) -> None:
    client.cookies["theme"] = "x onload"
    assert "data-theme" not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_theme_never_leads_elsewhere(client: Client, next_page: str) -> None:
    assert client.post(reverse("web:theme"), {"theme": "dark", "next": next_page})["Location"] == "/"


def test_theme_needs_a_post(client: Client) -> None:
    assert client.get(reverse("web:theme")).status_code == 405


def test_gallery_is_for_staff(client: Client) -> None:
    assert client.get(reverse("web:gallery")).status_code == 404
    client.force_login(make.user())
    assert client.get(reverse("web:gallery")).status_code == 404
    operator = make.user()
    operator.is_staff = True
    operator.save()
    client.force_login(operator)
    assert client.get(reverse("web:gallery")).status_code == 200
    refused = client.get(reverse("web:gallery"), {"refused": "1"})
    assert refused.status_code == 422
    assert "Not saved yet" in refused.content.decode()
