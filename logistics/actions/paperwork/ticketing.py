"""Ticketing: one waste transfer note for a season. Proposed, signed by both, loads put on it, ended."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from listings.models import Claim, ClaimState, steps
from logistics.actions.paperwork.attesting import SignatureMissing, SignedMeanwhile
from logistics.actions.paperwork.declaring import NotWaste, TooLateForNote
from logistics.actions.runs.proving import LONGEST_NAME
from logistics.models import SeasonTicket, WasteAcceptance, WasteDeclaration
from logistics.papers.season import last_day_of
from logistics.papers.statements import WastePath
from logistics.papers.waste import WasteValues, checked, is_hazardous
from logistics.queries.papers import path_of, signed_by_claim
from logistics.queries.season import why_not_on
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, User

LONGEST_WHY: Final = 300


class NotSigned(DomainError):
    code = "season_ticket_needs_signed_note"
    message = gettext_noop("Both of you first sign a waste transfer note: the season ticket is made from it.")


class NotForHazardous(DomainError):
    code = "season_ticket_not_for_hazardous"
    message = gettext_noop(
        "Hazardous waste moves under a consignment note of its own each time, never a season ticket."
    )


class PeriodTooLong(DomainError):
    code = "season_ticket_too_long"
    message = gettext_noop("A season ticket lasts up to 12 months: with this first day, until {last} at the latest.")
    field = "ends_on"


class PeriodBackwards(DomainError):
    code = "season_ticket_backwards"
    message = gettext_noop("The last day lies before the first, or is over.")
    field = "ends_on"


class TicketThere(DomainError):
    code = "season_ticket_there"
    message = gettext_noop("A season ticket was made from this note already.")


class TicketOver(DomainError):
    code = "season_ticket_over"
    message = gettext_noop("This season ticket was signed or ended in the meantime.")


class NotOnTicket(DomainError):
    code = "not_on_season_ticket"
    message = gettext_noop("{why}")
    field = "ticket"


class WhyMissing(DomainError):
    code = "season_ticket_why_missing"
    message = gettext_noop("Say why it ends.")
    field = "why"


@dataclass(frozen=True, slots=True)
class LoadValues:
    """What differs from load to load: how much it weighs and in how many containers."""

    mass_kg: Decimal
    container_count: int
    is_estimate: bool = True


def propose(*, claim: Claim, starts_on: date, ends_on: date, signer_name: str, by: User, now: datetime) -> SeasonTicket:
    """The giver makes the note of a claim the first of a season, and signs; the receiver is asked to sign by mail.

    :raises NotSigned | NotForHazardous | PeriodTooLong | PeriodBackwards | TicketThere: it cannot be
    :raises SignatureMissing | WordsTooLong: nobody signed
    """
    signed = signed_by_claim([claim])[claim.pk]
    declared = signed.declaration
    if declared is None or signed.acceptance is None:
        raise NotSigned
    if is_hazardous(declared.codes):
        raise NotForHazardous
    last = last_day_of(starts_on)
    if ends_on > last:
        raise PeriodTooLong(last=date_format(last))
    if ends_on < max(starts_on, localtime(now).date()):
        raise PeriodBackwards
    name = _name(signer_name)
    try:
        with transaction.atomic():
            ticket = SeasonTicket.objects.create(
                declaration=declared,
                starts_on=starts_on,
                ends_on=ends_on,
                giver_name=name,
                giver_by=by,
                giver_at=now,
            )
            _tell(ticket, claim.organisation, (Role.REQUESTER,), "asked", now)
    except IntegrityError:
        raise TicketThere from None
    return ticket


def sign(*, ticket: SeasonTicket, signer_name: str, by: User, now: datetime) -> None:
    """The receiver signs: from its first day on loads may be put on it.

    :raises SignatureMissing | WordsTooLong: nobody signed
    :raises TicketOver: it was signed or ended
    """
    name = _name(signer_name)
    with transaction.atomic():
        row = SeasonTicket.objects.waiting().filter(pk=ticket.pk)
        if not row.update(receiver_name=name, receiver_by=by, receiver_at=now):
            raise TicketOver
        _tell(ticket, ticket.declaration.claim.listing.organisation, (Role.LISTER,), "signed", now)


def put_on(*, ticket: SeasonTicket, claim: Claim, values: LoadValues, by: User, now: datetime) -> WasteDeclaration:
    """Declare the waste of a claim as a further load on the ticket: both have signed for it.

    :raises NotWaste | TooLateForNote: there is nothing to declare
    :raises NotOnTicket: another waste, other holders, another site or carrier, or not in its time; with why
    :raises WasteRefused: mass or containers
    :raises SignedMeanwhile: a colleague was faster
    """
    if claim.state != ClaimState.ACCEPTED:
        raise TooLateForNote(state=claim.get_state_display().lower())
    if path_of(claim) != WastePath.WASTE:
        raise NotWaste
    why = why_not_on(ticket, claim, localtime(now).date())
    if why:
        raise NotOnTicket(why=why)
    first = ticket.declaration
    said = asdict(checked(_values(first, values)))
    said.pop("hierarchy_applied")
    said["codes"], said["hazards"] = list(said["codes"]), []
    try:
        with transaction.atomic():
            WasteDeclaration.objects.standing().filter(claim=claim).update(replaced_at=now)
            declared = WasteDeclaration.objects.create(
                claim=claim, season_ticket=ticket, signer_name=ticket.giver_name, by=by, at=now, **said
            )
            WasteAcceptance.objects.create(
                declaration=declared,
                authorisation=first.acceptance.authorisation,
                treatment=first.acceptance.treatment,
                carrier_registration=first.acceptance.carrier_registration,
                carrier_exemption=first.acceptance.carrier_exemption,
                signer_name=ticket.receiver_name,
                by=by,
                at=now,
            )
    except IntegrityError:
        raise SignedMeanwhile from None
    return declared


def end(*, ticket: SeasonTicket, why: str, side: Organisation, by: User, now: datetime) -> None:
    """Either side ends it before its time: what has not left today needs a note of its own. The other side is told.

    :param side: for which of the two `by` acts
    :raises WhyMissing | WordsTooLong: no reason
    :raises TicketOver: it was ended already
    """
    said = steps.words(why, field="why", most=LONGEST_WHY, missing=WhyMissing)
    claim = ticket.declaration.claim
    giver = claim.listing.organisation
    with transaction.atomic():
        row = SeasonTicket.objects.filter(pk=ticket.pk, ended_on=None)
        if not row.update(ended_on=localtime(now).date(), ended_why=said, ended_by=by):
            raise TicketOver
        ticket.refresh_from_db(fields=["ended_on", "ended_why"])
        other, roles = (claim.organisation, (Role.REQUESTER,)) if side == giver else (giver, (Role.LISTER,))
        _tell(ticket, other, roles, "ended", now)


def _values(first: WasteDeclaration, load: LoadValues) -> WasteValues:
    return WasteValues(
        codes=first.codes,
        description=first.description,
        origin=first.origin,
        sic_code=first.sic_code,
        physical_form=first.physical_form,
        container_type=first.container_type,
        container_count=load.container_count,
        mass_kg=load.mass_kg,
        is_estimate=load.is_estimate,
        hazard_found=first.hazard_found,
        hazard_basis=first.hazard_basis,
        contains_pops=first.contains_pops,
        hierarchy_applied=True,
        prior_treatment=first.prior_treatment,
    )


def _name(signer_name: str) -> str:
    return steps.words(signer_name, field="signer_name", most=LONGEST_NAME, missing=SignatureMissing)


def _tell(ticket: SeasonTicket, organisation: Organisation, roles: tuple[Role, ...], word: str, now: datetime) -> None:
    context = {"ticket": ticket, "claim": ticket.declaration.claim, "word": word}
    notify(organisation=organisation, roles=roles, template="logistics/mail/season_ticket", context=context, now=now)
