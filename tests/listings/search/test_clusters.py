"""Clusters: the tallies tell what a count of the listings themselves tells, in any box and at any zoom."""

import random
from collections import Counter

import pytest

from listings.models import Category, Listing
from listings.queries.clusters import clusters_in, level_for
from listings.queries.tallied import narrowings_of
from marketplace.kernel.box import Box
from marketplace.kernel.cells import cells_across
from marketplace.kernel.geo import Point
from tests import make
from tests.listings.search.test_near import scattered

pytestmark = pytest.mark.django_db

WORLD = Box(-90, -180, 90, 180)
FIJI = Box(-20, 175, -12, -175)
YORKSHIRE = Box(53, -3, 55, 0)
PLACES = [
    Point(53.8, -1.55), Point(53.8, -1.55), Point(53.81, -1.55), Point(53.8, -1.9), Point(54.9, -1.6),
    Point(-16.8, 179.99), Point(-16.8, -179.99), Point(89.9, 10.0), Point(0.0, 0.0), Point(-90, 0),
]  # fmt: skip


@pytest.fixture
def rows() -> list[Listing]:
    """Public listings of three categories."""
    model = make.listing()
    Listing.objects.filter(pk=model.pk).update(available=0)
    found = scattered(model, PLACES * 2)
    leaves = list(Category.objects.leaves().order_by("pk")[:3])
    for number, row in enumerate(found):
        leaf = leaves[number % 3]
        Listing.objects.filter(pk=row.pk).update(category=leaf, kind=leaf.kind)
    return found


@pytest.mark.parametrize("zoom", [-1, 0, 3, 6, 9, 11, 12, 16, 30])
@pytest.mark.parametrize("box", [WORLD, FIJI, YORKSHIRE, Box(53.8, -1.55, 53.8, -1.55)])
def test_tallies_tell_what_counting_tells(rows: list[Listing], box: Box, zoom: int) -> None:
    public = Listing.objects.public()
    counted = public.exclude(title="")  # which the tallies know nothing of
    assert narrowings_of(public) == []
    assert narrowings_of(counted) is None
    told = clusters_in([public], box, zoom)
    assert told == clusters_in([counted], box, zoom)
    inside = sum(box.holds(row.public_point) for row in rows)
    assert sum(cluster.count for cluster in told) >= inside
    if box is WORLD:
        assert sum(cluster.count for cluster in told) == len(rows)
    assert cells_across(box, level_for(box, zoom)) <= 1024


def test_categories_and_kinds_narrow_the_tallies_too(rows: list[Listing]) -> None:
    leaf = Category.objects.leaves().order_by("pk")[0]
    ours = Listing.objects.public().in_category(leaf)
    assert narrowings_of(ours) == [("category", frozenset({leaf.pk}))]
    assert clusters_in([ours], WORLD, 5) == clusters_in([ours.exclude(title="")], WORLD, 5)
    kinds = Counter(Listing.objects.public().values_list("kind", flat=True))
    one = clusters_in([Listing.objects.public().filter(kind=leaf.kind)], WORLD, 0)
    assert sum(cluster.count for cluster in one) == kinds[leaf.kind]


def test_a_mark_of_one_names_it_and_a_small_set_is_added(rows: list[Listing]) -> None:
    alone = next(row for row in rows if row.public_point == Point(54.9, -1.6))
    one, other = Listing.objects.public().filter(pk=alone.pk), Listing.objects.public().exclude(pk=alone.pk)
    assert [(cluster.listing, cluster.count) for cluster in clusters_in([one], YORKSHIRE, 10)] == [(alone.pk, 1)]
    together = clusters_in([other, one.measured_whole()], YORKSHIRE, 10)
    assert together == clusters_in([Listing.objects.public()], YORKSHIRE, 10)


def test_clusters_are_the_same_wherever_the_map_is_moved(rows: list[Listing]) -> None:
    random_ = random.Random(2)
    whole = {(c.latitude, c.longitude): c for c in clusters_in([Listing.objects.public()], YORKSHIRE, 9)}
    for _ in range(10):
        south, west = random_.uniform(53, 54), random_.uniform(-3, -1)
        for cluster in clusters_in([Listing.objects.public()], Box(south, west, south + 0.5, west + 0.5), 9):
            assert whole.get((cluster.latitude, cluster.longitude), cluster) == cluster
