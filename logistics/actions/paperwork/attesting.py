"""Attesting: a holder signs the seven statements that decide whether goods change hands as goods or as waste."""

from collections.abc import Collection as Keys
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from listings.models import Claim, ClaimState, steps
from logistics.actions.paperwork.asking import ask_other_side
from logistics.actions.runs.proving import LONGEST_NAME
from logistics.models.attestations import Attestation, Holder
from logistics.papers.statements import KEYS, WORDING
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

LONGEST_DETAIL: Final = 500


class NothingToAttest(DomainError):
    code = "nothing_to_attest"
    message = gettext_noop("Statements are signed for an accepted claim, before its goods leave: this one is {state}.")


class AttestationNeedsDetail(DomainError):
    code = "attestation_needs_detail"
    message = gettext_noop("Say in a few words what does not hold, so that the other side knows.")
    field = "detail"


class SignatureMissing(DomainError):
    code = "signature_missing"
    message = gettext_noop("Write your name: it stands as your signature.")
    field = "signer_name"


class SignedMeanwhile(DomainError):
    code = "signed_meanwhile"
    message = gettext_noop("Somebody of your side signed at this very moment. Look at what stands there now.")


def attest(
    *, claim: Claim, holder: str, held: Keys[str], detail: str, signer_name: str, by: User, now: datetime
) -> Attestation:
    """Sign the statements for one side of a claim; before the goods leave one may sign anew, and the last counts. The
    other side is asked for its signature by mail, once.

    :param held: the keys of those statements that hold; any that is left out makes the goods waste
    :raises NothingToAttest: the claim is not accepted, or the goods have left
    :raises AttestationNeedsDetail | SignatureMissing | WordsTooLong: it is incomplete
    :raises SignedMeanwhile: a colleague was faster
    """
    if claim.state != ClaimState.ACCEPTED:
        raise NothingToAttest(state=claim.get_state_display().lower())
    answers = {key: key in held for key in KEYS}
    name = steps.words(signer_name, field="signer_name", most=LONGEST_NAME, missing=SignatureMissing)
    words = steps.words(detail, field="detail", most=LONGEST_DETAIL)
    if not all(answers.values()) and not words:
        raise AttestationNeedsDetail
    side = Holder(holder)
    organisation = claim.listing.organisation if side is Holder.GIVER else claim.organisation
    try:
        with transaction.atomic():
            is_first = not Attestation.objects.standing().filter(claim=claim, holder=side).update(replaced_at=now)
            signed = Attestation.objects.create(
                claim=claim,
                holder=side,
                organisation=organisation,
                wording=WORDING,
                **answers,
                detail=words,
                signer_name=name,
                by=by,
                at=now,
            )
            if is_first:
                ask_other_side(claim=claim, signed=side, now=now)
            return signed
    except IntegrityError:  # two of one side at once: one that counts is what the table allows
        raise SignedMeanwhile from None


def attest_as_giver(*, claim: Claim, signer_name: str, by: User, now: datetime) -> Attestation:
    """The giver signs, with its answer to a claim, that all seven hold. For rooms below, by settings' leave.

    :raises NothingToAttest | SignatureMissing | WordsTooLong | SignedMeanwhile: as `attest`
    """
    return attest(claim=claim, holder=Holder.GIVER, held=KEYS, detail="", signer_name=signer_name, by=by, now=now)
