"""A received load as digital waste tracking takes it, from what was declared, taken and driven."""

from logistics.models import Handover, HandoverKind, Stop
from logistics.models.papers import PaperKind, number_of
from logistics.papers.statements import WastePath
from logistics.papers.tracking import Address, Movement, movement_json
from logistics.queries.paper_facts import Load, mass_of, vehicle_of
from marketplace.organisations.models import Site


def movement_of(load: Load) -> dict[str, object] | None:
    """The movement as plain values for JSON; None: the load is no waste, was not taken as such, or has not arrived."""
    declared, taken = load.signed.declaration, load.signed.acceptance
    received = [one for one in load.handovers if one.kind != HandoverKind.PICKUP]
    if load.path != WastePath.WASTE or declared is None or taken is None or not received:
        return None
    collection, claim = load.collection, load.collection.claim
    vehicle = vehicle_of(collection)
    carrier = vehicle.organisation if vehicle else claim.carrier or claim.organisation
    number = number_of(PaperKind.WASTE, collection.pk)
    return movement_json(
        Movement(
            received_at=_last(received).at,
            reference=f"GY-{collection.pk:06d}",
            note_number=number,
            codes=declared.codes,
            description=declared.description,
            physical_form=declared.physical_form,
            container_type=declared.container_type,
            container_count=declared.container_count,
            mass_kg=mass_of(collection, declared),
            is_estimate=declared.is_estimate,
            contains_pops=declared.contains_pops,
            hazards=declared.hazards,
            components=declared.components,
            consignment_code=declared.consignment_code,
            treatment=taken.treatment,
            carrier=carrier.name,
            carrier_address=_address(_yard_of(load)),
            carrier_registration=taken.carrier_registration,
            carrier_exemption=taken.carrier_exemption,
            vehicle_registration=vehicle.registration if vehicle else "",
            receiver_site=claim.site.name,
            authorisation=taken.authorisation,
            receiver_address=_address(claim.site),
        )
    )


def _yard_of(load: Load) -> Site:
    """Where the carrier set out from; what is fetched sets out from where it is taken to."""
    stop = (
        Stop.objects.filter(collection=load.collection)
        .select_related("route__shift__start_site")
        .order_by("-pk")
        .first()
    )
    return stop.route.shift.start_site if stop else load.collection.claim.site


def _last(handovers: list[Handover]) -> Handover:
    return max(handovers, key=lambda one: (one.at, one.pk))


def _address(site: Site) -> Address:
    return Address(site.address, site.postcode)
