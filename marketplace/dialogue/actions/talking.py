"""Talking: a thread between organisations, and what their people say in it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from marketplace.dialogue.models import Message, Participant, Thread
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.access import roles_of
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Organisation, Role, User

LONGEST = 4000
#: Who is told of a message: those who list and ask for things. (Where nobody does, the administrators.)
TOLD = (Role.LISTER, Role.REQUESTER)


class NotAParty(DomainError):
    """The organisation does not take part, or the person does not act for it."""

    code = "not_a_party"
    message = gettext_noop("Only those who take part in this conversation can write in it.")


class NothingSaid(DomainError):
    """An empty message."""

    code = "nothing_said"
    message = gettext_noop("Write something first.")
    field = "body"


class TooLong(DomainError):
    """A message that is a document."""

    code = "too_long"
    message = gettext_noop("A message has at most {most} characters; this one has {count}.")
    field = "body"


@transaction.atomic
def open_thread(*, subject: str, organisations: Iterable[Organisation], now: datetime) -> Thread:
    """Begin a conversation of these organisations. What it is about points to the thread, not the other way round."""
    thread = Thread.objects.create(subject=subject[:160], created_at=now)
    parties = {organisation.pk: organisation for organisation in organisations}
    Participant.objects.bulk_create(
        Participant(thread=thread, organisation=organisation) for organisation in parties.values()
    )
    return thread


def say(*, thread: Thread, organisation: Organisation, body: str, by: User, now: datetime) -> Message:
    """Say something for an organisation; the people of the other parties get it by mail.

    :raises NotAParty: the organisation does not take part, or the person has no role in it
    :raises NothingSaid: nothing but spaces
    :raises TooLong: more than 4,000 characters
    """
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise NothingSaid
    if len(body) > LONGEST:
        raise TooLong(most=LONGEST, count=len(body))
    takes_part = Participant.objects.filter(thread=thread, organisation=organisation).exists()
    if not takes_part or not roles_of(user=by, organisation=organisation):
        raise NotAParty
    with transaction.atomic():
        message = Message.objects.create(thread=thread, organisation=organisation, author=by, body=body, sent_at=now)
        others = Participant.objects.filter(thread=thread).exclude(organisation=organisation)
        for other in others.select_related("organisation").order_by("pk"):
            notify(
                organisation=other.organisation,
                roles=TOLD,
                template="dialogue/mail/message_came",
                context={"message": message, "thread": thread, "sender": organisation},
                now=now,
            )
    return message


def tell(*, thread: Thread, body: str, by: User, now: datetime) -> Message:
    """Say something to all who take part, as the operator of the exchange. Nobody gets it by mail for that.

    :raises NotAParty: the person is not an operator
    """
    if not by.is_staff:
        raise NotAParty
    return Message.objects.create(thread=thread, organisation=None, author=by, body=body, sent_at=now)
