"""Waste on its way, for the tests of papers: declared, taken, driven or fetched."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from listings.models import Claim
from logistics.actions.loads.arranging import open_collection
from logistics.actions.loads.fetching import hand_over
from logistics.actions.paperwork import declaring
from logistics.models import Attestation, Collection
from logistics.models.waste import WasteAcceptance, WasteDeclaration
from logistics.papers.waste import WasteValues
from tests import make

BULKY = WasteValues(
    codes=["20 03 07"],
    description="Desks with scratched tops",
    origin="Office clearance",
    sic_code="82990",
    physical_form="Solid",
    container_type="LOO",
    container_count=1,
    mass_kg=Decimal(96),
    is_estimate=True,
    hierarchy_applied=True,
)
LEADED = replace(
    BULKY,
    codes=["20 01 35*"],
    description="Monitors",
    hazards=["HP_6"],
    components="Lead",
    consignment_code="CJ123E/A0001",
)


def waste_claim(**asked: Any) -> Claim:  # Any: arguments of `accepted_claim`
    """An accepted claim on what is listed as waste; nobody has declared it."""
    claim = make.accepted_claim(make.listing(is_waste=True, waste_code="200307"), **asked)
    Attestation.objects.filter(claim=claim).delete()
    return claim


def declared(claim: Claim, values: WasteValues = BULKY) -> WasteDeclaration:
    by = make.administrator(claim.listing.organisation)
    return declaring.declare(claim=claim, values=values, signer_name="Sam Giver", by=by, now=make.NOW)


def taken(declaration: WasteDeclaration, **said: Any) -> WasteAcceptance:  # Any: arguments of `take`
    values = {
        "authorisation": "T11 exemption WEX123456",
        "treatment": "",
        "carrier_registration": "CBDU123456",
        "carrier_exemption": "",
        "signer_name": "Amara Taker",
        **said,
    }
    by = make.administrator(declaration.claim.organisation)
    return declaring.take(declaration=declaration, by=by, now=make.NOW, **values)


def fetched(claim: Claim) -> Collection:
    """The receiver came for it."""
    collection = open_collection(claim=claim, now=make.NOW)
    hand_over(
        claim=claim,
        client_id=uuid4(),
        signer_name="Amara Taker",
        code=collection.dropoff_code,
        photo=None,
        quantity=collection.quantity,
        note="",
        by=make.administrator(claim.listing.organisation),
        now=make.NOW,
    )
    return Collection.objects.with_parties().get(pk=collection.pk)
