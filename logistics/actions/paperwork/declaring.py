"""Declaring waste: the giver says what it is, the receiver takes it; both sign before it may leave."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from listings.models import Claim, ClaimState, steps
from logistics.actions.paperwork.asking import ask_other_side
from logistics.actions.paperwork.attesting import SignatureMissing, SignedMeanwhile
from logistics.actions.runs.proving import LONGEST_NAME
from logistics.models import Holder
from logistics.models.waste import WasteAcceptance, WasteDeclaration
from logistics.papers.statements import WastePath
from logistics.papers.waste import NO_CHOICE, WasteRefused, WasteValues, checked, checked_registration, treatments
from logistics.queries.papers import path_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

_LONGEST: Final = {
    "description": 300,
    "origin": 200,
    "hazard_basis": 300,
    "components": 500,
    "consignment_code": 40,
    "prior_treatment": 300,
}
LONGEST_AUTHORISATION: Final = 120


class NotWaste(DomainError):
    code = "not_waste"
    message = gettext_noop("These goods are not waste, so no waste transfer note is made for them.")


class TooLateForNote(DomainError):
    code = "too_late_for_note"
    message = gettext_noop("A note is signed for an accepted claim, before its goods leave: this one is {state}.")


class NotDeclared(DomainError):
    code = "waste_not_declared"
    message = gettext_noop("The giver has not declared the waste yet, or declares it anew. Look at what stands now.")


class AuthorisationMissing(DomainError):
    code = "authorisation_missing"
    message = gettext_noop("Name the permit, the licence or the registered exemption under which you may take it.")
    field = "authorisation"


def declare(*, claim: Claim, values: WasteValues, signer_name: str, by: User, now: datetime) -> WasteDeclaration:
    """The giver declares the waste and signs. What was declared before is replaced, and has to be taken anew: the
    receiver is asked for it by mail.

    :raises NotWaste | TooLateForNote: there is nothing to declare
    :raises WasteRefused | UnknownWasteCode | WordsTooLong | SignatureMissing: what was said does not do
    :raises SignedMeanwhile: a colleague was faster
    """
    _check_open(claim)
    said = asdict(checked(values))
    said.pop("hierarchy_applied")  # it does, or the check above would have refused
    for field, most in _LONGEST.items():
        said[field] = steps.words(said[field], field=field, most=most)
    said["codes"], said["hazards"] = list(said["codes"]), list(dict.fromkeys(said["hazards"]))
    name = _name(signer_name)
    try:
        with transaction.atomic():
            WasteDeclaration.objects.standing().filter(claim=claim).update(replaced_at=now)
            declared = WasteDeclaration.objects.create(claim=claim, signer_name=name, by=by, at=now, **said)
            ask_other_side(claim=claim, signed=Holder.GIVER, now=now)
            return declared
    except IntegrityError:  # two of one side at once: one that counts is what the table allows
        raise SignedMeanwhile from None


def take(
    *,
    declaration: WasteDeclaration,
    authorisation: str,
    treatment: str,
    carrier_registration: str,
    carrier_exemption: str,
    signer_name: str,
    by: User,
    now: datetime,
) -> WasteAcceptance:
    """The receiver takes the waste as declared, and signs.

    :param authorisation: permit, licence or registered exemption of the receiving site
    :param treatment: recovery or disposal code intended; empty: it is only prepared for reuse, which has none
    :raises NotDeclared | NotWaste | TooLateForNote: there is nothing to take
    :raises AuthorisationMissing | WasteRefused | WordsTooLong | SignatureMissing: what was said does not do
    :raises SignedMeanwhile: a colleague was faster
    """
    _check_open(declaration.claim)
    if not WasteDeclaration.objects.standing().filter(pk=declaration.pk).exists():
        raise NotDeclared
    allowed = steps.words(
        authorisation, field="authorisation", most=LONGEST_AUTHORISATION, missing=AuthorisationMissing
    )
    if treatment and treatment not in treatments():
        raise WasteRefused(NO_CHOICE, field="treatment")
    number, why = checked_registration(carrier_registration, carrier_exemption)
    name = _name(signer_name)
    try:
        with transaction.atomic():
            return WasteAcceptance.objects.create(
                declaration=declaration,
                authorisation=allowed,
                treatment=treatment,
                carrier_registration=number,
                carrier_exemption=why,
                signer_name=name,
                by=by,
                at=now,
            )
    except IntegrityError:  # it was taken a moment ago
        raise SignedMeanwhile from None


def _check_open(claim: Claim) -> None:
    if claim.state != ClaimState.ACCEPTED:
        raise TooLateForNote(state=claim.get_state_display().lower())
    if path_of(claim) != WastePath.WASTE:
        raise NotWaste


def _name(signer_name: str) -> str:
    return steps.words(signer_name, field="signer_name", most=LONGEST_NAME, missing=SignatureMissing)
