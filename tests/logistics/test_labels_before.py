"""Labels before goods leave, and a book for what a receiver turned away and passes on."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from listings.actions.publishing import publish
from logistics.actions.custody.labelling import label
from logistics.actions.loads.arranging import open_collection
from logistics.actions.loads.fetching import hand_over
from logistics.actions.loads.settling import pass_on
from logistics.models import Collection, Passport
from logistics.queries.load_steps import CollectionMovedOn
from logistics.queries.lots import lot_for
from logistics.queries.passports import passport_of
from logistics.queries.verifying import all_findings
from marketplace.organisations.models import Role
from tests import make

pytestmark = pytest.mark.django_db


def _handed_over(load: Collection, quantity: int) -> None:
    giver = make.administrator(load.claim.listing.organisation)
    said: dict[str, Any] = {"signer_name": "Ada", "photo": None, "note": ""}  # Any: of several types
    hand_over(
        claim=load.claim,
        client_id=uuid4(),
        code=load.dropoff_code,
        quantity=Decimal(quantity),
        by=giver,
        now=make.NOW,
        collection=load,
        **said,
    )


def test_labels_printed_before_go_with_what_leaves_and_the_rest_gets_a_lot_of_its_own() -> None:
    listing = make.listing(quantity=Decimal(20))
    first, second = (
        open_collection(claim=make.accepted_claim(listing, quantity=6), now=make.NOW) for _claim in range(2)
    )
    by = make.administrator(listing.organisation)
    lot = label(collection=first, by=by, now=make.NOW)
    assert label(collection=first, by=by, now=make.NOW) == lot
    assert lot_for(second.claim, Decimal(6)) is None
    _handed_over(second, 6)
    _handed_over(first, 4)
    assert passport_of(first) == lot
    lot.refresh_from_db()
    assert (lot.remaining == 4, lot.holder_id) == (True, first.claim.organisation_id)
    rest = Passport.objects.get(ancestors__ancestor=lot)
    assert (rest.remaining == 2, rest.holder_id) == (True, listing.organisation_id)
    assert list(all_findings()) == []
    with pytest.raises(CollectionMovedOn):
        label(collection=first, by=by, now=make.NOW)


def test_page_of_a_load_that_waits_prints_labels_for_its_giver() -> None:
    claim = make.accepted_claim(quantity=6)
    giver = make.client(make.member(claim.listing.organisation, Role.LISTER), claim.listing.organisation)
    taker = make.client(make.member(claim.organisation, Role.REQUESTER), claim.organisation)
    page = reverse("logistics:collection-of-claim", args=[claim.pk])
    url = reverse("logistics:collection-labels", args=[claim.pk])
    assert (url in giver.get(page).content.decode(), url in taker.get(page).content.decode()) == (True, False)
    answer = giver.post(url)
    lot = Passport.objects.get()
    assert answer.headers["Location"] == reverse("logistics:label", args=[lot.code])
    assert giver.get(answer.headers["Location"]).status_code == 200
    assert lot.code in giver.get(page).content.decode()


@pytest.mark.parametrize("kept", [0, 4])
def test_what_was_turned_away_and_is_passed_on_goes_on_in_a_book(kept: int) -> None:
    away = Decimal(6 - kept)
    said = {"rejected_reason": "Too many", "rejected_fate": "passed_on"}
    receipt = make.confirmed(make.fetched(), kept_quantity=Decimal(kept), rejected_quantity=away, **said)
    taker = receipt.collection.claim.organisation
    by = make.administrator(taker)
    made = pass_on(receipt=receipt, by=by, now=make.NOW)
    lot = Passport.objects.get(relistings__listing=made.listing)
    assert (lot.remaining == away, lot.owner_id, lot.mass_kg == 24 * away) == (True, taker.pk, True)
    assert list(all_findings()) == []
    assert made.listing is not None
    publish(listing=made.listing, by=by, now=make.NOW)
    claim = make.accepted_claim(made.listing, quantity=away)
    _handed_over(open_collection(claim=claim, now=make.NOW), int(away))
    lot.refresh_from_db()
    assert lot.holder_id == claim.organisation_id
    assert list(all_findings()) == []
