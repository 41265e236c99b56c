"""What else would do: said in the want's form, shown on its page, looked for after the thing itself."""

from typing import Any

import pytest
from django.test import Client

from listings.actions.wanting import NotUnderstood, TooManySubstitutes, WantValues, post_want
from listings.models import Want
from listings.models.anchors import ask_of
from listings.substitutes import MOST_SUBSTITUTES, Substitute
from marketplace.organisations.models import Organisation, Site
from tests import make

pytestmark = pytest.mark.django_db

SAID = {
    "title": "Stacking chairs for a hall",
    "kind": "equipment",
    "category": "stacking-chairs",
    "quantity": "30",
    "unit": "item",
    "radius_km": "25",
    "can_collect": "on",
}
HOSPITALITY = "furniture/hospitality"


@pytest.fixture
def site() -> Site:
    return make.site(make.organisation("charity", name="Hall Trust"))


@pytest.fixture
def requester(site: Site) -> Client:
    return make.client(make.administrator(site.organisation), site.organisation)


def _html(response: Any) -> str:  # Any: the test client's response has no public type
    return str(response.content.decode())


def test_substitutes_are_kept_shown_and_shown_again_to_change(requester: Client, site: Site) -> None:
    rows = {"also_0_words": "benches", "also_1_category": "sofas", "also_2_words": ""}
    assert requester.post("/wants/new/", {**SAID, **rows, "site": site.pk}).status_code == 302
    want = Want.objects.get()
    assert want.substitutes == [{"words": "benches", "category": ""}, {"words": "", "category": "sofas"}]
    assert ask_of(want).also_paths == (f"{HOSPITALITY}/outdoor-furniture", "furniture/domestic/sofas")
    assert "benches (Benches and outdoor furniture); Sofas and armchairs" in _html(requester.get(f"/wants/{want.pk}/"))
    form = _html(requester.get(f"/wants/{want.pk}/edit/"))
    assert 'name="also_0_words" value="benches"' in form
    assert form.count('name="also_2_words"') == 1
    requester.post(f"/wants/{want.pk}/edit/", {**SAID, "also_0_words": "", "site": site.pk})
    want.refresh_from_db()
    assert want.substitutes == []


def test_more_rows_keep_what_was_typed_and_post_nothing(requester: Client, site: Site) -> None:
    rows = {"also_0_words": "benches", "also_1_words": "", "more": "yes"}
    page = requester.post("/wants/new/", {**SAID, **rows, "title": "Half a tit", "site": site.pk})
    assert page.status_code == 200
    assert 'value="Half a tit"' in _html(page)
    assert _html(page).count('_words" ') == _html(page).count('name="also_') // 2 == 4
    assert not Want.objects.exists()


def test_words_that_mean_nothing_are_refused_at_their_row(requester: Client, site: Site) -> None:
    page = requester.post("/wants/new/", {**SAID, "also_1_words": "whatsits", "also_0_words": "", "site": site.pk})
    assert page.status_code == 422
    assert "choose where it is listed" in _html(page)
    assert 'href="#id_also_1_words"' in _html(page)
    assert not Want.objects.exists()


@pytest.mark.parametrize(
    ("substitutes", "refusal"),
    [
        ((Substitute("whatsits"),), NotUnderstood),
        ((Substitute("", "bricks"),), NotUnderstood),
        ((Substitute("benches"),) * (MOST_SUBSTITUTES + 1), TooManySubstitutes),
    ],
)
def test_substitutes_that_cannot_be_post_nothing(
    site: Site, substitutes: tuple[Substitute, ...], refusal: type[Exception]
) -> None:
    values = WantValues(title="Chairs", kind="equipment", substitutes=substitutes)
    owner: Organisation = site.organisation
    with pytest.raises(refusal):
        post_want(organisation=owner, site=site, values=values, by=make.administrator(owner), now=make.NOW)
    assert not Want.objects.exists()


def test_what_would_do_instead_fits_after_the_thing_itself(requester: Client, site: Site) -> None:
    make.listing(title="Garden benches", slug="outdoor-furniture")
    make.listing(title="Stacking chairs", slug="stacking-chairs")
    make.listing(title="Bookcases", slug="bookcases")
    requester.post("/wants/new/", {**SAID, "also_0_words": "benches", "site": site.pk})
    found = [match.listing.title for match in Want.objects.get().matches.order_by("-score")]
    assert found == ["Stacking chairs", "Garden benches"]
    page = _html(requester.get(f"/wants/{Want.objects.get().pk}/"))
    assert "It would do instead: Benches and outdoor furniture." in page
