"""What the pages about claims and enquiries read."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from django.db.models import QuerySet, Sum
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from listings.lifecycle import CLAIM, leads_to
from listings.models import Claim, ClaimState, Enquiry, EntryKind, Listing, allocation_of
from listings.queries.deadlines import in_short
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, Site

Side = Literal["of", "by", "carried"]
#: What each side of a claim is called in the address of the list.
SIDES: Final[tuple[Side, ...]] = ("of", "by", "carried")

TONES: Final = {
    ClaimState.ASKED: "wait",
    ClaimState.ACCEPTED: "good",
    ClaimState.COLLECTED: "info",
    ClaimState.RECEIVED: "good",
    ClaimState.DECLINED: "stop",
    ClaimState.CANCELLED: "plain",
    ClaimState.WAITING: "plain",
    ClaimState.OFFERED: "wait",
    ClaimState.LAPSED: "stop",
}

_AFTER_ACCEPTANCE: Final = frozenset({ClaimState.ACCEPTED, ClaimState.COLLECTED, ClaimState.RECEIVED})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a timeline, as `components/timeline.html` takes it."""

    label: str
    state: Literal["done", "now", "next", "skipped", "failed"]
    at: datetime | None = None
    by: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as a row of a list."""

    claim: Claim
    other: Organisation
    amount: str
    tone: str
    due: str


@dataclass(frozen=True, slots=True)
class MayDo:
    """What somebody may do with a claim, by its state, their side and their roles."""

    answer: bool
    change: bool
    confirm: bool
    extend: bool
    report: bool
    cancel: bool
    talk: bool
    arrange: bool
    receive: bool


def claims_on_side(organisation: Organisation, side: Side) -> QuerySet[Claim]:
    """The claims asked of the organisation, by it, or that it carries; newest first."""
    if side == "of":
        return Claim.objects.asked_of(organisation).for_cards()
    if side == "by":
        return Claim.objects.asked_by(organisation).for_cards()
    return Claim.objects.carried_by(organisation).for_cards()


def lines(claims: list[Claim], organisation: Organisation, now: datetime) -> list[ClaimLine]:
    """Claims loaded `for_cards` as rows: the party that is not the reader, and how much. No query."""
    return [
        ClaimLine(
            claim=claim,
            other=claim.listing.organisation if claim.organisation_id == organisation.pk else claim.organisation,
            amount=told(claim.accepted_quantity or claim.offered_quantity or claim.quantity, claim.listing),
            tone=TONES[ClaimState(claim.state)],
            due=in_short(claim, asks=claim.organisation_id == organisation.pk, now=now),
        )
        for claim in claims
    ]


def told(amount: Decimal, listing: Listing) -> str:
    """An amount of a listing to read: "12 items"."""
    return f"{format_amount(amount)} {Unit(listing.unit).for_amount(amount)}"


def collected_amount(claim: Claim) -> Decimal | None:
    """How much left the site, once it did."""
    entries = claim.stock_entries.filter(kind=EntryKind.COLLECTED)
    total: Decimal | None = entries.aggregate(total=Sum("quantity"))["total"]
    return total


def address_is_shown(claim: Claim, organisation: Organisation) -> bool:
    """Whether the exact addresses may stand on this organisation's page: a party, after acceptance, before its end."""
    party = organisation.pk in {claim.organisation_id, claim.listing.organisation_id, claim.carrier_id}
    return party and claim.state in _AFTER_ACCEPTANCE


def carriers_for_choice(listing: Listing, organisation: Organisation) -> QuerySet[Organisation]:
    """Whose vans can be asked to bring it: the parties' own, and those of organisations that carry for others."""
    return Organisation.objects.carriers_for(listing.organisation, organisation).order_by("name", "pk")


def may_do(claim: Claim, organisation: Organisation, roles: frozenset[str], now: datetime) -> MayDo:
    """What the page of a claim offers somebody with these roles in this organisation."""
    gives = claim.listing.organisation_id == organisation.pk
    asks = claim.organisation_id == organisation.pk
    gives_here = gives and may(roles, Role.LISTER)
    asks_here = asks and may(roles, Role.REQUESTER)
    is_in_time = claim.hold_until is not None and now < claim.hold_until
    is_promised = claim.state == ClaimState.ACCEPTED
    is_whole = not claim.collected_quantity and claim.state != ClaimState.COLLECTED
    ends = is_whole and leads_to(CLAIM, claim.state, ClaimState.CANCELLED)
    return MayDo(
        answer=gives_here and claim.state == ClaimState.ASKED,
        change=asks_here and claim.state in {ClaimState.ASKED, ClaimState.WAITING},
        confirm=asks_here and claim.state == ClaimState.OFFERED and is_in_time,
        extend=asks_here and is_promised and is_in_time and claim.extensions < allocation_of(claim.listing).extensions,
        report=(gives_here or asks_here) and is_promised and claim.due_at is not None and claim.due_at <= now,
        cancel=ends and (asks_here or (gives_here and is_promised)),
        talk=gives or asks,
        arrange=claim.state in {ClaimState.ACCEPTED, ClaimState.COLLECTED},
        receive=asks_here and claim.state == ClaimState.COLLECTED,
    )


def timeline(claim: Claim) -> list[Step]:
    """The claim's way from asked to received; where it ended on the way, the end and why."""
    first = Step(_("Asked"), "done", claim.asked_at, str(claim.organisation), told(claim.quantity, claim.listing))
    before = [first, *_offered(claim)]
    if claim.state == ClaimState.DECLINED:
        return [*before, Step(_("Declined"), "failed", claim.decided_at, str(claim.listing.organisation), claim.reason)]
    accepted = _accepted(claim)
    if claim.decided_at:
        before = [*before, accepted]
    if claim.state == ClaimState.CANCELLED:
        return [*before, Step(_("Cancelled"), "failed", claim.cancelled_at, "", claim.reason)]
    if claim.state == ClaimState.LAPSED:
        return [*before, Step(_("Lapsed"), "failed", claim.lapsed_at, "", _why_lapsed(claim))]
    if claim.state in {ClaimState.WAITING, ClaimState.OFFERED}:
        return [*before, accepted, _collected(claim), _received(claim)]  # five fit on a phone
    return [first, accepted, _planned(claim), _collected(claim), _received(claim)]


def _offered(claim: Claim) -> list[Step]:
    """The step between asking and the answer that only those take who wait."""
    if claim.state == ClaimState.WAITING:
        return [Step(_("Waits"), "now", note=_("Nothing is held yet"))]
    if claim.offered_at is None:
        return []
    if claim.state == ClaimState.OFFERED:
        note = _("Waits for %(who)s to confirm") % {"who": claim.organisation}
        return [Step(_("Offered"), "now", claim.offered_at, "", note)]
    return [Step(_("Offered"), "done", claim.offered_at)]


def _why_lapsed(claim: Claim) -> str:
    """Which deadline had passed."""
    return {
        ClaimState.ASKED: _("%(who)s did not answer in time") % {"who": claim.listing.organisation},
        ClaimState.WAITING: _("Nothing can come back any more"),
        ClaimState.OFFERED: _("%(who)s did not confirm in time") % {"who": claim.organisation},
        ClaimState.ACCEPTED: _("It was not collected in time"),
    }[ClaimState(claim.lapsed_from)]


def _accepted(claim: Claim) -> Step:
    if claim.state in {ClaimState.WAITING, ClaimState.OFFERED}:
        return Step(_("Accepted"), "next")
    if claim.accepted_quantity is None:
        return Step(_("Accepted"), "now", note=_("Waits for %(who)s") % {"who": claim.listing.organisation})
    amount = told(claim.accepted_quantity, claim.listing)
    return Step(_("Accepted"), "done", claim.decided_at, str(claim.listing.organisation), amount)


def _planned(claim: Claim) -> Step:
    """The room above knows the plan; here is the way to it."""
    who = str(claim.carrier or claim.organisation)
    if claim.decided_at is None:
        return Step(_("Planned"), "next")
    if claim.state == ClaimState.ACCEPTED:
        note = _("%(who)s arranges the collection") % {"who": who}
        return Step(_("Planned"), "now", note=note, href=collection_href(claim))
    return Step(_("Planned"), "done", note=who, href=collection_href(claim))


def _collected(claim: Claim) -> Step:
    if claim.collected_at is None:
        return Step(_("Collected"), "next")
    return Step(_("Collected"), "done", claim.collected_at)


def _received(claim: Claim) -> Step:
    if claim.state == ClaimState.COLLECTED:
        return Step(_("Received"), "now", note=_("Waits for %(who)s to confirm") % {"who": claim.organisation})
    if claim.received_at is None:
        return Step(_("Received"), "next")
    return Step(_("Received"), "done", claim.received_at, str(claim.organisation))


def collection_href(claim: Claim) -> str:
    """The page of the claim's collection, a room above; nothing where that room has no such page."""
    try:
        return reverse("logistics:collection-of-claim", kwargs={"pk": claim.pk})
    except NoReverseMatch:
        return ""


def enquiries_of(organisation: Organisation) -> QuerySet[Enquiry]:
    """The enquiries the organisation made or has to answer, newest first."""
    seen = Enquiry.objects.visible_to(organisation).select_related("listing__organisation", "organisation")
    return seen.order_by("-asked_at", "-pk")


def address_facts(site: Site) -> list[tuple[str, str]]:
    """A site's address with what one has to know to get in, for the parties of an accepted claim only."""
    contact = ", ".join(part for part in (site.contact_name, site.contact_phone) if part)
    facts = [(_("Address"), site.address), (_("Contact"), contact), (_("Access"), site.access_notes)]
    dock = _("Loading dock") if site.has_loading_dock else _("No loading dock")
    steps = _("step-free") if site.has_step_free_access else _("steps on the way")
    return [*((term, value) for term, value in facts if value), (_("Loading"), f"{dock}, {steps}")]
