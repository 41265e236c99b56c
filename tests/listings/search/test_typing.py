"""The options behind the search box: what is public, whoever asks, and whatever is typed."""

import pytest
from django.test import Client

from listings.actions.counting import count_terms
from tests import make

pytestmark = pytest.mark.django_db
ADDRESS = "/search/words/"


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


@pytest.mark.parametrize("typed", ["", " ", "gy", "gyro ", "g" * 5000, '"><script>', "%_%", "🪑🪑🪑", "木の机"])
def test_nothing_is_offered_where_there_is_nothing(client: Client, typed: str) -> None:
    answer = client.get(ADDRESS, {"q": typed})
    assert (answer.status_code, answer.content.strip()) == (200, b"")
