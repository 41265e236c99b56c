"""What a handover or a receipt got wrong is put right beside it: rows, the book of the lot, stock, and who hears."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from listings.models import Listing
from logistics.actions.custody.noting import NotToBeCorrected, correct
from logistics.actions.custody.parting import part
from logistics.actions.custody.recounting import (
    MassUnknown,
    NothingCorrected,
    OutOfStep,
    Recount,
    SettledAlready,
    correct_handover,
    correct_receipt,
)
from logistics.actions.custody.witnessing import CannotFollow, NotThatMuchLeft
from logistics.actions.loads.receiving import MoreThanCollected, NothingCounted
from logistics.actions.loads.settling import take_back
from logistics.models import (
    Collection,
    CustodyEvent,
    Handover,
    HandoverCorrection,
    Passport,
    Receipt,
    ReceiptCorrection,
)
from logistics.models.passports import WrittenInInk
from logistics.queries.corrections import counts_of, figures_of
from logistics.queries.verifying import all_findings
from marketplace.organisations.models import Role
from marketplace.web.models import Mail
from tests import make
from tests.logistics.conserving.loads import Loads, loads

pytestmark = pytest.mark.django_db


def _right(receipt: Receipt, kept: int, rejected: int = 0, **said: Any) -> ReceiptCorrection:
    # Any: values of a recount
    values: dict[str, Any] = {"mass_kg": None, "mass_basis": "declared", "condition": "good", "rejected_fate": ""}
    receiver = receipt.collection.claim.organisation
    return correct_receipt(
        receipt=receipt,
        said=Recount(kept_quantity=Decimal(kept), rejected_quantity=Decimal(rejected), **{**values, **said}),
        reason="Counted again.",
        organisation=receiver,
        by=make.administrator(receiver),
        now=make.NOW,
    )


def _recount(handover: Handover, quantity: int, condition: str = "") -> HandoverCorrection:
    return correct_handover(
        handover=handover,
        quantity=Decimal(quantity),
        condition=condition,
        reason="Two stood behind the door.",
        organisation=handover.giver,
        by=make.administrator(handover.giver),
        now=make.NOW,
    )


def _n(*values: object) -> tuple[object, ...]:
    """Figures of several kinds beside each other."""
    return values


def _lot() -> Passport:
    return Passport.objects.for_page().get()


def test_receipt_that_counted_too_many_is_put_right_and_stays_as_it_was_written() -> None:
    receipt = make.confirmed(make.fetched())
    Mail.objects.all().delete()
    made = _right(receipt, 4, 2, rejected_fate="returned")
    receipt.refresh_from_db()
    assert _n(receipt.kept_quantity, receipt.rejected_quantity) == (6, 0)
    assert _n(made.old_kept_quantity, made.kept_quantity, made.rejected_quantity) == (6, 4, 2)
    assert _n(made.old_kept_mass_kg / 6, made.kept_mass_kg / 4, made.rejected_mass_kg / 2) == (24, 24, 24)
    stands = figures_of(receipt)
    assert _n(stands.kept_quantity, stands.kept_mass_kg, stands.rejected_fate) == (4, 96, "returned")
    lot = _lot()
    assert _n(lot.remaining, lot.mass_kg, lot.owner_id) == (4, 96, receipt.collection.claim.organisation_id)
    events = list(CustodyEvent.objects.filter(passport=lot).order_by("number"))
    assert [event.kind for event in events[-2:]] == ["corrected", "rejected"]
    assert list(all_findings()) == []
    claim = receipt.collection.claim
    assert {one.to for one in Mail.objects.filter(subject__startswith="Corrected")} == {
        make.administrator(side).email for side in (claim.organisation, claim.listing.organisation)
    }
    with pytest.raises(NothingCorrected):
        _right(receipt, 4, 2, rejected_fate="returned")
    with pytest.raises(WrittenInInk):
        made.save()
    with pytest.raises(NotToBeCorrected):
        correct(
            event=events[-2],
            organisation=claim.organisation,
            reason="did_not_occur",
            quantity=Decimal(1),
            note="",
            by=make.administrator(claim.organisation),
            now=make.NOW,
        )


def test_receipt_is_put_right_again_and_back_and_forth_between_kept_and_turned_away() -> None:
    receipt = make.confirmed(
        make.fetched(),
        kept_quantity=Decimal(0),
        rejected_quantity=Decimal(6),
        rejected_reason="Wet",
        rejected_fate="returned",
    )
    assert _lot().owner_id == receipt.collection.claim.listing.organisation_id
    for kept, rejected in ((5, 1), (0, 6), (6, 0), (3, 3)):
        _right(
            receipt, kept, rejected, rejected_fate="returned" if rejected else "", mass_kg=Decimal(24 * kept) or None
        )
        lot, claim = _lot(), receipt.collection.claim
        owner = claim.organisation_id if kept else claim.listing.organisation_id
        assert _n(lot.remaining, lot.owner_id) == (kept or rejected, owner), (kept, rejected)
        assert list(all_findings()) == []
    assert [row.number for row in ReceiptCorrection.objects.of(receipt)] == [1, 2, 3, 4]


def test_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    receipt = make.confirmed(
        make.fetched(),
        kept_quantity=Decimal(4),
        rejected_quantity=Decimal(2),
        rejected_reason="Wet",
        rejected_fate="returned",
    )
    giver = receipt.collection.claim.listing.organisation
    take_back(receipt=receipt, quantity=Decimal(2), by=make.administrator(giver), now=make.NOW)
    with pytest.raises(SettledAlready):
        _right(receipt, 5, 1, rejected_fate="returned")
    with pytest.raises(MoreThanCollected):
        _right(receipt, 5, 2, rejected_fate="returned")
    with pytest.raises(NothingCounted):
        _right(receipt, 0)
    assert _n(ReceiptCorrection.objects.count(), list(all_findings())) == (0, [])


def test_no_more_is_taken_back_from_a_lot_than_is_left_of_it() -> None:
    receipt = make.confirmed(make.fetched())
    by = make.administrator(receipt.collection.claim.organisation)
    part(passport=_lot(), quantity=Decimal(5), site=None, by=by, now=make.NOW)
    with pytest.raises((CannotFollow, NotThatMuchLeft)):
        _right(receipt, 4)
    _right(receipt, 6, mass_kg=Decimal(160), mass_basis="weighed")
    assert list(all_findings()) == []


def test_kept_after_all_needs_a_weight_where_nothing_tells_one() -> None:
    claim = make.accepted_claim(make.listing(unit_mass_kg=None, mass_basis=""), quantity=6)
    said = {"mass_kg": Decimal(60), "mass_basis": "weighed"}
    receipt = make.confirmed(make.fetched(claim), **said)
    _right(receipt, 3, mass_basis="weighed")
    assert figures_of(receipt).kept_mass_kg == 30
    bare = make.confirmed(
        make.fetched(make.accepted_claim(make.listing(unit_mass_kg=None, mass_basis=""), quantity=2)),
        kept_quantity=Decimal(0),
        rejected_quantity=Decimal(2),
        rejected_reason="Wet",
        rejected_fate="disposed",
        mass_basis="weighed",
    )
    if not figures_of(bare).rejected_mass_kg:
        with pytest.raises(MassUnknown):
            _right(bare, 2)


def _fetched_of_ten() -> tuple[Handover, Loads]:
    listing = make.listing(quantity=Decimal(10))
    load = make.fetched(make.accepted_claim(listing, quantity=6))
    world = loads(1)
    world.first[load.claim_id] = (load.load_kg, load.load_litres)
    return Handover.objects.select_related("giver", "collection__claim").get(), world


def test_handover_that_counted_too_many_gives_the_rest_back_to_the_listing() -> None:
    handover, world = _fetched_of_ten()
    claim = handover.collection.claim
    made = _recount(handover, 4, "fair")
    assert _n(made.old_quantity, made.quantity, made.old_condition, made.condition) == (6, 4, "", "fair")
    load, listing = Collection.objects.get(), Listing.objects.get(pk=claim.listing_id)
    assert _n(load.collected_quantity, load.delivered_quantity, listing.available) == (4, 4, 6)
    claim.refresh_from_db()
    assert claim.collected_quantity == 4
    lot = _lot()
    assert _n(lot.quantity, lot.remaining, lot.mass_kg) == (4, 4, 96)
    world.check(claim.pk)
    with pytest.raises(OutOfStep, match="from 1 item to 6 items"):
        _recount(handover, 7)
    _recount(handover, 6)
    listing.refresh_from_db()
    assert _n(listing.available, _lot().remaining, _lot().mass_kg) == (4, 6, 144)
    make.confirmed(Collection.objects.with_parties().get())
    with pytest.raises(OutOfStep):
        _recount(handover, 5)
    world.check(claim.pk)
    handover.refresh_from_db()
    assert _n(handover.quantity, counts_of([handover])[handover.pk].quantity) == (6, 6)
    assert list(all_findings()) == []


def test_handovers_of_a_van_are_put_right_one_by_one() -> None:
    load = make.delivered(make.accepted_claim(quantity=6, carrier=make.carrier()), collected=5)
    pickup, dropoff = Handover.objects.select_related("giver", "collection__claim").order_by("at", "pk")
    assert _n(load.collected_quantity, load.delivered_quantity) == (5, 5)
    with pytest.raises(OutOfStep):
        _recount(pickup, 4)
    _recount(dropoff, 3)
    _recount(pickup, 4)
    load.refresh_from_db()
    assert _n(load.collected_quantity, load.delivered_quantity, load.aboard) == (4, 3, 1)
    make.confirmed(Collection.objects.with_parties().get(), kept_quantity=Decimal(3))
    assert _n(_lot().remaining, list(all_findings())) == (3, [])


def test_correction_that_was_changed_or_taken_out_is_found() -> None:
    receipt = make.confirmed(make.fetched())
    _right(receipt, 5)
    _right(receipt, 4)
    assert list(all_findings()) == []
    rows = ReceiptCorrection._base_manager
    row = rows.get(number=2)
    rows.filter(pk=row.pk).update(kept_quantity=Decimal(3))
    assert [finding.fault for finding in all_findings()] == ["correction"]


def test_pages_offer_the_correction_to_those_who_may_and_print_both() -> None:
    receipt = make.confirmed(make.fetched())
    claim = receipt.collection.claim
    taker = make.client(make.member(claim.organisation, Role.REQUESTER), claim.organisation)
    giver = make.client(make.member(claim.listing.organisation, Role.LISTER), claim.listing.organisation)
    page, url = reverse("logistics:receipt", args=[receipt.pk]), reverse("logistics:receipt-correct", args=[receipt.pk])
    assert url in taker.get(page).content.decode()
    assert url not in giver.get(page).content.decode()
    said = {"mass_kg": "", "mass_basis": "declared", "condition": "good", "rejected_quantity": "0", "rejected_fate": ""}
    assert taker.post(url, {**said, "kept_quantity": "5", "reason": ""}).status_code == 422
    assert taker.post(url, {**said, "kept_quantity": "50", "reason": "x"}).status_code == 422
    assert taker.post(url, {**said, "kept_quantity": "5", "reason": "One was next door’s"}).status_code == 302
    shown = giver.get(page).content.decode()
    assert _n("One was next door’s" in shown, "6 items kept" in shown, "5 items kept" in shown) == (True, True, True)
    handover = Handover.objects.get()
    url = reverse("logistics:handover-correct", args=[handover.pk])
    assert url in giver.get(page).content.decode()
    assert giver.post(url, {"quantity": "6", "condition": "good", "reason": "Looked again"}).status_code == 302
    assert "Looked again" in taker.get(page).content.decode()
