"""The options behind the search box: what is public, whoever asks, and whatever is typed."""

from datetime import timedelta

import pytest
from django.test import Client

from listings.actions.counting import count_terms
from listings.actions.publishing import publish
from listings.actions.staging import StageValues, open_due, stage
from listings.models import Term
from listings.models.stages import Audience
from listings.queries.spelling import did_you_mean
from listings.search.words import read_words
from tests import make

pytestmark = pytest.mark.django_db
ADDRESS = "/search/words/"
WEEK = timedelta(days=7)


def test_only_words_of_public_listings_are_offered_to_the_owner_as_to_anybody(client: Client) -> None:
    ours = make.organisation()
    make.draft(ours, title="Secret gyroscope")
    make.listing(title="Gyroscopic compass <b>")
    count_terms(now=make.NOW)
    told = client.get(ADDRESS, {"q": "gyro"})
    assert told.content.decode().split() == ["<option", 'value="gyroscopic"></option>']
    assert "no-store" in told["Cache-Control"]
    client.force_login(make.administrator(ours))
    assert client.get(ADDRESS, {"q": "gyro"}).content == told.content


def test_words_of_what_is_shown_to_some_alone_are_told_to_nobody(client: Client) -> None:
    """Shown to the owner's own organisation from today, to everybody from next week: told to all of them next week."""
    ours = make.organisation()
    row = make.draft(ours, title="Submarine periscope")
    shown = [StageValues(Audience.OWN_SITES, make.NOW.date()), StageValues(Audience.EVERYONE, make.NOW.date() + WEEK)]
    stage(listing=row, stages=shown, by=row.created_by, now=make.NOW)
    publish(listing=row, by=row.created_by, now=make.NOW)
    client.force_login(make.administrator(ours))
    misspelt = read_words("periscpe ")
    assert misspelt is not None
    count_terms(now=make.NOW)
    assert not Term.objects.filter(word="periscope").exists()
    assert (client.get(ADDRESS, {"q": "peris"}).content.strip(), did_you_mean(misspelt)) == (b"", None)
    open_due(now=make.NOW + WEEK)
    count_terms(now=make.NOW + WEEK)
    assert b"periscope" in client.get(ADDRESS, {"q": "peris"}).content
    assert did_you_mean(misspelt) == "periscope"


@pytest.mark.parametrize("typed", ["", " ", "gy", "gyro ", "g" * 5000, '"><script>', "%_%", "🪑🪑🪑", "木の机"])
def test_nothing_is_offered_where_there_is_nothing(client: Client, typed: str) -> None:
    answer = client.get(ADDRESS, {"q": typed})
    assert (answer.status_code, answer.content.strip()) == (200, b"")
