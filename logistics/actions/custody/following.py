"""Following up: a mail 3, 6 and 12 months after a receipt, and its answers. The newest counts; none is edited."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from listings.queries.claims import told
from logistics.actions.custody.noting import LONGEST_NOTE
from logistics.actions.custody.witnessing import Said, witness
from logistics.actions.runs.proving import WordsTooLong
from logistics.models import Displaced, FollowUp, FollowUpAnswer, Receipt, Use
from logistics.models.followup_links import follow_up_token
from logistics.models.passports import CustodyEvent, CustodyKind, ErrorReason, PassportState
from logistics.queries.followups import MONTHS, due, newest_answer
from logistics.queries.passports import passport_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, User

#: Mails at a time; the rest goes an hour later.
MOST: Final = 100
_THERE: Final = (Use.IN_USE, Use.STORED)


class AnswerUnknown(DomainError):
    code = "follow_up_answer_unknown"
    message = gettext_noop("Choose one of the answers.")
    field = "use"


def ask_due(*, now: datetime) -> int:
    """Ask whoever received something 3, 6 or 12 months ago; how many were asked. Each is asked once at each time."""
    asked = 0
    for months in MONTHS:
        for receipt in due(months, now=now, most=MOST):
            asked += _asked(receipt, months, now)
    return asked


def answer(
    *, follow_up: FollowUp, use: str, displaced: str, note: str, by: User | None, now: datetime
) -> FollowUpAnswer:
    """Keep an answer; the same one again changes nothing, another one stands in place of what was said before. That it
    is still there stands in the book of the lot, and so does that this was wrong.

    :param by: None by the link of a mail
    :raises AnswerUnknown | WordsTooLong: what is said
    """
    if use not in Use.values:
        raise AnswerUnknown
    if displaced not in Displaced.values:
        raise AnswerUnknown(field="displaced")
    said = note.strip()
    refuse_unsafe(said, field="note")
    if len(said) > LONGEST_NOTE:
        raise WordsTooLong(field="note", most=LONGEST_NOTE)
    with transaction.atomic():
        # Of two at once the second waits here and sees what the first one kept.
        FollowUp.objects.filter(pk=follow_up.pk).update(months=follow_up.months)
        before = newest_answer(follow_up)
        if before is not None and (before.use, before.displaced, before.note) == (use, displaced, said):
            return before
        made = FollowUpAnswer.objects.create(
            follow_up=follow_up, use=use, displaced=displaced, note=said, by=by, at=now
        )
        _into_the_book(follow_up, before, made, by, now)
    return made


def _asked(receipt: Receipt, months: int, now: datetime) -> int:
    claim = receipt.collection.claim
    try:
        with transaction.atomic():
            made = FollowUp.objects.create(
                receipt=receipt, passport=passport_of(receipt.collection), months=months, asked_at=now
            )
            context = {
                "follow_up": made,
                "receipt": receipt,
                "claim": claim,
                "listing": claim.listing,
                "amount": told(receipt.kept_quantity, claim.listing),
                "months": months,
                "token": follow_up_token(made.pk),
                "answers": Use.choices,
            }
            notify(
                organisation=claim.organisation,
                roles=(Role.REQUESTER,),
                template="logistics/mail/follow_up",
                context=context,
                now=now,
            )
    except IntegrityError:  # another worker asked at the same moment
        return 0
    return 1


def _into_the_book(
    follow_up: FollowUp, before: FollowUpAnswer | None, made: FollowUpAnswer, by: User | None, now: datetime
) -> None:
    """A check-in where it is there; where a check-in of an earlier answer was wrong, that it did not happen."""
    passport = follow_up.passport
    if passport is None:
        return
    passport.refresh_from_db()
    holder = follow_up.receipt.collection.claim.organisation
    was_there, is_there = before is not None and before.use in _THERE, made.use in _THERE
    if before is not None and was_there and not is_there:
        written = CustodyEvent.objects.filter(passport=passport, kind=CustodyKind.IN_USE, holder=holder, at=before.at)
        wrong = written.filter(corrections=None).order_by("number").first()
        if wrong is not None:
            said = Said(
                kind=CustodyKind.CORRECTED,
                holder=holder,
                quantity=wrong.quantity,
                corrects=wrong,
                reason=ErrorReason.DID_NOT_OCCUR,
            )
            witness(passport=passport, said=said, by=by, now=now)
    if is_there and not was_there and passport.owner_id == holder.pk and passport.state == PassportState.LIVE:
        said = Said(
            kind=CustodyKind.IN_USE, holder=holder, quantity=passport.remaining, note=str(made.get_use_display())
        )
        witness(passport=passport, said=said, by=by, now=now)
