"""A second example, worked by hand (`worked.json`): a return, a second hop, both methods, a missing factor, a disposal
within the year, and a correction of a receipt in a locked quarter."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from listings.models import Category
from logistics.actions.custody.following import answer
from logistics.models import CustodyEvent, CustodyKind, FollowUp, Passport, Receipt, ReceiptCorrection
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.actions.stating import (
    EvidenceMissing,
    MassIsUnusual,
    MoreThanKept,
    Weight,
    state_mass,
    state_repair,
    take_return,
)
from marketplace.impact.calculation import Term, stated
from marketplace.impact.models import Diversion, ItemReference, ReferenceSet
from marketplace.impact.queries.ledger import ledger_line, statement_of
from marketplace.kernel.mass import MassOutOfBounds
from marketplace.organisations.models import Organisation, Site
from tests import make
from tests.impact.reporting import LATER, drafted, locked, office

pytestmark = pytest.mark.django_db

WORKED: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "worked.json").read_text(encoding="utf-8"))
TERMS: Final = (Term.A, Term.B, Term.C)


class World:
    """A giver and a taker at one place."""

    def __init__(self) -> None:
        self.giver, self.taker = make.organisation(), make.organisation("charity")
        self.here, self.there = make.site(self.giver), make.site(self.taker)

    def receipt(self, slug: str, kept: int, kg: str, **said: Any) -> Receipt:  # Any: arguments of `make.receipt`
        return _receipt(self.giver, self.here, self.taker, self.there, slug, kept, kg, **said)

    @property
    def shared(self) -> dict[str, Any]:  # Any: arguments of an action
        return {"organisation": self.taker, "by": make.administrator(self.taker), "now": make.NOW + timedelta(hours=1)}


def _receipt(  # noqa: PLR0917  # who, where, what
    giver: Organisation, here: Site, taker: Organisation, there: Site, slug: str, kept: int, kg: str, **said: Any
) -> Receipt:  # Any: as above
    listing = make.listing(giver, site=here, slug=slug, unit="item", quantity=Decimal(40))
    return make.receipt(listing, organisation=taker, site=there, kept=kept, kept_kg=kg, **said)


def _figures(row: Diversion) -> dict[str, str]:
    result = ledger_line(row).result
    assert result is not None
    found = {term.value: str(stated(result.term(term).central)) for term in TERMS}
    return found | {"N": str(stated(result.n.central)), "kg": str(row.mass_kg)}


def _check(name: str, row: Diversion) -> None:
    expected = WORKED["lines"][name]
    assert _figures(row) == {key: expected[key] for key in ("A", "B", "C", "N", "kg")}, name


def _lines(receipt: Receipt, **asked: Any) -> list[Diversion]:  # Any: a filter
    return list(Diversion.objects.for_report().filter(receipt=receipt, **asked).order_by("pk"))


def _asked(receipt: Receipt, use: str, now: datetime) -> None:
    follow_up = FollowUp.objects.create(receipt=receipt, months=3, asked_at=now)
    answer(follow_up=follow_up, use=use, displaced="unknown", note="", by=None, now=now)


def _passed_on(world: World, first: Receipt) -> Receipt:
    """Two of the desks, offered again by their receiver and received by a third."""
    third = make.organisation("school")
    later = make.NOW + timedelta(minutes=30)
    second = _receipt(world.taker, world.there, third, make.site(third), "desks", 2, "48", at=later)
    for number, (passport_of, code) in enumerate(((first, "AAAAAAAAAA"), (second, "BBBBBBBBBB"))):
        passport = Passport.objects.create(
            code=code, listing=passport_of.collection.claim.listing, quantity=Decimal(4), created_at=first.at
        )
        CustodyEvent.objects.create(
            passport=passport, number=1, kind=CustodyKind.RECEIVED, holder=world.taker, quantity=Decimal(4), at=first.at
        )
        assert number < 2
    return second


def _recounted(receipt: Receipt, *, kept: int, kg: int) -> None:
    """The row that the receiver's correction leaves."""
    figures = ("kept_quantity", "rejected_quantity", "kept_mass_kg", "rejected_mass_kg", "mass_basis", "condition")
    old = {name: getattr(receipt, name) for name in (*figures, "rejected_fate")}
    ReceiptCorrection.objects.create(
        receipt=receipt,
        number=1,
        reason="Counted one twice",
        organisation=receipt.collection.claim.organisation,
        by=receipt.by,
        at=LATER,
        previous_hash=receipt.hash,
        hash="1" * 64,
        **{f"old_{name}": value for name, value in old.items()},
        **(old | {"kept_quantity": Decimal(kept), "kept_mass_kg": Decimal(kg)}),
    )


def _footprints() -> None:
    made = ReferenceSet.objects.create(
        name="Makers", source="Makers’ sheets", year=2023, licence="ODbL 1.0", file_sha256="0" * 64,
        uses_footprints=True, loaded_at=make.NOW,
    )  # fmt: skip
    ItemReference.objects.create(
        reference_set=made, number=1, item="Laptop", category=Category.objects.get(slug="laptops"),
        mass_kg=Decimal("1.65"), footprint_kgco2e=Decimal(236),
    )  # fmt: skip


def _half_unknown() -> None:
    wood = {"factor": "19_500_5048_15_1", "end_of_life": "20_500_5255_15_1", "share": "0.5"}
    other = {"factor": "19_999_9999_15_1", "end_of_life": "", "share": "0.5"}
    Category.objects.filter(slug="timber").update(material_split=[wood, other])


def test_example_worked_by_hand() -> None:
    world = World()
    _footprints()
    _half_unknown()
    desks = world.receipt("desks", 10, "240", mode="van")
    make.driven_route(desks.collection, metres=20_000)
    laptops = world.receipt("laptops", 8, "13.2", basis="item_default")
    timber = world.receipt("timber", 4, "40")
    gone = world.receipt("desks", 4, "96")
    claim = make.accepted_claim(
        make.listing(world.giver, site=world.here, slug="desks"), organisation=world.taker, site=world.there, quantity=6
    )
    chairs = make.confirmed(make.fetched(claim), mass_basis="weighed", mass_kg=Decimal(144))
    hop = _passed_on(world, desks)
    assert count_receipts(now=make.NOW) == 6
    take_return(receipt=desks, quantity=Decimal(3), reason="Too large", **world.shared)
    locked(at := office(world.giver), drafted(at))
    _recounted(chairs, kept=5, kg=120)
    _asked(gone, "disposed", LATER)
    assert count_receipts(now=LATER) == 0
    _check("desks", _lines(desks)[0])
    _check("back", _lines(desks)[1])
    _check("laptops", _lines(laptops)[0])
    _check("half_known", _lines(timber)[0])
    assert str(_lines(timber)[0].unquantified_kg) == WORKED["lines"]["half_known"]["unquantified_kg"]
    _check("hop", _lines(hop)[0])
    before, undone, after = _lines(chairs)
    for name, row in (("chairs_before", before), ("chairs_undone", undone), ("chairs_after", after)):
        _check(name, row)
    _check("thrown_away", _lines(gone, part="disposed")[0])
    _check_adjustment(before, undone, after)
    _check_totals()
    assert count_receipts(now=LATER) == 0
    assert Diversion.objects.count() == 11


def _check_adjustment(before: Diversion, *later: Diversion) -> None:
    assert (before.entered_on, before.is_prior_period) == (make.NOW.date(), False)
    for row in later:
        assert (row.entered_on, row.adjusts_on, row.is_prior_period) == (LATER.date(), before.entered_on, True)
        assert row.cause == "receipt_corrected"
    expected = WORKED["of_the_locked_quarter"]
    assert str(sum((row.mass_kg for row in later), Decimal(0))) == expected["prior_kg"]
    net = statement_of([ledger_line(row) for row in later]).n.central
    assert str(stated(net)) == expected["prior_N"]


def _check_totals() -> None:
    statement = statement_of([ledger_line(row) for row in Diversion.objects.for_report()])
    expected = WORKED["totals"]
    assert str(stated(statement.n.central)) == expected["N"]
    assert str(statement.mass.prevented_kg) == expected["prevention_kg"]
    assert str(statement.mass.disposed_kg) == expected["gri_306_5_kg"]
    assert str(statement.mass.generated_kg) == expected["gri_306_5_kg"]
    assert str(statement.mass.recirculated_kg) == expected["recirculated_kg"]
    assert statement.unquantified_kg == Decimal(expected["unquantified_kg"])


def test_what_is_said_before_or_after_counting_comes_to_the_same() -> None:
    world = World()
    early, late = (world.receipt("desks", 10, "240") for _one in range(2))
    weight = Weight(Decimal(250), "weighed", "Ticket 9")

    def say(receipt: Receipt) -> None:
        state_mass(receipt=receipt, weight=weight, reason="Weighed at last", confirmed=False, **world.shared)
        kwh, parts = Decimal(3), Decimal(1)
        state_repair(receipt=receipt, electricity_kwh=kwh, parts_kgco2e=parts, source="Meter", **world.shared)
        take_return(receipt=receipt, quantity=Decimal(2), reason="Too large", **world.shared)
        _asked(receipt, "recycled", make.NOW + timedelta(days=90))

    say(early)
    count_receipts(now=make.NOW)
    say(late)
    count_receipts(now=make.NOW + timedelta(days=90))
    sums = []
    for receipt in (early, late):
        rows = _lines(receipt)
        statement = statement_of([ledger_line(row) for row in rows])
        by_row = {row.code: kg for row, kg in statement.mass.by_row.items() if kg}
        sums.append((by_row, stated(statement.n.central), stated(statement.n.low)))
    assert sums[0] == sums[1]
    assert sums[0][0] == {"306-4/recycling/non-hazardous/offsite": Decimal(200)}
    assert len(_lines(early)) < len(_lines(late))


def test_masses_that_cannot_be_or_are_unusual_are_refused() -> None:
    world = World()
    receipt = world.receipt("desks", 10, "240")
    count_receipts(now=make.NOW)

    def say(kg: str, basis: str = "declared", *, confirmed: bool = False) -> None:
        state_mass(
            receipt=receipt, weight=Weight(Decimal(kg), basis), reason="Other", confirmed=confirmed, **world.shared
        )

    for kg in ("-5", "0", "NaN"):
        with pytest.raises(MassOutOfBounds):
            say(kg)
    for kg in ("89", "901"):  # a desk usually weighs 30 kg: 0.3 to 3 times ten of them is 90 to 900 kg
        with pytest.raises(MassIsUnusual):
            say(kg)
    with pytest.raises(EvidenceMissing):
        say("250", "weighed")
    with pytest.raises(MoreThanKept):
        take_return(receipt=receipt, quantity=Decimal(11), reason="All", **world.shared)
    assert [row.mass_kg for row in _lines(receipt)] == [Decimal(240)]
    say("901", confirmed=True)
    assert [row.mass_kg for row in _lines(receipt)] == [Decimal(240), Decimal(-240), Decimal(901)]
