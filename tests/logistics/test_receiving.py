"""The receipt: what is counted, how it is weighed, and that nothing is counted twice or out of nothing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from listings.models import Claim, ClaimState, EntryKind, Listing
from logistics.actions.loads.fetching import hand_over
from logistics.actions.loads.receiving import confirm
from logistics.models import Collection, CollectionState, CustodyEvent, Handover, Proof, Receipt
from logistics.queries.chains import chain_holds, handovers_of
from marketplace.kernel.errors import DomainError
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db


def _fetched(claim: Claim | None = None, *, quantity: Decimal | int | None = None) -> Collection:
    """Goods handed to the receiver, who has a photo taken of it; no van and no planner."""
    lot = claim or make.accepted_claim(quantity=6)
    hand_over(
        claim=lot,
        client_id=uuid4(),
        signer_name="Ada",
        code="",
        photo=make.photo_file().read(),
        quantity=lot.accepted_quantity or Decimal(1) if quantity is None else Decimal(quantity),
        note="",
        by=make.administrator(lot.listing.organisation),
        now=make.NOW,
    )
    return Collection.objects.with_parties().get(claim=lot)


def _said(**said: Any) -> dict[str, Any]:  # Any: arguments of `confirm`
    return {"kept_quantity": Decimal(6), "condition": "good", "mass_basis": "declared", **said}


def _confirm(collection: Collection, **said: Any) -> Receipt:  # Any: as above
    by = make.administrator(collection.claim.organisation)
    return confirm(collection=collection, by=by, now=make.NOW + timedelta(hours=1), **_said(**said))


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"kept_quantity": Decimal(7)}, "more_than_collected", "kept_quantity"),
        ({"rejected_quantity": Decimal(1)}, "more_than_collected", "kept_quantity"),
        ({"kept_quantity": Decimal(0)}, "nothing_counted", "kept_quantity"),
        ({"kept_quantity": Decimal(-1)}, "quantity_out_of_bounds", "kept_quantity"),
        ({"kept_quantity": Decimal("1.5")}, "quantity_not_whole", "kept_quantity"),
        ({"kept_quantity": Decimal("1e30")}, "quantity_out_of_bounds", "kept_quantity"),
        ({"kept_quantity": Decimal("NaN")}, "quantity_out_of_bounds", "kept_quantity"),
        ({"kept_quantity": Decimal(5), "rejected_quantity": Decimal(1)}, "rejected_needs_reason", "rejected_reason"),
        (
            {"kept_quantity": Decimal(5), "rejected_quantity": Decimal(1), "rejected_reason": "Broken"},
            "rejected_needs_fate",
            "rejected_fate",
        ),
        ({"rejected_reason": "Broken"}, "nothing_rejected", "rejected_quantity"),
        ({"condition": "splendid"}, "unknown_choice", "condition"),
        ({"mass_basis": "felt"}, "unknown_choice", "mass_basis"),
        ({"displaced": "no"}, "unknown_choice", "displaced"),
        ({"mass_basis": "weighed"}, "mass_missing", "mass_kg"),
        ({"mass_basis": "specified"}, "mass_missing", "mass_kg"),
        ({"mass_basis": "volume_density"}, "mass_not_known", "mass_basis"),
        ({"mass_kg": Decimal(0)}, "mass_out_of_bounds", None),
        ({"mass_kg": Decimal("1e30")}, "mass_out_of_bounds", None),
        ({"note": "x" * 501}, "words_too_long", "note"),
        ({"note": "a\x00b"}, "unsafe_text", "note"),
    ],
)
def test_confirm_refuses_what_cannot_be(said: dict[str, Any], code: str, field: str | None) -> None:  # Any: as above
    collection = _fetched()
    with pytest.raises(DomainError) as refusal:
        _confirm(collection, **said)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    collection.refresh_from_db()
    assert collection.state == CollectionState.DELIVERED
    assert Receipt.objects.count() == 0


def test_confirm_needs_the_delivery_to_be_recorded() -> None:
    collection = _fetched()
    Collection.objects.filter(pk=collection.pk).update(state=CollectionState.COLLECTED)
    with pytest.raises(DomainError) as refusal:
        _confirm(collection)
    assert refusal.value.code == "not_delivered_yet"


def test_confirm_counts_once() -> None:
    collection = _fetched()
    _confirm(collection)
    with pytest.raises(DomainError) as refusal:
        _confirm(collection)
    assert refusal.value.code == "already_received"
    assert Receipt.objects.count() == 1


def test_confirm_weighs_by_the_listing_the_category_or_the_reading() -> None:
    masses = []
    for said in ({}, {"mass_basis": "item_default"}, {"mass_basis": "weighed", "mass_kg": Decimal("140.55")}):
        receipt = _confirm(_fetched(), **said)
        masses.append((receipt.mass_basis, receipt.kept_mass_kg, receipt.rejected_mass_kg))
    typical = make.category().default_mass_kg
    assert typical is not None
    assert masses == [
        ("declared", Decimal(144), Decimal(0)),
        ("item_default", typical * 6, Decimal(0)),
        ("weighed", Decimal("140.55"), Decimal(0)),
    ]


def test_what_is_turned_away_weighs_the_same_apiece() -> None:
    said = {"rejected_reason": "Broken", "rejected_fate": "recycled", "rejected_quantity": Decimal(2)}
    weighed = _confirm(_fetched(), kept_quantity=Decimal(4), mass_basis="weighed", mass_kg=Decimal(100), **said)
    assert weighed.rejected_mass_kg == 50
    nothing_kept = _confirm(_fetched(), kept_quantity=Decimal(0), **said)
    assert (nothing_kept.kept_mass_kg, nothing_kept.rejected_mass_kg) == (Decimal(0), Decimal(48))
    kinds = CustodyEvent.objects.filter(passport__listing=nothing_kept.collection.claim.listing)
    assert [f"{event.kind} {int(event.quantity)}" for event in kinds.order_by("pk")] == [
        "listed 6", "collected 6", "rejected 2",
    ]  # fmt: skip


def test_giver_is_thanked_and_hears_what_was_turned_away() -> None:
    collection = _fetched()
    Mail.objects.all().delete()
    _confirm(
        collection,
        kept_quantity=Decimal(5),
        rejected_quantity=Decimal(1),
        rejected_reason="A broken leg",
        rejected_fate="returned",
    )
    mail = Mail.objects.get()
    giver = make.administrator(collection.claim.listing.organisation)
    assert mail.to == giver.email
    assert mail.subject.startswith("Thank you: ")
    assert "Turned away: 1 item (A broken leg)" in mail.text


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (Handover, {"quantity": Decimal(5)}),
        (Handover, {"previous_hash": "0" * 64}),
        (Proof, {"signer_name": "Somebody else"}),
        (Proof, {"photo_hash": "0" * 64}),
        (Receipt, {"kept_mass_kg": Decimal(1440)}),
        (Receipt, {"displaced": "bought_new"}),
    ],
)
def test_chain_shows_that_a_row_was_edited(model: type[Handover | Proof | Receipt], changed: dict[str, Any]) -> None:
    # Any: values of columns
    collection = _fetched()
    _confirm(collection)
    assert chain_holds(handovers_of(collection), Receipt.objects.get())
    model.objects.update(**changed)
    assert not chain_holds(handovers_of(collection), Receipt.objects.get())


class Conservation(TestCase):
    """Whatever is asked, promised, handed over, kept and turned away: nothing comes out of nothing."""

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_mass_and_stock_are_conserved(self, data: st.DataObject) -> None:
        asked = data.draw(st.integers(1, 24))
        promised = data.draw(st.integers(1, asked))
        handed = data.draw(st.integers(1, promised))
        kept = data.draw(st.integers(0, handed))
        rejected = (
            data.draw(st.integers(0 if kept else 1, handed - kept if kept < handed else 0)) if kept < handed else 0
        )
        claim = make.accepted_claim(quantity=asked, accept=promised)
        collection = _fetched(claim, quantity=handed)
        if kept + rejected:
            more = {"rejected_reason": "Broken", "rejected_fate": "recycled"} if rejected else {}
            _confirm(collection, kept_quantity=Decimal(kept), rejected_quantity=Decimal(rejected), **more)
        listing = Listing.objects.get(pk=claim.listing_id)
        entries = list(listing.stock_entries.all())
        assert listing.available == sum(entry.change for entry in entries) == 24 - handed
        assert sum(entry.quantity for entry in entries if entry.kind == EntryKind.COLLECTED) == handed
        collection.refresh_from_db()
        assert collection.collected_quantity is not None
        assert kept + rejected <= collection.collected_quantity <= collection.quantity == promised
        receipt = Receipt.objects.filter(collection=collection).first()
        if receipt is not None:
            assert receipt.kept_mass_kg + receipt.rejected_mass_kg == 24 * (kept + rejected)
            claim.refresh_from_db()
            assert claim.state == ClaimState.RECEIVED
