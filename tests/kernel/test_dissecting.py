"""A dissected circle: everything in it is in exactly one part, and what is in a whole cell is inside."""

from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.cells import cell_at, spot
from marketplace.kernel.dissecting import dissect
from marketplace.kernel.geo import Point


@given(
    st.floats(-80, 80),
    st.floats(-180, 180),
    st.sampled_from([0.0, 0.5, 3.0, 25.0, 100.0, 400.0]),
    st.lists(st.tuples(st.floats(0, 1.1), st.floats(0, 360)), min_size=1, max_size=12),
)
def test_a_dissected_circle_holds_its_points_once(
    latitude: float, longitude: float, radius_km: float, ways: list[tuple[float, float]]
) -> None:
    centre = Point(latitude, longitude)
    cut = dissect(centre, radius_km, (7, 9, 11, 13))
    if cut is None:
        assert abs(latitude) + radius_km / 110 > 89
        return
    for share, bearing in ways:
        there = geodesic(kilometers=radius_km * share).destination((latitude, longitude), bearing)
        point = Point(there.latitude, there.longitude)
        place = spot(point, 0)
        whole = sum(
            first <= cell_at(place, level) <= last for level, ranges in cut.inside.items() for first, last in ranges
        )
        rim = sum(first <= place <= last for first, last in cut.rim)
        assert whole + rim <= 1
        if share <= 0.9999:
            assert whole + rim == 1
        if share >= 1.0001:
            assert whole == 0
