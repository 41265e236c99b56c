"""The steps of a claim: seen, and taken by compare-and-swap, with the words that go with them."""

from typing import Final

from listings.lifecycle import CLAIM, leads_to
from listings.models.claims import Claim, ClaimState
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe

LONGEST_REASON: Final = 500
LONGEST_PURPOSE: Final = 1000

#: Fields that only a claim in certain states may have, as they are in any other.
_CLEARED: Final = {"hold_until": None, "offered_quantity": None}


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = gettext_noop("Say why, so that they can plan.")
    field = "reason"


class PurposeMissing(DomainError):
    code = "purpose_missing"
    message = gettext_noop("Say what it is for: the giver decides by it.")
    field = "purpose"


class WordsTooLong(DomainError):
    code = "words_too_long"
    message = gettext_noop("Write at most {most} characters here.")


class PartHasLeft(DomainError):
    code = "part_has_left"
    message = gettext_noop("Some of this has left already. Call off the loads that still wait, on its collection page.")


class ClaimMovedOn(DomainError):
    code = "claim_moved_on"
    message = gettext_noop("This claim is {state} by now, so that can no longer be done.")


def seen_before(claim: Claim, to: ClaimState) -> Claim:
    """The claim as it is now, if the step can be taken from there.

    :raises ClaimMovedOn: it cannot
    """
    seen = Claim.objects.select_related("listing__organisation", "organisation").get(pk=claim.pk)
    if not leads_to(CLAIM, seen.state, to):
        raise moved_on(seen)
    return seen


def may_end(seen: Claim) -> Claim:
    """A claim of which nothing has left its site, so that it can be cancelled whole.

    :raises PartHasLeft: a load of it is gone
    :raises ClaimMovedOn: all of it is
    """
    if seen.state == ClaimState.COLLECTED:
        raise moved_on(seen)
    if seen.collected_quantity:
        raise PartHasLeft
    return seen


def step(seen: Claim, to: ClaimState, **fields: object) -> None:
    """Take the step if the claim still is as it was seen: its state, amounts, loads and deadline; whoever came second
    gets a sentence and their transaction is undone. A deadline and an offer end with the state they belong to, unless
    `fields` says otherwise.

    :raises ClaimMovedOn: it is not as it was
    """
    same = Claim.objects.filter(
        pk=seen.pk,
        quantity=seen.quantity,
        accepted_quantity=seen.accepted_quantity,
        hold_until=seen.hold_until,
        collected_quantity=seen.collected_quantity,
    )
    if not same.step(seen=seen.state, to=to, **{**_CLEARED, **fields}):
        raise moved_on(Claim.objects.get(pk=seen.pk))


def moved_on(claim: Claim) -> ClaimMovedOn:
    """The refusal for a claim as it is now."""
    return ClaimMovedOn(state=claim.get_state_display().lower())


def words(text: str, *, field: str, most: int, missing: type[DomainError] | None = None) -> str:
    """What somebody wrote, without blanks around it.

    :param missing: what refuses them where they wrote nothing; nobody has to write anything without it
    :raises WordsTooLong | DomainError: too long, or with signs that cannot be kept
    """
    said = text.strip()
    refuse_unsafe(said, field=field)
    if missing is not None and not said:
        raise missing
    if len(said) > most:
        raise WordsTooLong(field=field, most=most)
    return said


def reason_of(text: str) -> str:
    """A reason that somebody gave.

    :raises ReasonMissing: nothing was written
    """
    return words(text, field="reason", most=LONGEST_REASON, missing=ReasonMissing)


def purpose_of(text: str) -> str:
    """What goods are asked for.

    :raises PurposeMissing: nothing was written
    """
    return words(text, field="purpose", most=LONGEST_PURPOSE, missing=PurposeMissing)
