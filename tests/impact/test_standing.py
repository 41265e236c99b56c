"""How a receipt stands: no gram is lost, and no order of events changes a result."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from marketplace.impact.rows import Operation
from marketplace.impact.standing import Count, Fate, GoodsBack, Portion, PortionKind, Weighing, portions_of
from marketplace.kernel.mass import MassBasis

DAY: Final = datetime(2026, 9, 15, tzinfo=UTC)
ZERO: Final = Decimal(0)


def _at(day: int) -> datetime:
    return DAY + timedelta(days=day)


def _count(kept: int, kg: str, *, rejected: int = 0, day: int = 0, basis: MassBasis = MassBasis.DECLARED) -> Count:
    return Count(
        _at(day), Decimal(kept), Decimal(rejected), Decimal(kg), Decimal(rejected), basis,
        Operation.RECYCLING if rejected else None,
    )  # fmt: skip


def _net(found: tuple[Portion, ...]) -> Decimal:
    return sum((-one.kg if one.kind is PortionKind.RETURNED else one.kg for one in found), ZERO)


def _told(found: tuple[Portion, ...]) -> list[tuple[str, str, str]]:
    return [(one.kind.value, f"{one.quantity:f}", f"{one.kg:f}") for one in found]


def test_by_hand_returned_disposed_and_weighed_again() -> None:
    # Ten were declared with 240 kg, weighed a day later with 250; three came back, two were thrown away.
    found = portions_of(
        [_count(10, "240")],
        weighings=[Weighing(_at(1), Decimal(10), Decimal(250), MassBasis.WEIGHED)],
        returns=[GoodsBack(1, _at(2), Decimal(3))],
        fates=[Fate(1, _at(30), PortionKind.DISPOSED, Decimal(2))],
    )
    assert _told(found) == [("kept", "8", "200.000"), ("disposed", "2", "50.000"), ("returned", "3", "75.000")]
    assert {one.basis for one in found} == {MassBasis.WEIGHED}


def test_all_that_is_left_is_thrown_away() -> None:
    found = portions_of(
        [_count(10, "240")],
        returns=[GoodsBack(1, _at(2), Decimal(4))],
        fates=[Fate(1, _at(90), PortionKind.DISPOSED)],
    )
    assert _told(found) == [("kept", "4", "96.000"), ("disposed", "6", "144.000"), ("returned", "4", "96.000")]


def test_later_word_on_the_mass_stands_and_a_recount_keeps_it_apiece() -> None:
    weighing = Weighing(_at(1), Decimal(10), Decimal(250), MassBasis.WEIGHED)
    recount = portions_of([_count(10, "240"), _count(8, "192", day=2)], weighings=[weighing])
    assert _told(recount) == [("kept", "8", "200.000")]
    reweighed = portions_of([_count(10, "240"), _count(10, "230", day=2)], weighings=[weighing])
    assert _told(reweighed) == [("kept", "10", "230")]
    assert portions_of([_count(10, "240"), _count(0, "0", day=3)], weighings=[weighing]) == ()


counts = st.integers(0, 40)
masses = st.decimals("0.001", "5000", places=3)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Count], list[Weighing], list[GoodsBack], list[Fate]]:
    days = iter(draw(st.permutations(range(1, 20))))
    receipt = _count(draw(st.integers(1, 40)), str(draw(masses)), rejected=draw(st.integers(0, 3)))
    corrections = [
        _count(draw(counts), str(draw(masses)), rejected=draw(st.integers(0, 3)), day=day)
        for day in sorted(next(days) for _one in range(draw(st.integers(0, 3))))
    ]
    weighings = [
        Weighing(_at(next(days)), Decimal(draw(st.integers(1, 40))), draw(masses), MassBasis.WEIGHED)
        for _one in range(draw(st.integers(0, 3)))
    ]
    returns = [
        GoodsBack(key, _at(next(days)), Decimal(draw(st.integers(1, 20)))) for key in range(draw(st.integers(0, 3)))
    ]
    kinds = st.sampled_from([PortionKind.RECYCLED, PortionKind.DISPOSED])
    stated = st.one_of(st.none(), st.integers(1, 20).map(Decimal))
    fates = [Fate(key, _at(next(days)), draw(kinds), draw(stated)) for key in range(draw(st.integers(0, 3)))]
    return [receipt, *corrections], weighings, returns, fates


@given(histories(), st.randoms())
def test_no_order_of_events_changes_a_result(
    history: tuple[list[Count], list[Weighing], list[GoodsBack], list[Fate]], chance: Random
) -> None:
    told, weighings, returns, fates = history
    found = portions_of(told, weighings=weighings, returns=returns, fates=fates)
    for said in (weighings, returns, fates):
        chance.shuffle(said)
    assert portions_of(told, weighings=weighings, returns=returns, fates=fates) == found


@given(histories())
def test_every_gram_stands_once(
    history: tuple[list[Count], list[Weighing], list[GoodsBack], list[Fate]],
) -> None:
    told, weighings, returns, fates = history
    found = portions_of(told, weighings=weighings, returns=returns, fates=fates)
    kept = [one for one in found if one.kind not in (PortionKind.REJECTED, PortionKind.RETURNED)]
    back = [one for one in found if one.kind is PortionKind.RETURNED]
    assert sum((one.quantity for one in kept), ZERO) == told[-1].kept_quantity
    assert len({(one.kind, one.return_key) for one in found}) == len(found)
    if found and told[-1].kept_quantity:
        assert sum((one.kg for one in kept), ZERO) == found[0].kept_kg
        assert sum((one.quantity for one in back), ZERO) <= told[-1].kept_quantity
        assert _net(found) >= -Decimal("0.01")
    rejected = sum((one.kg for one in found if one.kind is PortionKind.REJECTED), ZERO)
    assert rejected == (told[-1].rejected_kg if told[-1].rejected_quantity else 0)


@given(st.integers(1, 40), masses, st.integers(0, 40), st.integers(2, 5))
def test_portions_are_linear_in_quantity(quantity: int, kg: Decimal, gone: int, factor: int) -> None:
    fates = [Fate(1, _at(1), PortionKind.DISPOSED, Decimal(gone))] if gone else []
    more = [Fate(1, _at(1), PortionKind.DISPOSED, Decimal(gone * factor))] if gone else []
    once = portions_of([_count(quantity, str(kg))], fates=fates)
    times = portions_of([_count(quantity * factor, str(kg * factor))], fates=more)
    assert [one.quantity * factor for one in once] == [one.quantity for one in times]
    for few, many in zip(once, times, strict=True):
        assert abs(few.kg * factor - many.kg) <= Decimal("0.001") * factor
