"""The page of what is asked before a listing leaves, what its claims' parties see, and who gets a picture."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.gates import QUALITY
from listings.models import Claim, Evidence, Listing
from listings.photo_processing import process
from listings.queries.gates import missing_for
from marketplace.organisations.models import Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> Listing:
    return make.listing(slug="sofas")


@pytest.fixture
def lister(listing: Listing) -> Client:
    return make.client(make.member(listing.organisation, Role.LISTER), listing.organisation)


def promised(listing: Listing) -> tuple[Claim, Client]:
    """A claim that waits for its answer, and a browser of who asked."""
    claim = make.claim(listing)
    return claim, make.client(make.member(claim.organisation, Role.REQUESTER), claim.organisation)


def attach(browser: Client, listing: Listing, gate: str, **said: object) -> int:
    return browser.post(reverse("listings:evidence-attach", args=[listing.pk, gate]), said).status_code


def test_a_giver_shows_what_is_asked_and_the_taker_reads_it(listing: Listing, lister: Client) -> None:
    claim, requester = promised(listing)
    page = reverse("listings:claim", args=[claim.pk])
    assert "has to show what is missing" in requester.get(page).content.decode()
    assert "Show what is missing" in lister.get(page).content.decode()
    assert attach(lister, listing, "fire_label", picture=make.photo_file(), words="Schedule 3 label") == 302
    assert attach(lister, listing, QUALITY, met=["clean", "sound"], words="One seam is worn.") == 302
    assert missing_for(listing, make.NOW.date()) == ()
    shown = requester.get(page).content.decode()
    for words in ("May leave", "Schedule 3 label", "One seam is worn.", "Does not hold"):
        assert words in shown
    assert (
        "Everything that has to be shown is shown"
        in lister.get(reverse("listings:evidence", args=[listing.pk])).content.decode()
    )


def test_what_shows_nothing_stands_there_as_it_was_typed(listing: Listing, lister: Client) -> None:
    url = reverse("listings:evidence-attach", args=[listing.pk, "fire_label"])
    answer = lister.post(url, {"words": "It is sewn on somewhere"})
    assert answer.status_code == 422
    assert "This one needs a picture" in answer.content.decode()
    assert "It is sewn on somewhere" in answer.content.decode()
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("name", ["certificate.pdf", "label.svg"])
def test_only_pictures_are_taken(listing: Listing, lister: Client, name: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, b"%PDF-1.7 not a picture" if name.endswith("pdf") else b"<svg onload=alert(1)>")
    assert attach(lister, listing, "fire_label", picture=file) == 422
    assert Evidence.objects.count() == 0


def test_a_gate_that_is_not_asked_is_not_there(listing: Listing, lister: Client) -> None:
    assert attach(lister, listing, "loler", words="x") == 404


def test_evidence_is_taken_back_once(listing: Listing, lister: Client) -> None:
    shown = make.evidence(listing, QUALITY)
    url = reverse("listings:evidence-take-back", args=[shown.pk])
    assert lister.post(url).status_code == 302
    assert lister.post(url).status_code == 422


def test_a_picture_is_for_the_parties_alone(listing: Listing, lister: Client) -> None:
    shown = make.evidence(listing, "fire_label", picture=process(make.photo_file().read(), "label.jpg"))
    _claim, requester = promised(listing)
    stranger = make.organisation("school")
    url = reverse("listings:evidence-picture", args=[shown.pk])
    answers = {
        "lister": lister.get(url).status_code,
        "requester": requester.get(url).status_code,
        "stranger": make.client(make.administrator(stranger), stranger).get(url).status_code,
        "nobody": Client().get(url).status_code,
    }
    assert answers == {"lister": 200, "requester": 200, "stranger": 404, "nobody": 302}
    assert lister.get(url)["Cache-Control"] == "private, no-store"


def test_the_listing_tells_everybody_which_gates_and_nobody_else_what_was_said(listing: Listing) -> None:
    make.evidence(listing, QUALITY, words="secret of the giver")
    page = Client().get(reverse("listings:listing", args=[listing.pk])).content.decode()
    assert "Fire label of upholstery" in page
    assert "secret of the giver" not in page


def test_what_asks_for_nothing_says_nothing() -> None:
    page = Client().get(reverse("listings:listing", args=[make.listing().pk])).content.decode()
    assert "Before it leaves" not in page


def test_the_page_asks_the_same_for_one_piece_and_for_three(listing: Listing, lister: Client) -> None:
    counts = []
    for more in (1, 2):
        for _one in range(more):
            make.evidence(listing, QUALITY)
        with CaptureQueriesContext(connection) as asked:
            assert lister.get(reverse("listings:evidence", args=[listing.pk])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_reader_of_the_organisation_sees_the_page_without_forms(listing: Listing) -> None:
    owner: Organisation = listing.organisation
    browser = make.client(make.member(owner, Role.REPORTER), owner)
    assert (
        '<form method="post" enctype'
        not in browser.get(reverse("listings:evidence", args=[listing.pk])).content.decode()
    )
