"""The books of lots: what follows from events, that nothing is edited, that quantities and masses add up."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics import custody
from logistics.actions.custody.parting import NotAlike, NotAtHome, NothingLeftBehind, TooFewToJoin, join, part
from logistics.actions.custody.witnessing import CannotFollow, NotThatMuchLeft, Said, lose, witness
from logistics.custody import Entry, Impossible, Standing, after, corrected, share_of, stand
from logistics.models import CustodyEvent, CustodyKind, Passport
from logistics.models.lots import Descent
from logistics.models.passports import WrittenInInk
from logistics.queries.verifying import all_findings
from marketplace.kernel.errors import DomainError
from tests import make
from tests.logistics.lot_deeds import Lots

A, B, C = 1, 2, 3


def _entries(*said: tuple[str, int, int] | tuple[str, int, int, str]) -> list[Entry]:
    return [
        Entry(
            number=number,
            kind=kind,
            holder=holder,
            quantity=Decimal(amount),
            mass_kg=Decimal(mass[0]) if mass else None,
        )
        for number, (kind, holder, amount, *mass) in enumerate(said, 1)
    ]


def test_a_lot_stands_as_its_events_say() -> None:
    entries = _entries(
        ("listed", A, 6, "60"), ("collected", B, 6), ("delivered", C, 6), ("received", C, 4, "41"), ("rejected", C, 2)
    )
    assert stand(entries) == Standing(C, C, Decimal(4), Decimal(41))
    assert stand(entries[:3]) == Standing(A, C, Decimal(6), Decimal(60))
    gone = [*entries, Entry(number=6, kind="disposed", holder=C, quantity=Decimal(4))]
    assert stand(gone) == Standing(C, C, Decimal(0), Decimal(0), "ended")


def test_what_was_turned_away_whole_stays_its_givers() -> None:
    entries = _entries(("listed", A, 6, "60"), ("collected", C, 6), ("rejected", C, 6), ("returned", A, 6))
    assert stand(entries) == Standing(A, A, Decimal(6), Decimal(60))


@pytest.mark.parametrize(
    "said",
    [
        [("collected", A, 1)],
        [("listed", A, 1), ("listed", A, 1)],
        [("listed", A, 1), ("parted", A, 2)],
        [("listed", A, 1), ("received", B, 2)],
        [("listed", A, 2, "1"), ("parted", A, 1, "2")],
        [],
    ],
)
def test_what_cannot_be_is_refused(said: list[tuple[str, int, int]]) -> None:
    with pytest.raises(Impossible):
        stand(_entries(*said))


def test_corrections_leave_out_or_put_right_and_correct_each_other() -> None:
    entries = _entries(("listed", A, 6), ("disposed", A, 6))
    wrong = Entry(number=3, kind="corrected", holder=A, quantity=Decimal(2), corrects=2, reason="incorrect_data")
    never = Entry(number=4, kind="corrected", holder=A, quantity=Decimal(2), corrects=3, reason="did_not_occur")
    assert stand([*entries, wrong]).quantity == 4
    assert stand([*entries, wrong, never]) == Standing(A, A, Decimal(6), None)
    assert [entry.number for entry in corrected([*entries, wrong, never])] == [1]
    with pytest.raises(Impossible):
        stand([*entries, Entry(number=3, kind="corrected", holder=A, quantity=Decimal(2), corrects=9)])


@settings(max_examples=100)
@given(
    mass=st.decimals("0.001", "100000", places=3),
    quantities=st.lists(st.integers(1, 50), min_size=1, max_size=12),
)
def test_no_gram_is_made_or_lost_by_parting(mass: Decimal, quantities: list[int]) -> None:
    standing = Standing(A, A, Decimal(sum(quantities)), mass)
    shares = []
    for number, amount in enumerate(quantities, 2):
        share = share_of(standing.mass_kg, Decimal(amount), standing.quantity)
        assert share is not None
        shares.append(share)
        standing = after(
            standing, Entry(number=number, kind="parted", holder=A, quantity=Decimal(amount), mass_kg=share)
        )
    assert sum(shares) == mass
    assert standing == Standing(A, A, Decimal(0), Decimal(0), custody.DIVIDED)


@pytest.fixture
def lot(db: None) -> Passport:
    """Six desks of 24 kg each that a charity received."""
    make.confirmed(make.fetched())
    return Passport.objects.for_page().get()


def test_events_number_and_chain_themselves(lot: Passport) -> None:
    events = list(CustodyEvent.objects.filter(passport=lot).order_by("number"))
    assert [event.number for event in events] == [1, 2, 3]
    assert [event.previous_hash for event in events] == ["", *(event.hash for event in events[:-1])]
    assert (lot.length, lot.head) == (3, events[-1].hash)
    assert (lot.owner, lot.holder, lot.remaining, lot.mass_kg) == (
        events[-1].holder,
        events[-1].holder,
        Decimal(6),
        Decimal(144),
    )
    assert events[-1].source == lot.listing.organisation
    assert [event.place for event in events] == ["Leeds LS2", "Bradford BD1", "Bradford BD1"]


def test_ink_does_not_come_off(lot: Passport) -> None:
    event = CustodyEvent.objects.filter(passport=lot).order_by("number")[0]
    event.note = "something else"
    for deed in (event.save, event.delete, CustodyEvent.objects.all().delete, CustodyEvent.objects.update):
        with pytest.raises(WrittenInInk):
            deed()
    assert CustodyEvent.objects.filter(note="").count() == 3


def _owner(lot: Passport) -> dict[str, Any]:  # Any: who acts, and when
    assert lot.owner is not None
    return {"by": make.administrator(lot.owner), "now": make.NOW + timedelta(days=1)}


def test_a_part_gets_a_passport_and_both_add_up(lot: Passport) -> None:
    Passport.objects.filter(pk=lot.pk).update(mass_kg=Decimal("100.001"))
    lot.refresh_from_db()
    child = part(passport=lot, quantity=Decimal(4), site=None, **_owner(lot))
    assert (child.quantity, child.mass_kg, child.owner_id) == (Decimal(4), Decimal("66.667"), lot.owner_id)
    lot.refresh_from_db()
    assert (lot.remaining, lot.mass_kg, lot.state) == (Decimal(2), Decimal("33.334"), "live")
    assert [(one.ancestor_id, one.descendant_id, one.quantity, one.mass_kg) for one in Descent.objects.all()] == [
        (lot.pk, child.pk, Decimal(4), Decimal("66.667"))
    ]
    again = join(passports=[lot, child, child], site=None, **_owner(lot))
    assert (again.quantity, again.mass_kg, again.length) == (Decimal(6), Decimal("100.001"), 1)
    lot.refresh_from_db()
    assert (lot.remaining, lot.state) == (Decimal(0), "joined")
    with pytest.raises(NotAtHome):
        part(passport=lot, quantity=Decimal(1), site=None, **_owner(lot))


@pytest.mark.parametrize(
    ("quantity", "refusal"),
    [("6", NothingLeftBehind), ("7", NotThatMuchLeft), ("1.5", DomainError), ("-1", DomainError), ("NaN", DomainError)],
)
def test_a_part_that_cannot_be_changes_nothing(lot: Passport, quantity: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        part(passport=lot, quantity=Decimal(quantity), site=None, **_owner(lot))
    assert Passport.objects.get() == lot
    assert CustodyEvent.objects.count() == 3


def test_only_alike_lots_of_one_owner_are_joined(lot: Passport) -> None:
    with pytest.raises(TooFewToJoin):
        join(passports=[lot, lot], site=None, **_owner(lot))
    other = make.confirmed(make.fetched(make.accepted_claim(make.listing(slug="laptops"))))
    laptops = Passport.objects.for_page().exclude(pk=lot.pk).get()
    with pytest.raises(NotAlike):
        join(passports=[lot, laptops], site=None, **_owner(lot))
    Passport.objects.filter(pk=laptops.pk).update(listing=lot.listing)
    with pytest.raises(NotAtHome):
        join(passports=[lot, Passport.objects.for_page().get(pk=laptops.pk)], site=None, **_owner(lot))
    assert other.kept_quantity > 0
    assert Descent.objects.count() == 0


def test_what_cannot_follow_is_not_written(lot: Passport) -> None:
    said = Said(kind=CustodyKind.DISPOSED, holder=lot.listing.organisation, quantity=Decimal(7))
    with pytest.raises(NotThatMuchLeft):
        witness(passport=lot, said=said, by=None, now=make.NOW)
    opening = Said(kind=CustodyKind.LISTED, holder=lot.listing.organisation, quantity=Decimal(1))
    with pytest.raises(CannotFollow):
        witness(passport=lot, said=opening, by=None, now=make.NOW)
    lot.refresh_from_db()
    assert (lot.length, CustodyEvent.objects.count()) == (3, 3)


def test_what_is_lost_ends_the_lot(lot: Passport) -> None:
    handover = CustodyEvent.objects.exclude(handover=None)[0].handover
    assert handover is not None
    lose(collection=handover.collection, quantity=Decimal(6), note="Fell off", by=None, now=make.NOW)  # type: ignore[arg-type]  # the clock may
    lot.refresh_from_db()
    assert (lot.remaining, lot.state, lot.mass_kg) == (Decimal(0), "ended", Decimal(0))


@pytest.mark.django_db
def test_quantities_masses_and_books_hold_whatever_is_done_to_lots() -> None:
    """10,000 steps of it: `python -m tests.bench.custody`."""
    lots = Lots(seed=7)
    for _step in range(60):
        lots.step()
    assert lots.laws() == []
    assert list(all_findings()) == []
    assert {"part", "join", "note", "correct"} <= set(lots.done)
