"""Asking a party to open longer on a day, so that a van can come; and their answer, which the next plan goes by."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from listings.queries.claims import told
from logistics.models import AskAnswer, AskKind, Collection, PartyAsk
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, User

LEAST, MOST = 5, 480


class AskedAlready(DomainError):
    code = "asked_already"
    message = gettext_noop("They have been asked about that day already.")


class NotMinutes(DomainError):
    code = "not_minutes"
    message = gettext_noop("Ask for something between {least} minutes and {most}.")


class NoSuchEnd(DomainError):
    code = "no_such_end"
    message = gettext_noop("Say which end is meant: collecting or delivering.")


class NoAnswer(DomainError):
    code = "no_answer"
    message = gettext_noop("Say yes or no.")
    field = "answer"


class AnsweredAlready(DomainError):
    code = "answered_already"
    message = gettext_noop("This was answered already.")


def ask_longer(*, collection: Collection, kind: str, minutes: int, day: date, by: User, now: datetime) -> PartyAsk:
    """Ask the party at one end whether its dock could be open so much earlier and later on that day. They get a mail
    with the question and two buttons.

    :raises NoSuchEnd: neither end is meant
    :raises NotMinutes: more or less than can be asked for
    :raises AskedAlready: somebody did
    """
    if kind not in AskKind.values:
        raise NoSuchEnd
    if not LEAST <= minutes <= MOST:
        raise NotMinutes(least=LEAST, most=MOST)
    try:
        with transaction.atomic():
            ask = PartyAsk.objects.create(
                collection=collection, kind=kind, day=day, minutes=minutes, asked_by=by, asked_at=now
            )
            _tell(ask, ask.party, ask.role, "logistics/mail/asked_longer", now)
    except IntegrityError:
        raise AskedAlready from None
    return ask


def answer(*, ask: PartyAsk, says: str, by: User, now: datetime) -> None:
    """Their answer. A yes holds for this collection on this day; nobody's hours change for anything else.

    :raises NoAnswer: neither yes nor no
    :raises AnsweredAlready: somebody there did
    """
    if says not in AskAnswer.values:
        raise NoAnswer
    with transaction.atomic():
        mine = PartyAsk.objects.filter(pk=ask.pk, answer="")
        if not mine.update(answer=says, answered_at=now):
            raise AnsweredAlready
        ask.answer, ask.answered_at = says, now
        carrier = ask.collection.claim.carrier
        if carrier is not None:
            _tell(ask, carrier, Role.COORDINATOR, "logistics/mail/answered_longer", now)


def _tell(ask: PartyAsk, who: Organisation, role: Role, template: str, now: datetime) -> None:
    claim = ask.collection.claim
    context = {
        "ask": ask,
        "claim": claim,
        "listing": claim.listing,
        "party": ask.party,
        "day_text": ask.day.isoformat(),
        "amount": told(ask.collection.quantity, claim.listing),
    }
    notify(organisation=who, roles=(role,), template=template, context=context, now=now)
