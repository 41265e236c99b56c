"""A round's kilometres shared among what it carried: by hand, and that nothing is lost or made."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from logistics.roads.sharing import Leg, empty_share, shares_km, total_km


def legs(*told: tuple[int, str]) -> list[Leg[str]]:
    return [Leg(metres, frozenset(aboard)) for metres, aboard in told]


ROUND = legs((10_000, ""), (4_000, "a"), (6_000, "ab"), (2_000, "b"), (8_000, ""))
MASSES = {"a": Decimal(300), "b": Decimal(100)}


def test_legs_are_shared_by_mass_and_empty_ones_by_mass_and_distance() -> None:
    """a: 4 + 6 * 3/4 = 8.5 km; b: 6 / 4 + 2 = 3.5 km. Carried 300 kg * 10 km and 100 kg * 8 km: 18 km in 30 : 8."""
    shares = shares_km(ROUND, MASSES)
    assert shares["a"] == (Decimal("8.5") + Decimal(18) * 30 / 38).quantize(Decimal("1e-9"))
    assert sum(shares.values()) == total_km(ROUND) == 30
    assert empty_share(ROUND) == Decimal("0.6")


def test_round_whose_legs_are_not_known_apart_is_shared_by_mass() -> None:
    assert shares_km(legs((0, "ab"), (24_000, "")), MASSES) == {"a": Decimal(18), "b": Decimal(6)}


def test_loads_that_weigh_nothing_share_alike() -> None:
    nothing = {"a": Decimal(0), "b": Decimal(0)}
    assert shares_km(legs((1_000, ""), (2_000, "ab")), nothing) == {"a": Decimal("1.5"), "b": Decimal("1.5")}
    assert shares_km([], MASSES) == {"a": 0, "b": 0}
    assert empty_share([]) == 0


def test_what_was_settled_stays_and_the_others_have_the_rest() -> None:
    shares = shares_km(ROUND, MASSES, {"a": Decimal("20.5"), "gone": Decimal(3)})
    assert shares == {"a": Decimal("20.5"), "b": Decimal("9.5")}


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Leg[int]], dict[int, Decimal]]:
    loads = draw(st.integers(1, 6))
    masses = {load: Decimal(draw(st.integers(0, 10**7))) / 1000 for load in range(loads)}
    stretch = st.tuples(st.integers(0, 90_000), st.frozensets(st.integers(0, loads - 1)))
    return [Leg(metres, aboard) for metres, aboard in draw(st.lists(stretch, max_size=12))], masses


@given(rounds(), st.data())
def test_shares_add_up_exactly_in_whatever_order_they_are_settled(
    told: tuple[list[Leg[int]], dict[int, Decimal]],
    data: Any,  # Any: hypothesis' own
) -> None:
    stretches, masses = told
    first = shares_km(stretches, masses)
    assert sum(first.values()) == total_km(stretches)
    assert all(share >= 0 for share in first.values())
    settled: dict[int, Decimal] = {}
    for load in data.draw(st.permutations(list(masses))):
        weights = masses | {load: Decimal(data.draw(st.integers(0, 10**7))) / 1000}
        settled[load] = shares_km(stretches, weights, settled)[load]
    assert sum(settled.values()) == total_km(stretches)
