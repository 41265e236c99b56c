"""Facets over wide areas equal a count of every listing, on either database."""

import random
from collections import Counter

import pytest

from listings.models import Category, Listing
from listings.queries import wide
from listings.queries.searching import Origin, Question
from listings.queries.tallying import MOST_COUNTED, count, tally
from listings.search.keyset import Sort
from marketplace.kernel.geo import Point
from tests import make
from tests.listings.search.test_near import scattered

pytestmark = pytest.mark.django_db


def asked(point: Point | None, radius_km: float) -> Question:
    """A question by place alone."""
    return Question(None, Origin("", point) if point else None, radius_km, Sort.DISTANCE, None)


def test_wide_facets_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "MANY", 0)
    chosen = random.Random(4)
    model = make.listing()
    Listing.objects.filter(pk=model.pk).update(available=0)
    rows = scattered(model, [Point(53.8 + chosen.gauss(0, 0.6), -1.5 + chosen.gauss(0, 1)) for _ in range(150)])
    leaves = list(Category.objects.leaves().order_by("pk")[:4])
    for number, leaf in enumerate(leaves):
        Listing.objects.filter(pk__in=[row.pk for row in rows[number::4]]).update(category=leaf, kind=leaf.kind)
    public = Listing.objects.public()
    for point in (Point(53.8, -1.5), Point(54.3, -0.9), Point(-17.0, 179.9)):
        for radius_km in (0.5, 10, 60, 150, 900):
            for column in ("category", "kind"):
                rows_near = public.near(point, radius_km).values_list(column, flat=True)
                assert tally([public], asked(point, radius_km), column) == Counter(rows_near)
                told = wide.tally_wide(point, radius_km, column)
                assert told == Counter(rows_near)
    assert tally([public], asked(None, 0)) == Counter(public.values_list("category", flat=True))


def test_counts_of_several_sets_stop_at_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    model = make.listing()
    rows = scattered(model, [make.LEEDS] * 7)
    one, other = (Listing.objects.public().filter(pk__in=[row.pk for row in part]) for part in (rows[:4], rows[4:]))
    question = asked(make.LEEDS, 5)
    assert MOST_COUNTED == 1000
    assert count([one, other.measured_whole()], question) == 7
    monkeypatch.setattr("listings.queries.tallying.MOST_COUNTED", 5)
    assert count([one, other], question) == 6
    assert sum(tally([one, other], question).values()) == 7
