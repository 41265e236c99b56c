"""Nothing leaves unsigned: neither planned on a van, nor handed over at the door, nor loaded by a driver."""

import pytest

from logistics.actions.loads.arranging import open_collection
from logistics.actions.paperwork.papering import PapersMissing
from logistics.models import Attestation, CollectionState, Handover, PlanIssue, Route, Stop
from logistics.queries.signing import gate_of, to_sign_as_giver, to_sign_as_receiver
from tests import make
from tests.logistics.papers.ground import declared, fetched, taken, waste_claim
from tests.make.listings import attested

pytestmark = pytest.mark.django_db


def test_what_is_fetched_stays_until_both_have_signed() -> None:
    claim = make.accepted_claim()
    Attestation.objects.all().delete()
    attested(claim, "giver")
    with pytest.raises(PapersMissing, match="has not signed yet that these are goods"):
        fetched(claim)
    assert (claim.state, Handover.objects.count()) == ("accepted", 0)
    attested(claim, "receiver")
    assert fetched(claim).state == CollectionState.DELIVERED


def test_van_is_not_planned_for_what_is_not_signed() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    Attestation.objects.filter(holder="receiver").delete()
    plan = make.plan(carrier, published=False)
    issue = PlanIssue.objects.get(plan=plan)
    assert issue.code == "not_attested_by_receiver"
    assert f"{claim.organisation} has not signed yet" in issue.sentence
    assert Stop.objects.count() == 0


def test_driver_does_not_load_what_turned_out_to_be_waste() -> None:
    carrier = make.carrier()
    claim = make.accepted_claim(carrier=carrier)
    route = make.run(carrier)
    Attestation.objects.filter(claim=claim, holder="giver").delete()
    pickup = Stop.objects.filter(route=route).for_mails().order_by("sequence")[0]
    with pytest.raises(PapersMissing):
        make.proved(pickup)
    assert Handover.objects.count() == 0
    assert Route.objects.get().state == "started"


def test_waste_rides_with_its_note() -> None:
    carrier = make.carrier()
    claim = waste_claim(carrier=carrier)
    open_collection(claim=claim, now=make.NOW)
    taken(declared(claim))
    make.plan(carrier)
    assert Stop.objects.filter(collection__claim=claim).count() == 2


@pytest.mark.usefixtures("that_tuesday")
def test_each_side_is_asked_until_it_has_signed() -> None:
    claim = make.accepted_claim()
    giver, receiver = claim.listing.organisation, claim.organisation
    Attestation.objects.all().delete()
    assert [one.title for one in to_sign_as_giver(giver)] == ["1 paper to sign"]
    assert [one.url for one in to_sign_as_receiver(receiver)] == [f"/claims/{claim.pk}/papers/"]
    assert to_sign_as_giver(receiver) == to_sign_as_receiver(giver) == []
    assert gate_of(claim, giver, make.DAY).is_mine
    attested(claim)
    assert to_sign_as_giver(giver) == to_sign_as_receiver(receiver) == []
    assert gate_of(claim, giver, make.DAY).blocks == []
