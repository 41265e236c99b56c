"""Appeals: an organisation says that what was noted about it is not so, and the operator answers."""

from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from listings.actions.promising import HELD_AGAINST, ExcusedAlready, NothingToExcuse, forgive
from listings.models import steps
from listings.models.promises import Appeal, PromiseOutcome, PromiseSide
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, User

LONGEST_WORDS: Final = 1000


class WordsMissing(DomainError):
    code = "words_missing"
    message = gettext_noop("Say what happened from your side: it is decided by that.")
    field = "words"


class AnswerMissing(DomainError):
    code = "answer_missing"
    message = gettext_noop("Give your reasons: they are told to the organisation.")
    field = "answer"


class AppealedAlready(DomainError):
    code = "appealed_already"
    message = gettext_noop("You have appealed against this already: it is heard once.")


class AnsweredAlready(DomainError):
    code = "answered_already"
    message = gettext_noop("This appeal has been answered already.")


def appeal(*, promise: PromiseOutcome, words: str, by: User, now: datetime) -> Appeal:
    """Ask the operator to look at what was noted about the organisation. Heard once.

    :raises WordsMissing | WordsTooLong: it says nothing, or too much
    :raises NothingToExcuse | ExcusedAlready: it is not held against them (any more)
    :raises AppealedAlready: they did before
    """
    said = steps.words(words, field="words", most=LONGEST_WORDS, missing=WordsMissing)
    if promise.outcome not in HELD_AGAINST:
        raise NothingToExcuse
    if PromiseOutcome.objects.filter(excuses=promise).exists():
        raise ExcusedAlready
    try:
        with transaction.atomic():
            return Appeal.objects.create(promise=promise, words=said, by=by, at=now)
    except IntegrityError:
        if Appeal.objects.filter(promise=promise).exists():
            raise AppealedAlready from None
        raise


def answer(*, appeal: Appeal, is_upheld: bool, answer: str, by: User, now: datetime) -> None:
    """The operator's answer, with reasons, told to the organisation; upheld, the promise is excused by a row.

    :raises AnswerMissing | WordsTooLong: no reasons, or too many
    :raises AnsweredAlready: somebody answered meanwhile
    """
    said = steps.words(answer, field="answer", most=steps.LONGEST_REASON, missing=AnswerMissing)
    promise = appeal.promise
    with transaction.atomic():
        answered = {"is_upheld": is_upheld, "answer": said, "answered_by": by, "answered_at": now}
        if not Appeal.objects.open().filter(pk=appeal.pk).order_by().update(**answered):
            raise AnsweredAlready
        if is_upheld:
            with suppress(ExcusedAlready):  # the other side was quicker: it does not count either way
                forgive(promise=promise, reason=said, by=by, now=now)
        appeal.refresh_from_db()
        notify(
            organisation=promise.organisation,
            roles=(Role.LISTER if promise.side == PromiseSide.GIVES else Role.REQUESTER,),
            template="listings/mail/appeal_answered",
            context={"appeal": appeal, "promise": promise},
            now=now,
        )
