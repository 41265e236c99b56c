"""Which path the goods of a claim take, what of their papers is missing, and for whom to do what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.models import COMES_BACK, Claim
from logistics.blocks import Block
from logistics.clearance import WASTE_CARRIER
from logistics.models import Collection, Credential
from logistics.models.attestations import Attestation, Holder
from logistics.models.season_tickets import SeasonTicket
from logistics.models.waste import WasteAcceptance, WasteDeclaration
from logistics.papers.statements import STATEMENTS, WastePath, path_for
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed for a claim: the statements by holder, and the declaration of waste with its acceptance."""

    statements: Mapping[str, Attestation] = field(default_factory=dict)
    declaration: WasteDeclaration | None = None

    @property
    def acceptance(self) -> WasteAcceptance | None:
        """The receiver's answer to the declaration that counts; read with it."""
        if self.declaration is None or not hasattr(self.declaration, "acceptance"):
            return None
        return self.declaration.acceptance


def statements_of(claim: Claim) -> list[str]:
    """The seven statements as the giver of the claim may sign them; none, where nobody is asked for them."""
    if claim.listing.is_waste or claim.listing.mode in COMES_BACK:
        return []
    return [_(one.words) for one in STATEMENTS]


def signed_by_claim(claims: Iterable[Claim]) -> dict[int, Signed]:
    """What was signed and counts, by the claim's key. Two queries."""
    keys = {claim.pk for claim in claims}
    statements: dict[int, dict[str, Attestation]] = {key: {} for key in keys}
    for one in Attestation.objects.standing().filter(claim__in=keys).select_related("organisation").order_by("pk"):
        statements[one.claim_id][one.holder] = one
    rows = WasteDeclaration.objects.standing().filter(claim__in=keys).select_related("acceptance", "season_ticket")
    rows = rows.order_by("pk")
    declared = {row.claim_id: row for row in rows}
    return {key: Signed(statements[key], declared.get(key)) for key in keys}


def path_of(claim: Claim) -> WastePath:
    """Whether the goods of a claim change hands as goods or as waste, or whether somebody has yet to say so. What is
    lent or hired out stays its owner's: nobody discards it."""
    return path_with(claim, signed_by_claim([claim])[claim.pk].statements)


def path_with(claim: Claim, statements: Mapping[str, Attestation]) -> WastePath:
    """As `path_of`, from attestations at hand. No query."""
    listing = claim.listing
    if listing.mode in COMES_BACK:
        return WastePath.GOODS
    held = {holder: statements[holder].held if holder in statements else None for holder in Holder.values}
    return path_for(is_waste=listing.is_waste, giver=held[Holder.GIVER], receiver=held[Holder.RECEIVER])


def missing_for(collections: Sequence[Collection], day: date) -> dict[int, list[Block]]:
    """What of its papers keeps each collection from leaving on that day: by its key; an empty list: nothing.

    A constant number of queries; the collections come with their parties (`with_parties` or `for_planning`).
    """
    signed = signed_by_claim(one.claim for one in collections)
    ended = registrations_ended([one.claim for one in collections], day)
    return {one.pk: blocks_with(one.claim, signed[one.claim_id], day, ended) for one in collections}


def missing_of(claim: Claim, day: date) -> list[Block]:
    """As `missing_for`, of a whole claim. Three queries."""
    return blocks_with(claim, signed_by_claim([claim])[claim.pk], day, registrations_ended([claim], day))


def blocks_with(
    claim: Claim, signed: Signed, day: date, ended: Mapping[tuple[int, str], date] | None = None
) -> list[Block]:
    """As `missing_for` for one claim, from what is at hand. No query."""
    path = path_with(claim, signed.statements)
    if path == WastePath.GOODS:
        return []
    if path == WastePath.WASTE:
        return _missing_of_waste(claim, signed, day, ended or {})
    url = reverse("logistics:papers", args=[claim.pk])
    sides = ((Holder.GIVER, claim.listing.organisation), (Holder.RECEIVER, claim.organisation))
    return [
        Block(
            f"not_attested_by_{holder}",
            _("%(who)s has not signed yet that these are goods and not waste.") % {"who": who},
            _("%(who)s signs seven statements, on the page of its papers.") % {"who": who},
            url,
        )
        for holder, who in sides
        if holder not in signed.statements
    ]


def _missing_of_waste(claim: Claim, signed: Signed, day: date, ended: Mapping[tuple[int, str], date]) -> list[Block]:
    declared, taken = signed.declaration, signed.acceptance
    giver, receiver = claim.listing.organisation, claim.organisation
    url = reverse("logistics:papers", args=[claim.pk])
    if declared is None:
        return [
            Block(
                "waste_not_declared",
                _("These goods are waste, and %(who)s has not declared them for the waste transfer note.")
                % {"who": giver},
                _("%(who)s fills in the waste transfer note, on the page of its papers.") % {"who": giver},
                url,
            )
        ]
    if declared.contains_pops:
        return [
            Block(
                "pops_may_not_be_reused",
                _("This waste holds persistent organic pollutants, so it may not be used again."),
                _("Cancel the claim. %(who)s sends it to a site that is permitted to destroy it.") % {"who": giver},
                url,
            )
        ]
    if taken is None:
        return [
            Block(
                "waste_not_taken",
                _("%(who)s has not signed the waste transfer note.") % {"who": receiver},
                _("%(who)s names its permit and the carrier’s registration and signs, on the page of its papers.")
                % {"who": receiver},
                url,
            )
        ]
    if declared.season_ticket is not None and not declared.season_ticket.covers(day):
        return [_ticket_over(declared.season_ticket, giver, url)]
    last = ended.get((claim.carrier_id or claim.organisation_id, taken.carrier_registration))
    if last is None:
        return []
    words = {"number": taken.carrier_registration, "day": date_format(last)}
    return [
        Block(
            "carrier_registration_ended",
            _("The registration %(number)s of the waste carrier ended on %(day)s.") % words,
            _("The carrier renews it and records the new one; the receiver then signs the note anew."),
            url,
        )
    ]


def _ticket_over(ticket: SeasonTicket, giver: Organisation, url: str) -> Block:
    return Block(
        "season_ticket_over",
        _("The season ticket %(number)s does not cover that day: it ends on %(day)s.")
        % {"number": ticket.number, "day": date_format(ticket.last_day)},
        _("%(who)s declares the waste anew, and both sign.") % {"who": giver},
        url,
    )


def registrations_ended(claims: Sequence[Claim], day: date) -> dict[tuple[int, str], date]:
    """Which registrations that carriers recorded are over by that day, and since when. One query."""
    carriers = {claim.carrier_id or claim.organisation_id for claim in claims}
    rows = Credential.objects.standing().filter(organisation__in=carriers, kind=WASTE_CARRIER)
    last: dict[tuple[int, str], date] = {}
    for who, number, until in rows.values_list("organisation_id", "number", "valid_until").order_by("pk"):
        last[who, number] = max(last.get((who, number), date.min), until or date.max)
    return {key: until for key, until in last.items() if until < day}
