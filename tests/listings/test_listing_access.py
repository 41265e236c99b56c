"""Every address of listings, photos, claims and enquiries, tried by those whom it is not for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from listings.models import Claim, Enquiry, Listing, Photo, StockEntry
from listings.views import claims, editing, enquiries, listings, photos
from marketplace.organisations.models import OrganisationKind, Role
from tests import make

pytestmark = pytest.mark.django_db
CANARY = "Canary"
ALL_ROLES = frozenset(Role.values)

#: Address -> (method, what it is about, roles that may; other roles of the same organisation get 403).
GIVERS: dict[str, tuple[str, str, frozenset[str]]] = {
    "listing-edit": ("get", "draft", frozenset({Role.LISTER})),
    "listing-publish": ("post", "draft", frozenset({Role.LISTER})),
    "listing-withdraw": ("post", "listing", frozenset({Role.LISTER})),
    "stock": ("get", "listing", ALL_ROLES),
    "photo-add": ("get", "draft", frozenset({Role.LISTER})),
    "photo-remove": ("post", "photo", frozenset({Role.LISTER})),
    "photo-move": ("post", "photo", frozenset({Role.LISTER})),
    "photo-caption": ("post", "photo", frozenset({Role.LISTER})),
    "claim": ("get", "claim", ALL_ROLES),
    "claim-accept": ("post", "claim", frozenset({Role.LISTER})),
    "claim-decline": ("post", "claim", frozenset({Role.LISTER})),
    "claim-cancel": ("post", "claim", frozenset({Role.LISTER, Role.REQUESTER})),
    "enquiry": ("get", "enquiry", ALL_ROLES),
}
#: Addresses without an object: method and roles.
OWN: dict[str, tuple[str, frozenset[str]]] = {
    "own": ("get", ALL_ROLES),
    "listing-new": ("get", frozenset({Role.LISTER})),
    "category-hints": ("get", frozenset({Role.LISTER})),
    "claims": ("get", ALL_ROLES),
    "enquiries": ("get", ALL_ROLES),
}
#: Addresses of others' listings, for those who ask.
ASKERS: dict[str, str] = {"claim-new": "listing", "enquiry-new": "listing"}
#: Open to anybody, for what is public.
PUBLIC = {"listing", "photo", "picture"}


class Yard:
    """A giver with one of everything, an asker with a claim, and a stranger with their own."""

    def __init__(self) -> None:
        self.giver = make.organisation(name="Giver")
        self.asker = make.organisation(OrganisationKind.CHARITY, name="Asker")
        self.stranger = make.organisation(name="Stranger")
        place = make.site(self.giver, street="1 Canary Row")
        listing = make.listing(self.giver, site=place)
        draft = make.draft(self.giver, site=place, title="Canary draft")
        claim = make.claim(listing, organisation=self.asker, site=make.site(self.asker, street="2 Canary Row"))
        asker = make.client(make.administrator(self.asker), self.asker)
        asker.post(reverse("listings:enquiry-new", args=[listing.pk]), {"question": "Canary?"})
        giver = make.client(make.administrator(self.giver), self.giver)
        giver.post(reverse("listings:photo-add", args=[draft.pk]), {"photos": make.photo_file(), "caption": CANARY})
        self.pks = {
            "listing": listing.pk,
            "draft": draft.pk,
            "claim": claim.pk,
            "photo": Photo.objects.get().pk,
            "enquiry": Enquiry.objects.get().pk,
        }

    def url(self, name: str) -> str:
        about = GIVERS[name][1] if name in GIVERS else ASKERS[name]
        return reverse(f"listings:{name}", args=[self.pks[about]])


@pytest.fixture
def yard() -> Yard:
    return Yard()


def rows() -> list[dict[str, Any]]:  # Any: whatever the columns hold
    """Everything that a request could have changed."""
    kept: tuple[type[models.Model], ...] = (Listing, Photo, Claim, Enquiry, StockEntry)
    return [row for model in kept for row in model._default_manager.order_by("pk").values()]


def _ask(browser: Client, method: str, url: str) -> Any:  # Any: a response of the test client
    data = {"quantity": "1", "reason": "Because", "caption": "x", "question": "x", "purpose": "x", "towards": "first"}
    return browser.post(url, data) if method == "post" else browser.get(url)


def _addresses(yard: Yard) -> Iterator[tuple[str, str, str]]:
    for name, (method, _about, _roles) in GIVERS.items():
        yield name, method, yard.url(name)
    for name, (method, _roles) in OWN.items():
        yield name, method, reverse(f"listings:{name}")
    for name in ASKERS:
        yield name, "get", yard.url(name)
        yield name, "post", yard.url(name)


def test_every_view_of_these_modules_is_tried_here() -> None:
    from listings.urls import urlpatterns

    ours = {module.__name__ for module in (claims, editing, enquiries, listings, photos)}
    named = {pattern.name for pattern in urlpatterns if pattern.callback.__module__ in ours}
    assert named == {*GIVERS, *OWN, *ASKERS, *PUBLIC}


def test_nobody_is_led_to_signing_in(yard: Yard) -> None:
    before = rows()
    for name, method, url in _addresses(yard):
        answer = _ask(Client(), method, url)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("account_login")), name
    assert rows() == before


def test_a_stranger_finds_nothing_and_changes_nothing(yard: Yard) -> None:
    make.site(yard.stranger)
    browser = make.client(make.administrator(yard.stranger), yard.stranger)
    before = rows()
    for name in GIVERS:
        for method in ("get", "post"):
            answer = _ask(browser, method, yard.url(name))
            assert answer.status_code in {404, 405}, (name, method)
            assert CANARY not in answer.content.decode()
    for name in OWN:
        assert CANARY not in browser.get(reverse(f"listings:{name}")).content.decode(), name
    for pk in (yard.pks["draft"], 10**30):
        for name in ("listing", "claim-new", "enquiry-new"):
            assert browser.get(reverse(f"listings:{name}", args=[pk])).status_code == 404
    assert browser.get(reverse("listings:photo", args=[yard.pks["photo"], "small"])).status_code == 404
    assert rows() == before


def test_the_asker_sees_the_claim_and_may_not_answer_it(yard: Yard) -> None:
    browser = make.client(make.administrator(yard.asker), yard.asker)
    before = rows()
    allowed = {"claim", "claim-cancel", "enquiry"}
    for name in sorted(set(GIVERS) - allowed):
        assert _ask(browser, GIVERS[name][0], yard.url(name)).status_code == 404, name
    assert browser.get(yard.url("claim")).status_code == 200
    assert rows() == before


@pytest.mark.parametrize("role", Role.values)
def test_another_role_of_the_same_organisation_gets_403(yard: Yard, role: str) -> None:
    browser = make.client(make.member(yard.giver, role), yard.giver)
    before = rows()
    wanted = {name: (method, roles) for name, (method, _about, roles) in GIVERS.items()} | OWN
    for name, (method, roles) in wanted.items():
        url = yard.url(name) if name in GIVERS else reverse(f"listings:{name}")
        if role not in roles and role != Role.ADMINISTRATOR:
            assert _ask(browser, method, url).status_code == 403, name
        elif method == "get":
            assert browser.get(url).status_code == 200, name
    if role not in {Role.REQUESTER, Role.ADMINISTRATOR}:
        for name in ASKERS:
            assert _ask(browser, "post", yard.url(name)).status_code == 403, name
    assert rows() == before


def test_what_is_posted_is_not_got(yard: Yard) -> None:
    browser = make.client(make.administrator(yard.giver), yard.giver)
    before = rows()
    for name, (method, _about, _roles) in GIVERS.items():
        if method == "post":
            assert browser.get(yard.url(name)).status_code == 405, name
    assert rows() == before


def test_what_a_stranger_does_changes_nothing_for_the_parties(yard: Yard) -> None:
    """Non-interference: a stranger's own goings-on leave every page of the giver as it was."""

    def seen() -> list[str]:
        browser = make.client(make.administrator(yard.giver), yard.giver)
        urls = [reverse(f"listings:{name}") for name in ("own", "claims", "enquiries")]
        urls += [yard.url(name) for name in ("stock", "claim", "enquiry")]
        return [_body(browser.get(url)) for url in urls]

    before = seen()
    make.claim(make.listing(yard.stranger))
    assert seen() == before


def _body(answer: Any) -> str:  # Any: as above
    """The page without its tokens."""
    lines = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0].splitlines()
    return "\n".join(line for line in lines if "csrf" not in line)
