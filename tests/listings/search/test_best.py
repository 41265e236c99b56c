"""Best match: the nearest that were found, scored by what was said."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localtime

from listings.models import Listing
from listings.queries.best import best_found
from listings.queries.searching import Origin, Question
from listings.queries.sides import seeker_of
from listings.search.keyset import Sort
from listings.search.words import read_words
from tests import make

pytestmark = pytest.mark.django_db
TODAY = localtime(make.NOW).date()


def question(words: str = "", **said: Any) -> Question:  # Any: fields of a question
    asked = Question(read_words(words) if words else None, Origin("Leeds", make.LEEDS), 50, Sort.BEST, None)
    return replace(asked, **said)


def test_what_suits_better_comes_before_what_is_nearer() -> None:
    owner = make.organisation()
    few = make.listing(owner, title="Oak desks", quantity=Decimal(2))
    far = make.site(owner, name="Far", at=make.BRADFORD, town="Bradford", postcode="BD1 4SD", street="9 Canal Road")
    many = make.listing(owner, site=far, title="Oak desks", quantity=Decimal(40))
    other = make.listing(owner, title="Chairs", description="They stood round oak desks.", slug="office-chairs")
    seeker = replace(seeker_of(None, None, TODAY), quantity=Decimal(40))
    found = best_found([Listing.objects.public()], question("oak desks "), seeker)
    assert [one.pk for one in found] == [many.pk, few.pk, other.pk]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert "All 40 that you need (40 left)." in [why.sentence for why in found[0].reasons]
    assert found[0].sentence.startswith("Its title names “oak”, “desks”.")
    assert best_found([Listing.objects.public()], question("oak desks "), seeker) == found


def test_only_what_was_said_is_a_part() -> None:
    make.listing(title="Oak desks")
    anywhere = best_found([Listing.objects.public()], question(origin=None), seeker_of(None, None, TODAY))
    assert [why.sentence for why in anywhere[0].reasons] == [
        "You can have it now.",
        "It is heavy, but needs no tail lift.",
        "Too few claims lately to say how they answer.",
    ]


def test_how_donors_answer_is_told_in_words_and_costs_one_query(django_assert_num_queries: Any) -> None:
    owner = make.organisation()
    for _number in range(3):
        make.listing(owner, title="Oak desks")
    late = make.listing(title="Oak desks")
    for _number in range(4):
        make.claim(late, quantity=1)
    later = seeker_of(None, None, TODAY + timedelta(days=30))
    rings = 3 if connection.vendor == "sqlite" else 1  # PostgreSQL goes from ring to ring by itself
    with django_assert_num_queries(rings + 2):
        found = best_found([Listing.objects.public()], question(), later)  # the rings, the rows, the claims
    slow = next(one for one in found if one.pk == late.pk)
    assert slow.pk == found[-1].pk
    assert slow.reasons[-1].sentence == ("Answers have been slow to come or plans have changed lately: ask early.")
    assert not slow.reasons[-1].is_counted
