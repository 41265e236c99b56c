"""Nearness: what the database answers is what brute force answers, ties and all."""

import secrets
from decimal import Decimal

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.models import Listing, ListingState
from listings.models.listings import ListingQuerySet
from listings.models.near import Also
from listings.search.keyset import After
from marketplace.kernel.cells import LOW_BITS, spot
from marketplace.kernel.geo import Point, chord_squared_for, distance_km, earth_xyz
from tests import make

pytestmark = pytest.mark.django_db

#: Few enough that several listings share one point, as they do on snapped ones.
POINTS = [
    Point(53.8, -1.55), Point(53.81, -1.55), Point(53.8, -1.9), Point(54.9, -1.6), Point(51.5, -0.1),
    Point(-16.8, 179.99), Point(-16.8, -179.99), Point(89.9, 10.0), Point(89.95, -170.0), Point(0.0, 0.0),
]  # fmt: skip


@pytest.fixture
def model() -> Listing:
    """A listing that is no longer public, to make others after."""
    row = make.listing()
    Listing.objects.filter(pk=row.pk).update(state=ListingState.WITHDRAWN, closed_at=make.NOW)
    return row


def scattered(model: Listing, points: list[Point]) -> list[Listing]:
    """Public listings at these points."""
    rows = []
    for number, point in enumerate(points):
        x, y, z = earth_xyz(point)
        rows.append(
            Listing(
                organisation=model.organisation, site=model.site, category=model.category, kind=model.kind,
                title=f"Listing {number}", quantity=Decimal(1), available=Decimal(1), created_by=model.created_by,
                created_at=make.NOW, published_at=make.NOW, state=ListingState.PUBLISHED,
                public_latitude=point.latitude, public_longitude=point.longitude, x=x, y=y, z=z,
                spot=spot(point, secrets.randbits(LOW_BITS)),
            )
        )  # fmt: skip
    return Listing.objects.bulk_create(rows)


def by_brute_force(rows: list[Listing], point: Point, radius_km: float) -> list[int]:
    """Ids within the radius, nearest first, ties by id: every row is measured."""
    px, py, pz = earth_xyz(point)
    found = []
    for row in rows:
        dx, dy, dz = row.x - px, row.y - py, row.z - pz
        chord = dx * dx + dy * dy + dz * dz
        if chord <= chord_squared_for(radius_km):
            found.append((chord, row.pk))
    return [pk for _chord, pk in sorted(found)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    | st.sampled_from([(p.latitude, p.longitude) for p in POINTS]),
    radius_km=st.sampled_from([1.0, 2.0, 25.0, 100.0, 500.0, 3_000.0, 21_000.0]) | st.floats(1, 500),
    chosen=st.lists(st.integers(0, len(POINTS) - 1), min_size=1, max_size=12),
    count=st.integers(1, 14),
)
def test_nearest_equals_brute_force(
    model: Listing, where: tuple[float, float], radius_km: float, chosen: list[int], count: int
) -> None:
    rows = scattered(model, [POINTS[index] for index in chosen])
    point = Point(*where)
    expected = by_brute_force(rows, point, radius_km)
    ours = Listing.objects.public().filter(pk__in=[row.pk for row in rows])
    assert [pk for pk, _chord in ours.nearest(point, radius_km=radius_km, count=count)] == expected[:count]
    assert sorted(ours.near(point, radius_km).values_list("pk", flat=True)) == sorted(expected)


def test_paging_by_keyset_reads_every_row_once_in_order(model: Listing) -> None:
    rows = scattered(model, [POINTS[index % 4] for index in range(23)])
    point = Point(53.79, -1.54)
    read: list[int] = []
    after: After | None = None
    while True:
        page = Listing.objects.nearest(point, radius_km=500, count=5, after=after)
        read += [pk for pk, _chord in page]
        if len(page) < 5:
            break
        after = After(page[-1][1], page[-1][0])
    assert read == by_brute_force(rows, point, 500)


def test_near_measures_as_the_geodesic_does(model: Listing) -> None:
    row = scattered(model, [make.YORK])[0]
    found = dict(Listing.objects.nearest(make.LEEDS, radius_km=100, count=3))
    assert list(found) == [row.pk]
    assert distance_km(make.LEEDS, make.YORK) == pytest.approx(found[row.pk] ** 0.5, abs=0.001)


def test_only_what_can_be_seen_is_near() -> None:
    shown = make.listing()
    make.draft()
    withdrawn, sold_out = make.listing(), make.listing()
    Listing.objects.filter(pk=withdrawn.pk).update(state=ListingState.WITHDRAWN, closed_at=make.NOW)
    Listing.objects.filter(pk=sold_out.pk).update(available=0)
    assert [pk for pk, _chord in Listing.objects.nearest(make.LEEDS, radius_km=50, count=10)] == [shown.pk]
    assert list(Listing.objects.near(make.LEEDS, 50).values_list("pk", flat=True)) == [shown.pk]


def test_a_place_named_with_almost_nothing_is_a_place(model: Listing) -> None:
    row = scattered(model, [Point(0.0, 0.0)])[0]
    found = Listing.objects.nearest(Point(5e-324, 1e-200), radius_km=5, count=3)
    assert [pk for pk, _chord in found] == [row.pk]


def test_searches_that_are_kept_are_told_apart(model: Listing) -> None:
    rows = scattered(model, POINTS[:4])
    Listing.objects.filter(pk=rows[1].pk).update(title="Nine desks", quantity=9, available=9)
    Listing.objects.filter(pk=rows[2].pk).update(is_palletised=True)

    def found(asked: ListingQuerySet, point: Point = POINTS[0], also: Also | None = None) -> set[int]:
        return {pk for pk, _chord in asked.nearest(point, radius_km=500, count=9, also=also)}

    public, ids = Listing.objects.public(), [row.pk for row in rows]
    for _again in range(2):
        assert found(public) == set(ids)
        assert found(public, POINTS[4]) == set(ids)
        assert found(public.filter(available__gte=9)) == {ids[1]}
        assert found(public.filter(available__gte=1)) == set(ids)
        assert found(public.filter(is_palletised=True)) == {ids[2]}
        assert found(public.filter(is_palletised=False)) == {ids[0], ids[1], ids[3]}
        assert found(public.exclude(available=9).filter(pk__in=ids[:2])) == {ids[0]}
        assert found(public.filter(pk__in=[])) == set()
        assert found(public.filter(pk__in=Listing.objects.filter(available=9).values("pk"))) == {ids[1]}
        assert found(public.filter(organisation__name=model.organisation.name)) == set(ids)
        assert found(public, also=lambda _ranges: Q(title__startswith="Nine%")) == set()
        assert found(public, also=lambda _ranges: Q(title__startswith="Nine") & ~Q(kind="space")) == {ids[1]}
        assert found(public.filter(Q(available=9) | Q(is_palletised=True))) == {ids[1], ids[2]}
        assert found(public.measured_whole().filter(title="Listing 3")) == {ids[3]}
