"""The pages of this room, as people use them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.organisations.access import SESSION_KEY, roles_of
from marketplace.organisations.actions import inviting
from marketplace.organisations.models import Membership, Organisation, Site
from tests import make

pytestmark = pytest.mark.django_db

HOURS = {f"{day}_0_{end}": time for day in ("mon", "tue") for end, time in (("from", "08:00"), ("to", "16:30"))}
SITE = {"name": "Warehouse", "street": "1 Wharf Street", "town": "Leeds", "postcode": "LS2 7EQ", **HOURS}


def _words(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- founding and details --------------------------------------------------------------------------------------------
def test_somebody_without_an_organisation_is_led_to_set_one_up() -> None:
    browser = make.client(make.user())
    answer = browser.get(reverse("organisations:yard"))
    assert (answer.status_code, answer["Location"]) == (302, "/organisations/new/")


def test_organisation_new_founds_it_and_acts_for_it() -> None:
    ada = make.user("ada@example.org")
    other = make.organisation(by=ada)
    browser = make.client(ada, other)
    answer = browser.post(reverse("organisations:organisation-new"), {"name": "Aire Desks", "kind": "business"})
    founded = Organisation.objects.get(name="Aire Desks")
    assert (answer.status_code, answer["Location"]) == (302, "/organisation/sites/new/")
    assert browser.session[SESSION_KEY] == founded.pk
    assert roles_of(user=ada, organisation=founded) == {"administrator"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "", "kind": "business"}, "name"),
        ({"name": "x" * 121, "kind": "business"}, "name"),
        ({"name": "Aire\x00Desks", "kind": "business"}, "name"),
        ({"name": "Aire", "kind": "empire"}, "kind"),
        ({"name": "Aire", "kind": "charity", "about": "x" * 2001}, "about"),
    ],
)
def test_organisation_new_refuses_what_cannot_be_and_keeps_what_was_typed(typed: dict[str, str], field: str) -> None:
    answer = make.client(make.user()).post(reverse("organisations:organisation-new"), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"].data["kind"] == typed["kind"]
    assert Organisation.objects.count() == 0


def test_organisation_edit_changes_the_public_page() -> None:
    ours = make.organisation(name="Old name")
    browser = make.client(make.administrator(ours))
    typed = {"name": "New name", "kind": "school", "about": "We teach <b>well</b>."}
    answer = browser.post(reverse("organisations:organisation-edit"), typed)
    assert answer.status_code == 302
    page = _words(Client(), "/organisations/old-name/")
    assert "New name" in page
    assert "We teach &lt;b&gt;well&lt;/b&gt;." in page


def test_public_page_shows_no_people_and_no_street() -> None:
    ours = make.organisation(name="Aire Desks")
    make.member(ours, "driver", email="driver@example.org", name="Dana Driver")
    make.site(ours, name="Secret shed")
    page = _words(Client(), "/organisations/aire-desks/")
    assert "Leeds LS2" in page
    secrets = ["Wharf", "7EQ", "53.7955", "1.5476", "Secret shed", "driver@example.org", "Dana", "Sam Dock", "0113"]
    assert [secret for secret in secrets if secret in page] == []


# --- yard and switch -------------------------------------------------------------------------------------------------
def test_yard_asks_for_a_first_site_and_stops_once_there_is_one() -> None:
    ours = make.organisation()
    browser = make.client(make.administrator(ours))
    assert "Say where your things are" in _words(browser, "/yard/")
    make.site(ours)
    assert "Say where your things are" not in _words(browser, "/yard/")


def test_yard_shows_an_invitation_to_whom_it_was_sent() -> None:
    ours, theirs = make.organisation(name="Ours"), make.organisation(name="Theirs")
    bea, cal = make.member(ours, "lister", email="bea@example.org"), make.member(ours, "lister")
    now = timezone.now()
    inviting.invite(organisation=theirs, email=bea.email, role="driver", by=make.administrator(theirs), now=now)
    assert "invites you to Theirs" in _words(make.client(bea), "/yard/")
    assert "Theirs" not in _words(make.client(cal), "/yard/")


def test_switch_acts_for_another_of_ones_organisations_only() -> None:
    ada = make.user()
    first, second = make.organisation(name="A", by=ada), make.organisation(name="B", by=ada)
    foreign = make.organisation(name="C")
    browser = make.client(ada, first)
    answer = browser.post(reverse("organisations:switch"), {"organisation": second.pk, "next": "/organisation/"})
    assert (answer.status_code, answer["Location"], browser.session[SESSION_KEY]) == (302, "/organisation/", second.pk)
    for wrong in (foreign.pk, "", "x", "10" * 30):
        assert browser.post(reverse("organisations:switch"), {"organisation": wrong}).status_code == 404
    assert browser.session[SESSION_KEY] == second.pk


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_switch_leads_nowhere_else(away: str) -> None:
    ours = make.organisation()
    browser = make.client(make.administrator(ours))
    answer = browser.post(reverse("organisations:switch"), {"organisation": ours.pk, "next": away})
    assert answer["Location"] == "/yard/"


def test_a_membership_that_ended_shows_nothing_any_more() -> None:
    ours = make.organisation(name="Ours")
    lister = make.member(ours, "lister")
    browser = make.client(lister, ours)
    assert browser.get("/organisation/").status_code == 200
    Membership.objects.of(lister).delete()
    assert browser.get("/organisation/").status_code == 302


# --- sites -----------------------------------------------------------------------------------------------------------
def test_site_new_adds_a_site_with_its_hours() -> None:
    ours = make.organisation()
    browser = make.client(make.administrator(ours))
    answer = browser.post(reverse("organisations:site-new"), {**SITE, "has_loading_dock": "on"})
    site = Site.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/organisation/")
    assert (site.organisation, site.place_source, site.has_loading_dock) == (ours, "postcode_sector", True)
    assert site.hours_in_words == ["Mon–Tue 08:00–16:30"]
    assert site.has_step_free_access is False
    assert "1 Wharf Street, Leeds, LS2 7EQ" in _words(browser, "/organisation/")


def test_site_new_takes_a_pin() -> None:
    ours = make.organisation()
    browser = make.client(make.administrator(ours))
    pin = {"lat": "53.7955", "lon": "-1.5476", "town": "Nowhere at all"}
    browser.post(reverse("organisations:site-new"), {**SITE, **pin})
    assert (Site.objects.get().point, Site.objects.get().place_source) == (make.LEEDS, "pin")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"postcode": "ZZ99 9ZZ"}, ["postcode"]),
        ({"postcode": "", "town": "Qwertyville"}, ["postcode"]),
        ({"lat": "53.7"}, ["lon"]),
        ({"lat": "91", "lon": "0"}, ["lat"]),
        ({"lat": "nan", "lon": "0"}, ["lat"]),
        ({"lat": "1e400", "lon": "0"}, ["lat"]),
        ({"mon_0_to": ""}, ["mon_0_to"]),
        ({"mon_0_to": "07:00"}, ["mon_0_to"]),
        ({"mon_0_from": "nine"}, ["mon_0_from"]),
        ({"name": ""}, ["name"]),
        ({"street": ""}, ["street"]),
        ({"access_notes": "\x00"}, ["access_notes"]),
        ({"postcode": "x" * 13}, ["postcode"]),
    ],
)
def test_site_new_refuses_what_cannot_be_and_keeps_what_was_typed(typed: dict[str, str], fields: list[str]) -> None:
    ours = make.organisation()
    answer = make.client(make.administrator(ours)).post(reverse("organisations:site-new"), {**SITE, **typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == fields
    assert 'value="16:30"' in answer.content.decode()
    assert Site.objects.count() == 0


def test_site_new_opens_the_pin_where_the_place_is_unknown() -> None:
    ours = make.organisation()
    answer = make.client(make.administrator(ours)).post(
        reverse("organisations:site-new"), {**SITE, "postcode": "ZZ99 9ZZ"}
    )
    assert '<details class="more" open>' in answer.content.decode()
    assert "We do not know this place" in answer.content.decode()


def test_site_edit_changes_hours_and_ignores_a_place_in_the_body() -> None:
    ours = make.organisation()
    site = make.site(ours, dock_hours={"mon": [["09:00", "12:00"], ["13:00", "17:00"]]})
    browser = make.client(make.administrator(ours))
    assert 'name="mon_1_from" value="13:00"' in _words(browser, f"/organisation/sites/{site.pk}/")
    typed = {"name": "Shop", "mon_0_from": "08:00", "mon_0_to": "12:00", "mon_1_from": "13:30", "mon_1_to": "17:00"}
    foreign = {"town": "York", "lat": "53.9", "lon": "-1.1", "organisation": "1", "closed_at": "2026-01-01"}
    assert browser.post(f"/organisation/sites/{site.pk}/", {**typed, **foreign}).status_code == 302
    changed = Site.objects.get()
    assert (changed.name, changed.hours_in_words) == ("Shop", ["Mon 08:00–12:00, 13:30–17:00"])
    assert (changed.town, changed.point, changed.closed_at) == ("Leeds", make.LEEDS, None)


def test_site_edit_refuses_a_taken_name() -> None:
    ours = make.organisation()
    make.site(ours, name="Shop")
    site = make.site(ours, name="Warehouse")
    answer = make.client(make.administrator(ours)).post(f"/organisation/sites/{site.pk}/", {"name": "Shop"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]


def test_site_close_closes() -> None:
    ours = make.organisation()
    site = make.site(ours)
    browser = make.client(make.administrator(ours))
    assert browser.post(f"/organisation/sites/{site.pk}/close/").status_code == 302
    assert list(Site.objects.in_use()) == []
    assert "Closed" in _words(browser, "/organisation/")


# --- places ----------------------------------------------------------------------------------------------------------
def test_place_suggest_answers_anybody_with_at_most_eight() -> None:
    answer = Client().get("/places/", {"q": "lee"})
    places = answer.json()
    assert len(places) == 8
    assert list(places[0]) == ["label", "latitude", "longitude"]
    assert "Leeds" in [place["label"].split(",")[0] for place in places]
    assert answer["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("typed", ["", "l", " ", "x" * 201, "(((((", "%%", "🪑🪑", "'; drop table"])
def test_place_suggest_answers_nonsense_with_nothing(typed: str) -> None:
    answer = Client().get("/places/", {"q": typed})
    assert (answer.status_code, answer.json()) == (200, [])


def test_place_suggest_refuses_nul() -> None:
    assert Client().get("/places/?q=le%00").status_code == 400
